import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../testing/start';
import { GitCli } from './git-cli';

let engine: TestEngine;
let work = '';
let dir = '';
const ENV = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@x',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@x',
};

beforeAll(async () => {
  engine = await startTestEngine();
  await new CodeCommit(engine.client).createRepository({ repositoryName: 'r' });
});
afterAll(() => engine.stop());
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'starboard-fsck-'));
  dir = join(work, 'w');
  execFileSync('git', ['init', '-q', dir], { env: ENV });
  return () => rmSync(work, { recursive: true, force: true });
});

const git = (args: string[], input?: string | Buffer): string =>
  execFileSync('git', args, { cwd: dir, env: ENV, input, stdio: ['pipe', 'pipe', 'pipe'] })
    .toString()
    .trim();
const blob = (content: string): string => git(['hash-object', '-w', '--stdin'], content);
/** A tree as its bytes, whatever git thinks of it. */
const tree = (...entries: [mode: string, name: string, id: string][]): string =>
  git(
    ['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'],
    Buffer.concat(
      entries.map(([mode, name, id]) =>
        Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
      ),
    ),
  );
const commit = (id: string): string => git(['commit-tree', id, '-m', 'm']);

/** Not synchronously: the engine answers in this very process. */
async function push(
  id: string,
  branch: string,
): Promise<{ status: number | null; stderr: string }> {
  const { accessKeyId, secretAccessKey } = engine.client.credentials;
  const url = `${engine.endpoint.replace('//', `//${accessKeyId}:${secretAccessKey}@`)}/v1/repos/r`;
  const child = spawn('git', ['push', '-q', url, `${id}:refs/heads/${branch}`], {
    cwd: dir,
    env: ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stderr };
}

const HOSTILE: readonly (readonly [string, () => string, RegExp])[] = [
  ['an entry named ..', () => tree(['100644', '..', blob('x')]), /hasDotdot/],
  [
    'an entry named .git',
    () => tree(['40000', '.git', tree(['100644', 'config', blob('x')])]),
    /hasDotgit/,
  ],
  ['an entry with a slash', () => tree(['100644', 'a/../../b', blob('x')]), /fullPathname/],
  [
    'two entries of one name',
    () => tree(['100644', 'a', blob('x')], ['100644', 'a', blob('y')]),
    /duplicateEntries/,
  ],
  [
    'a submodule whose address is an option',
    () =>
      tree(['100644', '.gitmodules', blob('[submodule "a"]\n\tpath = a\n\turl = -u./payload\n')]),
    /gitmodulesUrl/,
  ],
  [
    'a submodule whose path leaves the tree',
    () =>
      tree([
        '100644',
        '.gitmodules',
        blob('[submodule "../../x"]\n\tpath = a\n\turl = https://example.invalid/x\n'),
      ]),
    /gitmodulesName/,
  ],
  [
    '.gitmodules as a link',
    () => tree(['120000', '.gitmodules', blob('elsewhere')]),
    /gitmodulesSymlink/,
  ],
];

describe('objects that come in', () => {
  it.each(HOSTILE)(
    "with %s are refused in git's words, and the branch is not made",
    async (what, make, words) => {
      const branch = `b${HOSTILE.findIndex(([w]) => w === what)}`;
      const { status, stderr } = await push(commit(make()), branch);
      expect(status).not.toBe(0);
      expect(stderr).toMatch(words);
      await expect(
        new CodeCommit(engine.client).getBranch({ repositoryName: 'r', branchName: branch }),
      ).rejects.toMatchObject({ name: 'BranchDoesNotExistException' });
    },
  );

  it.each([
    [
      'a mode with a zero in front',
      () => commit(tree(['040000', 'd', tree(['100644', 'a', blob('x')])])),
    ],
    [
      'a time zone that there is not',
      () =>
        git(
          ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'],
          `tree ${tree(['100644', 'a', blob('x')])}\nauthor a <a@x> 1200000000 +051800\ncommitter a <a@x> 1200000000 +051800\n\nold\n`,
        ),
    ],
    [
      'an author without an address',
      () =>
        git(
          ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'],
          `tree ${tree(['100644', 'a', blob('x')])}\nauthor a 1200000000 +0000\ncommitter a <a@x> 1200000000 +0000\n\nold\n`,
        ),
    ],
  ])('of old tools with %s are taken', async (what, make) => {
    expect(await push(make(), `old-${what.length}`)).toMatchObject({ status: 0 });
  });

  it('are checked when a mirror fetches them too', async () => {
    git(['update-ref', 'refs/heads/main', commit(tree(['100644', '..', blob('x')]))]);
    const mirror = join(work, 'mirror.git');
    const cli = new GitCli();
    await cli.init(mirror, 'main');
    // By HTTP or ssh, as by a path, objects come through index-pack; a plain path alone would link them.
    writeFileSync(join(work, 'w', '.git', 'description'), 'x');
    await expect(cli.fetch(mirror, `file://${dir}`)).rejects.toThrow(/hasDotdot/);
  });
});
