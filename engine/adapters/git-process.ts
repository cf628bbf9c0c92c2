import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { environment } from '../config';

/** Nothing of the person's git configuration reaches the engine's repositories. */
export function gitEnv(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const env: Record<string, string | undefined> = {
    PATH: environment.path,
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    ...extra,
  };
  return env as NodeJS.ProcessEnv;
}

/** `signal` ends it, and so does `timeout` (milliseconds): a host that never answers must hang nothing. */
export function spawnGit(
  dir: string,
  args: readonly string[],
  env: Record<string, string> = {},
  limits: { signal?: AbortSignal; timeout?: number } = {},
): ChildProcessWithoutNullStreams {
  return spawn('git', ['--git-dir', dir, ...args], { env: gitEnv(env), stdio: 'pipe', ...limits });
}

export class GitError extends Error {
  override name = 'GitError';
  constructor(
    args: readonly string[],
    readonly exitCode: number | null,
    readonly stderr: string,
    options?: ErrorOptions,
  ) {
    super(`git ${args[0] ?? ''} ended with ${exitCode ?? 'a signal'}: ${stderr.trim()}`, options);
  }
}

/** Runs git to its end; `input` goes to its standard input. */
export function runGit(
  dir: string,
  args: readonly string[],
  options: {
    input?: Uint8Array | string;
    env?: Record<string, string>;
    signal?: AbortSignal;
    timeout?: number;
  } = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { signal, timeout } = options;
    const child = spawnGit(dir, args, options.env, {
      ...(signal ? { signal } : {}),
      ...(timeout === undefined ? {} : { timeout }),
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (c: Buffer) => out.push(c));
    child.stderr.on('data', (c: Buffer) => err.push(c));
    // An abort is an error of the child's; it ends like any git that did not succeed.
    child.on('error', (error) =>
      reject(error.name === 'AbortError' ? new GitError(args, null, 'given up') : error),
    );
    child.on('close', (code) =>
      code === 0
        ? resolve(Buffer.concat(out))
        : reject(new GitError(args, code, Buffer.concat(err).toString('utf8'))),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}
