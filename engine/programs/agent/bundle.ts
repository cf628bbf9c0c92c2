import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { extractTar, TarError } from '../../adapters/tar';
import { DiskFullError, UnpackBudget } from '../../adapters/unpack-budget';
import { extractZip, ZipError } from '../../adapters/zip';
import type { BundleType, DeployCommand } from '../../core/deployment/journal';

/** Whether an error says that a bundle cannot be unpacked, and why. */
export const isBundleError = (error: unknown): error is Error =>
  [ZipError, TarError, DiskFullError].some((kind) => error instanceof kind);

/** Below the folder in which a bundle is staged. */
const UNPACKED = 'archive';

/**
 * Unpacks a bundle that lies in `dir`, hands over the folder of its revision (or with `isWhole` all that
 * it holds), and leaves neither: what is to be kept of it is moved away by then.
 */
export async function takeBundle(
  dir: string,
  {
    bundle,
    bundleType = 'zip',
    isWhole = false,
  }: Pick<DeployCommand, 'bundle' | 'bundleType'> & { readonly isWhole?: boolean },
  adopt: (revision: string) => void,
): Promise<void> {
  if (bundleType === 'directory') {
    adopt(join(dir, bundle));
    return;
  }
  // Nothing sandboxed sees this folder.
  const staged = mkdtempSync(join(dir, 'bundle-'));
  try {
    const revision = await unpackBundle(join(dir, bundle), bundleType, staged);
    adopt(isWhole ? join(staged, UNPACKED) : revision);
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
  rmSync(join(dir, bundle), { force: true });
}

/**
 * Unpacks a bundle below `staged`, an empty folder that nothing sandboxed sees; returns the folder
 * of the revision, to be moved in whole: nobody goes through its links here.
 */
export async function unpackBundle(
  file: string,
  type: BundleType,
  staged: string,
  budget = UnpackBudget.in(staged),
): Promise<string> {
  const folder = join(staged, UNPACKED);
  mkdirSync(folder);
  if (type === 'zip') await extractZip(file, folder, { budget, keepsLinks: true });
  else await extractTar(file, folder, { isGzipped: type === 'tgz', budget });
  return revisionIn(folder);
}

/** The revision in an unpacked bundle: the one folder that it may lie in is left out. */
function revisionIn(unpacked: string): string {
  const entries = readdirSync(unpacked);
  const only = entries.length === 1 ? join(unpacked, entries[0] ?? '') : undefined;
  const isNested =
    only !== undefined &&
    lstatSync(only).isDirectory() &&
    readdirSync(only).some((n) => /appspec/i.test(n));
  return isNested ? only : unpacked;
}
