import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { compareFiles } from './artifact-tree';
import { openZip } from './zip';

async function zip(files: Record<string, string>): Promise<Buffer> {
  const z = new ZipFile();
  for (const [name, text] of Object.entries(files)) z.addBuffer(Buffer.from(text), name);
  z.end();
  const chunks: Buffer[] = [];
  for await (const c of z.outputStream) chunks.push(Buffer.from(c as Uint8Array));
  return Buffer.concat(chunks);
}

describe('two source archives', () => {
  it('are compared file by file: added, gone, changed; what is the same is not named', async () => {
    const before = await openZip(
      await zip({ 'same.txt': 'x', 'gone.txt': 'x', 'changed.txt': 'one' }),
    );
    const after = await openZip(
      await zip({ 'same.txt': 'x', 'new.txt': 'x', 'changed.txt': 'two' }),
    );
    expect(compareFiles(before, after)).toEqual([
      { path: 'changed.txt', change: 'modified' },
      { path: 'gone.txt', change: 'deleted' },
      { path: 'new.txt', change: 'added' },
    ]);
    expect((await after.get('changed.txt')?.read())?.toString()).toBe('two');
  });
  it('what is no archive is refused', async () => {
    await expect(openZip(Buffer.from('no zip at all'))).rejects.toThrow();
  });
});
