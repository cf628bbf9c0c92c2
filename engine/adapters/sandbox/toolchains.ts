import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environment, PROGRAM_VARIABLES } from '../../config';
import { RUNTIMES, versionIn, type Runtime } from '../../core/runtimes';
import { SYSTEM_PATH } from './path';

/** Programs outside the system's folders: `prefix` is bound read-only into a sandbox, `bin` goes on its PATH. */
export interface Toolchain {
  readonly prefix: string;
  readonly bin: string;
}
export interface FoundRuntime {
  readonly program: string;
  readonly version: string | undefined;
}

const TIMEOUT_MS = 5000;

function onPath(program: string, folders: readonly string[]): string | undefined {
  return folders
    .map((f) => join(f, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** What a program says; undefined when it cannot be asked. Many print their version on stderr. */
function ask(program: string, args: readonly string[], path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      { env: { ...environment.all, PATH: path }, timeout: TIMEOUT_MS, maxBuffer: 1024 * 1024 },
      (error, stdout, stderr) => resolve(error ? undefined : `${stdout}\n${stderr}`),
    );
  });
}

async function locate(runtime: Runtime, person: readonly string[]): Promise<Toolchain | undefined> {
  const found = runtime.programs.map((p) => onPath(p, person)).find((p) => p !== undefined);
  if (!found) return undefined;
  const said =
    runtime.home && (await ask(runtime.home[0], runtime.home.slice(1), person.join(':')));
  const named = /java\.home = (.+)/.exec(said ?? '')?.[1] ?? said?.trim().split('\n')[0];
  const prefix = named && existsSync(named) ? named : dirname(dirname(realpathSync(found)));
  const bin = [join(prefix, 'bin'), prefix, dirname(realpathSync(found))].find((dir) =>
    runtime.programs.some((p) => existsSync(join(dir, p))),
  );
  return bin === undefined ||
    ['/', '/usr', '/usr/local'].includes(prefix) ||
    prefix === environment.home
    ? undefined
    : { prefix, bin };
}

const EVERY_RUNTIME: readonly string[] = Object.keys(RUNTIMES);

/** Runtimes that only the person's PATH has (rustup, pyenv, sdkman, …), all of them or these alone; a program that the system has is left to the system. */
export async function findToolchains(
  names = EVERY_RUNTIME,
  path = environment.path ?? '',
  system: readonly string[] = SYSTEM_PATH,
): Promise<Toolchain[]> {
  const person = path.split(':').filter((f) => f.startsWith('/'));
  const wanted = Object.entries(RUNTIMES)
    .filter(([name]) => name !== 'nodejs' && names.includes(name))
    .map(([, runtime]) => runtime)
    .filter((r) => !r.programs.some((p) => onPath(p, system)));
  const all = await Promise.all(wanted.map((r) => locate(r, person)));
  return all
    .filter((t): t is Toolchain => t !== undefined)
    .filter((t, i, list) => list.findIndex((o) => o.prefix === t.prefix && o.bin === t.bin) === i);
}

/** A program is asked once; one that was replaced is asked again. */
const versions = new Map<string, Promise<string | undefined>>();

function versionOf(
  file: string,
  args: readonly string[],
  path: string,
): Promise<string | undefined> {
  const { mtimeMs, size } = statSync(file);
  const key = `${file} ${mtimeMs} ${size} ${args.join(' ')}`;
  const known = versions.get(key) ?? ask(file, args, path);
  versions.set(key, known);
  return known;
}

/** Which runtimes a sandbox with this PATH has, and their versions; all of them, or these alone. */
export async function findRuntimes(
  path: string,
  names = EVERY_RUNTIME,
): Promise<Record<string, FoundRuntime | null>> {
  const folders = path.split(':');
  const entries = await Promise.all(
    Object.entries(RUNTIMES)
      .filter(([id]) => names.includes(id))
      .map(async ([id, runtime]) => {
        const program = runtime.programs.find((p) => onPath(p, folders));
        const file = program && onPath(program, folders);
        if (!program || !file) return [id, null] as const;
        const said = await versionOf(file, runtime.version, path);
        return [id, said === undefined ? null : { program, version: versionIn(said) }] as const;
      }),
  );
  return Object.fromEntries(entries);
}

/** How the engine tells its runners and agents what it has found. */
export const toolchainEnvironment = (found: readonly Toolchain[]): Record<string, string> => ({
  [PROGRAM_VARIABLES.toolchains]: JSON.stringify(found),
});
export const givenToolchains = (): Toolchain[] => JSON.parse(environment.toolchains) as Toolchain[];
