import type { Readable } from 'node:stream';

/** Immutable byte strings by key, as plain files. */
export interface Blobs {
  put(key: string, body: Uint8Array): Promise<void>;
  /** Streams to disk; resolves with the size once it is durable under `key`. */
  putStream(key: string, body: Readable): Promise<number>;
  read(key: string, range?: { start: number; end: number }): Readable;
  readAll(key: string): Promise<Buffer>;
  path(key: string): string;
  delete(key: string): Promise<void>;
}
