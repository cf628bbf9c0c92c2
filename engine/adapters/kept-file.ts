import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * A file of the home that cannot be what Starboard wrote; its message is one line: the file, what
 * is wrong, and the way back.
 */
export class DamagedFileError extends Error {
  override name = 'DamagedFileError';
}

export interface KeptFile {
  readonly path: string;
  /** Whether a text can be what was written there. */
  readonly valid: (text: string) => boolean;
  /** What a person can do, as a sentence. */
  readonly wayBack: string;
  /** Hears what was put right. */
  readonly repaired?: ((line: string) => void) | undefined;
}

/** No small file of a home is longer; what is, is none of ours and is not read into memory. */
const MAX_BYTES = 1024 * 1024;
const OTHERS = 0o077;
/** A link is not followed, and a pipe that nobody writes to does not hang the start. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/** What stands in the place of a file or folder, in the words of a message. */
export function kindOf(found: Stats): string {
  if (found.isFile()) return 'a file';
  if (found.isDirectory()) return 'a folder';
  if (found.isSymbolicLink()) return 'a symbolic link';
  if (found.isFIFO()) return 'a named pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

/** What is at a path, links not followed; undefined where there is nothing. */
export function look(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Refuses what is at a path if it is not a file (nothing there is fine). */
export function requireFile(path: string, wayBack: string): Stats | undefined {
  const found = look(path);
  if (!found || found.isFile()) return found;
  throw new DamagedFileError(`${path} is ${kindOf(found)}, not a file. ${wayBack}`);
}

/** Makes a folder of the home; refuses what else stands in its place. */
export function requireFolder(path: string, wayBack: string): void {
  const found = look(path);
  if (found && !found.isDirectory()) {
    throw new DamagedFileError(`${path} is ${kindOf(found)}, not a folder. ${wayBack}`);
  }
  if (!found) mkdirSync(path, { recursive: true, mode: 0o700 });
}

type Place = Omit<KeptFile, 'valid'>;

/** Keys are nobody else's: a mode that shows them to others is put right, and it is said. */
function makePrivate(fd: number, { path, repaired }: Place): void {
  const mode = fstatSync(fd).mode & 0o777;
  if ((mode & OTHERS) === 0 || !repaired) return;
  fchmodSync(fd, mode & ~OTHERS);
  const was = mode.toString(8).padStart(4, '0');
  repaired(`${path} was readable by others (mode ${was}): made private again`);
}

function readWhole(fd: number, size: number): Buffer {
  const body = Buffer.alloc(size);
  let done = 0;
  while (done < size) {
    const read = readSync(fd, body, done, size - done, done);
    if (read === 0) break;
    done += read;
  }
  return body.subarray(0, done);
}

/** The bytes of a small file of the home; undefined where there is none. */
export function readKeptBytes(place: Place): Buffer | undefined {
  const { path, wayBack } = place;
  if (!requireFile(path, wayBack)) return undefined;
  let fd: number | undefined;
  try {
    fd = openSync(path, READ);
    const found = fstatSync(fd);
    if (!found.isFile() || found.size > MAX_BYTES) {
      throw new DamagedFileError(`${path} is damaged. ${wayBack}`);
    }
    makePrivate(fd, place);
    return readWhole(fd, found.size);
  } catch (error) {
    if (error instanceof DamagedFileError) throw error;
    const why = codeOf(error);
    throw new DamagedFileError(`${path} cannot be read (${why}). ${wayBack}`, { cause: error });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/**
 * The text of a small file of the home, without the line break at its end; undefined where there
 * is none. A damaged one is refused.
 */
export function readKept(file: KeptFile): string | undefined {
  const text = readKeptBytes(file)?.toString('utf8').trim();
  if (text === undefined || file.valid(text)) return text;
  const what = text === '' ? 'empty' : 'damaged';
  throw new DamagedFileError(`${file.path} is ${what}. ${file.wayBack}`);
}

/** Whether a text is JSON of this form. */
export function isJson<T>(form: (value: Partial<T>) => boolean): (text: string) => boolean {
  return (text) => {
    try {
      const value = JSON.parse(text) as Partial<T> | null;
      return typeof value === 'object' && value !== null && form(value);
    } catch {
      // No JSON at all.
      return false;
    }
  };
}

/** Makes a rename last when the power goes; where a system cannot, the rename stands as it is. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } catch (error) {
    if (!['EINVAL', 'EISDIR', 'EBADF', 'ENOTSUP'].includes(codeOf(error))) throw error;
  } finally {
    closeSync(fd);
  }
}

/** Writes a small file of the home (mode 0600), whole or not at all, also when the power goes. */
export function writeKept(path: string, content: string | Uint8Array): void {
  // A name that nobody can have put something under.
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const fd = openSync(temporary, 'wx', 0o600);
  try {
    try {
      writeFileSync(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    chmodSync(temporary, 0o600);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}
