import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AddressError, guardFetch, type OwnPorts } from '../../common/guarded-fetch';
import type { Difference, FileToCommit, Git, Login, Signature, TreeEntry } from '../ports/git';
import { CatFile, type GitObject } from './git-cat-file';
import { FSCK } from '../../common/git-fsck';
import { loginFor } from './git-login';
import { GitError, runGit, spawnGit } from './git-process';

const ZERO = '0'.repeat(40);
/** A repository of some size over a slow line takes minutes; a host that says nothing does not get for ever. */
const FETCH_MS = 5 * 60_000;

/** The Git port by the real git, one bare repository a folder. */
export class GitCli implements Git {
  private readonly readers = new Map<string, CatFile>();
  private serial = 0;
  private fetching = new AbortController();
  private closed = false;

  /** `own`: ports of this machine that nothing is fetched from. */
  constructor(private readonly own: OwnPorts = () => []) {}

  async init(dir: string, defaultBranch: string): Promise<void> {
    await runGit(dir, ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, dir]);
  }

  async refs(dir: string): Promise<Map<string, string>> {
    const out = await runGit(dir, ['for-each-ref', '--format=%(objectname) %(refname)']);
    return new Map(
      out
        .toString('utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => [line.slice(41), line.slice(0, 40)]),
    );
  }

  async setHead(dir: string, branch: string): Promise<void> {
    await runGit(dir, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  }

  async updateRef(
    dir: string,
    ref: string,
    after: string | undefined,
    before: string | undefined,
  ): Promise<void> {
    await runGit(
      dir,
      after === undefined
        ? ['update-ref', '-d', ref, ...(before ? [before] : [])]
        : ['update-ref', ref, after, before ?? ZERO],
    );
  }

  readObject(dir: string, id: string): Promise<GitObject | undefined> {
    let reader = this.readers.get(dir);
    if (!reader) this.readers.set(dir, (reader = new CatFile(dir)));
    return reader.read(id);
  }

  async tree(dir: string, treeish: string, options: { recursive: boolean }): Promise<TreeEntry[]> {
    const out = await runGit(dir, [
      'ls-tree',
      '-z',
      ...(options.recursive ? ['-r'] : []),
      '--end-of-options',
      treeish,
    ]);
    return out
      .toString('utf8')
      .split('\0')
      .filter(Boolean)
      .map((line) => {
        const tab = line.indexOf('\t');
        const [mode = '', type = '', id = ''] = line.slice(0, tab).split(' ');
        return { mode, type: type as TreeEntry['type'], id, path: line.slice(tab + 1) };
      });
  }

  async differences(dir: string, before: string | undefined, after: string): Promise<Difference[]> {
    if (before === undefined) {
      const entries = await this.tree(dir, after, { recursive: true });
      return entries.map((e) => ({
        changeType: 'A',
        afterBlob: { blobId: e.id, path: e.path, mode: e.mode },
      }));
    }
    const out = (
      await runGit(dir, [
        'diff-tree',
        '-r',
        '-z',
        '--no-renames',
        '--end-of-options',
        before,
        after,
      ])
    )
      .toString('utf8')
      .split('\0');
    const list: Difference[] = [];
    for (let i = 0; i + 1 < out.length; i += 2) {
      const [beforeMode = '', afterMode = '', beforeId = '', afterId = '', letter = 'M'] = (
        out[i] ?? ''
      )
        .replace(/^:/, '')
        .split(' ');
      const path = out[i + 1] ?? '';
      const changeType = letter === 'A' || letter === 'D' ? letter : 'M';
      list.push({
        changeType,
        beforeBlob: changeType === 'A' ? undefined : { blobId: beforeId, path, mode: beforeMode },
        afterBlob: changeType === 'D' ? undefined : { blobId: afterId, path, mode: afterMode },
      });
    }
    return list;
  }

  private async writeBlob(dir: string, content: Uint8Array): Promise<string> {
    const id = await runGit(dir, ['hash-object', '-w', '--stdin'], { input: content });
    return id.toString('latin1').trim();
  }

  async commitFiles(
    dir: string,
    commit: {
      parent?: string | undefined;
      files: readonly FileToCommit[];
      deletes: readonly string[];
      message: string;
      author: Signature;
    },
  ): Promise<string> {
    const index = join(dir, `starboard-index-${process.pid}-${++this.serial}`);
    const env = { GIT_INDEX_FILE: index };
    try {
      if (commit.parent) await runGit(dir, ['read-tree', commit.parent], { env });
      const lines: string[] = commit.deletes.map((path) => `0 ${ZERO}\t${path}\0`);
      for (const file of commit.files) {
        const id = 'id' in file ? file.id : await this.writeBlob(dir, file.content);
        lines.push(`${file.mode} ${id}\t${file.path}\0`);
      }
      await runGit(dir, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
      const tree = (await runGit(dir, ['write-tree'], { env })).toString('latin1').trim();
      const who = {
        GIT_AUTHOR_NAME: commit.author.name,
        GIT_AUTHOR_EMAIL: commit.author.email,
        GIT_AUTHOR_DATE: commit.author.date,
        GIT_COMMITTER_NAME: commit.author.name,
        GIT_COMMITTER_EMAIL: commit.author.email,
        GIT_COMMITTER_DATE: commit.author.date,
      };
      return (
        await runGit(dir, ['commit-tree', tree, ...(commit.parent ? ['-p', commit.parent] : [])], {
          env: who,
          input: commit.message,
        })
      )
        .toString('latin1')
        .trim();
    } finally {
      await rm(index, { force: true });
    }
  }

  archive(dir: string, treeish: string): Promise<Buffer> {
    return runGit(dir, ['archive', '--format=zip', treeish]);
  }

  async bundle(dir: string, file: string): Promise<void> {
    await runGit(dir, ['bundle', 'create', '--quiet', file, '--all']);
  }

  async mergeBase(dir: string, a: string, b: string): Promise<string | undefined> {
    try {
      return (await runGit(dir, ['merge-base', '--end-of-options', a, b]))
        .toString('latin1')
        .trim();
    } catch (error) {
      if (error instanceof GitError) return undefined;
      throw error;
    }
  }

  async fetch(dir: string, url: string, login?: Login): Promise<void> {
    // Of this moment: a stop in between ends both the look and the fetch.
    const { signal } = this.fetching;
    const guarded = await this.guarded(url, signal);
    const asked = login ? loginFor(url, login) : { args: [], env: {} };
    // Only what a person can mean by an address of a repository: no ext:: or other helper that runs a command.
    await runGit(
      dir,
      [
        ...FSCK,
        '-c',
        'protocol.allow=never',
        '-c',
        'protocol.file.allow=always',
        '-c',
        'protocol.https.allow=always',
        '-c',
        'protocol.http.allow=always',
        '-c',
        'protocol.ssh.allow=always',
        '-c',
        'http.lowSpeedLimit=1',
        '-c',
        'http.lowSpeedTime=30',
        ...guarded.args,
        ...asked.args,
        'fetch',
        '--quiet',
        '--prune',
        '--force',
        '--no-auto-gc',
        '--end-of-options',
        guarded.url,
        '+refs/heads/*:refs/heads/*',
        '+refs/tags/*:refs/tags/*',
      ],
      {
        env: {
          ...asked.env,
          GIT_SSH_COMMAND: `ssh -oBatchMode=yes -oConnectTimeout=15${guarded.ssh}`,
        },
        signal,
        timeout: FETCH_MS,
      },
    );
  }

  private async guarded(url: string, signal: AbortSignal): ReturnType<typeof guardFetch> {
    try {
      return await guardFetch(url, this.own, signal);
    } catch (error) {
      // Callers know git's errors: a host that is refused, or has no address, is one that git could not reach.
      const why =
        error instanceof AddressError
          ? error.message
          : `Could not resolve host: ${error instanceof Error ? error.message : String(error)}`;
      throw new GitError(['fetch'], null, `fatal: unable to access '${url}': ${why}`, {
        cause: error,
      });
    }
  }

  abandonFetches(): void {
    this.fetching.abort();
    if (!this.closed) this.fetching = new AbortController();
  }

  close(): void {
    this.closed = true;
    this.abandonFetches();
  }

  advertise(
    dir: string,
    service: 'upload-pack' | 'receive-pack',
    protocol: string | undefined,
  ): Readable {
    const child = spawnGit(
      dir,
      [service, '--stateless-rpc', '--advertise-refs', dir],
      protocol ? { GIT_PROTOCOL: protocol } : {},
    );
    child.stdin.end();
    return child.stdout;
  }

  async rpc(
    dir: string,
    service: 'upload-pack' | 'receive-pack',
    protocol: string | undefined,
    body: Readable,
    out: Writable,
  ): Promise<void> {
    const child = spawnGit(
      dir,
      [...(service === 'receive-pack' ? FSCK : []), service, '--stateless-rpc', dir],
      protocol ? { GIT_PROTOCOL: protocol } : {},
    );
    child.stderr.resume();
    const exited = new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => resolve());
    });
    const fed = pipeline(body, child.stdin).catch(() => undefined);
    await pipeline(child.stdout, out, { end: false });
    await Promise.all([exited, fed]);
  }
}
