import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { FileBlobs } from '../../adapters/file-blobs';
import { randomIds } from '../../adapters/random-ids';
import type { Ctx } from '../../ports/context';
import { storeBody } from './store-body';

it('a body that breaks before it is read fails its call, and nothing else', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'starboard-body-'));
  const loose: unknown[] = [];
  const note = (error: unknown): void => void loose.push(error);
  process.on('uncaughtException', note);
  try {
    const ctx = { ids: randomIds, blobs: new FileBlobs(dir) } as unknown as Ctx;
    const broken = new Readable({
      read() {
        this.destroy(new Error('the file is gone'));
      },
    });
    await expect(storeBody(ctx, broken)).rejects.toThrow('the file is gone');
    expect(loose).toEqual([]);
    expect(readdirSync(join(dir, 'objects'))).toEqual([]);
  } finally {
    process.off('uncaughtException', note);
    rmSync(dir, { recursive: true });
  }
});
