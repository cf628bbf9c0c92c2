import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { posix } from 'node:path';
import type { FileFacts, FolderEntry, SandboxFiles } from '../../../ports/sandbox-files';
import { fileError, named } from './file-error';
import { factsOf, holdChild, openHeld, typeOf, type Handle } from './handle';
import { removeBelow } from './remove-tree';
import { View, type Found, type ViewOptions } from './view';

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const AT_END =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  constants.O_NOFOLLOW |
  constants.O_NONBLOCK;
const FOLDER_MODE = 0o755;
/** A descriptor is held for each level. */
const MAX_DEPTH = 400;

const byName = (a: FolderEntry, b: FolderEntry): number => (a.name < b.name ? -1 : 1);

let serial = 0;

/** The folder that something is to stand in, and its name there. */
interface Spot {
  readonly parent: Handle;
  readonly name: string;
  readonly handle: Handle | undefined;
}

/** The one place where files that sandboxed code controls are worked on from outside. */
export class RootedFiles implements SandboxFiles {
  private readonly view: View;

  constructor(private readonly options: ViewOptions) {
    this.view = new View(options);
  }

  stat(path: string): FileFacts | undefined {
    return this.facts(path, true);
  }

  lstat(path: string): FileFacts | undefined {
    return this.facts(path, false);
  }

  list(path: string): FolderEntry[] {
    return this.at(path, true, ({ handle }) => entriesOf(existing(handle, path)));
  }

  readText(path: string, maxBytes: number): string {
    const fd = this.open(path);
    try {
      // What is appended from now on is not waited for.
      const { size } = fstatSync(fd);
      if (size > maxBytes) throw fileError('EFBIG', path);
      const bytes = Buffer.alloc(size);
      let length = 0;
      for (let read = -1; read !== 0 && length < size; length += read) {
        read = readSync(fd, bytes, length, size - length, null);
      }
      return bytes.toString('utf8', 0, length);
    } finally {
      closeSync(fd);
    }
  }

  open(path: string): number {
    return this.at(path, true, ({ handle }) => {
      const file = existing(handle, path);
      if (typeOf(file.stats) !== 'file') throw fileError(notAFile(file), path);
      return openHeld(file);
    });
  }

  write(path: string, content: string | Uint8Array, mode: number): void {
    this.replace(path, (temporary) => {
      const fd = openSync(temporary, NEW_FILE, mode);
      try {
        writeFileSync(fd, content);
        fchmodSync(fd, mode);
      } finally {
        closeSync(fd);
      }
    });
  }

  copy(from: string, to: string): void {
    this.at(from, false, ({ handle }) => {
      const source = existing(handle, from);
      if (typeOf(source.stats) !== 'file') throw fileError(notAFile(source), from);
      const { mode, atime, mtime } = source.stats;
      const make = (temporary: string): void => {
        copyFileSync(source.place, temporary, constants.COPYFILE_EXCL);
        chmodSync(temporary, mode & 0o7777);
        utimesSync(temporary, atime, mtime);
      };
      this.replace(to, make, true);
    });
  }

  append(path: string, text: string, mode: number): void {
    this.spot(path, false, ({ parent, name }) => {
      const fd = openSync(`${parent.place}/${name}`, AT_END, mode);
      try {
        // A FIFO that somebody reads has opened, too.
        if (!fstatSync(fd).isFile()) throw fileError('EINVAL', path);
        writeFileSync(fd, text);
      } finally {
        closeSync(fd);
      }
    });
  }

  makeFolders(path: string): string[] {
    const made: string[] = [];
    const missing = [path];
    // From the inside out until something stands, then back: links on the way are met again.
    for (let above = posix.dirname(path); !this.stat(above); above = posix.dirname(above)) {
      // The root has gone meanwhile: nothing stands any more.
      if (above === posix.dirname(above)) throw fileError('ENOENT', path);
      missing.unshift(above);
    }
    for (const folder of missing) {
      const there = this.stat(folder);
      if (there?.type === 'directory') continue;
      if (there) throw fileError('ENOTDIR', folder);
      this.spot(folder, false, ({ parent, name, handle }) => {
        // A link that leads nowhere is in the way, as it is for `mkdir -p`.
        if (handle) throw fileError('EEXIST', folder);
        mkdirSync(`${parent.place}/${name}`, FOLDER_MODE);
      });
      made.push(folder);
    }
    return made;
  }

  readLink(path: string): string {
    return this.at(path, false, ({ parent, name, handle }) => {
      if (typeOf(existing(handle, path).stats) !== 'link') throw fileError('EINVAL', path);
      return readlinkSync(`${parent?.place ?? ''}/${name}`);
    });
  }

  link(target: string, path: string): void {
    this.spot(path, false, ({ parent, name }) => symlinkSync(target, `${parent.place}/${name}`));
  }

