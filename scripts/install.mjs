// Installs what package-lock.json names, once: `npm ci` is skipped while node_modules carries the lock's own hash.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** Whether npm's own note of what it installed (by a plain `npm ci`) has all that the lock names. */
function isInstalled(root) {
  const note = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const there = packagesOf(note);
  const locked = Object.entries(packagesOf(join(root, 'package-lock.json')));
  return locked.every(
    ([path, { version, integrity, optional, link }]) =>
      path === '' ||
      // One for another system is not there, and may not be missed.
      (optional && !there[path]) ||
      (link === there[path]?.link &&
        version === there[path]?.version &&
        integrity === there[path]?.integrity),
  );
}

export async function ensureInstalled(root) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.starboard-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  if (isInstalled(root)) return writeFileSync(stamp, hash);
  console.error('Installing packages (npm ci)…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(
    npm,
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: root, stdio: ['ignore', 2, 2] },
  );
  if (result.status !== 0)
    throw new Error(
      'npm ci failed: see the lines above. A registry that cannot be reached, or a full disk, are the usual causes.',
    );
  writeFileSync(stamp, hash);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureInstalled(join(fileURLToPath(import.meta.url), '..', '..'));
}
