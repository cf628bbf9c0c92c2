import { createWriteStream } from 'node:fs';
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack as createPack, type Pack } from 'tar-stream';
import { isMachineId } from '../../adapters/sandbox/user-ids';
import { END, isOfRunning, mayLink, type Counts } from './parts';
import { hasGone, type Folder } from './folder';

const CHUNK = 256 * 1024;
const PERMISSIONS = 0o777;
/** Much of a home is packed already: the fastest level takes what is to be had. */
const LEVEL = 1;

/** The owners that an archive keeps: users of machines. Who else owns a home is whoever restores it. */
const ownersOf = ({ uid, gid }: Stats): { uid?: number; gid?: number } => ({
  ...(isMachineId(uid) ? { uid } : {}),
  ...(isMachineId(gid) ? { gid } : {}),
});

export interface LeftOut {
  /** Sockets, pipes, devices, names that are no text, files that their owner may not read. */
  others: number;
}

/** Writes a backup, an entry at a time, straight to the disk: nothing is held in memory. */
export class ArchiveWriter {
  private readonly pack: Pack = createPack();
  private readonly written: Promise<void>;
  /** The file is closed: one that was still being opened when all was given up is there only then. */
  private readonly closed: Promise<void>;
  private files = 0;
  private bytes = 0;
  readonly leftOut: LeftOut = { others: 0 };

  /** Why nothing more can be written. */
  failure: Error | undefined;

  constructor(path: string) {
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true } as object);
    this.closed = new Promise((resolve) => {
      file.once('close', () => resolve());
    });
    this.written = pipeline(
      this.pack as unknown as NodeJS.ReadableStream,
      createGzip({ level: LEVEL }),
      file,
    );
    // Waited for at the end; what goes wrong before is told there.
    this.written.catch((error: unknown) => {
      this.failure = error as Error;
      this.pack.destroy(error as Error);
    });
  }

  get counts(): Counts {
    return { files: this.files, bytes: this.bytes };
  }

  private entry(header: Parameters<Pack['entry']>[0], body?: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null): void => {
        if (error) reject(error);
        else resolve();
      };
      if (body) this.pack.entry(header, body, done);
      else this.pack.entry(header, done);
      if (this.pack.destroyed) reject(new Error('the archive cannot be written'));
    });
  }

  /** Text that the backup itself adds. */
  async text(name: string, content: string): Promise<void> {
    await this.entry({ name, mode: 0o600, type: 'file' }, Buffer.from(content, 'utf8'));
  }

  /** An open file, as long as it is now or as long as `bytes` says: what grows meanwhile is cut, what shrinks is filled up with zeros. */
  async file(name: string, handle: FileHandle, bytes?: number): Promise<void> {
    const stat = await handle.stat();
    const size = bytes ?? stat.size;
    const out = this.pack.entry({
      name,
      size,
      mode: stat.mode & PERMISSIONS,
      mtime: stat.mtime,
      type: 'file',
      ...ownersOf(stat),
    });
    const ended = new Promise<void>((resolve, reject) => {
      out.once('close', () => resolve());
      out.once('error', reject);
    });
    ended.catch(() => undefined);
    for (let at = 0; at < size;) {
      if (this.pack.destroyed) break;
      const wanted = Math.min(CHUNK, size - at);
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(wanted), 0, wanted, at);
      const chunk = bytesRead === 0 ? buffer : buffer.subarray(0, bytesRead);
      at += chunk.length;
      if (!out.write(chunk))
        await Promise.race([
          new Promise<void>((resolve) => {
            out.once('drain', () => resolve());
          }),
          ended,
        ]);
    }
    out.end(null);
    await Promise.race([ended, this.written]);
    this.files++;
    this.bytes += size;
  }

  /** One thing of a folder by its name there; what has gone meanwhile is passed over. Returns whether it was written. */
  async thing(folder: Folder, name: string, path: string): Promise<boolean> {
    try {
      const found = await folder.stat(name);
      if (found.isDirectory()) await this.tree(await folder.folder(name), path);
      else if (found.isFile()) await this.opened(folder, name, path);
      else if (found.isSymbolicLink() && mayLink(path))
        await this.entry({
          name: path,
          type: 'symlink',
          linkname: await folder.link(name),
          mode: PERMISSIONS,
          ...ownersOf(found),
        });
      else this.leftOut.others++;
      return true;
    } catch (error) {
      if (['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? ''))
        this.leftOut.others++;
      else if (!hasGone(error)) throw error;
      return false;
    }
  }

  private async opened(folder: Folder, name: string, path: string): Promise<void> {
    const handle = await folder.file(name);
    try {
      if ((await handle.stat()).isFile()) await this.file(path, handle);
      else this.leftOut.others++;
    } finally {
      await handle.close();
    }
  }

  /** A folder itself, without what is in it. */
  async folderEntry(folder: Folder, path: string): Promise<void> {
    const stat = await folder.own();
    const { mode, mtime } = stat;
    await this.entry({
      name: `${path}/`,
      type: 'directory',
      mode: mode & PERMISSIONS,
      mtime,
      ...ownersOf(stat),
    });
  }

  /** A folder and all that is in it, links as links. */
  async tree(folder: Folder, path: string): Promise<void> {
    try {
      await this.folderEntry(folder, path);
      const { names, unreadable } = await folder.names();
      this.leftOut.others += unreadable;
      for (const name of names)
        if (!isOfRunning(`${path}/${name}`)) await this.thing(folder, name, `${path}/${name}`);
    } finally {
      await folder.close();
    }
  }

  /** Writes the last entry and waits until all is on the disk. */
  async end(): Promise<void> {
    await this.text(END, JSON.stringify(this.counts));
    this.pack.finalize();
    await this.written;
  }

  async giveUp(): Promise<void> {
    this.pack.destroy();
    await this.written.catch(() => undefined);
    await this.closed;
  }
}
