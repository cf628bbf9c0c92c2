import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gitHost } from '../../../engine/testing/git-host';
import { fetchTemplates, gitSource } from './git-source';

const dir = mkdtempSync(join(tmpdir(), 'starboard-git-source-'));
const limits = { timeoutMs: 10_000, maxBytes: 1024 * 1024 };
let server: Server;
let base = '';
let commit = '';
const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
    cwd,
    encoding: 'utf8',
  }).trim();

/** /slow never answers, /private asks who it is. */
const backend = (): Server =>
  gitHost(join(dir, 'served'), ({ url = '' }) =>
    url.startsWith('/slow')
      ? 'silence'
      : url.startsWith('/private')
        ? { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
        : undefined,
  );

beforeAll(async () => {
  process.env['STARBOARD_HOME'] = join(dir, 'home');
  for (const [name, size] of [
    ['good', 10],
    ['huge', 4 * 1024 * 1024],
  ] as const) {
    const repo = join(dir, 'served', name);
    mkdirSync(repo, { recursive: true });
    git(repo, 'init', '-q', '-b', 'main');
    writeFileSync(join(repo, 'manifest.json'), '{}');
    writeFileSync(join(repo, 'data'), randomBytes(size));
    git(repo, 'add', '-A');
    git(repo, 'commit', '-qm', 'First');
    git(repo, 'config', 'uploadpack.allowReachableSHA1InWant', 'true');
    if (name === 'good') {
      commit = git(repo, 'rev-parse', 'HEAD');
      writeFileSync(join(repo, 'manifest.json'), '{"later":true}');
      git(repo, 'commit', '-qam', 'Second');
    }
  }
  server = backend();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

const manifest = (folder: string): string => readFileSync(join(folder, 'manifest.json'), 'utf8');

describe('templates by git', () => {
  it('are fetched without their history; #COMMIT pins one', async () => {
    const newest = await fetchTemplates(gitSource(`${base}/good`), limits);
    expect(manifest(newest)).toBe('{"later":true}');
    expect(existsSync(join(newest, '.git'))).toBe(false);
    expect(manifest(await fetchTemplates(gitSource(`${base}/good#${commit}`), limits))).toBe('{}');
  });

  it.each<[string, string, RegExp]>([
    ['a repository that is gone', '/none', /no repository at/],
    ['one that asks for a password', '/private/x', /asks for a password/],
    ['a commit that it does not have', `/good#${'0'.repeat(40)}`, /no such commit/],
  ])('say why they cannot be had: %s', async (_what, path, message) => {
    await expect(fetchTemplates(gitSource(base + path), limits)).rejects.toThrow(message);
  });

  it('are given up when they are slow or huge, and leave nothing behind', async () => {
    await expect(
      fetchTemplates(gitSource(`${base}/slow/x`), { ...limits, timeoutMs: 400 }),
    ).rejects.toThrow(/did not answer within/);
    await expect(
      fetchTemplates(gitSource(`${base}/huge`), { timeoutMs: 10_000, maxBytes: 100 * 1024 }),
    ).rejects.toThrow(/larger than/);
    expect(readdirSync(join(dir, 'home', 'templates')).filter((n) => n.includes('.'))).toEqual([]);
  });

  it.each([
    'ext::sh -c touch% x',
    'file:///etc',
    '/etc',
    'git://example.com/x',
    'http://example.com/x',
    '--upload-pack=touch x',
    'https://-x',
    'ssh://-oProxyCommand=touch/x',
    '-oProxyCommand=x@host:path',
    'https://user:secret@example.com/x',
    'fd::17',
    'https://example.com/x#main',
    'a@b::c',
  ])('never from %s', (text) => {
    expect(() => gitSource(text)).toThrow();
  });

  it.each([
    'https://example.com/team/templates.git',
    'ssh://git@example.com:22/team/x',
    'git@example.com:team/x.git',
    `https://example.com/x#${'a'.repeat(40)}`,
  ])('may be %s', (text) => {
    expect(gitSource(text).url).toBe(text.split('#')[0]);
  });
});
