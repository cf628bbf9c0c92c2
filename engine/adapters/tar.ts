import { constants, createReadStream } from 'node:fs';
import { chmod, link, mkdir, open, rm, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { DiskFullError, type UnpackBudget } from './unpack-budget';

/** An archive that is none, or has what is not unpacked; the words of AWS's agents first. */
export class TarError extends Error {
  override name = 'TarError';
  constructor(reason: string, options?: ErrorOptions) {
    super(`Error extracting tar archive: 2 (${reason})`, options);
  }
}

interface Entry extends AsyncIterable<Buffer> {
  readonly header: Header;
  resume(): unknown;
}

const PERMISSIONS = 0o7777;
/** Root, as whom AWS's agents unpack, may enter and read everything. */
const ENTERED = 0o700;
const READ = 0o400;
const NEW_FILE =
  constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW || 0);

const shown = (name: string): string => JSON.stringify(name.slice(0, 200));

/** The place of an entry below the folder: a `/` before it is left out, as `tar` does. */
function placeOf(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new TarError(`the entry ${shown(name)} leaves the archive`);
  if (name.includes('\0')) throw new TarError(`the entry ${shown(name)} is no name of a file`);
  return parts.join('/');
}

/** What stands for the time of an entry. */
const timeOf = (header: Header): Date => header.mtime ?? new Date(0);

/** Unpacks into an empty folder of our own. Links are made last, so that nothing is written through one. */
class Unpacking {
  private readonly folders = new Map<string, Header | undefined>([['', undefined]]);
  private readonly files = new Set<string>();
  private readonly links = new Map<string, string>();

  constructor(
    private readonly into: string,
    private readonly budget: UnpackBudget,
  ) {}

  async take(entry: Entry): Promise<void> {
    const { header } = entry;
    const path = placeOf(header.name);
    this.budget.takeEntry();
    if (header.type === 'directory') await this.folder(path, header);
    else {
      if (path === '') throw new TarError(`the entry ${shown(header.name)} is no file`);
      await this.makeWay(path);
      await this.leaf(path, entry);
    }
    entry.resume();
  }

  private async leaf(path: string, entry: Entry): Promise<void> {
    const { header } = entry;
    switch (header.type) {
      case 'file':
      case 'contiguous-file':
        return this.file(path, entry);
      case 'symlink':
        this.links.set(path, header.linkname ?? '');
        return;
      case 'link':
        return this.hardLink(path, placeOf(header.linkname ?? ''));
      default:
        throw new TarError(
          `the entry ${shown(path)} is a device or a pipe, which a local instance does not make`,
        );
    }
  }

  /** Folders above, and nothing at the place itself: of two entries with one name the later one counts. */
  private async makeWay(path: string): Promise<void> {
    await this.folder(dirname(path) === '.' ? '' : dirname(path));
    if (this.folders.has(path)) throw new TarError(`${shown(path)} is a folder and a file`);
    this.links.delete(path);
    if (this.files.delete(path)) await rm(join(this.into, path));
  }

  private async folder(path: string, header?: Header): Promise<void> {
    if (!this.folders.has(path)) {
      await this.makeWay(path);
      await mkdir(join(this.into, path), { mode: 0o755 });
      this.folders.set(path, header);
    } else if (header && path !== '') this.folders.set(path, header);
  }

  private async file(path: string, entry: Entry): Promise<void> {
    const handle = await open(join(this.into, path), NEW_FILE, 0o600);
    this.files.add(path);
    try {
      for await (const chunk of entry) {
        this.budget.takeBytes(chunk.length);
        for (let done = 0; done < chunk.length;)
          done += (await handle.write(chunk, done)).bytesWritten;
      }
      await handle.chmod(((entry.header.mode ?? 0o644) & PERMISSIONS) | READ);
      const time = timeOf(entry.header);
      await handle.utimes(time, time);
    } finally {
      await handle.close();
    }
  }

  private async hardLink(path: string, target: string): Promise<void> {
    if (!this.files.has(target))
      throw new TarError(`the link ${shown(path)} leads to no file before it in the archive`);
    await link(join(this.into, target), join(this.into, path));
    this.files.add(path);
  }

  /** Links, then what the folders are, the innermost first. */
  async finish(): Promise<number> {
    for (const [path, target] of this.links) {
      if (this.folders.has(path)) throw new TarError(`${shown(path)} is a folder and a link`);
      await symlink(target, join(this.into, path));
    }
    for (const [path, header] of [...this.folders].reverse()) {
      if (!header || path === '') continue;
      const time = timeOf(header);
      await utimes(join(this.into, path), time, time);
      await chmod(join(this.into, path), ((header.mode ?? 0o755) & PERMISSIONS) | ENTERED);
    }
    return this.files.size + this.links.size;
  }
}

/** What a failure to read an archive means. */
function meaning(error: unknown): unknown {
  if (error instanceof TarError || error instanceof DiskFullError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new DiskFullError();
  if (
    code.startsWith('Z_') ||
    code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    /Invalid tar header|Unexpected end of data|Premature close|Writable stream closed/i.test(
      message,
    )
  )
    return new TarError(`it is no whole archive: ${message}`, { cause: error });
  return error;
}

/**
 * Unpacks an archive into an empty folder that nothing sandboxed sees, and nowhere else: names that
 * leave it are refused, links are made as they are written and not followed. How many files it had.
 */
export async function extractTar(
  file: string,
  folder: string,
  { isGzipped, budget }: { readonly isGzipped: boolean; readonly budget: UnpackBudget },
): Promise<number> {
  const source = createReadStream(file);
  const archive = extract();
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
    source.destroy();
    archive.destroy(error as Error);
  };
  source.on('error', fail);
  const plain = isGzipped ? createGunzip() : undefined;
  plain?.on('error', fail);
  const from = plain ? source.pipe(plain) : source;
  from.pipe(archive as unknown as NodeJS.WritableStream);
  const unpacking = new Unpacking(folder, budget);
  try {
    for await (const entry of archive) await unpacking.take(entry as unknown as Entry);
    return await unpacking.finish();
  } catch (error) {
    throw meaning(failure ?? error);
  } finally {
    source.destroy();
    plain?.destroy();
  }
}
