import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { DamagedFileError, kindOf, look, requireFile } from '../adapters/kept-file';
import { BACKUP, type Found } from '../adapters/store-file';
import type { Repository } from '../services/codecommit/repositories';

const ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const SYMBOLIC = /^ref: refs\/\S+$/;
const PACKED = /^(?:#.*|\^[0-9a-f]{40,64}|[0-9a-f]{40,64} refs\/\S+)$/;
/** More objects than this are looked at one by one only after a stop that was not in order. */
const EACH = 1000;
const wayBack = `${BACKUP}, or put right by hand what git says of it (git fsck).`;

function text(path: string): string {
  if (!requireFile(path, wayBack)) throw new DamagedFileError(`${path} is missing. ${wayBack}`);
  return readFileSync(path, 'utf8').trim();
}

function refuse(path: string, content: string): never {
  throw new DamagedFileError(`${path} is ${content === '' ? 'empty' : 'damaged'}. ${wayBack}`);
}

/** The ids that a repository's branches and tags point at. */
function refsOf(dir: string): Map<string, string> {
  const refs = new Map<string, string>();
  const packed = join(dir, 'packed-refs');
  const lines = look(packed) ? text(packed).split('\n') : [];
  for (const line of lines) {
    if (!PACKED.test(line)) refuse(packed, line);
    const [id = '', name] = line.split(' ');
    if (ID.test(id) && name !== undefined) refs.set(name, id);
  }
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(dir, folder), { withFileTypes: true })) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(name);
      // git itself leaves locks behind when it is killed, and passes them over.
      else if (!name.endsWith('.lock')) {
        const content = text(join(dir, name));
        if (!ID.test(content) && !SYMBOLIC.test(content)) refuse(join(dir, name), content);
        refs.set(name, content);
      }
    }
  };
  walk('refs');
  return refs;
}

/** Of an object's file or a pack, whether it begins as one does. */
function beginsAs(path: string, magic: (head: Buffer) => boolean): boolean {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(4);
    return readSync(fd, head, 0, 4, 0) === 4 && magic(head);
  } finally {
    closeSync(fd);
  }
}

/** zlib's two bytes: deflate, and a checksum of both. */
const isDeflated = (head: Buffer): boolean =>
  ((head[0] ?? 0) & 15) === 8 && head.readUInt16BE(0) % 31 === 0;
const isPack = (head: Buffer): boolean => head.toString('latin1') === 'PACK';

function checkPacks(dir: string): number {
  const folder = join(dir, 'objects/pack');
  const packs = look(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pack')) : [];
  for (const name of packs) {
    const path = join(folder, name);
    if (!requireFile(path, wayBack) || !beginsAs(path, isPack)) refuse(path, '?');
    text(path.replace(/pack$/, 'idx'));
  }
  return packs.length;
}

function looseObjects(dir: string): string[] {
  const prefixes = readdirSync(join(dir, 'objects')).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return prefixes.flatMap((prefix) => {
    const folder = join(dir, 'objects', prefix);
    const found = look(folder);
    if (found && !found.isDirectory())
      throw new DamagedFileError(`${folder} is ${kindOf(found)}, not a folder. ${wayBack}`);
    return readdirSync(folder)
      .filter((name) => /^[0-9a-f]{38,62}$/.test(name))
      .map((name) => join(folder, name));
  });
}

/** A larger object is looked at only where it begins. */
const MAX_INFLATED = 1024 * 1024;

/** An object's file begins as one does, and can be unpacked: git finds out only when somebody asks for it. */
function looseObject(path: string): Buffer {
  const found = requireFile(path, wayBack);
  if (!found || !beginsAs(path, isDeflated)) refuse(path, found?.size ? '?' : '');
  if (found.size > MAX_INFLATED) return Buffer.alloc(0);
  try {
    return inflateSync(readFileSync(path));
  } catch (error) {
    throw new DamagedFileError(`${path} is damaged. ${wayBack}`, { cause: error });
  }
}

/** The ids that a commit, tag or tree names; another repository's commit in a tree is none of ours. */
function namedBy(object: Buffer): string[] {
  const start = object.indexOf(0) + 1;
  const type = object.toString('latin1', 0, Math.max(0, object.indexOf(32)));
  if (type === 'commit' || type === 'tag') {
    const [head = ''] = object.toString('latin1', start).split('\n\n');
    return [...head.matchAll(/^(?:tree|parent|object) ([0-9a-f]{40})$/gm)].map((m) => m[1] ?? '');
  }
  const ids: string[] = [];
  for (let at = start, end = 0; type === 'tree' && at < object.length; at = end + 21) {
    end = object.indexOf(0, at);
    if (end < 0) break;
    if (!object.toString('latin1', at, end).startsWith('160000 '))
      ids.push(object.toString('hex', end + 1, end + 21));
  }
  return ids;
}

/** In a repository without packs every object that is named is a file of its own. */
function checkLoose(dir: string, loose: readonly string[], packs: number): void {
  const there = new Set(loose);
  for (const path of loose) {
    for (const id of namedBy(looseObject(path))) {
      const object = join(dir, 'objects', id.slice(0, 2), id.slice(2));
      if (packs === 0 && ID.test(id) && !there.has(object))
        throw new DamagedFileError(`${object} is missing. ${wayBack}`);
    }
  }
}

/**
 * Refuses a repository that has lost something: git itself passes over a broken ref with a warning,
 * and what it passes over would be told as a branch that somebody deleted.
 */
export function checkRepository(
  dir: string,
  repository: Repository,
  found: Found,
  log: (line: string) => void,
): void {
  const announced = Object.entries(repository.announced);
  if (!look(dir)?.isDirectory())
    throw new DamagedFileError(`${dir} is missing, the repository ${repository.name}. ${BACKUP}.`);
  for (const name of ['objects', 'refs']) {
    const there = look(join(dir, name));
    if (!there?.isDirectory())
      throw new DamagedFileError(
        `${join(dir, name)} is ${there ? `${kindOf(there)}, not a folder` : 'missing'}. ${wayBack}`,
      );
  }
  const head = text(join(dir, 'HEAD'));
  if (!ID.test(head) && !SYMBOLIC.test(head)) refuse(join(dir, 'HEAD'), head);
  const config = text(join(dir, 'config'));
  if (!config.split('\n').some((line) => /^bare *= *true$/.test(line.trim())))
    refuse(join(dir, 'config'), config);
  const refs = refsOf(dir);
  const packs = checkPacks(dir);
  const loose = looseObjects(dir);
  if (!found.asLeft || loose.length <= EACH) checkLoose(dir, loose, packs);
  for (const [ref, id] of refs) {
    const object = join(dir, 'objects', id.slice(0, 2), id.slice(2));
    if (ID.test(id) && packs === 0 && !look(object))
      throw new DamagedFileError(
        `${object} is missing, to which ${ref} of ${repository.name} points. ${wayBack}`,
      );
  }
  const gone = announced.find(([ref]) => !refs.has(ref));
  // After a kill a deletion may not have been told yet; after an orderly stop there is none to tell.
  if (!gone) return;
  if (found.asLeft)
    throw new DamagedFileError(
      `${join(dir, gone[0])} is missing, and nobody has deleted it. ${wayBack}`,
    );
  log(
    `${gone[0]} of ${repository.name} was deleted while the engine was stopping: its event is sent now`,
  );
}
