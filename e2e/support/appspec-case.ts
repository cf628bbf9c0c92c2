import {
  cpSync,
  createWriteStream,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { ZipFile } from 'yazl';
import type { FileExists } from '../../common/appspec';
import { probeSandbox } from '../../engine/adapters/sandbox/probe';
import type { AgentVersion } from '../../engine/core/deployment/agent-rules';
import type { AgentEntry, BundleType } from '../../engine/core/deployment/journal';
import { LocalMachine } from '../../engine/programs/local-deploy';
import type { SandboxFiles } from '../../engine/ports/sandbox-files';

/**
 * One folder of `e2e/cases/appspecs` is one behaviour: a revision, or several (`1`, `2`, …) that are
 * deployed to one machine after each other, and in expect.yml what must come of it. A text between
 * slashes is a regular expression; any other must be there as it is.
 */
export interface Expectation {
  readonly about: string;
  readonly agent?: AgentVersion;
  /** Only in this sandbox: what it shows is its doing. */
  readonly sandbox?: string;
  /** Takes long: `npm run test:long` alone has time for it. */
  readonly slow?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  /** Links to make in the revision, by path. */
  readonly links?: Readonly<Record<string, string>>;
  /** One for each deployment; the last one counts for those that follow. */
  readonly steps: readonly Step[];
  /** Deployments, where they are more than steps. */
  readonly times?: number;
  /** What stands on the machine in the end, by path; null for nothing. `ROOT` is the agent's folder. */
  readonly files?: Readonly<Record<string, Standing | null>>;
}

interface Step {
  readonly status?: 'Succeeded' | 'Failed';
  /** The machine is switched off and on again before it. */
  readonly reboot?: boolean;
  /** The event that failed, its code and message. */
  readonly failed?: readonly [event: string, code: string, message: string];
  readonly events?: readonly string[];
  /** What the agent was asked to run, as `--events`. */
  readonly only?: readonly string[];
  readonly type?: BundleType;
  readonly fileExists?: FileExists;
  readonly maxRevisions?: number;
  readonly log?: readonly string[];
  readonly without?: readonly string[];
  /** The lines of scripts as they come, in order. */
  readonly lines?: readonly string[];
}

type Standing =
  | string
  | {
      readonly text?: string;
      readonly mode?: string;
      readonly link?: string;
      /** Names in a folder. */
      readonly list?: readonly string[];
      readonly count?: number;
    };

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'e2e/cases/appspecs');
export const cases = readdirSync(folder).sort();
export const expectationOf = (name: string): Expectation =>
  parse(readFileSync(join(folder, name, 'expect.yml'), 'utf8')) as Expectation;
export const hasBubblewrap = (): boolean => probeSandbox(undefined).kind === 'bubblewrap';

const GROUP = 'group';
const AGENT_ROOT = '/opt/codedeploy-agent/deployment-root';
const MAX_TEXT = 1024 * 1024;
/** Of a log so much is kept: a hook may say a gigabyte. */
const MAX_LOG = 1024 * 1024;

const matching = (text: string): unknown =>
  /^\/.*\/s?$/s.test(text)
    ? expect.stringMatching(
        new RegExp(text.slice(1, text.lastIndexOf('/')), text.endsWith('s') ? 's' : ''),
      )
    : expect.stringContaining(text);

/** Files and links below a folder, as relative paths. */
const entriesOf = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .sort();

async function packBundle(type: BundleType, from: string, to: string): Promise<void> {
  if (type === 'zip') {
    const zip = new ZipFile();
    for (const name of entriesOf(from))
      zip.addBuffer(readFileSync(join(from, name)), name, {
        mode: lstatSync(join(from, name)).mode,
      });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(to));
    return;
  }
  const tar = pack();
  for (const name of entriesOf(from)) {
    const { mode } = lstatSync(join(from, name));
    if (lstatSync(join(from, name)).isSymbolicLink())
      tar.entry({ name, type: 'symlink', linkname: readlinkSync(join(from, name)) });
    else tar.entry({ name, mode: mode & 0o7777 }, readFileSync(join(from, name)));
  }
  tar.finalize();
  const bytes = tar as unknown as NodeJS.ReadableStream;
  await (type === 'tgz'
    ? pipeline(bytes, createGzip(), createWriteStream(to))
    : pipeline(bytes, createWriteStream(to)));
}

interface Outcome {
  readonly isSuccess: boolean;
  readonly events: readonly Extract<AgentEntry, { type: 'lifecycle' }>[];
  readonly log: string;
}

