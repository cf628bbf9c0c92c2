import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import {
  DamagedFileError,
  isJson,
  kindOf,
  look,
  readKept,
  requireFile,
  requireFolder,
} from '../adapters/kept-file';
import { HEAD, isRecordHead } from '../adapters/log-format';
import { BACKUP, checkStore, type Found } from '../adapters/store-file';
import type { InstanceJob } from '../core/deployment/journal';
import type { Instance } from '../services/ec2/instances';
import { contentOf, type NamedFile } from './content';
import { checkRepository } from './repositories';

type Log = (line: string) => void;

/** The folders of a home; what is in them is of no use without the store. */
const FOLDERS = ['repositories', 'builds', 'instances', 'balancers', 'blobs', 'logs'] as const;
/** So many files are looked at one by one at every start; of more, only their names after an orderly stop. */
const EACH = 2000;

const isInstanceJob = isJson<InstanceJob>(
  ({ instanceId, home }) => typeof instanceId === 'string' && typeof home === 'string',
);

function holdsFiles(folder: string): boolean {
  if (!look(folder)) return false;
  return readdirSync(folder, { withFileTypes: true }).some(
    (e) => !e.isDirectory() || holdsFiles(join(folder, e.name)),
  );
}

function headOf(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    readSync(fd, head, 0, head.length, 0);
    return head;
  } finally {
    closeSync(fd);
  }
}

/** What is wrong with a file that the store names; nothing where it can be what was written. */
function wrongWith(home: string, file: NamedFile): string | undefined {
  const path = join(home, file.path);
  const found = look(path);
  if (!found) return 'is missing';
  if (!found.isFile()) return `is ${kindOf(found)}, not a file`;
  if (file.kind === 'object' ? found.size !== file.bytes : found.size < file.bytes)
    return `has ${found.size} bytes instead of ${file.bytes}`;
  if (file.kind === 'log' && file.bytes > 0 && !isRecordHead(headOf(path), file.bytes))
    return 'is damaged';
  return undefined;
}

/** Names alone, a folder at a time: what has gone is found without looking at each. */
function missing(home: string, files: readonly NamedFile[]): NamedFile[] {
  const there = new Map<string, Set<string>>();
  const namesIn = (folder: string): Set<string> => {
    let names = there.get(folder);
    if (!names) {
      const path = join(home, folder);
      names = new Set(look(path) ? readdirSync(path).map((name) => `${folder}/${name}`) : []);
      there.set(folder, names);
    }
    return names;
  };
  return files.filter((f) => !namesIn(dirname(f.path)).has(f.path));
}

function checkFiles(home: string, named: readonly NamedFile[], found: Found, log: Log): void {
  // An index is made anew from its log by whoever reads it, if nothing else is in its place.
  for (const f of named)
    if (f.kind === 'index' && named.length <= 2 * EACH)
      requireFile(join(home, f.path), `${BACKUP}, or move it away: it is made anew.`);
  const files = named.filter((f) => f.kind !== 'index');
  const few = files.length <= EACH || !found.asLeft;
  const wrong = few
    ? files.flatMap((f) => {
        const why = wrongWith(home, f);
        return why === undefined ? [] : [`${join(home, f.path)} ${why}`];
      })
    : missing(home, files).map((f) => `${join(home, f.path)} is missing`);
  const [first] = wrong;
  if (first === undefined) return;
  const others = wrong.length > 1 ? ` (and ${wrong.length - 1} more)` : '';
  if (found.powerWent) log(`${first}${others}: the power went before it was kept`);
  else throw new DamagedFileError(`${first}${others}. ${BACKUP}; it is named by the store.`);
}

function checkInstance(home: string, instance: Instance): void {
  const folder = join(home, 'instances', instance.id);
  if (instance.offset === 0) return;
  const wayBack = `${BACKUP}.`;
  for (const path of [folder, join(folder, 'root')]) {
    if (!look(path))
      throw new DamagedFileError(
        `${path} is missing, and the instance is still wanted. ${wayBack}`,
      );
    requireFolder(path, wayBack);
  }
  for (const name of ['inbox', 'done']) requireFolder(join(folder, name), wayBack);
  const job = { path: join(folder, 'instance.json'), valid: isInstanceJob, wayBack };
  if (readKept(job) === undefined) throw new DamagedFileError(`${job.path} is missing. ${wayBack}`);
  for (const name of ['started', 'program.log']) requireFile(join(folder, name), wayBack);
}

/**
 * Looks through a home before anything opens it: what is missing or damaged is refused with one
 * line that names it, or put right where that is certain. Never an empty home over full folders.
 */
export function checkHome(home: string, log: Log): Found {
  const wayBack = 'Move away what is there.';
  for (const name of FOLDERS) requireFolder(join(home, name), wayBack);
  requireFolder(join(home, 'blobs', 'objects'), wayBack);
  const store = join(home, 'store.db');
  const found = checkStore(store, () => FOLDERS.some((name) => holdsFiles(join(home, name))), log);
  if (found.fresh) return found;
  const db = new Database(store);
  try {
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    if (version === 0) return found;
    const content = contentOf(db);
    checkFiles(home, content.files, found, log);
    for (const repository of content.repositories)
      checkRepository(
        join(home, 'repositories', `${repository.repositoryId}.git`),
        repository,
        found,
        log,
      );
    for (const instance of content.instances) checkInstance(home, instance);
  } finally {
    db.close();
  }
  return found;
}
