import { accessSync, constants } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { environment } from '../../config';
import { SYSTEM_PATH } from './path';

/** Where a program lies; undefined where no folder of these has it. */
export function locate(program: string, folders: readonly string[]): string | undefined {
  return folders
    .filter(isAbsolute)
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

/**
 * The programs that make a sandbox and enter it, by their whole paths: what is started as them must not hang on a PATH,
 * which a build may set. `setpriv`, `prlimit` and `sh` are started inside, where only the system's folders are.
 */
export interface SandboxPrograms {
  readonly bwrap: string;
  readonly nsenter: string;
  readonly setpriv: string;
  readonly prlimit: string | undefined;
  readonly sh: string;
}

const PACKAGES = {
  bwrap: 'bubblewrap',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  sh: 'dash',
} as const;

/** The programs, or which one is missing. */
export function sandboxPrograms(path = environment.path ?? ''): SandboxPrograms | string {
  const anywhere = [...SYSTEM_PATH, ...path.split(':')];
  const bwrap = locate('bwrap', anywhere);
  const nsenter = locate('nsenter', anywhere);
  const setpriv = locate('setpriv', SYSTEM_PATH);
  const sh = locate('sh', SYSTEM_PATH);
  if (bwrap && nsenter && setpriv && sh)
    return { bwrap, nsenter, setpriv, sh, prlimit: locate('prlimit', SYSTEM_PATH) };
  const missing = (
    Object.entries({ bwrap, nsenter, setpriv, sh }) as [keyof typeof PACKAGES, string | undefined][]
  )
    .filter(([, found]) => !found)
    .map(([name]) => name);
  return missing
    .map((name) => `${name} was not found (apt-get install ${PACKAGES[name]})`)
    .join(', ');
}
