import { spawnSync } from 'node:child_process';
import { ConfigError } from '../engine/config';

/** The engine's repositories are real ones; without git nothing can be started. */
export function requireGit(): void {
  if (spawnSync('git', ['--version'], { stdio: 'ignore' }).status !== 0) {
    throw new ConfigError(
      'git was not found. Install it (apt-get install git, brew install git, or https://git-scm.com/) and start again.',
    );
  }
}
