import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats } from 'node:fs';
import type { FileFacts } from '../../../ports/sandbox-files';

/** Names a file without opening it: no FIFO blocks, no device acts (open(2), Linux). */
const O_PATH = 0o10000000;

/** `/proc/self/fd/N/name` is openat(2) for a program that has only open(2). */
const HAS_DESCRIPTOR_PATHS = process.platform === 'linux';

/**
 * One file or folder, held so that it stays the same one whatever its name comes to mean.
 * `place` is a path that leads to it. Where there is no /proc (macOS, where only plain processes
 * run and promise nothing), the path alone stands for it.
 */
export interface Handle {
  readonly place: string;
  readonly stats: Stats;
  close(): void;
}

function hold(path: string, flags: number): Handle {
  if (!HAS_DESCRIPTOR_PATHS) {
    return { place: path, stats: lstatSync(path), close: () => undefined };
  }
  const fd = openSync(path, O_PATH | flags);
  try {
    return { place: `/proc/self/fd/${fd}`, stats: fstatSync(fd), close: () => closeSync(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** A folder or file that this machine's owner names: links on the way to it are the owner's. */
export const holdTrusted = (path: string): Handle => hold(path, 0);

/** What has this name in a folder, a link as itself; undefined where nothing has. */
export function holdChild(folder: Handle, name: string): Handle | undefined {
  try {
    return hold(`${folder.place}/${name}`, constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function typeOf(
  stats: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>,
): FileFacts['type'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

export const factsOf = (stats: Stats): FileFacts => ({
  type: typeOf(stats),
  mode: stats.mode & 0o7777,
  size: stats.size,
  mtimeMs: stats.mtimeMs,
});

/** Opens a held regular file for reading. */
export function openHeld(handle: Handle): number {
  // Where the path alone stands for it, what it leads to may have changed since.
  const noFollow = HAS_DESCRIPTOR_PATHS ? 0 : constants.O_NOFOLLOW;
  return openSync(handle.place, constants.O_RDONLY | constants.O_NONBLOCK | noFollow);
}
