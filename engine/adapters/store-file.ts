import { chmodSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import { bootId } from './boot';
import { DamagedFileError, isJson, look, readKept, requireFile, writeKept } from './kept-file';
import { NewerHomeError, SCHEMA_VERSION } from './sqlite-migrations';
import { readLogIndex, readWriteAheadLog } from './write-ahead-log';

type Log = (line: string) => void;

interface Fingerprint {
  readonly size: number;
  readonly changedAt: number;
}

/** How the store was left: written when it is opened and when it has been closed in order. */
interface State {
  readonly closed: boolean;
  /** Of a closed store: the file as it was then. */
  readonly file?: Fingerprint;
  /** Of an open one: which run of the system it was opened in. */
  readonly boot?: string | undefined;
}

/** The way back from most damage. */
export const BACKUP = 'Restore the home from a backup (starboard restore FILE)';
const isState = isJson<State>(({ closed }) => typeof closed === 'boolean');
const stateFile = (store: string): string => join(dirname(store), 'store.state');

/** Copying a home keeps times to about this. */
const SAME_TIME_MS = 2;

function fingerprint(store: string): Fingerprint {
  const { size, mtimeMs } = statSync(store);
  return { size, changedAt: mtimeMs };
}

/** Whether a store is the very file that an orderly stop has left. */
function isAsLeft(store: string, state: State | undefined): boolean {
  if (state?.closed !== true || !state.file) return false;
  const { size, changedAt } = fingerprint(store);
  return size === state.file.size && Math.abs(changedAt - state.file.changedAt) < SAME_TIME_MS;
}

function readState(store: string, log: Log): State | undefined {
  const path = stateFile(store);
  const wayBack = 'Delete it: the store is then checked as a whole.';
  try {
    const text = readKept({ path, valid: isState, wayBack });
    return text === undefined ? undefined : (JSON.parse(text) as State);
  } catch (error) {
    if (!(error instanceof DamagedFileError) || look(path)?.isFile() !== true) throw error;
    log(`${path} was damaged: the store is checked as a whole and the file is written anew`);
    return undefined;
  }
}

export type StoreState = 'open' | 'closed' | 'read';

/**
 * Says on disk that the store is being written, that it has been closed in order, or that its last
 * words may still be in the log (another process was reading when it closed).
 */
export function markStore(store: string, as: StoreState): void {
  const file = as === 'closed' ? { file: fingerprint(store) } : {};
  const state: State =
    as === 'open' ? { closed: false, boot: bootId() } : { closed: true, ...file };
  writeKept(stateFile(store), JSON.stringify(state));
}

/**
 * After a stop that was not in order the last changes are in the log alone. SQLite takes what it
 * can read of it and says nothing of the rest, so what it will take is compared with what its index
 * says was committed. After the power has gone neither need be whole, and the start of the log is
 * all that was ever promised.
 */
function checkLog(store: string, state: State | undefined, log: Log): void {
  const path = `${store}-wal`;
  const wayBack = `${BACKUP}, or delete ${path} and ${store}-shm: the last changes before the stop will be lost.`;
  const found = readWriteAheadLog(path);
  const samePower = state?.boot !== undefined && state.boot === bootId();
  const index = samePower ? readLogIndex(`${store}-shm`) : undefined;
  const copied = index !== undefined && index.copied >= index.frames;
  if (!found) {
    if (!index || copied) return;
    throw new DamagedFileError(
      `${path} is ${look(path) ? 'empty' : 'missing'}, and the last changes were in it. ${wayBack}`,
    );
  }
  if (!found.readable) {
    if (copied) return;
    throw new DamagedFileError(`${path} is damaged. ${wayBack}`);
  }
  if (!samePower) {
    if (found.more)
      log(
        `${path} ends in the middle of a change, as when the power goes: the store has all before it`,
      );
    return;
  }
  const sameRun = index?.salts.equals(found.salts) === true;
  const short = sameRun ? found.frames < index.frames : found.more;
  if (short)
    throw new DamagedFileError(
      `${path} is damaged: changes that were kept are not in it. ${wayBack}`,
    );
}

function quickCheck(db: Database.Database): string | undefined {
  const rows = db.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
  const said = rows[0]?.quick_check ?? 'no answer';
  return said === 'ok' ? undefined : said;
}

/**
 * Opens a store's file read-only or not and refuses it if it is none of ours: garbage, or of a
 * schema that this Starboard does not know. `whole` has every page looked at.
 */
export function checkDatabase(store: string, whole: boolean): void {
  const damaged = (why: string, cause?: unknown): DamagedFileError =>
    new DamagedFileError(
      `${store} is damaged (${why.replace(/\s+/g, ' ')}). ${BACKUP}; without one, move it away: that costs all that the home holds.`,
      { cause },
    );
  let db: Database.Database | undefined;
  try {
    db = new Database(store);
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    if (version > SCHEMA_VERSION) throw new NewerHomeError(version);
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as {
      name: string;
    }[];
    const names = tables.map((t) => t.name);
    if (
      version < 0 ||
      (version === 0 && names.length > 0) ||
      (version > 0 && !names.includes('docs'))
    )
      throw damaged('it is not a store of Starboard');
    const why = whole ? quickCheck(db) : undefined;
    if (why !== undefined) throw damaged(why);
  } catch (error) {
    if (error instanceof DamagedFileError || error instanceof NewerHomeError) throw error;
    throw damaged((error as Error).message, error);
  } finally {
    db?.close();
  }
}

/** How a store was found at a start. */
export interface Found {
  /** There is none yet. */
  readonly fresh: boolean;
  /** Exactly as an orderly stop has left it. */
  readonly asLeft: boolean;
  /** It was open when the system ended: what was written last may not be on the disk. */
  readonly powerWent: boolean;
}

const FRESH: Found = { fresh: true, asLeft: false, powerWent: false };

/**
 * Refuses a store that is missing beside folders that are full, or damaged, before anything opens
 * it. The whole file is read only where it is not as an orderly stop has left it.
 */
export function checkStore(store: string, full: () => boolean, log: Log): Found {
  for (const path of [store, `${store}-wal`, `${store}-shm`])
    requireFile(path, `${BACKUP}, or move it away.`);
  const found = look(store);
  const state = readState(store, log);
  if (!found?.size) {
    if (!state && !look(`${store}-wal`)?.size && !full()) return FRESH;
    const what = found ? 'empty' : 'missing';
    throw new DamagedFileError(
      `${store} is ${what}, and this home is not empty. ${BACKUP}, or move what is left of the home away: it is of no use without its store.`,
    );
  }
  // Sessions and grants are in it, and its log gets the mode that it has.
  if ((found.mode & 0o077) !== 0) chmodSync(store, found.mode & 0o700);
  // Nothing that counts is in a log beside a store that was closed: SQLite removes it.
  const asLeft = isAsLeft(store, state);
  if (!asLeft) checkLog(store, state, log);
  checkDatabase(store, !asLeft);
  return { fresh: false, asLeft, powerWent: state?.closed === false && state.boot !== bootId() };
}
