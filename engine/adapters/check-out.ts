import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gitEnv } from './git-process';

const run = promisify(execFile);

/** A commit that is not in the repository, or a repository that cannot be read. */
export class CheckOutError extends Error {
  override name = 'CheckOutError';
}

/** Clones a bundle into a folder with its whole history, at one commit. */
export async function checkOut(bundle: string, target: string, commit: string): Promise<void> {
  try {
    await run('git', ['clone', '--quiet', '--no-checkout', '--', bundle, target], {
      env: gitEnv(),
    });
    await run('git', ['-C', target, 'checkout', '--quiet', '--detach', commit, '--'], {
      env: gitEnv(),
    });
  } catch (cause) {
    throw new CheckOutError(
      `git: ${((cause as { stderr?: string }).stderr ?? String(cause)).trim()}`,
      { cause },
    );
  }
}
