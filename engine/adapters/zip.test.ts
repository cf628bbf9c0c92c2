import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZipFile } from 'yazl';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RootedFiles } from './sandbox/files/rooted-files';
import { createZip, extractZip, sourcesOf, ZipError } from './zip';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'starboard-zip-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function archive(entries: readonly (readonly [string, string, number?])[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content, mode] of entries)
    zip.addBuffer(Buffer.from(content), name, mode === undefined ? {} : { mode });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

describe('an archive', () => {
  it('that cannot be written fails by itself, with nothing left that nobody catches', async () => {
    const names = Array.from({ length: 200 }, (_, i) => `${i}.txt`);
    for (const name of names) writeFileSync(join(dir, name), 'x');
    const files = new RootedFiles({ root: dir, mounts: [] });
    await expect(
      createZip(
        join(dir, 'no/such/folder.zip'),
        sourcesOf(
          files,
          names.map((n) => [`/${n}`, n] as const),
        ),
      ),
    ).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('keeps names and modes there and back', async () => {
    mkdirSync(join(dir, 'in/deep'), { recursive: true });
    writeFileSync(join(dir, 'in/deep/run.sh'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(dir, 'in/a ü.txt'), 'x');
    const files = new RootedFiles({ root: dir, mounts: [] });
    await createZip(
      join(dir, 'a.zip'),
      sourcesOf(
        files,
        files.walk('/in').map((p) => [`/in/${p}`, p] as const),
      ),
    );
    await extractZip(join(dir, 'a.zip'), join(dir, 'out'));
    expect(files.walk('/out')).toEqual(['a ü.txt', 'deep/run.sh']);
    expect(statSync(join(dir, 'out/deep/run.sh')).mode & 0o777).toBe(0o755);
  });

  it('that names a file above its folder is refused, and nothing is written there', async () => {
    const bad = await archive([['xx/escaped.txt', 'gotcha']]);
    const evil = Buffer.from(
      bad.toString('latin1').replaceAll('xx/escaped.txt', '../escaped.txt'),
      'latin1',
    );
    await expect(extractZip(evil, join(dir, 'out'))).rejects.toThrow(ZipError);
    expect(existsSync(join(dir, 'escaped.txt'))).toBe(false);
  });

  it('with a link that leads outside is refused; one inside is made', async () => {
    await expect(
      extractZip(await archive([['link', '/etc/passwd', 0o120777]]), join(dir, 'a')),
    ).rejects.toThrow('leads outside');
    await expect(
      extractZip(await archive([['link', '../../etc', 0o120777]]), join(dir, 'b')),
    ).rejects.toThrow('leads outside');
    await expect(
      extractZip(
        await archive([
          ['sub/up', '..', 0o120777],
          ['link', 'sub/up/../secret', 0o120777],
        ]),
        join(dir, 'w'),
      ),
    ).rejects.toThrow('leads outside');
    await extractZip(
      await archive([
        ['file', 'x'],
        ['link', 'file', 0o120777],
      ]),
      join(dir, 'c'),
    );
    expect(readFileSync(join(dir, 'c/link'), 'utf8')).toBe('x');
  });

  it('that is none says so', async () => {
    await expect(extractZip(Buffer.from('hello'), join(dir, 'out'))).rejects.toThrow(
      'not a zip archive',
    );
  });
});
