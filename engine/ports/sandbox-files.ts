/** What stands at a path, as `lstat` tells it: a link is a link. */
export interface FileFacts {
  /** `other` is a FIFO, a socket or a device: it is never opened. */
  readonly type: 'file' | 'directory' | 'link' | 'other';
  /** Permission bits. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

export interface FolderEntry {
  readonly name: string;
  readonly type: FileFacts['type'];
}

/**
 * Files below a root whose content sandboxed code controls, worked on from outside. Every path is
 * absolute and is what a command inside calls the place; no operation leaves the root, whatever
 * links stand on the way and whatever is swapped while it runs. A link means what it means inside.
 * Nothing but regular files is opened: a FIFO or a device never holds anybody up.
 *
 * Errors are Node's, with their `code` and the path as it is inside: ENOENT, ENOTDIR, EISDIR,
 * EEXIST, ENOTEMPTY, ELOOP, EINVAL (not a regular file), EFBIG (over a given limit), EROFS (a place
 * that is only read here), EACCES (a system file that not every user of this machine may read).
 */
export interface SandboxFiles {
  /** What stands there, links followed; undefined where nothing does. */
  stat(path: string): FileFacts | undefined;
  /** What stands there, a link at its end not followed. */
  lstat(path: string): FileFacts | undefined;
  list(path: string): FolderEntry[];
  /** A regular file as text, refused above `maxBytes`. */
  readText(path: string, maxBytes: number): string;
  /** A descriptor for reading a regular file; the caller closes it. */
  open(path: string): number;
  /** Makes a file or replaces what stands there (a link itself, not what it leads to). */
  write(path: string, content: string | Uint8Array, mode: number): void;
  /** Adds to the end of a regular file, which is made where nothing stands; a link is refused. */
  append(path: string, text: string, mode: number): void;
  /**
   * Makes a file or replaces what stands there, what a link leads to included, with the content,
   * the mode and the modification time of another regular file inside.
   */
  copy(from: string, to: string): void;
  /** Makes a folder and those above it; returns the ones that were not there, outermost first. */
  makeFolders(path: string): string[];
  /** Where a link leads, as it is written. */
  readLink(path: string): string;
  /** Makes a link; EEXIST where something stands. `target` is written as it is given. */
  link(target: string, path: string): void;
  /** Sets permission bits of what a path leads to. */
  chmod(path: string, mode: number): void;
  /** Gives what a path leads to other owners, by their ids inside; nothing happens where one user stands for all. */
  chown(path: string, uid: number | undefined, gid: number | undefined): void;
  /** Removes a file, a link itself, or an empty folder (ENOTEMPTY). */
  remove(path: string): void;
  /** Removes a folder and all below it, following no link; nothing is done where nothing stands. */
  removeTree(path: string): void;
  /**
   * Moves a file or folder of this machine, to which nothing sandboxed had access, to a place
   * inside. Folders above it are made; an empty folder there is replaced, a file too.
   */
  adopt(host: string, path: string): void;
  /** Every file below a folder, as sorted relative paths; links where they lead to a file, or all of them. */
  walk(path: string, options?: { readonly links?: boolean }): string[];
}
