import { randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import Database from 'libsql';
import { homeOwner } from '../adapters/home-lock';
import { look } from '../adapters/kept-file';
import { isAlive, processStartTime } from '../adapters/process/identity';
import { Folder } from './archive/folder';
import { BackupError, isLeftOut, MANIFEST, manifestOf } from './archive/parts';
import { ArchiveWriter } from './archive/writer';
import { addRepositories } from './archive/git';
import { checkHome } from './check';
import { contentOf, type Content } from './content';

export interface BackedUp {
  readonly file: string;
  /** Of the archive. */
  readonly size: number;
  readonly files: number;
  readonly bytes: number;
  readonly objects: number;
  readonly repositories: number;
  readonly logs: number;
  readonly instances: number;
  /** Sockets, pipes and the like. */
  readonly others: number;
  readonly running: boolean;
}

export interface BackupOptions {
  readonly version: string;
  readonly force: boolean;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const TRIES = 10;

/** Where the archive may be written. */
function targetOf(home: string, given: string, force: boolean): string {
  const folder = dirname(resolve(given));
  if (look(folder) === undefined || !statSync(folder).isDirectory())
    throw new BackupError(`${folder} is not a folder: make it first.`);
  const file = join(realpathSync(folder), basename(given));
  if (file.startsWith(realpathSync(home) + sep))
    throw new BackupError(
      `${file} is inside the home and would be lost with it: write the backup somewhere else.`,
    );
  const found = look(file);
  if (found && !found.isFile())
    throw new BackupError(`${file} exists and is not a file: choose another name.`);
  if (found && !force)
    throw new BackupError(
      `${file} already exists: choose another name, or use --force to replace it.`,
    );
  return file;
}

/** The folders of backups that were killed. */
function sweep(home: string): void {
  for (const name of readdirSync(home).filter((n) => n.startsWith('.backup-'))) {
    const [, pid = '', startTime = ''] = name.split(/[-_]/).slice(0, 3);
    if (!isAlive({ pid: Number(pid), startTime }))
      rmSync(join(home, name), { recursive: true, force: true });
  }
}

/**
 * Holds on to files that a running engine may remove: a second name for each, which costs nothing.
 * False where there is no such file, or the file system has no second names.
 */
function hold(from: string, to: string): boolean {
  try {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    linkSync(from, to);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return true;
    if (['ENOENT', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV', 'ENOSYS'].includes(code))
      return false;
    throw error;
  }
}

function holdAll(home: string, held: string, folder: string): void {
  for (const entry of readdirSync(join(home, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (look(join(home, path))?.isDirectory()) holdAll(home, held, path);
    } else if (entry.isFile() && !entry.name.endsWith('.tmp'))
      hold(join(home, path), join(held, path));
  }
}

/**
 * A copy of the store at one moment, and what it names: files are held before the store is copied,
 * and what was made between the two is held after; if one of those has gone again, once more.
 */
function snapshot(home: string, held: string): Content {
  for (const folder of ['blobs', 'logs']) holdAll(home, held, folder);
  for (let tries = 1; ; tries++) {
    const copy = join(held, 'store.db');
    rmSync(copy, { force: true });
    const db = new Database(join(home, 'store.db'));
    try {
      db.exec('PRAGMA busy_timeout = 10000');
      db.prepare('VACUUM INTO ?').run(copy);
    } finally {
      db.close();
    }
    const read = new Database(copy);
    try {
      const content = contentOf(read);
      const gone = content.files
        .filter((f) => f.kind === 'object' || f.kind === 'log')
        .find(
          (f) =>
            !existsSync(join(held, f.path)) &&
            !hold(join(home, f.path), join(held, f.path)) &&
            !existsSync(join(home, f.path)),
        );
      if (!gone) return content;
      if (tries >= TRIES)
        throw new BackupError(
          `${gone.path} disappeared while it was copied, ${TRIES} times: too much is being removed right now, try again later.`,
        );
    } finally {
      read.close();
    }
  }
}

async function addNamed(
  archive: ArchiveWriter,
  home: string,
  held: string,
  content: Content,
): Promise<void> {
  const folders = new Map<string, Folder>();
  try {
    for (const { path, bytes, kind } of content.files) {
      if (kind === 'journal') continue;
      const root = existsSync(join(held, path)) ? held : home;
      const place = join(root, dirname(path));
      if (kind === 'index' && !existsSync(join(root, path))) continue;
      let folder = folders.get(place);
      if (!folder) folders.set(place, (folder = await Folder.open(place)));
      const handle = await folder.file(basename(path));
      try {
        await archive.file(path, handle, Math.min(bytes, (await handle.stat()).size));
      } finally {
        await handle.close();
      }
      if (folders.size > 64) {
        for (const open of folders.values()) await open.close();
        folders.clear();
      }
    }
  } finally {
    for (const open of folders.values()) await open.close();
  }
}

/** Of a build that runs only its journal and what it has printed: it is not gone on with after a restore. */
async function addBuilds(archive: ArchiveWriter, top: Folder): Promise<void> {
  const builds = await top.folder('builds');
  try {
    await archive.folderEntry(builds, 'builds');
    for (const id of (await builds.names()).names) {
      if (
        !(await builds.stat(id).then(
          (s) => s.isDirectory(),
          () => false,
        ))
      )
        continue;
      const build = await builds.folder(id);
      try {
        await archive.folderEntry(build, `builds/${id}`);
        for (const name of (await build.names()).names) {
          const plain = await build.stat(name).then(
            (s) => s.isFile(),
            () => false,
          );
          if (plain) await archive.thing(build, name, `builds/${id}/${name}`);
        }
      } finally {
        await build.close();
      }
    }
  } finally {
    await builds.close();
  }
}

async function addRest(archive: ArchiveWriter, top: Folder): Promise<void> {
  const apart = new Set(['blobs', 'logs', 'repositories', 'builds']);
  for (const name of (await top.names()).names) {
    if (!isLeftOut(name) && !apart.has(name)) await archive.thing(top, name, name);
  }
}

/** What the store's copy names must be in the archive: a project that was deleted meanwhile is none of it. */
function vanished(home: string, content: Content): boolean {
  const repositories = content.repositories.map((r) => `repositories/${r.repositoryId}.git`);
  const instances = content.instances
    .filter((i) => i.offset > 0)
    .map((i) => `instances/${i.id}/instance.json`);
  return [...repositories, ...instances].some((path) => !look(join(home, path)));
}

/** One archive of the home as it is now; undefined where too much went meanwhile. */
async function write(
  home: string,
  held: string,
  temporary: string,
  options: BackupOptions,
): Promise<{ archive: ArchiveWriter; content: Content } | undefined> {
  mkdirSync(held, { mode: 0o700 });
  const archive = new ArchiveWriter(temporary);
  const abort = (): void => void archive.giveUp();
  options.signal?.addEventListener('abort', abort);
  if (options.signal?.aborted) abort();
  let top: Folder | undefined;
  try {
    const content = snapshot(home, held);
    top = await Folder.open(home);
    await archive.text(MANIFEST, JSON.stringify(manifestOf(options.version)));
    const copy = await Folder.open(held);
    await archive.thing(copy, 'store.db', 'store.db');
    await copy.close();
    await addNamed(archive, home, held, content);
    await addRepositories(archive, top);
    await addBuilds(archive, top);
    await addRest(archive, top);
    if (vanished(home, content)) return undefined;
    await archive.end();
    options.signal?.throwIfAborted();
    return { archive, content };
  } catch (error) {
    if (options.signal?.aborted)
      throw new BackupError('Nothing was written: the backup was cancelled.', { cause: error });
    const { failure } = archive;
    if (failure)
      throw new BackupError(
        `The backup could not be written: ${failure.message}. The unfinished file was deleted.`,
        { cause: failure },
      );
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', abort);
    await top?.close();
    await archive.giveUp();
    rmSync(held, { recursive: true, force: true });
  }
}

/** Writes the whole of a home into one archive, while it runs or not: all of it, or no file. */
export async function backUp(
  given: string,
  name: string,
  options: BackupOptions,
): Promise<BackedUp> {
  if (!look(join(given, 'store.db')))
    throw new BackupError(
      `There is no home at ${given}: set STARBOARD_HOME to the one to back up.`,
    );
  const home = realpathSync(given);
  const file = targetOf(home, name, options.force);
  const running = homeOwner(home) !== undefined;
  // A copy of what is damaged would look like a backup. An engine that runs has looked.
  if (!running) checkHome(home, options.log);
  sweep(home);
  const held = join(home, `.backup-${process.pid}-${processStartTime(process.pid) ?? ''}`);
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    for (let tries = 1; ; tries++) {
      const done = await write(home, held, temporary, options);
      if (!done) {
        rmSync(temporary, { force: true });
        if (tries < TRIES) continue;
        throw new BackupError('Projects are being deleted right now: try again later.');
      }
      renameSync(temporary, file);
      const { archive, content } = done;
      const count = (kind: string): number => content.files.filter((f) => f.kind === kind).length;
      return {
        file,
        size: statSync(file).size,
        ...archive.counts,
        objects: count('object'),
        repositories: content.repositories.length,
        logs: count('log'),
        instances: content.instances.length,
        others: archive.leftOut.others,
        running,
      };
    }
  } finally {
    rmSync(temporary, { force: true });
  }
}
