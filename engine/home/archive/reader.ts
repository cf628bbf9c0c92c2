import { createReadStream } from 'node:fs';
import { chmod, chown, lchown, mkdir, open, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { isJson } from '../../adapters/kept-file';
import { isMachineId } from '../../adapters/sandbox/user-ids';
import { SCHEMA_VERSION } from '../../adapters/sqlite-migrations';
import { BackupError, END, FORMAT, MANIFEST, mayLink, type Counts, type Manifest } from './parts';

/** As much of an entry as is used here. */
interface Entry extends AsyncIterable<Buffer> {
  readonly header: Header;
  resume(): unknown;
}

const isManifest = isJson<Manifest>(
  ({ starboardBackup, schema }) =>
    typeof starboardBackup === 'number' && typeof schema === 'number',
);
const isCounts = isJson<Counts>(
  ({ files, bytes }) => typeof files === 'number' && typeof bytes === 'number',
);
const MAX_TEXT = 64 * 1024;
const PERMISSIONS = 0o777;

interface FolderFacts {
  readonly mode: number;
  readonly mtime: Date | undefined;
  readonly owners: readonly [uid: number, gid: number] | undefined;
}

/** Who owned it, where that was a user of a machine with real users: only root has such, and can give files to them. */
function ownersIn({ uid, gid }: Header): readonly [number, number] | undefined {
  if (process.getuid?.() !== 0 || !(isMachineId(uid) || isMachineId(gid))) return undefined;
  return [isMachineId(uid) ? uid : 0, isMachineId(gid) ? gid : 0];
}

async function textOf(entry: Entry): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of entry) {
    size += chunk.length;
    if (size <= MAX_TEXT) chunks.push(chunk);
  }
  return size <= MAX_TEXT ? Buffer.concat(chunks).toString('utf8') : '';
}

/** The path of an entry below the folder it is unpacked into; refused where it would leave that. */
function pathOf(name: string): string {
  const path = name.replace(/\/$/, '');
  const parts = path.split('/');
  if (parts.some((p) => p === '' || p === '.' || p === '..' || p.includes('\0')))
    throw new BackupError(
      `it has an entry that leaves the home: ${JSON.stringify(name.slice(0, 200))}`,
    );
  return path;
}

/**
 * Unpacks a backup into an empty folder of our own. Nothing is written through a link: a folder is
 * written into only if it was made here, a file only where nothing is.
 */
class Unpacking {
  private readonly folders = new Map<string, FolderFacts>();
  private files = 0;
  private bytes = 0;
  private manifest: Manifest | undefined;
  private end: Counts | undefined;

  constructor(private readonly into: string) {}

  async take(entry: Entry): Promise<void> {
    const { name, type } = entry.header;
    if (!this.manifest) {
      if (name !== MANIFEST) throw new BackupError('it is not a backup of Starboard');
      this.manifest = manifestFrom(await textOf(entry));
      return;
    }
    if (this.end) throw new BackupError('something follows its end');
    if (name === END) {
      const text = await textOf(entry);
      if (!isCounts(text)) throw new BackupError('it is damaged');
      this.end = JSON.parse(text) as Counts;
      return;
    }
    const path = pathOf(name);
    if (type === 'directory') await this.folder(path, entry);
    else {
      await this.parent(path);
      if (type === 'file') await this.file(path, entry);
      else if (type === 'symlink' && mayLink(path)) await this.link(path, entry);
      else
        throw new BackupError(
          `it has an entry that does not belong in a home: ${JSON.stringify(path.slice(0, 200))} (${type})`,
        );
    }
    entry.resume();
  }

  private async folder(path: string, { header }: Entry): Promise<void> {
    await this.parent(path);
    if (!this.folders.has(path)) await mkdir(join(this.into, path), { mode: 0o700 });
    this.folders.set(path, {
      mode: header.mode & PERMISSIONS,
      mtime: header.mtime,
      owners: ownersIn(header),
    });
  }

  private async parent(path: string): Promise<void> {
    const parent = dirname(path);
    if (parent === '.' || this.folders.has(parent)) return;
    await this.parent(parent);
    await mkdir(join(this.into, parent), { mode: 0o700 });
    this.folders.set(parent, { mode: 0o700, mtime: undefined, owners: undefined });
  }

  private async link(path: string, { header }: Entry): Promise<void> {
    await symlink(header.linkname, join(this.into, path));
    const owners = ownersIn(header);
    if (owners) await lchown(join(this.into, path), ...owners);
  }

  private async file(path: string, entry: Entry): Promise<void> {
    const handle = await open(join(this.into, path), 'wx', 0o600);
    try {
      for await (const chunk of entry) {
        for (let done = 0; done < chunk.length;)
          done += (await handle.write(chunk, done)).bytesWritten;
        this.bytes += chunk.length;
      }
      const owners = ownersIn(entry.header);
      if (owners) await handle.chown(...owners);
      await handle.chmod(entry.header.mode & PERMISSIONS);
      await handle.utimes(entry.header.mtime, entry.header.mtime);
    } finally {
      await handle.close();
    }
    this.files++;
  }

  /** Modes and times of the folders, once all is in them; then that all of it was there. */
  async finish(): Promise<Manifest> {
    if (!this.manifest) throw new BackupError('it is not a backup of Starboard');
    if (!this.end || this.end.files !== this.files || this.end.bytes !== this.bytes)
      throw new BackupError('it is not whole');
    for (const [path, { mode, mtime, owners }] of [...this.folders].reverse()) {
      if (owners) await chown(join(this.into, path), ...owners);
      if (mtime) await utimes(join(this.into, path), mtime, mtime);
      await chmod(join(this.into, path), mode);
    }
    return this.manifest;
  }
}

function manifestFrom(text: string): Manifest {
  if (!isManifest(text)) throw new BackupError('it is not a backup of Starboard');
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.starboardBackup > FORMAT || manifest.schema > SCHEMA_VERSION)
    throw new BackupError(
      `it was made by a newer Starboard (${manifest.version}, schema ${manifest.schema}; this version reads ${SCHEMA_VERSION}). Update Starboard first`,
    );
  return manifest;
}

/** What a failure to read an archive means. */
function meaning(error: unknown, first: boolean): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (error instanceof BackupError) return error;
  if (code === 'Z_DATA_ERROR' && first && /incorrect header check/.test(message))
    return new BackupError('it is not a backup of Starboard');
  if (
    code.startsWith('Z_') ||
    /Invalid tar header|Unexpected end of data|Premature close/i.test(message) ||
    code === 'ERR_STREAM_PREMATURE_CLOSE'
  )
    return new BackupError('it is damaged');
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return new BackupError('it has two entries with one name');
  return error;
}

/** Unpacks an archive into an empty folder; what it says of itself. Throws a `BackupError` whose message goes on from "FILE cannot be restored: ". */
export async function unpack(file: string, into: string): Promise<Manifest> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  const archive = extract();
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
    source.destroy();
    archive.destroy(error as Error);
  };
  source.on('error', fail);
  gunzip.on('error', fail);
  source.pipe(gunzip).pipe(archive as unknown as NodeJS.WritableStream);
  const unpacking = new Unpacking(into);
  let first = true;
  try {
    for await (const entry of archive) {
      await unpacking.take(entry as unknown as Entry);
      first = false;
    }
    return await unpacking.finish();
  } catch (error) {
    throw meaning(failure ?? error, first);
  } finally {
    source.destroy();
    (gunzip as Readable).destroy();
  }
}
