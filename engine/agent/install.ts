import { basename, join } from 'node:path';
import { compileGlob, compileGlobs } from '../core/glob';
import { AppspecError, type Appspec, type Permission } from '../core/deployment/appspec';
import type { SandboxFiles } from '../ports/sandbox-files';

type Behavior = 'DISALLOW' | 'OVERWRITE' | 'RETAIN';

const MAX_CLEANUP_FILE = 64 * 1024 * 1024;
/** What was made can have been taken away or filled since. */
const LEFT_ALONE = ['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EROFS'];

/**
 * The Install event: what the last install put there goes, the new files come, permissions follow
 * (AWS-SEMANTICS 2.1, 2.3). All paths are paths inside.
 */
export class Installer {
  private readonly created: string[] = [];

  /** `cleanupFile` lists what the install before this one created. */
  constructor(
    private readonly files: SandboxFiles,
    private readonly cleanupFile: string,
  ) {}

  install(appspec: Appspec, archive: string, behavior: Behavior): void {
    this.cleanUp();
    try {
      for (const { source, destination } of appspec.files) {
        this.copy(join(archive, source), destination, source, appspec.fileExists ?? behavior);
      }
      for (const permission of appspec.permissions) this.permit(permission);
    } finally {
      this.files.write(this.cleanupFile, this.created.join('\n'), 0o644);
    }
  }

  private cleanUp(): void {
    if (!this.files.stat(this.cleanupFile)) return;
    const listed = this.files.readText(this.cleanupFile, MAX_CLEANUP_FILE).split('\n');
    for (const path of listed.filter((p) => p.startsWith('/')).reverse()) {
      try {
        this.files.remove(path);
      } catch (error) {
        if (!LEFT_ALONE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
    }
    this.files.remove(this.cleanupFile);
  }

  private makeFolders(path: string): void {
    this.created.push(...this.files.makeFolders(path));
  }

  private copy(from: string, destination: string, name: string, behavior: Behavior): void {
    if (!destination.startsWith('/') || destination.split('/').includes('..')) {
      throw new AppspecError(`the destination ${destination} is not an absolute path.`);
    }
    const there = this.files.lstat(from);
    if (!there) {
      throw new AppspecError(
        `the file ${name} that the application specification file names is not in the revision.`,
      );
    }
    this.makeFolders(destination);
    if (there.type === 'directory') this.copyTree(from, destination, behavior);
    else this.copyFile(from, join(destination, basename(from)), behavior);
  }

  private copyTree(from: string, to: string, behavior: Behavior): void {
    for (const entry of this.files.list(from)) {
      const target = join(to, entry.name);
      if (entry.type !== 'directory') {
        this.copyFile(join(from, entry.name), target, behavior);
        continue;
      }
      this.makeFolders(target);
      this.copyTree(join(from, entry.name), target, behavior);
    }
  }

  private copyFile(from: string, to: string, behavior: Behavior): void {
    const there = this.files.stat(to);
    if (there && behavior === 'RETAIN') return;
    if (there && behavior === 'DISALLOW') {
      throw new AppspecError(`a specified file already exists at this location: ${to}`);
    }
    // A folder stays and gets the file, as agent 1.8 has it (`FileUtils.cp`).
    const target = there?.type === 'directory' ? join(to, basename(from)) : to;
    this.files.copy(from, target);
    this.created.push(target);
  }

  /**
   * Modes are set; owners are recorded by the appspec and not enforced, for one user is mapped
   * (SANDBOX-NOTES 9).
   */
  private permit(p: Permission): void {
    if (p.mode === undefined) return;
    const matches = compileGlob(p.pattern);
    const except = compileGlobs(p.except);
    for (const path of this.created) {
      const isObject = path === p.object;
      if (!isObject && !path.startsWith(`${p.object}/`)) continue;
      const directory = this.files.lstat(path)?.type === 'directory';
      if (isObject && directory) continue;
      if (!p.types.includes(directory ? 'directory' : 'file')) continue;
      const name = basename(path);
      if (!isObject && (!matches(name) || except(name))) continue;
      this.files.chmod(path, parseInt(p.mode, 8));
    }
  }
}
