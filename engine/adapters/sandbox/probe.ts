import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, PROGRAM_VARIABLES } from '../../config';
import { quoted } from '../../core/quoted';
import { entering, layOut } from './bubblewrap';
import { asksForContainer, findContainerEngine, type ContainerEngine } from './container-engine';
import { SYSTEM_PATH } from './path';
import { sandboxPrograms, type SandboxPrograms } from './programs';

export interface Probe {
  readonly kind: 'bubblewrap' | 'process';
  readonly reason: string;
}

const BUBBLEWRAP: Probe = { kind: 'bubblewrap', reason: 'user, process and mount namespaces' };

/** For the programs that an engine starts. Only success is handed on: a machine that was busy for a moment must not leave all of them unisolated. */
export const triedEnvironment = (): Readonly<Record<string, string>> =>
  probeSandbox().kind === 'bubblewrap' ? { [PROGRAM_VARIABLES.bubblewrapTried]: '1' } : {};

let known: Probe | undefined;

const PROBE_MS = 10_000;

/** Starts what stands behind `--`, waits until it says that it is ready, enters it as $2 … says, and ends it. */
const TRY = `dir=$1; shift; enter=$1; shift
"$@" 3>"$dir/info" >"$dir/ready" & outer=$!
until grep -qs ready "$dir/ready" && grep -qs '}' "$dir/info"; do kill -0 $outer 2>/dev/null || exit 1; sleep 0.01; done
pid=$(sed -n 's/.*"child-pid": *\\([0-9]*\\).*/\\1/p' "$dir/info")
eval "$enter"; code=$?
kill -KILL $outer; exit $code`;

/** Makes a sandbox and enters it with the very arguments of every other; what is wrong, or nothing. */
function tryOut(programs: SandboxPrograms): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'starboard-probe-'));
  try {
    const enter = [
      ...entering(programs, '$pid').map((word) => (word === '$pid' ? '"$pid"' : quoted(word))),
      '/',
      'true',
    ].join(' ');
    const tried = spawnSync(
      programs.sh,
      [
        '-c',
        TRY,
        'sh',
        dir,
        enter,
        programs.bwrap,
        ...layOut({ root: join(dir, 'tried'), binds: [] }).args,
      ],
      {
        encoding: 'utf8',
        timeout: PROBE_MS,
        killSignal: 'SIGKILL',
        env: { PATH: SYSTEM_PATH.join(':') } as unknown as NodeJS.ProcessEnv,
      },
    );
    if (tried.status === 0) return undefined;
    return `bwrap failed: ${tried.error?.message ?? tried.stderr.trim()}`;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The best sandbox of this machine, tried rather than assumed. `STARBOARD_SANDBOX=process` asks for the plain one. Instances are never containers. */
export function probeSandbox(wanted = environment.sandbox): Probe {
  if (wanted === 'process') return { kind: 'process', reason: 'asked for by STARBOARD_SANDBOX' };
  if (environment.isBubblewrapTried) known ??= BUBBLEWRAP;
  if (known) return known;
  if (process.platform !== 'linux')
    return (known = { kind: 'process', reason: 'bubblewrap needs Linux' });
  const programs = sandboxPrograms();
  const problem = typeof programs === 'string' ? programs : tryOut(programs);
  if (problem !== undefined) return (known = { kind: 'process', reason: problem });
  return (known = BUBBLEWRAP);
}

/** A build's sandbox: a container of its image where that was asked for (without an engine, `reason` says why there is none), else as for everything. */
export type BuildProbe =
  | Probe
  | {
      readonly kind: 'container';
      readonly reason: string;
      readonly engine: ContainerEngine | undefined;
    };

export async function probeBuildSandbox(
  image: string,
  wanted = environment.sandbox,
): Promise<BuildProbe> {
  if (!wanted || !asksForContainer(wanted)) return probeSandbox(wanted);
  const engine = await findContainerEngine(wanted);
  return typeof engine === 'string'
    ? { kind: 'container', reason: `no container engine answers: ${engine}`, engine: undefined }
    : { kind: 'container', reason: `${engine.program} ${engine.version}, image ${image}`, engine };
}
