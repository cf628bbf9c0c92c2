import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RootedFiles } from '../../adapters/sandbox/files/rooted-files';
import { AGENTS, type AgentVersion } from '../../core/deployment/agent-rules';
import { parseAppspec } from '../../../common/appspec';
import { Installer, InstallError } from './install';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-'));
  put('etc/passwd', 'root:x:0:0::/root:/bin/sh\n');
  put('etc/group', 'root:x:0:\n');
  mkdirSync(join(root, 'notes'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const stands = (path: string): boolean =>
  lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
const mode = (path: string): string => (statSync(join(root, path)).mode & 0o7777).toString(8);

/** Installs what lies below `/new`, as one of the agents. */
function installAs(version: AgentVersion, ...lines: string[]): void {
  const rules = AGENTS[version];
  const notes = { cleanup: '/notes/cleanup', instructions: '/notes/install.json' };
  const appspec = parseAppspec(['version: 0.0', 'os: linux', ...lines, ''].join('\n'), rules);
  const files = new RootedFiles({ root, mounts: [] });
  new Installer(files, rules, notes).install(appspec, '/new', 'DISALLOW');
}
const install = (...lines: string[]): void => installAs('1.8', ...lines);
const files = (source: string, destination: string): string =>
  `files: [{source: ${source}, destination: ${destination}}]`;

describe('what is in the way', () => {
  it('DISALLOW: is found before anything is copied', () => {
    put('new/f/aaa', 'a');
    put('new/f/zzz', 'z');
    put('srv/app/zzz', 'mine');
    expect(() => install(files('f', '/srv/app'))).toThrow(
      'The deployment failed because a specified file already exists at this location: /srv/app/zzz',
    );
    expect(stands('srv/app/aaa')).toBe(false);
    expect(read('srv/app/zzz')).toBe('mine');
  });

  it('OVERWRITE, agent 1.8: a folder stays and gets the file; a link is written through', () => {
    put('new/f/data', 'new');
    put('new/f/current', 'new');
    put('srv/data/db.sqlite', 'mine');
    put('var/real', 'old');
    symlinkSync('/var/real', join(root, 'srv/current'));
    install('file_exists_behavior: OVERWRITE', files('f', '/srv'));
    expect([read('srv/data/db.sqlite'), read('srv/data/data')]).toEqual(['mine', 'new']);
    expect(lstatSync(join(root, 'srv/current')).isSymbolicLink()).toBe(true);
    expect(read('var/real')).toBe('new');
  });

  it('OVERWRITE, agent 2: a folder stays and the install fails', () => {
    put('new/f/data', 'new');
    put('srv/data/db.sqlite', 'mine');
    expect(() => installAs('2', 'file_exists_behavior: OVERWRITE', files('f', '/srv'))).toThrow(
      'IO error: Is a directory (os error 21)',
    );
    expect([read('srv/data/db.sqlite'), stands('srv/data/data')]).toEqual(['mine', false]);
  });

  it('OVERWRITE, agent 2: a link is replaced, wherever it leads', () => {
    put('new/f/current', 'new');
    put('new/f/folder', 'new');
    put('new/f/nowhere', 'new');
    put('var/real', 'old');
    symlinkSync('/var/real', join(root, 'var/link'));
    mkdirSync(join(root, 'srv'));
    symlinkSync('/var/link', join(root, 'srv/current'));
    symlinkSync('/var', join(root, 'srv/folder'));
    symlinkSync('/missing', join(root, 'srv/nowhere'));
    installAs('2', 'file_exists_behavior: OVERWRITE', files('f', '/srv'));
    for (const name of ['current', 'folder', 'nowhere'])
      expect(lstatSync(join(root, 'srv', name)).isFile(), name).toBe(true);
    expect([read('srv/current'), read('var/real'), stands('var/folder')]).toEqual([
      'new',
      'old',
      false,
    ]);
    expect([lstatSync(join(root, 'var/link')).isSymbolicLink(), stands('missing')]).toEqual([
      true,
      false,
    ]);
  });

  it.each([
    ['1.8', 'File exists @ rb_file_s_symlink - (other, /srv/link)'],
    ['2', 'IO error: File exists (os error 17)'],
  ] as const)('agent %s: a link of the revision takes the place of nothing', (version, words) => {
    put('new/f/other', '');
    symlinkSync('other', join(root, 'new/f/link'));
    put('srv/link', 'mine');
    expect(() => installAs(version, 'file_exists_behavior: OVERWRITE', files('f', '/srv'))).toThrow(
      words,
    );
    expect(read('srv/link')).toBe('mine');
  });

  it('a link of the revision for a place where a folder stands: agent 1.8 puts it in, 2 fails', () => {
    put('new/f/other', '');
    symlinkSync('other', join(root, 'new/f/link'));
    mkdirSync(join(root, 'srv/link'), { recursive: true });
    const lines = ['file_exists_behavior: OVERWRITE', files('f', '/srv')];
    expect(() => installAs('2', ...lines)).toThrow('IO error: File exists (os error 17)');
    expect(stands('srv/link/other')).toBe(false);
    installAs('1.8', ...lines);
    expect(lstatSync(join(root, 'srv/link/other')).isSymbolicLink()).toBe(true);
  });

  it('a file where a folder is to be made is found before anything is copied', () => {
    put('new/f/a', '');
    put('new/f/b/c', '');
    put('srv/b', 'mine');
    expect(() => install('file_exists_behavior: OVERWRITE', files('f', '/srv'))).toThrow(
      'already exists at this location: /srv/b.',
    );
    expect(stands('srv/a')).toBe(false);
  });

  it('what the last install put there goes first, and what somebody else did stays', () => {
    put('new/f/a', '1');
    install(files('f', '/srv/app'));
    put('srv/app/upload', 'mine');
    rmSync(join(root, 'new/f/a'));
    put('new/f/b', '2');
    install(files('f', '/srv/app'));
    expect([stands('srv/app/a'), read('srv/app/b'), read('srv/app/upload')]).toEqual([
      false,
      '2',
      'mine',
    ]);
  });
});

describe('two sources for one place are refused, whatever may be overwritten', () => {
  it.each([
    [
      'two files',
      ['a/x', 'b/x'],
      [
        ['a/x', '/srv'],
        ['b/x', '/srv'],
      ],
      /specifies two source files named .*b\/x and .*a\/x for the same destination \(\/srv\/x\)/,
    ],
    [
      'two folders with a file of one name',
      ['a/x', 'b/x'],
      [
        ['a', '/srv'],
        ['b', '/srv/'],
      ],
      /specifies two source files named/,
    ],
    [
      'a file where a folder comes',
      ['a/x/y', 'b/x'],
      [
        ['a', '/srv'],
        ['b', '/srv'],
      ],
      /calls for installing the file .*b\/x/,
    ],
    [
      'a folder where a file comes',
      ['a/x', 'b/x/y'],
      [
        ['a', '/srv'],
        ['b', '/srv'],
      ],
      /an mkdir command more than once/,
    ],
  ] as const)('%s', (_what, sources, pairs, message) => {
    for (const source of sources) put(`new/${source}`, '');
    const listed = pairs.map(([s, d]) => `{source: ${s}, destination: ${d}}`).join(', ');
    expect(() => install('file_exists_behavior: OVERWRITE', `files: [${listed}]`)).toThrow(message);
    expect(stands('srv')).toBe(false);
  });
});

describe('permissions', () => {
  const permit = (text: string, version: AgentVersion = '1.8'): void => {
    put('new/f/top.conf', '');
    put('new/f/top.txt', '');
    put('new/f/sub/deep.conf', '');
    installAs(version, files('f', '/srv/app'), `permissions: [${text}]`);
  };
  const modes = (): string[] =>
    ['top.conf', 'top.txt', 'sub', 'sub/deep.conf'].map((f) => mode(`srv/app/${f}`));

  it.each([
    ['** is everything below', '{object: /srv/app, mode: 700}', ['700', '700', '700', '700']],
    [
      'the root has everything below it',
      '{object: /, pattern: "**", mode: 750, type: [file]}',
      ['750', '750', '755', '750'],
    ],
    [
      'a slash at the end says nothing',
      '{object: /srv/app/, mode: 700, type: [directory]}',
      ['644', '644', '700', '644'],
    ],
    [
      'a pattern is about names, not about what lies below them',
      '{object: /srv/app, pattern: "*.conf", mode: 600}',
      ['600', '644', '755', '644'],
    ],
    [
      'a star alone reaches no further',
      '{object: /srv/app, pattern: "*", mode: 600, type: [file]}',
      ['600', '600', '755', '644'],
    ],
    [
      'what is excepted is left',
      '{object: /srv/app, mode: 600, except: ["*.conf"], type: [file]}',
      ['644', '600', '755', '600'],
    ],
    [
      'brackets are letters to agent 1.8',
      '{object: /srv/app, pattern: "top.[ct]*", mode: 600}',
      ['644', '644', '755', '644'],
    ],
    [
      'a file by its name',
      '{object: /srv/app/sub/deep.conf, mode: 4711}',
      ['644', '644', '755', '4711'],
    ],
    [
      'short modes are filled up',
      '{object: /srv/app/top.txt, mode: 44}',
      ['644', '44', '755', '644'],
    ],
    [
      'what is not installed is left alone',
      '{object: /srv/other, mode: 600}',
      ['644', '644', '755', '644'],
    ],
  ])('%s', (_rule, text, expected) => {
    permit(text);
    expect(modes()).toEqual(expected);
  });

  it.each([
    ['an unquoted mode', '{object: /srv/app, mode: 0700}', ['700', '700', '700', '700']],
    [
      'brackets',
      '{object: /srv/app, pattern: "top.[c]*", mode: 600}',
      ['600', '644', '755', '644'],
    ],
    [
      'braces in an exception',
      '{object: /srv/app, mode: 600, except: ["*.{conf,txt}"], type: [file]}',
      ['644', '644', '755', '600'],
    ],
    [
      'a path without a star',
      '{object: /srv/app, pattern: sub/deep.conf, mode: 600}',
      ['644', '644', '755', '600'],
    ],
  ])('agent 2 takes %s', (_rule, text, expected) => {
    permit(text, '2');
    expect(modes()).toEqual(expected);
  });

  it.each([
    [
      'the same twice',
      '{object: /srv/app, mode: 600}, {object: /srv/app/top.txt, mode: 644}',
      /setting for \(\/srv\/app\/top.txt\) is specified more than once/,
    ],
    [
      'a pattern for a file',
      '{object: /srv/app/top.txt, pattern: "*", mode: 600}',
      /invalid pattern \(\*\)/,
    ],
    [
      'an exception for a file',
      '{object: /srv/app/top.txt, except: [a], mode: 600}',
      /the except parameter/,
    ],
    [
      'an owner that does not exist',
      '{object: /srv/app, owner: nobody2}',
      /^can't find user for nobody2$/,
    ],
    [
      'a group that does not exist',
      '{object: /srv/app, group: nogroup2}',
      /^can't find group for nogroup2$/,
    ],
  ])('%s is refused', (_what, text, message) => {
    expect(() => permit(text)).toThrow(message);
  });
});

describe('a file that is installed', () => {
  it('keeps mode and modification time; what the bundle lacks is named', () => {
    put('new/tool', 'x');
    utimesSync(join(root, 'new/tool'), 1_600_000_000, 1_600_000_000);
    install(files('tool', '/opt/a/b'));
    expect(statSync(join(root, 'opt/a/b/tool')).mtimeMs).toBe(1_600_000_000_000);
    expect(() => install(files('missing', '/opt/a'))).toThrow(
      'No such file or directory - /new/missing',
    );
    expect(() => installAs('2', files('missing', '/opt/a'))).toThrow(
      'IO error: No such file or directory (os error 2)',
    );
  });
});

it.each([
  ['1.8', 'No space left on device'],
  ['2', 'IO error: No space left on device (os error 28)'],
] as const)("agent %s: a full disk fails the install in the agent's words", (version, words) => {
  put('new/f/aaa', 'a');
  put('new/f/bbb', 'b');
  const own = new RootedFiles({ root, mounts: [] });
  const copy = own.copy.bind(own);
  own.copy = (from, to) => {
    if (to.endsWith('bbb')) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    copy(from, to);
  };
  const rules = AGENTS[version];
  const notes = { cleanup: '/notes/cleanup', instructions: '/notes/install.json' };
  const appspec = parseAppspec(
    ['version: 0.0', 'os: linux', files('f', '/srv/app'), ''].join('\n'),
    rules,
  );
  expect(() => new Installer(own, rules, notes).install(appspec, '/new', 'DISALLOW')).toThrow(
    new InstallError(words),
  );
  // The next install takes away what this one had made.
  expect(read('notes/cleanup').split('\n')).toContain('/srv/app/aaa');
});
