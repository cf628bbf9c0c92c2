import 'server-only';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { FSCK } from '../../../common/git-fsck';
import { guardFetch } from '../../../common/guarded-fetch';
import { ownPorts } from '../../../common/own-ports';
import { homeFolder } from '../env';

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 100 * 1024 * 1024;
const LOOK_MS = 200;

export interface GitSource {
  readonly url: string;
  /** Forty hexadecimal digits. */ readonly commit?: string | undefined;
}

/** Reads `URL#COMMIT`. Only what can neither run a program here nor read this disk: https, ssh, and http on this machine. */
export function gitSource(text: string): GitSource {
  const [url = '', commit] = text.split('#');
  if (commit !== undefined && !/^[0-9a-f]{40}$/.test(commit))
    throw new Error(`#${commit} is not a commit: write all 40 digits of its ID.`);
  const allowed =
    /^https:\/\/[^/\s]+\/\S+$/i.test(url) ||
    /^ssh:\/\/(?!-)[^/\s]+\/\S+$/i.test(url) ||
    /^(?!-)[A-Za-z0-9._-]+@(?!-)[A-Za-z0-9.-]+:(?!:)\S+$/.test(url) ||
    /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/\S+$/i.test(url);
  if (!allowed)
    throw new Error(
      'This address is not fetched. Use https://…, ssh://… or user@host:path, or a folder on this machine.',
    );
  if (/^https?:\/\/[^/]*@/i.test(url))
    throw new Error('Do not put a password in the address. Use ssh, or a public repository.');
  return { url, commit };
}

async function bytesBelow(dir: string): Promise<number> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map((e) =>
      e.isDirectory()
        ? bytesBelow(join(dir, e.name))
        : lstat(join(dir, e.name)).then(
            (s) => s.size,
            () => 0,
          ),
    ),
  );
  return sizes.reduce((a, b) => a + b, 0);
}

/** Nothing of the person's git is used: no filters, hooks, helpers or prompts. */
const ENV = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: 'false',
  SSH_ASKPASS: 'false',
  GIT_SSH_COMMAND: 'ssh -oBatchMode=yes -oConnectTimeout=15',
  GIT_ALLOW_PROTOCOL: 'https:http:ssh',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_LFS_SKIP_SMUDGE: '1',
  LC_ALL: 'C',
};
const SAFE = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.symlinks=false',
  '-c',
  'http.followRedirects=initial',
  '-c',
  'submodule.recurse=false',
  '-c',
  'protocol.file.allow=never',
  '-c',
  'protocol.ext.allow=never',
];

function explain(said: string, url: string): string {
  if (
    /terminal prompts disabled|could not read (Username|Password)|Authentication failed|Permission denied|askpass/i.test(
      said,
    )
  )
    return `${url} asks for a password. Use ssh with a key, or a public repository.`;
  if (/not found|does not exist|404/i.test(said)) return `There is no repository at ${url}.`;
  if (/not our ref|couldn't find remote ref|unadvertised object/i.test(said))
    return `The repository has no such commit, or does not serve commits by ID: ${url}.`;
  return `${url} could not be fetched: ${
    said
      .trim()
      .split('\n')
      .pop()
      ?.replace(/^fatal: /, '') || 'git gave no reason'
  }`;
}

/** Runs git in a group of its own, which ends when it takes too long or brings too much. */
function git(
  args: readonly string[],
  cwd: string,
  url: string,
  limits: { timeoutMs: number; maxBytes: number },
  ssh = '',
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...SAFE, ...args], {
      cwd,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        SSH_AUTH_SOCK: process.env['SSH_AUTH_SOCK'],
        ...ENV,
        GIT_SSH_COMMAND: `${ENV.GIT_SSH_COMMAND}${ssh}`,
      } as unknown as NodeJS.ProcessEnv,
    });
    let said = '';
    let why: string | undefined;
    const kill = (reason: string): void => {
      why ??= reason;
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    };
    const late = setTimeout(
      () => kill(`${url} did not answer within ${Math.round(limits.timeoutMs / 1000)} s.`),
      limits.timeoutMs,
    );
    const measure = async (): Promise<void> => {
      if ((await bytesBelow(cwd)) > limits.maxBytes)
        kill(
          `${url} is larger than ${Math.round(limits.maxBytes / 1024 / 1024)} MB; templates are small.`,
        );
    };
    const look = setInterval(() => void measure(), LOOK_MS);
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
    child.on('error', (error) => {
      said += error.message;
    });
    child.on('close', (code) => {
      clearTimeout(late);
      clearInterval(look);
      // What came faster than it was looked at is measured now.
      void measure().then(() => {
        if (code === 0 && why === undefined) resolve();
        else reject(new Error(why ?? explain(said, url)));
      });
    });
  });
}

/** Fetches a source into a folder of the home and returns it; a pinned one that is there already is not fetched again. */
export async function fetchTemplates(
  { url, commit }: GitSource,
  limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES },
): Promise<string> {
  const base = join(homeFolder() || join(tmpdir(), 'starboard'), 'templates');
  const folder = join(
    base,
    createHash('sha256')
      .update(`${url}#${commit ?? ''}`)
      .digest('hex')
      .slice(0, 24),
  );
  if (
    commit !== undefined &&
    (await lstat(folder).then(
      () => true,
      () => false,
    ))
  )
    return folder;
  const fresh = `${folder}.${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  try {
    await git(['init', '-q'], fresh, url, limits);
    const guarded = await guardFetch(
      url,
      () => ownPorts(homeFolder()),
      AbortSignal.timeout(limits.timeoutMs),
    );
    await git(
      [
        ...guarded.args,
        ...FSCK,
        'fetch',
        '-q',
        '--depth',
        '1',
        '--no-tags',
        '--',
        guarded.url,
        commit ?? 'HEAD',
      ],
      fresh,
      url,
      limits,
      guarded.ssh,
    );
    await git(['checkout', '-q', '--detach', 'FETCH_HEAD'], fresh, url, limits);
    await rm(join(fresh, '.git'), { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
    return folder;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
