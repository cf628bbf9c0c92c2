import { posix } from 'node:path';
import type { SandboxFiles } from '../../../ports/sandbox-files';

/**
 * Makes the folder that something is to be mounted on, with nothing but real folders on the way:
 * a link that was left there would have the mounting program work wherever it leads. `files` sees
 * the bare root, with nothing mounted.
 */
export function makeMountPoint(files: SandboxFiles, path: string): void {
  let at = '';
  for (const name of posix.normalize(path).split('/').filter(Boolean)) {
    at = `${at}/${name}`;
    const there = files.lstat(at);
    if (there?.type === 'directory') continue;
    if (there) files.remove(at);
    files.makeFolders(at);
  }
}

/** Makes a folder where nothing stands; what somebody inside has put there stays. */
export function makeUnlessThere(files: SandboxFiles, path: string, mode: number): void {
  const above = posix.dirname(path);
  if (files.lstat(path) || files.stat(above)?.type !== 'directory') return;
  files.makeFolders(path);
  files.chmod(path, mode);
}
