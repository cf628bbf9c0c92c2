import { createWriteStream } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fromBuffer, open as openZip, type Entry, type ZipFile as Reader } from 'yauzl';
import { ZipFile as Writer } from 'yazl';

/** An archive that would write outside its folder, or is none. */
export class ZipError extends Error { override name = 'ZipError' }

function reader(source: string | Buffer, autoClose = true): Promise<Reader> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip?: Reader): void => (error || !zip ? reject(new ZipError(`not a zip archive: ${error?.message ?? 'no entries'}`, { cause: error })) : resolve(zip));
    if (typeof source === 'string') openZip(source, { lazyEntries: true, autoClose }, done);
    else fromBuffer(source, { lazyEntries: true }, done);
  });
}

function contents(zip: Reader, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))));
}

async function text(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Goes through the entries one by one (yauzl refuses names with `..` or an absolute path). */
export async function eachEntry(source: string | Buffer, visit: (entry: Entry, read: () => Promise<Readable>) => Promise<void>): Promise<void> {
  const zip = await reader(source);
  await new Promise<void>((resolve, reject) => {
    zip.on('error', (error: Error) => reject(new ZipError(error.message, { cause: error })));
    zip.on('end', () => resolve());
    zip.on('entry', (entry: Entry) => {
      visit(entry, () => contents(zip, entry)).then(() => zip.readEntry(), reject);
    });
    zip.readEntry();
  });
  zip.close();
}

/** The files of an archive on disk in an order of the caller's; the index is read first, then each content as it is asked for. */
export async function eachFileOf(archive: string, order: (a: string, b: string) => number, visit: (path: string, content: Readable) => Promise<void>): Promise<void> {
  const zip = await reader(archive, false);
  try {
    const files = (await entriesOf(zip)).filter((e) => !e.fileName.endsWith('/'));
    for (const entry of files.sort((a, b) => order(a.fileName, b.fileName))) await visit(entry.fileName, await contents(zip, entry));
  } finally {
    zip.close();
  }
}

/** So many files are unpacked at once: an artifact with node_modules has thousands, each a few kilobytes. */
const AT_ONCE = 16;
/** Larger files are streamed, so that memory does not grow with them. */
const SMALL_BYTES = 256 * 1024;

/** Every entry of an open archive, in order. */
function entriesOf(zip: Reader): Promise<Entry[]> {
  const found: Entry[] = [];
  return new Promise((resolve, reject) => {
    zip.on('error', (error: Error) => reject(new ZipError(error.message, { cause: error })));
    zip.on('end', () => resolve(found));
    zip.on('entry', (entry: Entry) => {
      found.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

/** Writes one file with its mode, whatever this process's umask takes away. */
async function writeEntry(zip: Reader, entry: Entry, path: string): Promise<void> {
  const mode = (entry.externalFileAttributes >>> 16) & 0o777;
  const stream = await contents(zip, entry);
  if (entry.uncompressedSize > SMALL_BYTES) await pipeline(stream, createWriteStream(path));
  else {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    await writeFile(path, Buffer.concat(chunks));
  }
  if (mode) await chmod(path, mode);
}

/** Unpacks below `folder` and nowhere else; modes and links are kept, a link that leads outside is refused. */
export async function extractZip(source: string | Buffer, folder: string): Promise<number> {
  const zip = await reader(source, false);
  const links: { path: string; target: string }[] = [];
  try {
    const entries = (await entriesOf(zip)).map((entry) => ({ entry, path: join(folder, entry.fileName) }));
    const stranger = entries.find(({ path }) => path !== folder && !path.startsWith(folder + sep));
    if (stranger) throw new ZipError(`the entry ${JSON.stringify(stranger.entry.fileName)} lies outside the archive's folder`);
    const isFolder = (entry: Entry): boolean => entry.fileName.endsWith('/');
    for (const path of new Set(entries.map(({ entry, path }) => (isFolder(entry) ? path : dirname(path))))) await mkdir(path, { recursive: true });
    const files = entries.filter(({ entry }) => !isFolder(entry));
    // Of two entries with one name the last counts, as when they are unpacked one by one.
    const left = new Map(files.map((f) => [f.path, f])).values();
    const work = async (): Promise<void> => {
      for (const { entry, path } of left) {
        if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) links.push({ path, target: await text(await contents(zip, entry)) });
        else await writeEntry(zip, entry, path);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    // Links last, so that no file can be written through one.
    for (const { path, target } of links) {
      const leads = normalize(join(dirname(path), target));
      if (target.startsWith('/') || (leads !== folder && !leads.startsWith(folder + sep))) throw new ZipError(`the link ${JSON.stringify(path.slice(folder.length + 1))} leads outside the archive's folder`);
      await symlink(target, path);
    }
    return files.length;
  } finally {
    zip.close();
  }
}

/** Every file below a folder, as relative paths in order; links are followed to files only. */
export async function walk(folder: string, below = ''): Promise<string[]> {
  const found: string[] = [];
  const entries = (await readdir(join(folder, below), { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) found.push(...(await walk(folder, path)));
    else if (entry.isFile()) found.push(path);
    else if (entry.isSymbolicLink() && (await stat(join(folder, path)).then((s) => s.isFile(), () => false))) found.push(path);
  }
  return found;
}

/** How a zip is written. `links`: symbolic links stay links, where they would else be the file they lead to. */
export interface ZipOptions { readonly links?: boolean }

/** Writes a zip of files, each `[path on disk, name inside]`; times are fixed so that the same files make the same zip. Says which files had gone meanwhile. */
export async function createZip(target: string, files: readonly (readonly [string, string])[], options: ZipOptions = {}): Promise<{ missing: string[] }> {
  const zip = new Writer();
  const missing: string[] = [];
  const mtime = new Date(315532800000);
  // A file that goes while the archive is written ends it: yazl reads each one when its turn comes.
  const broken = new Promise<never>((_, reject) => zip.on('error', (error: Error) => reject(new ZipError(`could not be archived: ${error.message}`, { cause: error }))));
  const written = pipeline(zip.outputStream, createWriteStream(target));
  // Either may be over before the last file has been added, when nobody waits for it yet.
  for (const end of [broken, written]) end.catch(() => undefined);
  for (const [path, name] of files) {
    try {
      const info = await lstat(path);
      if (info.isSymbolicLink() && options.links) zip.addBuffer(Buffer.from(await readlink(path)), name, { mode: 0o120777, mtime });
      else zip.addFile(path, name, { mode: (info.isSymbolicLink() ? await stat(path) : info).mode, mtime });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      missing.push(path);
    }
  }
  zip.end();
  await Promise.race([written, broken]);
  return { missing };
}
