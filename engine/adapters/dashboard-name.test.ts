import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addDashboardName,
  dashboardName,
  dashboardNames,
  isLocalName,
  namesDashboard,
} from './dashboard-name';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'starboard-name-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = (): string => join(home, 'dashboard-name');

describe('the name of a home', () => {
  it('is made once, cannot be guessed, and is kept for its owner alone', () => {
    const name = dashboardName(home);
    expect(name).toMatch(/^[a-z][0-9a-f]{20,}\.localhost$/);
    expect(dashboardName(home)).toBe(name);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const other = mkdtempSync(join(tmpdir(), 'starboard-name-'));
    expect(dashboardName(other)).not.toBe(name);
    rmSync(other, { recursive: true });
  });

  it.each(['', '\n', '127.0.0.1', 'localhost', 'evil.example', '{"name":', 'a.localhost\n\nb'])(
    'is refused when its file holds %j, and the file is left alone',
    (text) => {
      writeFileSync(file(), text);
      expect(() => dashboardName(home)).toThrow(/dashboard-name is (empty|damaged)\. Delete it/);
      expect(readFileSync(file(), 'utf8')).toBe(text);
    },
  );

  it('stands beside one that a person chose', () => {
    const name = dashboardName(home);
    for (let i = 0; i < 2; i++) addDashboardName(home, 'my-very-own-name.localhost');
    expect(dashboardNames(home)).toEqual([name, 'my-very-own-name.localhost']);
    expect(dashboardName(home)).toBe(name);
  });
});

describe('a Host header', () => {
  it.each(['n.localhost', 'n.localhost:80', 'N.LocalHost:4566', 'n.localhost.:1'])(
    '%s names the dashboard',
    (host) => expect(namesDashboard(host, ['n.localhost'])).toBe(true),
  );

  it.each([undefined, '', '127.0.0.1:80', 'xn.localhost', 'x.n.localhost:80', 'n.localhost.evil'])(
    '%s does not',
    (host) => expect(namesDashboard(host, ['n.localhost'])).toBe(false),
  );
});

describe('a name that a person chooses', () => {
  it('is a host name below .localhost', () => {
    expect(
      ['a.localhost', 'a-b.c9.localhost', `${'a'.repeat(63)}.localhost`].filter(isLocalName),
    ).toHaveLength(3);
    const none = [
      'localhost',
      'A.localhost',
      '-a.localhost',
      'a_b.localhost',
      'a.localhost.',
      'a.localhost:1',
      `${'a'.repeat(64)}.localhost`,
      'a.example',
      '.localhost',
      'a..localhost',
      'a b.localhost',
    ];
    expect(none.filter(isLocalName)).toEqual([]);
  });
});
