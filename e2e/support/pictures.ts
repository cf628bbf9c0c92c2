import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './launch';

/** Where the pictures are, a folder for each browser and system that has drawn them. */
export const PICTURES = join(root, 'e2e/pictures');

/** `ID-VERSION` of a Linux distribution by its os-release; the kernel's name elsewhere. */
function systemName(): string {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release')) return process.platform;
  const release = readFileSync('/etc/os-release', 'utf8');
  const value = (key: string): string =>
    new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(release)?.[1] ?? '';
  return [value('ID'), value('VERSION_ID')].filter(Boolean).join('-') || 'linux';
}

/**
 * The folder of one browser on one system. Another version draws letters and curves by other pixels, so
 * its pictures are no measure of ours.
 */
export const pictureFolder = (browserVersion: string): string =>
  `chromium-${browserVersion}-${systemName()}-${process.arch}`;

/** The names of a folder's pictures, sorted; `undefined` where there is no such folder. */
export function picturesIn(folder: string): string[] | undefined {
  const path = join(PICTURES, folder);
  return existsSync(path) ? readdirSync(path).sort() : undefined;
}
