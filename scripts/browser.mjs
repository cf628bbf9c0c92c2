// A browser for the tests: one that is installed, else Debian's package when root, else Playwright's own download.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The shell without windows is the same browser for half the work; Debian's `chromium` brings it. */
const NAMES = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installed() {
  const dirs = (process.env.PATH ?? '').split(delimiter);
  return [...NAMES.flatMap((name) => dirs.map((dir) => join(dir, name))), ...PLACES].find(
    executable,
  );
}

function quiet(command, args) {
  return (
    spawnSync(command, args, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  );
}

/** The path of a Chromium; throws with the commands that install one. */
export function ensureBrowser() {
  const found = installed();
  if (found) return found;
  if (process.getuid?.() === 0 && executable('/usr/bin/apt-get')) {
    console.error('Installing Chromium for the browser tests (apt-get install chromium)…');
    if (quiet('apt-get', ['update', '-qq']))
      for (const name of ['chromium-headless-shell', 'chromium']) {
        const path = quiet('apt-get', ['install', '-y', '-qq', name]) && installed();
        if (path) return path;
      }
  }
  if (quiet(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium']))
    return '';
  throw new Error(
    'The browser tests need Chromium. Install it with one of: apt-get install chromium · npx playwright install chromium · brew install --cask chromium',
  );
}
