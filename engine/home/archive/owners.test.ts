import {
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hostIdOf } from '../../adapters/sandbox/user-ids';
import { Folder } from './folder';
import { FORMAT, MANIFEST } from './parts';
import { unpack } from './reader';
import { ArchiveWriter } from './writer';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'owners-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const USER = hostIdOf(1000);
const GROUP = hostIdOf(33);
const SOMEBODY = 1234;

it.skipIf(process.getuid?.() !== 0)(
  "keeps whose files are a machine's user's, and no other owner (as root)",
  async () => {
    const root = join(dir, 'instances/i-1/root');
    mkdirSync(join(root, 'home'), { recursive: true });
    writeFileSync(join(root, 'home/mine'), 'x', { mode: 0o600 });
    writeFileSync(join(root, 'home/other'), 'x');
    symlinkSync('mine', join(root, 'home/link'));
    chownSync(join(root, 'home'), USER, GROUP);
    chownSync(join(root, 'home/mine'), USER, 0);
    lchownSync(join(root, 'home/link'), USER, USER);
    chownSync(join(root, 'home/other'), SOMEBODY, GROUP);
    const file = join(dir, 'archive');
    const writer = new ArchiveWriter(file);
    await writer.text(MANIFEST, JSON.stringify({ starboardBackup: FORMAT, schema: 1 }));
    await writer.tree(await Folder.open(join(dir, 'instances')), 'instances');
    await writer.end();

    const into = join(dir, 'restored');
    mkdirSync(into);
    await unpack(file, into);
    const owners = (path: string): number[] => {
      const { uid, gid } = lstatSync(join(into, 'instances/i-1/root', path));
      return [uid, gid];
    };
    expect(['.', 'home', 'home/mine', 'home/link', 'home/other'].map(owners)).toEqual([
      [0, 0],
      [USER, GROUP],
      [USER, 0],
      [USER, USER],
      [0, GROUP],
    ]);
    expect(lstatSync(join(into, 'instances/i-1/root/home/mine')).mode & 0o777).toBe(0o600);
  },
);
