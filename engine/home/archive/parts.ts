import { SCHEMA_VERSION } from '../../adapters/sqlite-migrations';

/** The first entry of a backup: what says that it is one. */
export const MANIFEST = 'starboard-backup.json';
/** The last entry: an archive without it is not whole. */
export const END = 'starboard-backup-end.json';
export const FORMAT = 1;

export interface Manifest {
  readonly starboardBackup: number;
  readonly schema: number;
  readonly version: string;
  readonly madeAt: string;
}

export interface Counts {
  readonly files: number;
  readonly bytes: number;
}

export const manifestOf = (version: string): Manifest => ({
  starboardBackup: FORMAT,
  schema: SCHEMA_VERSION,
  version,
  madeAt: new Date().toISOString(),
});

/** A backup or restore that cannot be done; its message is one line with the next step. */
export class BackupError extends Error {
  override name = 'BackupError';
}

/**
 * What is not copied from the top of a home: the store (its snapshot is), what a running process
 * holds, who is signed in, and what fills by itself.
 */
const LEFT_OUT = new Set([
  'store.db',
  'store.db-wal',
  'store.db-shm',
  'store.state',
  'engine.lock',
  'run.json',
  'session-key',
  'sessions.json',
  'balancers',
  'cache',
  '.writable',
]);

/** Whether a file or folder at the top of a home is left out of a backup. */
export function isLeftOut(name: string): boolean {
  return (
    LEFT_OUT.has(name) ||
    name.endsWith('.tmp') ||
    name.startsWith('.write-test') ||
    name.startsWith('.backup-') ||
    name === MANIFEST ||
    name === END
  );
}

/** Where agents that run meet: an instance that is started again makes it anew. */
export const isOfRunning = (path: string): boolean => /^instances\/[^/]+\/peers$/.test(path);

/**
 * Links are kept where a sandbox sees them, and mean there what they meant; nowhere else has a home
 * any. What is mounted for a sandbox is a folder, never a link.
 */
export const mayLink = (path: string): boolean =>
  /^instances\/[^/]+\/(root|root-system\/(etc|usr\/local|usr\/share))\//.test(path);

/** Sizes as people read them. */
export function sizeOf(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}
