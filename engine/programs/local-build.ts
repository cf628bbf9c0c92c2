import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve as resolvePath } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { readJournal } from '../adapters/journal';
import { readOutput } from '../adapters/output-journal';
import { identify } from '../adapters/process/identity';
import { endFolder, programEnvironment } from '../adapters/end-folder';
import { findToolchains, toolchainEnvironment } from '../adapters/sandbox/toolchains';
import { extractZip } from '../adapters/zip';
import { environment } from '../config';
import { cacheName } from '../core/build/cache-name';
import type { BuildEntry, BuildJob } from '../core/build/journal';
import { begin, step, type BuildState } from '../core/build/machine';
import type { ReportFile } from '../core/reports/summary';

export interface LocalBuild {
  /** The source: copied, never written to. */
  readonly folder: string;
  readonly buildspec: BuildJob['buildspec'];
  readonly variables: Readonly<Record<string, string>>;
  readonly project: string;
  /** The bundled programs. */
  readonly programs: string;
  /** Keeps the caches. */
  readonly home: string;
  /** Ids of the artifacts to make; empty id for the primary one. */
  readonly artifacts?: readonly string[] | undefined;
  /** Where they are unpacked: each in a folder of its id, the primary one in the folder itself. */
  readonly artifactsInto?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly strictRuntimes?: boolean | undefined;
  readonly timeoutMs?: number | undefined;
  readonly secondary?: readonly { readonly name: string; readonly zip: string }[] | undefined;
  readonly desk?: BuildJob['desk'];
  /** Counts where the sandbox is a container. */
  readonly image?: string | undefined;
  /** As STARBOARD_SANDBOX: `process` asks for plain processes, `container` for one of the image. */
  readonly sandbox?: string | undefined;
  readonly output: (text: string) => void;
}

export interface LocalResult {
  readonly state: BuildState;
  readonly reports: readonly (ReportFile & { readonly group: string })[];
  readonly sandbox: string;
}

/** AWS's own, with the usual runtimes. */
const DEFAULT_IMAGE = 'aws/codebuild/amazonlinux-x86_64-standard:5.0';
const HOUR_MS = 3_600_000;
const LOOK_MS = 50;

/** A build that is running; `stop` ends everything it started. */
export interface RunningBuild {
  readonly done: Promise<LocalResult>;
  stop(): void;
}

function jobOf(b: LocalBuild, id: string): BuildJob {
  const { builds: host, region } = environment;
  return {
    buildId: id,
    projectName: b.project,
    buildspec: b.buildspec,
    source: { folder: b.folder },
    secondary: (b.secondary ?? []).map((s) => ({ name: s.name, source: 'zip' as const })),
    artifacts: (b.artifacts ?? []).map((a) => ({ id: a, named: true, packed: true })),
    image: b.image ?? DEFAULT_IMAGE,
    env: {
      ...host.environment,
      CI: 'true',
      CODEBUILD_CI: 'true',
      CODEBUILD_BUILD_ID: id,
      CODEBUILD_BUILD_NUMBER: '1',
      CODEBUILD_INITIATOR: 'starboard',
      CODEBUILD_START_TIME: String(Date.now()),
      CODEBUILD_LOG_PATH: id.split(':')[1] ?? '',
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      ...b.variables,
    },
    passed: Object.keys(host.environment),
    timeoutMs: b.timeoutMs ?? HOUR_MS,
    home: b.home,
    cacheName: cacheName(
      'folder',
      `${basename(b.folder)}-${createHash('sha256').update(resolvePath(b.folder)).digest('hex').slice(0, 16)}`,
    ),
    cache: false,
    desk: b.desk,
    strictRuntimes: b.strictRuntimes ?? host.strictRuntimes,
    only: b.only,
  };
}

/** Reads on from where it stopped, until the runner has said its last word. */
function follow(
  dir: string,
  runner: ChildProcess,
  output: (text: string) => void,
): Promise<{ state: BuildState; sandbox: string }> {
  let state = begin(Date.now());
  let sandbox = '';
  let offset = 0;
  let outputOffset = 0;
  const decoder = new StringDecoder('utf8');
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      for (;;) {
        const chunk = readJournal<BuildEntry>(join(dir, 'journal.ndjson'), offset);
        offset = chunk.offset;
        for (const entry of chunk.entries) {
          if (entry.type === 'output') {
            if ('text' in entry) output(entry.text);
            if ('bytes' in entry) output(decoder.write(readOutput(dir, outputOffset, entry.bytes)));
            outputOffset += 'bytes' in entry ? entry.bytes : 0;
          }
          if (entry.type === 'started') sandbox = entry.sandbox;
          state = step(state, entry).state;
        }
        if (!chunk.more) return state.endTime !== undefined;
      }
    };
    const watcher = watch(dir, () => {
      look();
    });
    const timer = setInterval(look, LOOK_MS);
    runner.once('error', reject);
    runner.once('exit', () => {
      clearInterval(timer);
      watcher.close();
      if (look()) resolve({ state, sandbox });
      else
        reject(
          new Error(
            `The build runner ended unexpectedly.${existsSync(join(dir, 'program.log')) ? `\n${readFileSync(join(dir, 'program.log'), 'utf8').trim()}` : ''}`,
          ),
        );
    });
  });
}

/** Runs a buildspec with the very runner that the engine starts, without an engine. */
export async function startLocalBuild(b: LocalBuild): Promise<RunningBuild> {
  const dir = mkdtempSync(join(tmpdir(), 'starboard-build-'));
  mkdirSync(b.home, { recursive: true });
  const id = `${b.project}:${dir.slice(-6)}`;
  writeFileSync(join(dir, 'job.json'), JSON.stringify(jobOf(b, id)), { mode: 0o600 });
  for (const s of b.secondary ?? [])
    writeFileSync(join(dir, `source-${s.name}.zip`), readFileSync(s.zip));
  const env = {
    ...environment.containerClient,
    STARBOARD_SANDBOX: b.sandbox ?? environment.sandbox,
    ...programEnvironment(dir),
    NODE_ENV: 'production',
    ...toolchainEnvironment(await findToolchains()),
  };
  const runner = spawn(process.execPath, [join(b.programs, 'runner.js'), dir], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: env as unknown as NodeJS.ProcessEnv,
    detached: true,
  });
  const finished = async (): Promise<LocalResult> => {
    try {
      const { state, sandbox } = await follow(dir, runner, b.output);
      for (const made of state.artifacts ?? []) {
        if (!b.artifactsInto) continue;
        const into = join(b.artifactsInto, made.id);
        mkdirSync(into, { recursive: true });
        await extractZip(join(dir, made.file), into);
      }
      const reports = (state.reports ?? []).map((r) => ({
        group: r.group,
        ...(JSON.parse(readFileSync(join(dir, r.file), 'utf8')) as ReportFile),
      }));
      return { state, reports, sandbox };
    } finally {
      await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    }
  };
  const { graceMs } = environment.builds;
  const stop = (): void => {
    const root =
      runner.pid !== undefined && runner.exitCode === null ? identify(runner.pid) : undefined;
    if (root) void endFolder(dir, root, graceMs, env.STARBOARD_SANDBOX);
  };
  return { done: finished(), stop };
}
