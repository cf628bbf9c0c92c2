import type { Duplex, Readable, Writable } from 'node:stream';

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Epoch seconds and zone, as in a commit object: `1700000000 +0000`. */
  readonly date: string;
}

export interface TreeEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly id: string;
  readonly path: string;
}

export interface Difference {
  readonly changeType: 'A' | 'M' | 'D';
  readonly beforeBlob?: { blobId: string; path: string; mode: string } | undefined;
  readonly afterBlob?: { blobId: string; path: string; mode: string } | undefined;
}

/** A file with new content, or with that of an object that is there. */
export type FileToCommit = { readonly path: string; readonly mode: '100644' | '100755' } & (
  { readonly content: Uint8Array } | { readonly id: string }
);

/** Bare repositories, by the real git. `dir` is an absolute path. */
/** Who asks a git host, by HTTP. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface Git {
  init(dir: string, defaultBranch: string): Promise<void>;
  refs(dir: string): Promise<Map<string, string>>;
  setHead(dir: string, branch: string): Promise<void>;
  updateRef(
    dir: string,
    ref: string,
    after: string | undefined,
    before: string | undefined,
  ): Promise<void>;
  readObject(dir: string, id: string): Promise<{ type: string; body: Buffer } | undefined>;
  tree(dir: string, treeish: string, options: { recursive: boolean }): Promise<TreeEntry[]>;
  differences(dir: string, before: string | undefined, after: string): Promise<Difference[]>;
  commitFiles(
    dir: string,
    commit: {
      parent?: string | undefined;
      files: readonly FileToCommit[];
      deletes: readonly string[];
      message: string;
      author: Signature;
    },
  ): Promise<string>;
  archive(dir: string, treeish: string): Promise<Buffer>;
  /** Everything of a repository as one file, for a clone elsewhere. */
  bundle(dir: string, file: string): Promise<void>;
  /** Where two commits have parted; undefined if they have nothing in common. */
  mergeBase(dir: string, a: string, b: string): Promise<string | undefined>;
  /** Brings a bare mirror up to date with the branches and tags of `url`. A login is for the host of `url` alone, wherever that may send us. */
  fetch(dir: string, url: string, login?: Login): Promise<void>;
  /** Gives up the fetches that are under way. */
  abandonFetches(): void;
  /** Ends all fetches, and each that is asked for from now on: the engine is stopping. */
  close(): void;
  advertise(
    dir: string,
    service: 'upload-pack' | 'receive-pack',
    protocol: string | undefined,
  ): Readable;
  rpc(
    dir: string,
    service: 'upload-pack' | 'receive-pack',
    protocol: string | undefined,
    body: Readable,
    out: Writable | Duplex,
  ): Promise<void>;
}