/** Deploys one revision of a case. */
async function deploy(
  machine: LocalMachine,
  work: string,
  given: string,
  { step, links, number }: { step: Step; links: Readonly<Record<string, string>>; number: number },
): Promise<Outcome> {
  const { type = 'directory', fileExists = 'DISALLOW', only, maxRevisions } = step;
  const revision = mkdtempSync(join(work, 'revision-'));
  cpSync(given, revision, { recursive: true, verbatimSymlinks: true });
  rmSync(join(revision, 'expect.yml'), { force: true });
  for (const [path, target] of Object.entries(links)) {
    // git keeps no folder that holds nothing but links.
    mkdirSync(dirname(join(revision, path)), { recursive: true });
    symlinkSync(target, join(revision, path));
  }
  const bundle = `${revision}.bundle`;
  if (type !== 'directory') await packBundle(type, revision, bundle);
  const events: Outcome['events'][number][] = [];
  let log = '';
  const { isSuccess } = await machine.deploy(
    {
      location: type === 'directory' ? revision : bundle,
      type,
      fileExists,
      groupId: GROUP,
      groupName: 'staging',
      applicationName: 'shop',
      events: only,
      maxRevisions,
      needsAppspec: false,
    },
    (entry) => {
      if (entry.type === 'log' && log.length < MAX_LOG) log += entry.text;
      if (entry.type === 'lifecycle' && entry.status !== 'InProgress') events.push(entry);
    },
    `d-${number}`,
  );
  return { isSuccess, events, log };
}

function checkStep(step: Step, { isSuccess, events, log }: Outcome): void {
  const failed = events.find(({ status }) => status === 'Failed');
  const told = failed && [failed.event, failed.diagnostics?.errorCode, failed.diagnostics?.message];
  if (step.failed) {
    const [event, code, message] = step.failed;
    expect({ told, log }).toEqual({ told: [event, code, matching(message)], log });
  } else expect({ told, log }).toEqual({ told: undefined, log });
  const succeeds = step.status === undefined ? !step.failed : step.status === 'Succeeded';
  expect(isSuccess).toBe(succeeds);
  if (step.events) expect(events.map(({ event }) => event)).toEqual(step.events);
  for (const text of step.log ?? []) expect(log).toEqual(matching(text));
  for (const text of step.without ?? []) expect(log).not.toEqual(matching(text));
  if (!step.lines) return;
  const said = log.split('\n').flatMap((line) => /\[std(?:out|err)\](.*)$/.exec(line)?.[1] ?? []);
  // The agent's own word of an event that failed is none of a script's.
  const byScripts = said.filter((line) => !/^\w+ failed: /.test(line));
  expect(byScripts).toEqual(step.lines.map(matching));
}

function checkFile(files: SandboxFiles, path: string, standing: Standing | null): void {
  const place = path.replace('ROOT', AGENT_ROOT);
  const there = files.lstat(place);
  if (standing === null) {
    expect({ path, there }).toEqual({ path, there: undefined });
    return;
  }
  const { text, mode, link, list, count } =
    typeof standing === 'string' ? { text: standing } : (standing as Exclude<Standing, string>);
  expect({ path, isThere: there !== undefined }).toEqual({ path, isThere: true });
  if (text !== undefined) expect(files.readText(place, MAX_TEXT)).toEqual(matching(text));
  if (mode !== undefined) expect({ path, mode: there?.mode.toString(8) }).toEqual({ path, mode });
  if (link !== undefined) expect(files.readLink(place)).toBe(link);
  if (list !== undefined) expect(files.list(place).map(({ name }) => name)).toEqual(list);
  if (count !== undefined) expect(files.list(place)).toHaveLength(count);
}

/** Runs one case in one sandbox and holds what came of it against what must. */
export async function check(name: string, sandbox: string): Promise<void> {
  const expectation = expectationOf(name);
  const { steps, times = steps.length, files = {}, links = {} } = expectation;
  const { agent = '1.8', variables } = expectation;
  const work = mkdtempSync(join(tmpdir(), 'starboard-case-'));
  const boot = (): Promise<LocalMachine> =>
    LocalMachine.start({ dir: join(work, 'machine'), agent, sandbox, variables });
  let machine = await boot();
  try {
    for (let number = 1; number <= times; number++) {
      const own = join(folder, name, String(number));
      const step = steps[Math.min(number, steps.length) - 1];
      if (!step) throw new Error(`${name} has no steps`);
      if (step.reboot) {
        await machine.stop(0);
        machine = await boot();
      }
      const given = existsSync(own) ? own : join(folder, name);
      checkStep(step, await deploy(machine, work, given, { step, links, number }));
    }
    for (const [path, standing] of Object.entries(files))
      checkFile(machine.sandbox.files, path, standing);
  } finally {
    await machine.stop(0);
    rmSync(work, { recursive: true, force: true });
  }
}
