import { once } from 'node:events';
import { createReadStream, createWriteStream, readdirSync } from 'node:fs';
import { chmod, mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, posix, sep } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fromBuffer, open as openZip, type Entry, type ZipFile as Reader } from 'yauzl';
import { ZipFile as Writer } from 'yazl';
import type { SandboxFiles } from '../ports/sandbox-files';
import { DiskFullError, type UnpackBudget } from './unpack-budget';

/** An archive that would write outside its folder, or is none. */
export class ZipError extends Error {
  override name = 'ZipError';
}

function reader(source: string | Buffer, autoClose = true): Promise<Reader> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip?: Reader): void =>
      error || !zip
        ? reject(
            new ZipError(`not a zip archive: ${error?.message ?? 'no entries'}`, { cause: error }),
          )
        : resolve(zip);
    if (typeof source === 'string') openZip(source, { lazyEntries: true, autoClose }, done);
    else fromBuffer(source, { lazyEntries: true }, done);
  });
}

function contents(zip: Reader, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) =>
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))),
  );
}

async function text(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Goes through the entries one by one (yauzl refuses names with `..` or an absolute path). */
export async function eachEntry(
  source: string | Buffer,
  visit: (entry: Entry, read: () => Promise<Readable>) => Promise<void>,
): Promise<void> {
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
export async function eachFileOf(
  archive: string,
  order: (a: string, b: string) => number,
  visit: (path: string, content: Readable) => Promise<void>,
): Promise<void> {
  const zip = await reader(archive, false);
  try {
    const files = (await entriesOf(zip)).filter((e) => !e.fileName.endsWith('/'));
    for (const entry of files.sort((a, b) => order(a.fileName, b.fileName)))
      await visit(entry.fileName, await contents(zip, entry));
  } finally {
    zip.close();
  }
}

/** So many files are unpacked at once: an artifact with node_modules has thousands, each a few kilobytes. */
const AT_ONCE = 16;
/** Larger files are streamed, so that memory does not grow with them. */
const SMALL_BYTES = 256 * 1024;

/** Every entry of an open archive, in order. */
function entriesOf(zip: Reader, budget?: UnpackBudget): Promise<Entry[]> {
  const found: Entry[] = [];
  return new Promise((resolve, reject) => {
    zip.on('error', (error: Error) => reject(new ZipError(error.message, { cause: error })));
    zip.on('end', () => resolve(found));
    zip.on('entry', (entry: Entry) => {
      try {
        budget?.takeEntry();
      } catch (error) {
        reject(error as Error);
        return;
      }
      found.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

/** Whether a `..` stands behind a name: it goes up from wherever another link has led by then. */
function goesUpAgain(target: string): boolean {
  const steps = target.split('/').filter((s) => s !== '' && s !== '.');
  const name = steps.findIndex((s) => s !== '..');
  return name >= 0 && steps.lastIndexOf('..') > name;
}

/** The same files make the same archive: zip has no time before 1980. */
const FIXED_TIME = new Date(315_532_800_000);
/** The times of an archive may be those of any zone. */
const DAY_MS = 86_400_000;

/** Hands on what an entry really comes to. */
function counted(stream: Readable, budget: UnpackBudget | undefined): Readable {
  if (!budget) return stream;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        budget.takeBytes(chunk.length);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  stream.on('error', (error) => counting.destroy(error));
  counting.on('close', () => stream.destroy());
  return stream.pipe(counting);
}

/** Writes one file with its mode and its time, whatever this process's umask takes away. */
async function writeEntry(
  zip: Reader,
  entry: Entry,
  path: string,
  budget: UnpackBudget | undefined,
): Promise<void> {
  const mode = (entry.externalFileAttributes >>> 16) & 0o777;
  const stream = counted(await contents(zip, entry), budget);
  if (entry.uncompressedSize > SMALL_BYTES) await pipeline(stream, createWriteStream(path));
  else {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    await writeFile(path, Buffer.concat(chunks));
  }
  if (mode) await chmod(path, mode);
  // Every file of an archive that Starboard made has that time: none of its own, and a browser would take two for one.
  const modified = entry.getLastModDate();
  if (modified.getTime() > FIXED_TIME.getTime() + DAY_MS) await utimes(path, modified, modified);
}

export interface ExtractOptions {
  /** How much the archive may come to; a `DiskFullError` says that it is more. */
  readonly budget?: UnpackBudget | undefined;
  /** Links that lead outside are made as they are written: for a folder through whose links nobody goes here. */
  readonly keepsLinks?: boolean | undefined;
}

/** The target of a link: a path, however long the entry is. */
const MAX_LINK = 4096;

function checkLink(path: string, target: string, folder: string): void {
  const leads = normalize(join(dirname(path), target));
  const isInside = leads === folder || leads.startsWith(folder + sep);
  if (goesUpAgain(target) || target.startsWith('/') || !isInside)
    throw new ZipError(
      `the link ${JSON.stringify(path.slice(folder.length + 1))} leads outside the archive's folder`,
    );
}

async function linkTarget(zip: Reader, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > MAX_LINK)
    throw new ZipError(`the link ${JSON.stringify(entry.fileName)} is no path`);
  return text(await contents(zip, entry));
}

/** Unpacks below `folder` and nowhere else; modes and links are kept, a link that leads outside is refused. */
export async function extractZip(
  source: string | Buffer,
  folder: string,
  { budget, keepsLinks = false }: ExtractOptions = {},
): Promise<number> {
  try {
    return await unpack(source, folder, budget, keepsLinks);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (budget && ['ENOSPC', 'EDQUOT'].includes(code)) throw new DiskFullError();
    throw error;
  }
}

async function unpack(
  source: string | Buffer,
  folder: string,
  budget: UnpackBudget | undefined,
  keepsLinks: boolean,
): Promise<number> {
  const zip = await reader(source, false);
  const links: { path: string; target: string }[] = [];
  try {
    const entries = (await entriesOf(zip, budget)).map((entry) => ({
      entry,
      path: join(folder, entry.fileName),
    }));
    const stranger = entries.find(({ path }) => path !== folder && !path.startsWith(folder + sep));
    if (stranger)
      throw new ZipError(
        `the entry ${JSON.stringify(stranger.entry.fileName)} lies outside the archive's folder`,
      );
    const isFolder = (entry: Entry): boolean => entry.fileName.endsWith('/');
    for (const path of new Set(
      entries.map(({ entry, path }) => (isFolder(entry) ? path : dirname(path))),
    ))
      await mkdir(path, { recursive: true });
    const files = entries.filter(({ entry }) => !isFolder(entry));
    // Of two entries with one name the last counts, as when they are unpacked one by one.
    const left = new Map(files.map((f) => [f.path, f])).values();
    const work = async (): Promise<void> => {
      for (const { entry, path } of left) {
        if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000)
          links.push({ path, target: await linkTarget(zip, entry) });
        else await writeEntry(zip, entry, path, budget);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    // Links last, so that no file can be written through one.
    for (const { path, target } of links) {
      if (!keepsLinks) checkLink(path, target, folder);
      await symlink(target, path);
    }
    return files.length;
  } finally {
    zip.close();
  }
}

/** What an archive is made of. */
export interface ZipSource {
  /** In the archive. */
  readonly name: string;
  /** Taken when its turn comes; undefined where it has gone meanwhile. */
  take(): { readonly link: string } | { readonly mode: number; readonly fd: number } | undefined;
}

const LINK_MODE = 0o120777;
const FILE_TYPE = 0o100000;

/**
 * Files of a sandbox (or of any folder that others write to) for an archive: `[path, name]`.
 * `links`: symbolic links stay links, where they would else be the file they lead to.
 */
export function sourcesOf(
  files: SandboxFiles,
  chosen: readonly (readonly [path: string, name: string])[],
  { links = false }: { links?: boolean } = {},
): ZipSource[] {
  const take = (path: string): ReturnType<ZipSource['take']> => {
    if (links && files.lstat(path)?.type === 'link') return { link: files.readLink(path) };
    const mode = files.stat(path)?.mode;
    return mode === undefined ? undefined : { mode, fd: files.open(path) };
  };
  return chosen.map(([path, name]) => ({
    name,
    take() {
      try {
        return take(path);
      } catch (error) {
        // Gone, or made something else, between the look and the opening.
        if ((error as NodeJS.ErrnoException).code === undefined) throw error;
        return undefined;
      }
    },
  }));
}

/** Writes an archive; says which sources had gone meanwhile. */
export async function createZip(
  target: string,
  sources: readonly ZipSource[],
): Promise<{ missing: string[] }> {
  const zip = new Writer();
  const missing: string[] = [];
  const broken = new Promise<never>((_, reject) =>
    zip.on('error', (error: Error) =>
      reject(new ZipError(`could not be archived: ${error.message}`, { cause: error })),
    ),
  );
  const written = pipeline(zip.outputStream, createWriteStream(target));
  // Either may be over before the last file has been added, when nobody waits for it yet.
  for (const end of [broken, written]) end.catch(() => undefined);
  for (const { name, take } of sources) {
    const taken = take();
    if (!taken) missing.push(name);
    else if ('link' in taken) {
      zip.addBuffer(Buffer.from(taken.link), name, { mode: LINK_MODE, mtime: FIXED_TIME });
    } else {
      const stream = createReadStream('', { fd: taken.fd });
      zip.addReadStream(stream, name, { mode: taken.mode | FILE_TYPE, mtime: FIXED_TIME });
      // One at a time: each holds a descriptor.
      await Promise.race([once(stream, 'close'), written, broken]).finally(() => stream.destroy());
    }
  }
  zip.end();
  await Promise.race([written, broken]);
  return { missing };
}

/**
 * Lays out an unpacked folder of this machine below a path inside, over what stands there; the
 * folder is used up. Returns how many files and links it had.
 */
export function mergeInto(files: SandboxFiles, staged: string, at: string): number {
  let laidOut = 0;
  for (const entry of readdirSync(staged, { withFileTypes: true })) {
    const from = join(staged, entry.name);
    const to = posix.join(at, entry.name);
    if (entry.isDirectory()) {
      files.makeFolders(to);
      laidOut += mergeInto(files, from, to);
    } else {
      files.adopt(from, to);
      laidOut++;
    }
  }
  return laidOut;
}
