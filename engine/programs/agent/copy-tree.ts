import type { SandboxFiles } from '../../ports/sandbox-files';

/** Copies a folder inside with all that is in it: modes are kept, and links are links. */
export function copyTree(files: SandboxFiles, from: string, to: string): void {
  files.makeFolders(to);
  for (const { name, type } of files.list(from)) {
    const source = `${from}/${name}`;
    const target = `${to}/${name}`;
    if (type === 'directory') copyTree(files, source, target);
    if (type === 'file') files.copy(source, target);
    if (type === 'link') files.link(files.readLink(source), target);
  }
  files.chmod(to, files.lstat(from)?.mode ?? 0o755);
}
