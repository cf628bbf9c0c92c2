import { delimiter, join } from 'node:path';
import type { Sandbox } from '../../ports/sandbox';
import { locate } from './programs';

/** The shell without windows is the same browser for half the work; Debian's `chromium` brings it. */
const NAMES = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'google-chrome-stable',
  'google-chrome',
  'chromium-browser',
];

/** macOS has its programs elsewhere than on PATH. */
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The browser of this machine, of those that a sandbox of that kind may see. */
export function browserOnPath(
  kind: Sandbox['kind'],
  folders: readonly string[],
): string | undefined {
  const onPath = NAMES.flatMap((name) => locate(name, folders) ?? []);
  const places = kind === 'process' ? PLACES.filter((place) => locate(place, ['/'])) : [];
  return [...onPath, ...places][0];
}

/**
 * The browser that a sandbox sees, by what a command inside calls it. One that lies where the
 * sandbox has something else (Google Chrome in /opt) is none.
 */
export function browserIn({ kind, path, files }: Pick<Sandbox, 'path' | 'files' | 'kind'>) {
  const folders = path.split(delimiter);
  // Without a namespace there is no other view of the machine than the person's.
  if (kind === 'process') return browserOnPath(kind, folders);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((place) => {
    const found = files.stat(place);
    return found?.type === 'file' && (found.mode & 0o111) !== 0;
  });
}
