import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  mkdirSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import Database from 'libsql';
import { homeOwner } from '../adapters/home-lock';
import { DamagedFileError, look } from '../adapters/kept-file';
import { writerOf } from '../adapters/local-machines';
import { isAlive } from '../adapters/process/identity';
import { checkDatabase } from '../adapters/store-file';
import { builds } from '../services/codebuild/builds';
import { BackupError, type Manifest } from './archive/parts';
import { unpack } from './archive/reader';
import { checkHome } from './check';

export interface Restored {
  readonly home: string;
  readonly manifest: Manifest;
  /** Where what the home held before is now. */
  readonly before: string | undefined;
}

/** Folders in which programs work that outlive an engine. */
const WORKERS = ['builds', 'instances', 'balancers'];

/** What works in the folders of a home: runners and agents go on when an engine is killed. */
function workerIn(home: string): number | undefined {
  for (const folder of WORKERS) {
    const path = join(home, folder);
    if (!look(path)?.isDirectory()) continue;
    for (const name of readdirSync(path)) {
      const writer = look(join(path, name))?.isDirectory() ? writerOf(join(path, name)) : undefined;
      if (writer && isAlive(writer)) return writer.pid;
    }
  }
  return undefined;
}

function refuseRunning(home: string): void {
  const owner = homeOwner(home);
  if (owner)
    throw new BackupError(`Starboard runs on ${home} (process ${owner.pid}). Stop it first.`);
  const worker = workerIn(home);
  if (worker !== undefined)
    throw new BackupError(
      `A build, application or load balancer of ${home} still runs (process ${worker}): its engine was killed. Start it and stop it in order first.`,
    );
}

const STARTED = /"startTime":"([^"]+)"/;

/** Writes over when a process began, byte for byte: journals are read by offsets. */
function disown(journal: string): void {
  if (!look(journal)?.isFile()) return;
  const text = readFileSync(journal, 'latin1');
  const fd = openSync(journal, 'r+');
  try {
    for (let at = 0; at < text.length;) {
      const newline = text.indexOf('\n', at);
      const end = newline < 0 ? text.length : newline;
      const line = text.slice(at, end);
      const found = line.startsWith('{"type":"started"') ? STARTED.exec(line) : null;
      if (found?.[1])
        writeSync(fd, 'x'.repeat(found[1].length), at + found.index + '"startTime":"'.length);
      at = end + 1;
    }
  } finally {
    closeSync(fd);
  }
}

/**
 * The processes that a backup names are of another home, which may still run on this very machine:
 * they are nobody's here, so that none of them is waited for, or ended.
 */
function disownProcesses(home: string): void {
  const db = new Database(join(home, 'store.db'));
  try {
    db.prepare(
      `UPDATE docs SET value = json_set(value, '$.process', json('{"pid":0,"startTime":""}')) WHERE kind = ? AND json_extract(value, '$.process') IS NOT NULL`,
    ).run(builds.name);
  } finally {
    db.close();
  }
  for (const folder of WORKERS) {
    const path = join(home, folder);
    if (look(path))
      for (const name of readdirSync(path)) disown(join(path, name, 'journal.ndjson'));
  }
}

function hasContent(home: string): boolean {
  const found = look(home);
  if (!found) return false;
  if (!found.isDirectory())
    throw new BackupError(
      `${home} is not a folder: set STARBOARD_HOME to the folder for the home.`,
    );
  return readdirSync(home).length > 0;
}

/** Puts the new home in its place; what was there goes aside, and comes back if that fails. */
function swap(fresh: string, home: string): string | undefined {
  if (!look(home)) {
    renameSync(fresh, home);
    return undefined;
  }
  if (readdirSync(home).length === 0) {
    rmdirSync(home);
    renameSync(fresh, home);
    return undefined;
  }
  const before = `${home}.before-restore-${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '')}-${randomBytes(2).toString('hex')}`;
  renameSync(home, before);
  try {
    renameSync(fresh, home);
  } catch (error) {
    renameSync(before, home);
    throw error;
  }
  return before;
}

async function unpackChecked(
  file: string,
  fresh: string,
  log: (line: string) => void,
): Promise<Manifest> {
  try {
    const manifest = await unpack(file, fresh);
    const store = join(fresh, 'store.db');
    if (!look(store)) throw new BackupError('it has no store');
    checkDatabase(store, true);
    disownProcesses(fresh);
    checkHome(fresh, log);
    return manifest;
  } catch (error) {
    const why =
      error instanceof DamagedFileError
        ? `it is damaged (${error.message.split('. ')[0]?.replace(`${fresh}/`, '') ?? ''})`
        : undefined;
    if (why === undefined && !(error instanceof BackupError)) throw error;
    throw new BackupError(
      `${file} cannot be restored: ${why ?? (error as Error).message}. Nothing was changed.`,
      { cause: error },
    );
  }
}

/** Makes a home of a backup, whole and looked through before it takes its place. */
export async function restore(
  given: string,
  file: string,
  options: { force: boolean; log: (line: string) => void },
): Promise<Restored> {
  const home = look(given) ? realpathSync(given) : given;
  if (look(file)?.isDirectory() !== false)
    throw new BackupError(
      look(file) ? `${file} is a folder, not a backup.` : `There is no file ${file}.`,
    );
  refuseRunning(home);
  if (hasContent(home) && !options.force)
    throw new BackupError(
      `${home} is not empty. Set STARBOARD_HOME to another folder, or use --force, which moves its contents aside.`,
    );
  const fresh = join(
    dirname(home),
    `.${basename(home)}.restoring-${randomBytes(6).toString('hex')}`,
  );
  mkdirSync(dirname(home), { recursive: true });
  mkdirSync(fresh, { mode: 0o700 });
  try {
    const manifest = await unpackChecked(file, fresh, options.log);
    refuseRunning(home);
    return { home, manifest, before: swap(fresh, home) };
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
