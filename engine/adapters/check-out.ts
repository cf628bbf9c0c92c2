import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gitEnv } from './git-process';

const run = promisify(execFile);

/** A commit that is not in the repository, or a repository that cannot be read. */
export class CheckOutError extends Error {
  override name = 'CheckOutError';
}

const git = (args: readonly string[]): Promise<unknown> => run('git', [...args], { env: gitEnv() });

/** A clone with the last commits of its history alone; a bundle gives away no part of itself, a repository does. */
async function shallow(bundle: string, target: string, at: Commit): Promise<void> {
  const whole = `${target}.whole`;
  try {
    await git(['clone', '--quiet', '--bare', '--', bundle, whole]);
    await git(['-C', whole, 'config', 'uploadpack.allowAnySHA1InWant', 'true']);
    await git(['init', '--quiet', '--', target]);
    await git([
      ...['-C', target, 'fetch', '--quiet', '--no-tags', `--depth=${at.depth ?? 1}`],
      ...['--end-of-options', `file://${whole}`, at.commit],
    ]);
  } finally {
    await rm(whole, { recursive: true, force: true });
  }
}

interface Commit {
  readonly commit: string;
  /** How many commits of its history there are; all where none is given. */
  readonly depth?: number | undefined;
}

/** Clones a bundle into a folder, at one commit. */
export async function checkOut(bundle: string, target: string, at: Commit): Promise<void> {
  try {
    if (at.depth) await shallow(bundle, target, at);
    else await git(['clone', '--quiet', '--no-checkout', '--', bundle, target]);
    await git(['-C', target, 'checkout', '--quiet', '--detach', at.commit, '--']);
  } catch (cause) {
    throw new CheckOutError(
      `git: ${((cause as { stderr?: string }).stderr ?? String(cause)).trim()}`,
      { cause },
    );
  }
}
