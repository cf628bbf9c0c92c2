import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir, readlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

const NOTHING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO']);

/** Whether a file has gone, or was swapped for something else, since its name was read. */
export const hasGone = (error: unknown): boolean =>
  NOTHING.has((error as NodeJS.ErrnoException).code ?? '');

/**
 * A folder that is held open. What is below it is reached by the open folder, not by a path that
 * sandboxed code could turn elsewhere in the meantime; the last name is never followed if it is a
 * link, and a pipe that nobody writes to blocks nothing.
 */
export class Folder {
  private constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
  ) {}

  static async open(path: string): Promise<Folder> {
    return new Folder(
      await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW),
      path,
    );
  }

  /** Where the system has no names for open folders, the path is all there is. */
  private at(name: string): string {
    return process.platform === 'linux'
      ? `/proc/self/fd/${this.handle.fd}/${name}`
      : join(this.path, name);
  }

  async folder(name: string): Promise<Folder> {
    const handle = await open(
      this.at(name),
      constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW,
    );
    return new Folder(handle, join(this.path, name));
  }

  file(name: string): Promise<FileHandle> {
    return open(this.at(name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  }

  stat(name: string): Promise<Stats> {
    return lstat(this.at(name));
  }

  link(name: string): Promise<string> {
    return readlink(this.at(name));
  }

  own(): Promise<Stats> {
    return this.handle.stat();
  }

  /** The names in it, sorted; one that is no text cannot be written down in an archive. */
  async names(): Promise<{ names: string[]; unreadable: number }> {
    const all = await readdir(
      process.platform === 'linux' ? `/proc/self/fd/${this.handle.fd}` : this.path,
      { encoding: 'buffer' },
    );
    const names = all
      .filter((name) => Buffer.from(name.toString('utf8'), 'utf8').equals(name))
      .map((name) => name.toString('utf8'));
    return { names: names.sort(), unreadable: all.length - names.length };
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
