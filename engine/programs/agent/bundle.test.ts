import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { TarError } from '../../adapters/tar';
import { DiskFullError, UnpackBudget } from '../../adapters/unpack-budget';
import { BUNDLE_TYPES, type BundleType } from '../../core/deployment/journal';
import { unpackBundle } from './bundle';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'starboard-bundle-'));
  mkdirSync(join(dir, 'staged'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Part {
  readonly name: string;
  readonly content?: string | Buffer;
  readonly mode?: number;
  readonly link?: string;
  readonly hardLink?: string;
  readonly type?: Header['type'];
}

async function tarred(parts: readonly Part[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, content, mode, link, hardLink, type } of parts) {
    const header = { name, ...(mode === undefined ? {} : { mode }) };
    if (link !== undefined) archive.entry({ ...header, type: 'symlink', linkname: link });
    else if (hardLink !== undefined) archive.entry({ ...header, type: 'link', linkname: hardLink });
    else if (content === undefined) archive.entry({ ...header, type: type ?? 'directory' });
    else archive.entry(header, content as string);
  }
  archive.finalize();
  return buffer(archive as unknown as AsyncIterable<Buffer>);
}

async function zipped(parts: readonly Part[]): Promise<Buffer> {
  const zip = new ZipFile();
  const options = (mode: number | undefined) => (mode === undefined ? {} : { mode });
  for (const { name, content, mode, link } of parts)
    zip.addBuffer(
      Buffer.from(link ?? content ?? ''),
      name,
      link === undefined ? options(mode) : { mode: 0o120777 },
    );
  zip.end();
  return buffer(zip.outputStream);
}

async function packed(type: BundleType, parts: readonly Part[]): Promise<Buffer> {
  if (type === 'zip') return zipped(parts);
  const bytes = await tarred(parts);
  return type === 'tgz' ? gzipSync(bytes) : bytes;
}

async function unpack(type: BundleType, bytes: Buffer, budget?: UnpackBudget): Promise<string> {
  writeFileSync(join(dir, 'bundle'), bytes);
  return unpackBundle(join(dir, 'bundle'), type, join(dir, 'staged'), budget);
}
const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

describe.each(BUNDLE_TYPES)('a %s bundle', (type) => {
  it('keeps contents and modes', async () => {
    const folder = await unpack(
      type,
      await packed(type, [
        { name: 'appspec.yml', content: 'version: 0.0\n' },
        { name: 'scripts/deep/run.sh', content: '#!/bin/sh\n', mode: 0o100755 },
      ]),
    );
    expect(read(folder, 'appspec.yml')).toBe('version: 0.0\n');
    expect(statSync(join(folder, 'scripts/deep/run.sh')).mode & 0o777).toBe(0o755);
  });

  it('in one folder of its own is that folder, where an AppSpec file is in it', async () => {
    const folder = await unpack(
      type,
      await packed(type, [{ name: 'app-1.0/appspec.yml', content: 'x' }]),
    );
    expect(readdirSync(folder)).toEqual(['appspec.yml']);
  });

  it('keeps links as they are written, and writes through none', async () => {
    const folder = await unpack(
      type,
      await packed(type, [
        { name: 'out', link: '/etc/passwd' },
        { name: 'up', link: '../../x' },
      ]),
    );
    expect(['out', 'up'].map((n) => readlinkSync(join(folder, n)))).toEqual([
      '/etc/passwd',
      '../../x',
    ]);
    const outside = join(dir, 'outside');
    mkdirSync(outside);
    rmSync(join(dir, 'staged/archive'), { recursive: true });
    const through = await packed(type, [
      { name: 'a', link: outside },
      { name: 'a/file', content: 'escaped' },
    ]);
    await unpack(type, through).catch(() => undefined);
    expect(readdirSync(outside)).toEqual([]);
  });

  it('that comes to more than there is room for fails as a full disk does, whatever it says of itself', async () => {
    const bomb = await packed(type, [{ name: 'zeros', content: Buffer.alloc(8 * 1024 * 1024) }]);
    await expect(unpack(type, bomb, new UnpackBudget(1024 * 1024, 10))).rejects.toThrow(
      new DiskFullError(),
    );
    rmSync(join(dir, 'staged/archive'), { recursive: true });
    const many = await packed(
      type,
      Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, content: '' })),
    );
    await expect(unpack(type, many, new UnpackBudget(1024 * 1024, 10))).rejects.toThrow(
      'The disk is (or was) full during extraction.',
    );
  });

  it('that is cut off or none says so', async () => {
    const whole = await packed(type, [{ name: 'a', content: Buffer.alloc(100_000, 'x') }]);
    const cut = whole.subarray(0, Math.floor(whole.length / 2));
    await expect(unpack(type, cut)).rejects.toThrow(type === 'zip' ? 'not a zip' : TarError);
    rmSync(join(dir, 'staged/archive'), { recursive: true });
    await expect(unpack(type, Buffer.alloc(2000, 'x'))).rejects.toThrow(
      type === 'zip' ? 'not a zip' : TarError,
    );
  });
});