  chmod(path: string, mode: number): void {
    this.at(path, true, ({ handle, writable }) => {
      if (!writable) throw fileError('EROFS', path);
      chmodSync(existing(handle, path).place, mode);
    });
  }

  chown(path: string, uid: number | undefined, gid: number | undefined): void {
    const { hostIdOf } = this.options;
    if (!hostIdOf) return;
    this.at(path, true, ({ handle, writable }) => {
      if (!writable) throw fileError('EROFS', path);
      const { place, stats } = existing(handle, path);
      const owner = uid === undefined ? stats.uid : hostIdOf(uid);
      const group = gid === undefined ? stats.gid : hostIdOf(gid);
      chownSync(place, owner, group);
    });
  }

  remove(path: string): void {
    this.spot(path, false, ({ parent, name, handle }) => {
      const place = `${parent.place}/${name}`;
      if (typeOf(existing(handle, path).stats) === 'directory') rmdirSync(place);
      else unlinkSync(place);
    });
  }

  removeTree(path: string): void {
    if (!this.lstat(path)) return;
    this.spot(path, false, ({ parent, name }) => removeBelow(parent, name));
  }

  adopt(host: string, path: string): void {
    this.makeFolders(posix.dirname(path));
    this.spot(path, false, ({ parent, name }) => {
      const place = `${parent.place}/${name}`;
      try {
        renameSync(host, place);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EXDEV' || !lstatSync(host).isFile())
          throw error;
        this.replace(path, (temporary) => copyFileSync(host, temporary, constants.COPYFILE_EXCL));
      }
    });
  }

  walk(path: string, { links = false }: { readonly links?: boolean } = {}): string[] {
    return this.at(path, true, ({ handle }) => {
      const found: string[] = [];
      const wanted = (link: string): boolean => links || this.leadsToFile(`${path}/${link}`);
      this.walkBelow(existing(handle, path), { top: path, below: '', wanted }, found, MAX_DEPTH);
      return found;
    });
  }

  private walkBelow(
    folder: Handle,
    at: { top: string; below: string; wanted: (link: string) => boolean },
    found: string[],
    levels: number,
  ): void {
    const { top, below, wanted } = at;
    if (levels === 0) throw fileError('ENAMETOOLONG', `${top}/${below}`);
    for (const { name, type } of entriesOf(folder)) {
      const path = below === '' ? name : `${below}/${name}`;
      if (type === 'file') found.push(path);
      if (type === 'link' && wanted(path)) found.push(path);
      if (type !== 'directory') continue;
      const child = holdChild(folder, name);
      try {
        // Gone or replaced since the folder was read.
        if (!child || typeOf(child.stats) !== 'directory') continue;
        this.walkBelow(child, { ...at, below: path }, found, levels - 1);
      } finally {
        child?.close();
      }
    }
  }

  /** A link that leads nowhere, in a circle or out of reach leads to no file. */
  private leadsToFile(path: string): boolean {
    try {
      return this.stat(path)?.type === 'file';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return false;
    }
  }

  private at<T>(path: string, follow: boolean, use: (found: Found) => T): T {
    return named(path, () => this.view.with(path, follow, use));
  }

  private facts(path: string, follow: boolean): FileFacts | undefined {
    try {
      return this.at(path, follow, ({ handle }) => handle && factsOf(handle.stats));
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
        return undefined;
      throw error;
    }
  }

  /** The folder in which something is changed. */
  private spot<T>(path: string, follow: boolean, use: (spot: Spot) => T): T {
    return this.at(path, follow, ({ parent, name, handle, writable }) => {
      if (!parent || !writable) throw fileError('EROFS', path);
      return use({ parent, name, handle });
    });
  }

  /** Makes something beside its place, then puts it there in one step. With `follow` its place is where a link leads. */
  private replace(path: string, make: (temporary: string) => void, follow = false): void {
    this.spot(path, follow, ({ parent, name, handle }) => {
      if (handle && typeOf(handle.stats) === 'directory') throw fileError('EISDIR', path);
      const temporary = `${parent.place}/.starboard-${process.pid}-${++serial}`;
      try {
        make(temporary);
        renameSync(temporary, `${parent.place}/${name}`);
      } catch (error) {
        removeIfThere(temporary);
        throw error;
      }
    });
  }
}

function existing(handle: Handle | undefined, path: string): Handle {
  if (!handle) throw fileError('ENOENT', path);
  return handle;
}

const notAFile = (handle: Handle): string =>
  typeOf(handle.stats) === 'directory' ? 'EISDIR' : 'EINVAL';

function entriesOf(folder: Handle): FolderEntry[] {
  return readdirSync(folder.place, { withFileTypes: true })
    .map((entry) => ({ name: entry.name, type: typeOf(entry) }))
    .sort(byName);
}

function removeIfThere(place: string): void {
  try {
    unlinkSync(place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
