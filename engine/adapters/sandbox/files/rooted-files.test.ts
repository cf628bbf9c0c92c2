import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxFiles } from '../../../ports/sandbox-files';
import { makeMountPoint, makeUnlessThere } from './mount-points';
import { removeTree } from './remove-tree';
import { RootedFiles } from './rooted-files';

let dir = '';
let root = '';
/** What nothing below may change or read: a folder of the person's. */
let host = '';
let files: SandboxFiles;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'starboard-files-')));
  root = join(dir, 'root');
  host = join(dir, 'host');
  for (const folder of [root, host, join(host, 'keep')]) mkdirSync(folder);
  writeFileSync(join(host, 'secret'), 'SECRET');
  writeFileSync(join(host, 'keep/file'), 'kept');
  files = new RootedFiles({ root, mounts: [] });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** The host's folder as it was made: names and contents. */
const untouched = (): void => {
  expect(readdirSync(host).sort()).toEqual(['keep', 'secret']);
  expect(readFileSync(join(host, 'secret'), 'utf8')).toBe('SECRET');
  expect(readdirSync(join(host, 'keep'))).toEqual(['file']);
  expect(statSync(join(host, 'secret')).mode & 0o777).toBe(
    statSync(join(host, 'keep/file')).mode & 0o777,
  );
};

const staged = (name: string): string => {
  writeFileSync(join(dir, name), 'from the engine');
  return join(dir, name);
};

/** Every operation, as the callers use them, on one path. */
const OPERATIONS: Readonly<Record<string, (path: string) => unknown>> = {
  stat: (path) => files.stat(path),
  lstat: (path) => files.lstat(path),
  list: (path) => files.list(path),
  readText: (path) => files.readText(path, 1000),
  open: (path) => {
    const fd = files.open(path);
    const text = readFileSync(fd, 'utf8');
    closeSync(fd);
    return text;
  },
  write: (path) => files.write(path, 'written', 0o600),
  append: (path) => files.append(path, 'added', 0o600),
  'copy from': (path) => {
    files.copy(path, '/copied');
    return lstatSync(join(root, 'copied')).isFile() && readFileSync(join(root, 'copied'), 'utf8');
  },
  'copy to': (path) => {
    files.write('/own', 'own', 0o644);
    files.copy('/own', path);
  },
  makeFolders: (path) => files.makeFolders(path),
  readLink: (path) => files.readLink(path),
  link: (path) => files.link('/somewhere', path),
  chmod: (path) => files.chmod(path, 0o777),
  remove: (path) => files.remove(path),
  removeTree: (path) => files.removeTree(path),
  adopt: (path) => files.adopt(staged('staged'), path),
  walk: (path) => files.walk(path),
};

/** What an operation gave or how it failed; the path it names is never one of this machine's. */
const outcome = (operation: (path: string) => unknown, path: string): string => {
  try {
    return JSON.stringify(operation(path)) ?? 'done';
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBeDefined();
    const words = (error as Error).message.replaceAll(path, '');
    expect(words).not.toContain(dir);
    expect(words).not.toContain('/proc/');
    return words;
  }
};

