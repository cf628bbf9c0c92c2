import { CodeCommit } from '@aws-sdk/client-codecommit';
import { S3 } from '@aws-sdk/client-s3';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { artifactTree } from '../../lib/server/diff/artifact-tree';
import { codeCommitTree } from '../../lib/server/diff/codecommit-tree';
import { commitsBetween } from '../../lib/server/data/commits';
import { run } from '../support/road';

let engine: TestEngine;
let connection: Connection;
let dir = '';
const env = {
  ...process.env,
  NODE_OPTIONS: '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
let clock = 1_700_000_000;
const git = (...args: string[]): string =>
  execFileSync('git', args, {
    cwd: dir,
    env: { ...env, GIT_AUTHOR_DATE: `${clock} +0000`, GIT_COMMITTER_DATE: `${clock} +0000` },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
function commit(file: string): string {
  clock += 60;
  writeFileSync(join(dir, file), String(clock));
  git('add', '.');
  git('commit', '-qm', `change ${file}`);
  return git('rev-parse', 'HEAD');
}
const at: Record<string, string> = {};

beforeAll(async () => {
  engine = await startTestEngine();
  connection = connectionTo({
    backend: 'local',
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: engine.client.credentials,
  });
  await new CodeCommit(engine.client).createRepository({ repositoryName: 'code' });
  dir = mkdtempSync(join(tmpdir(), 'starboard-git-'));
  git('init', '-q', '-b', 'main');
  at['first'] = commit('a');
  at['base'] = commit('b');
  git('checkout', '-qb', 'side');
  at['side'] = commit('c');
  git('checkout', '-q', 'main');
  at['main'] = commit('d');
  clock += 60;
  git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
  at['merge'] = git('rev-parse', 'HEAD');
  at['tip'] = commit('a');
  const { accessKeyId, secretAccessKey } = engine.client.credentials;
  // The engine lives in this process: to wait for git in it would be to wait for ourselves.
  await run(
    'git',
    [
      'push',
      '-q',
      `http://${accessKeyId}:${encodeURIComponent(secretAccessKey)}@${new URL(engine.endpoint).host}/v1/repos/code`,
      'main',
      'side',
    ],
    { cwd: dir, env },
  );
});
afterAll(async () => {
  await engine.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('the commits between two revisions', () => {
  it.each([
    ['first', 'tip'],
    ['base', 'merge'],
    ['tip', 'first'],
    ['side', 'main'],
    ['main', 'side'],
    ['merge', 'tip'],
    ['tip', 'tip'],
  ])("from %s to %s are git's own, both ways", async (from, to) => {
    const found = await commitsBetween(connection, 'code', at[from], at[to] ?? '');
    const own = (a: string, b: string): string[] =>
      git('rev-list', `${at[a] ?? ''}..${at[b] ?? ''}`)
        .split('\n')
        .filter(Boolean)
        .sort();
    expect(found.gained.map((c) => c.sha).sort()).toEqual(own(from, to));
    expect(found.lost.map((c) => c.sha).sort()).toEqual(own(to, from));
    expect(found.more).toBe(false);
  });
  it('from nothing are all of them', async () => {
    expect(
      (await commitsBetween(connection, 'code', undefined, at['tip'] ?? '')).gained,
    ).toHaveLength(6);
  });
});

describe('the files between two revisions', () => {
  it("of commits are git's own", async () => {
    const changes = await codeCommitTree(connection, 'code', at['base'], at['tip'] ?? '').changes();
    expect(changes.map((c) => `${c.change} ${c.path}`).sort()).toEqual([
      'added c',
      'added d',
      'modified a',
    ]);
  });

  it('of any other source are those of its archives', async () => {
    const s3 = new S3({ ...engine.client, forcePathStyle: true });
    await s3.createBucket({ Bucket: 'artifacts' });
    const put = async (Key: string, files: Record<string, string>): Promise<number> => {
      const z = new ZipFile();
      for (const [name, text] of Object.entries(files)) z.addBuffer(Buffer.from(text), name);
      z.end();
      const chunks: Buffer[] = [];
      for await (const c of z.outputStream) chunks.push(Buffer.from(c as Uint8Array));
      const Body = Buffer.concat(chunks);
      await s3.putObject({ Bucket: 'artifacts', Key, Body });
      return Body.length;
    };
    const bytes =
      (await put('one', { 'app.js': 'one', 'old.js': '' })) +
      (await put('two', { 'app.js': 'two' }));
    const tree = artifactTree(
      connection,
      { bucket: 'artifacts', key: 'one' },
      { bucket: 'artifacts', key: 'two' },
    );
    // What it costs is known before anything is fetched.
    expect(await tree.bytes?.()).toBe(bytes);
    expect(await tree.changes()).toEqual([
      { path: 'app.js', change: 'modified' },
      { path: 'old.js', change: 'deleted' },
    ]);
    expect((await tree.sides('app.js'))?.after?.toString()).toBe('two');
  });
});
