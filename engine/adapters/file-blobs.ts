import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Blobs } from '../ports/blobs';

/** Plain files below `root`, written beside and renamed. Keys are made by the engine, never by a client. */
export class FileBlobs implements Blobs {
  private serial = 0;

  constructor(private readonly root: string) {}

  path(key: string): string {
    return join(this.root, key);
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    const temporary = await this.temporary(key);
    await writeFile(temporary, body);
    await rename(temporary, this.path(key));
  }

  async putStream(key: string, body: Readable): Promise<number> {
    const temporary = await this.temporary(key);
    const out = createWriteStream(temporary);
    try {
      await pipeline(body, out);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await rename(temporary, this.path(key));
    return out.bytesWritten;
  }

  read(key: string, range?: { start: number; end: number }): Readable {
    return createReadStream(this.path(key), range);
  }

  readAll(key: string): Promise<Buffer> {
    return readFile(this.path(key));
  }

  async delete(key: string): Promise<void> {
    await rm(this.path(key), { force: true });
  }

  private async temporary(key: string): Promise<string> {
    await mkdir(dirname(this.path(key)), { recursive: true });
    return `${this.path(key)}.${process.pid}.${++this.serial}.tmp`;
  }
}