describe.each(Object.entries(OPERATIONS))('%s', (_name, operation) => {
  it.each([
    ['an absolute link to a file', () => symlinkSync(join(host, 'secret'), join(root, 'x')), '/x'],
    ['an absolute link to a folder', () => symlinkSync(host, join(root, 'x')), '/x'],
    ['a folder that is an absolute link', () => symlinkSync(host, join(root, 'x')), '/x/secret'],
    [
      'a folder that is a relative link',
      () => symlinkSync('../host', join(root, 'x')),
      '/x/secret',
    ],
    ['a name with ..', () => undefined, '/../host/secret'],
    ['a folder that leads there by ..', () => mkdirSync(join(root, 'x')), '/x/../../host/keep'],
    [
      'links in a row',
      () => {
        symlinkSync('b', join(root, 'a'));
        symlinkSync(host, join(root, 'b'));
      },
      '/a/secret',
    ],
    ['a link of the kernel', () => symlinkSync('/proc/self/root', join(root, 'x')), 'HOST/secret'],
    ['a link in a circle', () => symlinkSync('x', join(root, 'x')), '/x/secret'],
  ])('stays inside where %s stands', (_what, plant, path) => {
    plant();
    expect(outcome(operation, path.replace('HOST', `/x${host}`))).not.toContain('SECRET');
    untouched();
  });

  it.runIf(process.platform === 'linux').each([
    ['a FIFO', (path: string) => void execFileSync('mkfifo', [path])],
    ['a socket', (path: string) => void createServer().listen(path).unref()],
    ['a device', (path: string) => void execFileSync('mknod', [path, 'c', '5', '0'])],
  ])('is not held up by %s', (what, plant) => {
    if (what === 'a device' && process.getuid?.() !== 0) return;
    plant(join(root, 'x'));
    outcome(operation, '/x');
    outcome(operation, '/x/below');
    untouched();
  });
});

