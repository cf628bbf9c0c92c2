// bubblewrap for the isolation tests: what is installed, else Debian's package when root.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const works = () => spawnSync('bwrap', ['--version'], { stdio: 'ignore' }).status === 0;

/** Installs bubblewrap where that is possible; the tests that need it say what they did without. */
export function ensureSandbox() {
  if (process.platform !== 'linux' || works()) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.error('Installing bubblewrap for the isolation tests (apt-get install bubblewrap)…');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', 'bubblewrap'],
  ]) {
    if (spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env }).status !== 0) return;
  }
}