describe('a tar bundle', () => {
  it('takes the slash off absolute names, as tar does', async () => {
    const folder = await unpack('tar', await tarred([{ name: '/srv/a.txt', content: 'a' }]));
    expect(read(folder, 'srv/a.txt')).toBe('a');
  });

  it('is refused for names that leave it, and nothing is written there', async () => {
    for (const name of ['../escaped', 'a/../../escaped', '/../escaped']) {
      rmSync(join(dir, 'staged/archive'), { recursive: true, force: true });
      await expect(unpack('tar', await tarred([{ name, content: 'x' }]))).rejects.toThrow(
        /^Error extracting tar archive: 2 \(the entry .* leaves the archive\)$/,
      );
    }
    expect(['escaped', 'staged/escaped'].map((n) => existsSync(join(dir, n)))).toEqual([
      false,
      false,
    ]);
  });

  it('is refused for devices and pipes', async () => {
    for (const type of ['character-device', 'block-device', 'fifo'] as const) {
      rmSync(join(dir, 'staged/archive'), { recursive: true, force: true });
      await expect(unpack('tar', await tarred([{ name: 'dev', type }]))).rejects.toThrow(
        'is a device or a pipe',
      );
    }
  });

  it('has hard links among its own files and to nothing else', async () => {
    const folder = await unpack(
      'tar',
      await tarred([
        { name: 'a', content: 'a' },
        { name: 'b', hardLink: 'a' },
      ]),
    );
    expect(read(folder, 'b')).toBe('a');
    for (const parts of [
      [{ name: 'b', hardLink: '/etc/passwd' }],
      [{ name: 'b', hardLink: '../../bundle' }],
      [
        { name: 'a', link: '/etc/passwd' },
        { name: 'b', hardLink: 'a' },
      ],
    ]) {
      rmSync(join(dir, 'staged/archive'), { recursive: true, force: true });
      await expect(unpack('tar', await tarred(parts))).rejects.toThrow(TarError);
    }
  });

  it('counts the later of two entries with one name', async () => {
    const folder = await unpack(
      'tar',
      await tarred([
        { name: 'a', content: 'one' },
        { name: './a', content: 'two' },
        { name: 'l', content: 'file' },
        { name: 'l', link: 'a' },
        { name: 'f', link: '/etc/passwd' },
        { name: 'f', content: 'mine' },
      ]),
    );
    expect([read(folder, 'a'), readlinkSync(join(folder, 'l')), read(folder, 'f')]).toEqual([
      'two',
      'a',
      'mine',
    ]);
    expect(lstatSync(join(folder, 'f')).isFile()).toBe(true);
  });

  it('has folders that can be taken away again', async () => {
    const folder = await unpack(
      'tar',
      await tarred([
        { name: 'closed', type: 'directory', mode: 0o001 },
        { name: 'closed/file', content: 'x', mode: 0o001 },
      ]),
    );
    expect(statSync(join(folder, 'closed')).mode & 0o777).toBe(0o701);
    expect(read(folder, 'closed/file')).toBe('x');
  });
});