describe('a parent that is swapped for a link while an operation runs', () => {
  let swapper: ChildProcess;
  /** Exchanges a folder and a link to the host's folder as fast as it can, whatever is in the way. */
  const SWAP = `
    const { renameSync, rmSync } = require('node:fs');
    const move = (from, to) => {
      try { renameSync(from, to); } catch { try { rmSync(to, { recursive: true }); } catch {} }
    };
    process.send('swapping');
    for (;;) { move('a', 'folder'); move('link', 'a'); move('a', 'link'); move('folder', 'a'); }`;

  beforeEach(async () => {
    mkdirSync(join(root, 'a/keep'), { recursive: true });
    for (const name of ['a/secret', 'a/keep/file']) writeFileSync(join(root, name), 'inside');
    symlinkSync(host, join(root, 'link'));
    swapper = spawn(process.execPath, ['-e', SWAP], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await new Promise((resolve) => swapper.once('message', resolve));
  });
  afterEach(() => swapper.kill('SIGKILL'));

  it.each(Object.entries(OPERATIONS))('%s never reaches the host', (_name, operation) => {
    for (let i = 0; i < 100; i++) {
      for (const path of ['/a/secret', '/a/keep', '/a/new']) {
        expect(outcome(operation, path)).not.toContain('SECRET');
      }
    }
    untouched();
  });
});

describe('a link inside', () => {
  it('means what it means inside: an absolute one begins at the root', () => {
    files.makeFolders('/opt/releases/app');
    files.makeFolders('/srv');
    files.link('/opt/releases/app', '/srv/app');
    expect(files.makeFolders('/srv/app/conf')).toEqual(['/srv/app/conf']);
    files.write('/srv/app/conf/x', 'text', 0o640);
    expect(readFileSync(join(root, 'opt/releases/app/conf/x'), 'utf8')).toBe('text');
    expect(files.stat('/srv/app/conf/x')).toMatchObject({ type: 'file', mode: 0o640, size: 4 });
    expect(files.walk('/srv/app')).toEqual(['conf/x']);
    expect(files.walk('/')).toEqual(['opt/releases/app/conf/x']);
  });

  it('that leads nowhere is in the way of a folder, as for mkdir -p', () => {
    files.link('/nowhere', '/app');
    expect(() => files.makeFolders('/app/x')).toThrow("EEXIST: file already exists, '/app'");
  });

  it('is replaced by a file, removed by itself and listed only where it leads to a file', () => {
    files.write('/real', 'real', 0o644);
    files.link('real', '/to-file');
    files.link('/', '/to-folder');
    files.link('/nowhere', '/to-nothing');
    expect(files.walk('/')).toEqual(['real', 'to-file']);
    files.write('/to-file', 'new', 0o644);
    files.remove('/to-folder');
    expect(readFileSync(join(root, 'real'), 'utf8')).toBe('real');
    expect(readdirSync(root).sort()).toEqual(['real', 'to-file', 'to-nothing']);
  });
});

describe('mounts', () => {
  it('are met at their place, by links too; what is only read is not changed', () => {
    mkdirSync(join(dir, 'cache'));
    mkdirSync(join(dir, 'system'));
    writeFileSync(join(dir, 'system/public'), 'public', { mode: 0o644 });
    writeFileSync(join(dir, 'system/shadow'), 'hashes');
    chmodSync(join(dir, 'system/shadow'), 0o640);
    const inside = new RootedFiles({
      root,
      mounts: [
        { inside: '/root/.npm', host: join(dir, 'cache'), writable: true },
        { inside: '/usr', host: join(dir, 'system'), writable: false, system: true },
      ],
    });
    inside.write('/root/.npm/x', 'kept', 0o644);
    expect(readFileSync(join(dir, 'cache/x'), 'utf8')).toBe('kept');
    inside.link('/usr', '/programs');
    expect(inside.readText('/programs/public', 100)).toBe('public');
    expect(() => inside.readText('/programs/shadow', 100)).toThrow('EACCES');
    expect(() => inside.write('/usr/new', '', 0o644)).toThrow('EROFS');
    expect(() => inside.chmod('/usr/public', 0o777)).toThrow('EROFS');
    expect(() => inside.removeTree('/usr')).toThrow('EROFS');
    expect(readdirSync(join(dir, 'system')).sort()).toEqual(['public', 'shadow']);
  });

  it('are made with real folders on the way, whatever was left there', () => {
    symlinkSync(host, join(root, 'usr'));
    symlinkSync(host, join(root, 'home'));
    makeMountPoint(files, '/usr');
    makeMountPoint(files, '/home/ada/.nvm');
    symlinkSync(host, join(root, 'var'));
    makeUnlessThere(files, '/var/log', 0o755);
    expect(lstatSync(join(root, 'usr')).isDirectory()).toBe(true);
    expect(lstatSync(join(root, 'home/ada/.nvm')).isDirectory()).toBe(true);
    expect(readlinkSync(join(root, 'var'))).toBe(host);
    untouched();
  });
});

describe('plain processes', () => {
  const plain = (): RootedFiles => new RootedFiles({ root, mounts: [], sameAsHost: true });

  it('see this machine: an absolute link below the root is one inside', () => {
    mkdirSync(join(root, 'opt'));
    symlinkSync(join(root, 'opt'), join(root, 'srv'));
    plain().write('/srv/x', 'x', 0o644);
    expect(existsSync(join(root, 'opt/x'))).toBe(true);
  });

  it('have nothing changed through a link that leaves the root', () => {
    symlinkSync(host, join(root, 'out'));
    expect(() => plain().write('/out/x', 'x', 0o644)).toThrow('EROFS');
    expect(() => plain().makeFolders('/out/x')).toThrow('EROFS');
    expect(() => plain().remove('/out/secret')).toThrow('EROFS');
    untouched();
  });
});

describe('a tree', () => {
  it('of any depth is removed, and its links are not followed', async () => {
    let at = join(root, 'deep');
    mkdirSync(at);
    for (let i = 0; i < 350; i++) mkdirSync((at = join(at, 'd')));
    symlinkSync(host, join(root, 'deep/out'));
    mkdirSync(join(root, 'deep/shut'), { mode: 0o000 });
    await removeTree(join(root, 'deep'));
    expect(readdirSync(root)).toEqual([]);
    untouched();
  });

  it('that is not there is removed already', async () => {
    await removeTree(join(dir, 'no/such'));
    files.removeTree('/no/such');
    expect(readdirSync(root)).toEqual([]);
  });
});

it('a root that was removed meanwhile has no folders, and says so', () => {
  rmSync(root, { recursive: true });
  expect(() => files.makeFolders('/opt/app')).toThrow(
    "ENOENT: no such file or directory, '/opt/app'",
  );
  expect(() => files.makeFolders('/opt')).toThrow('ENOENT');
});
