import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compileGlob, compileGlobs } from '../core/glob';
import { AppspecError, type Appspec, type Permission } from '../core/deployment/appspec';
import type { Sandbox } from '../ports/sandbox';

type Behavior = 'DISALLOW' | 'OVERWRITE' | 'RETAIN';

/** The Install event: what the last install put there goes, the new files come, permissions follow (AWS-SEMANTICS 2.1, 2.3). */
export class Installer {
  private readonly created: string[] = [];

  /** `cleanupFile` lists what the install before this one created, as paths inside. */
  constructor(private readonly sandbox: Sandbox, private readonly cleanupFile: string) {}

  install(appspec: Appspec, archive: string, behavior: Behavior): void {
    this.cleanUp();
    try {
      for (const { source, destination } of appspec.files) this.copy(join(archive, source), destination, source, appspec.fileExists ?? behavior);
      for (const permission of appspec.permissions) this.permit(permission);
    } finally {
      writeFileSync(this.cleanupFile, this.created.join('\n'));
    }
  }

  private cleanUp(): void {
    if (!existsSync(this.cleanupFile)) return;
    for (const path of readFileSync(this.cleanupFile, 'utf8').split('\n').filter(Boolean).reverse()) {
      const host = this.sandbox.hostPath(path);
      try {
        if (lstatSync(host).isDirectory()) rmdirSync(host);
        else rmSync(host);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code !== 'ENOENT' && code !== 'ENOTEMPTY') throw error;
      }
    }
    rmSync(this.cleanupFile);
  }

  private makeParents(inside: string): void {
    if (inside === '/' || existsSync(this.sandbox.hostPath(inside))) return;
    this.makeParents(dirname(inside));
    mkdirSync(this.sandbox.hostPath(inside));
    this.created.push(inside);
  }

  private copy(from: string, destination: string, name: string, behavior: Behavior): void {
    if (!destination.startsWith('/') || destination.split('/').includes('..')) throw new AppspecError(`the destination ${destination} is not an absolute path.`);
    if (!existsSync(from)) throw new AppspecError(`the file ${name} that the application specification file names is not in the revision.`);
    this.makeParents(destination);
    if (lstatSync(from).isDirectory()) this.copyTree(from, destination, behavior);
    else this.copyFile(from, join(destination, basename(from)), behavior);
  }

  private copyTree(from: string, to: string, behavior: Behavior): void {
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const target = join(to, entry.name);
      if (!entry.isDirectory()) {
        this.copyFile(join(from, entry.name), target, behavior);
        continue;
      }
      this.makeParents(target);
      this.copyTree(join(from, entry.name), target, behavior);
    }
  }

  private copyFile(from: string, to: string, behavior: Behavior): void {
    const host = this.sandbox.hostPath(to);
    if (existsSync(host)) {
      if (behavior === 'RETAIN') return;
      if (behavior === 'DISALLOW') throw new AppspecError(`a specified file already exists at this location: ${to}`);
      rmSync(host, { recursive: true });
    }
    const stat = lstatSync(from);
    if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), host);
    else {
      copyFileSync(from, host);
      chmodSync(host, stat.mode & 0o7777);
    }
    this.created.push(to);
  }

  /** Modes are set; owners are recorded by the appspec and not enforced, for one user is mapped (SANDBOX-NOTES 9). */
  private permit(p: Permission): void {
    if (p.mode === undefined) return;
    const matches = compileGlob(p.pattern);
    const except = compileGlobs(p.except);
    for (const path of this.created) {
      const isObject = path === p.object;
      if (!isObject && !path.startsWith(`${p.object}/`)) continue;
      const host = this.sandbox.hostPath(path);
      const directory = lstatSync(host).isDirectory();
      if (isObject && directory) continue;
      if (!p.types.includes(directory ? 'directory' : 'file') || (!isObject && (!matches(basename(path)) || except(basename(path))))) continue;
      chmodSync(host, parseInt(p.mode, 8));
    }
  }
}

