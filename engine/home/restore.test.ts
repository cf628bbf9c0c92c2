import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../adapters/sqlite-migrations';
import { SqliteStore } from '../adapters/sqlite-store';
import { backUp } from './backup';
import { restore } from './restore';

const folder = mkdtempSync(join(tmpdir(), 'starboard-restore-'));
const place = (name: string): string => join(folder, name);
const home = place('home');
const file = place('backup.tar.gz');
const root = join(home, 'instances/i-1/root');
const log = (): void => undefined;
const options = { version: 'test', force: false, log };

beforeAll(async () => {
  mkdirSync(root, { recursive: true });
  new SqliteStore(join(home, 'store.db')).close();
  writeFileSync(join(home, 'credentials.json'), '{"accessKeyId":"a","secretAccessKey":"b"}', {
    mode: 0o600,
  });
  writeFileSync(join(home, 'session-key'), 'who is signed in');
  symlinkSync('/etc/passwd', join(root, 'link'));
  symlinkSync('/', join(root, 'above'));
  mkdirSync(join(root, 'empty'));
  writeFileSync(join(root, 'run'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(root, 'large'), Buffer.alloc(3_000_000, 'x'));
  spawnSync('mkfifo', [join(root, 'pipe')]);
  mkdirSync(join(root, 'closed'));
  writeFileSync(join(root, 'closed/inside'), 'x');
  spawnSync('chmod', ['555', join(root, 'closed')]);
  await backUp(home, file, options);
});
afterAll(() => {
  spawnSync('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  spawnSync('chmod', ['-R', 'u+w', place('new')]);
  rmSync(place('new'), { recursive: true, force: true });
});

/** An archive with one entry after what makes it a backup, and perhaps a file after that. */
async function forged(
  entry: { name: string; type?: 'file' | 'symlink' | 'link'; linkname?: string },
  then?: string,
): Promise<string> {
  const archive = pack();
  archive.entry(
    { name: 'starboard-backup.json' },
    JSON.stringify({ starboardBackup: 1, schema: 1, version: 'x', madeAt: 'now' }),
  );
  archive.entry(entry, entry.type === undefined ? 'text' : '');
  if (then) archive.entry({ name: then }, 'written through a link');
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as unknown as AsyncIterable<Buffer>) chunks.push(chunk);
  writeFileSync(place('forged'), gzipSync(Buffer.concat(chunks)));
  return place('forged');
}

describe('a backup', () => {
  it('keeps links as links, modes, empty folders; never blocks on a pipe, and leaves out who is signed in', async () => {
    await restore(place('new'), file, options);
    const there = join(place('new'), 'instances/i-1/root');
    expect(readdirSync(there)).toEqual(['above', 'closed', 'empty', 'large', 'link', 'run']);
    expect(
      ['link', 'above'].map((name) =>
        spawnSync('readlink', [join(there, name)])
          .stdout.toString()
          .trim(),
      ),
    ).toEqual(['/etc/passwd', '/']);
    expect([
      statSync(join(there, 'run')).mode & 0o777,
      statSync(join(there, 'closed')).mode & 0o777,
      statSync(join(there, 'large')).size,
    ]).toEqual([0o755, 0o555, 3_000_000]);
    expect(readdirSync(place('new')).filter((name) => name.startsWith('session'))).toEqual([]);
    expect([statSync(file).mode & 0o777, statSync(place('new')).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
  });

  it('is written whole or not at all', async () => {
    const gone = new AbortController();
    gone.abort();
    await expect(
      backUp(home, place('broken-off'), { ...options, signal: gone.signal }),
    ).rejects.toThrow('Nothing was written');
    await expect(backUp(home, '/dev/full/x', options)).rejects.toThrow('is not a folder');
    await expect(backUp(home, join(home, 'x'), options)).rejects.toThrow('is inside the home');
    await expect(backUp(home, file, options)).rejects.toThrow('already exists');
    await expect(backUp(place('nowhere'), place('x'), options)).rejects.toThrow('There is no home');
    expect([
      readdirSync(home).filter((n) => n.startsWith('.backup')),
      readdirSync(folder).filter((n) => /\.tmp|broken-off/.test(n)),
    ]).toEqual([[], []]);
  });

  it('over a home that has content needs --force, and moves it aside', async () => {
    mkdirSync(place('new'));
    writeFileSync(join(place('new'), 'mine'), 'mine');
    await expect(restore(place('new'), file, options)).rejects.toThrow('is not empty');
    const { before = '' } = await restore(place('new'), file, { ...options, force: true });
    expect([
      readFileSync(join(before, 'mine'), 'utf8'),
      existsSync(join(place('new'), 'store.db')),
    ]).toEqual(['mine', true]);
  });

  it.each(['cut', 'flipped', 'no archive', 'empty'])(
    'that is damaged (%s) is refused in one line, and nothing is left of it',
    async (kind) => {
      const whole = readFileSync(file);
      const half = Math.floor(whole.length / 2);
      const flipped = Buffer.concat([
        whole.subarray(0, half),
        Buffer.alloc(64, 0xa7),
        whole.subarray(half + 64),
      ]);
      const bad: Record<string, Buffer> = {
        cut: whole.subarray(0, half),
        flipped,
        'no archive': Buffer.from('hello'),
        empty: Buffer.alloc(0),
      };
      writeFileSync(place('bad'), bad[kind] ?? whole);
      await expect(restore(place('new'), place('bad'), options)).rejects.toThrow(
        /^[^\n]*bad cannot be restored: it is (damaged|not a backup)[^\n]*$/,
      );
      expect(readdirSync(folder).filter((n) => n.includes('new'))).toEqual(
        readdirSync(folder).filter((n) => n.includes('before-restore')),
      );
    },
  );

  it.each([
    ['a name that climbs out', { name: '../escaped' }, undefined],
    ['an absolute name', { name: '/tmp/escaped' }, undefined],
    [
      'a link in place of a folder that is mounted',
      { name: 'instances/i/root-system/usr/share', type: 'symlink', linkname: '/tmp' },
      undefined,
    ],
    ['a link at the top', { name: 'repositories', type: 'symlink', linkname: '/tmp' }, undefined],
    [
      'a hard link',
      { name: 'instances/i/root/x', type: 'link', linkname: '/etc/passwd' },
      undefined,
    ],
    [
      'a file behind a link',
      { name: 'instances/i/root/x', type: 'symlink', linkname: '../../../..' },
      'instances/i/root/x/escaped',
    ],
    [
      'a file in place of a link',
      { name: 'instances/i/root/x', type: 'symlink', linkname: '../../../../escaped' },
      'instances/i/root/x',
    ],
  ] as const)('with %s is refused', async (_, entry, then) => {
    await expect(restore(place('new'), await forged(entry, then), options)).rejects.toThrow(
      /^[^\n]*cannot be restored: it has[^\n]*$/,
    );
    expect([
      existsSync(place('escaped')),
      existsSync('/tmp/escaped'),
      existsSync(place('new')),
    ]).toEqual([false, false, false]);
  });

  it('of a newer Starboard is refused', async () => {
    const text = gunzipSync(readFileSync(file));
    text.write('"schema":9', text.indexOf(`"schema":${SCHEMA_VERSION}`));
    writeFileSync(place('newer'), gzipSync(text));
    await expect(restore(place('new'), place('newer'), options)).rejects.toThrow('newer Starboard');
  });
});
