import { posix } from 'node:path';
import type { AgentRules } from '../../core/deployment/agent-rules';
import {
  AppspecError,
  type Appspec,
  type FileExists,
  type Permission,
} from '../../../common/appspec';
import type { SandboxFiles } from '../../ports/sandbox-files';

/** One step of an install, as the agent notes it in `…-install.json`. */
export type Instruction =
  | { readonly type: 'copy'; readonly source: string; readonly destination: string }
  | { readonly type: 'mkdir'; readonly directory: string }
  | { readonly type: 'chmod'; readonly mode: string; readonly file: string }
  | {
      readonly type: 'chown';
      readonly owner: string | undefined;
      readonly group: string | undefined;
      readonly file: string;
    };

const AGAIN = 'and then try again.';

/** What lies below a permission's object, without the object; undefined for anything else. */
function below(object: string, path: string): string | undefined {
  const base = object.endsWith('/') ? object : `${object}/`;
  return path.startsWith(base) && path !== base ? path.slice(base.length) : undefined;
}

function absolute(destination: string): string {
  if (!destination.startsWith('/'))
    throw new AppspecError(`the destination ${destination} is not an absolute path.`);
  return posix.resolve(destination);
}

/**
 * What an AppSpec file's files and permissions come to on this machine, all of it found before
 * anything is copied (aws-codedeploy-agent, installer.rb and install_instruction.rb). Paths are
 * paths inside. An AppspecError is what the agent refuses.
 */
export class InstallPlan {
  readonly instructions: Instruction[] = [];
  private readonly copies = new Map<string, string>();
  private readonly folders = new Set<string>();
  private readonly permitted = new Set<string>();

  constructor(
    private readonly files: SandboxFiles,
    private readonly rules: AgentRules,
    appspec: Appspec,
    archive: string,
    behavior: FileExists,
  ) {
    for (const { source, destination } of appspec.files)
      this.add(posix.join(archive, source), absolute(destination), appspec.fileExists ?? behavior);
    for (const permission of appspec.permissions) this.permit(permission);
  }

  private isFolder(path: string): boolean {
    return this.files.stat(path)?.type === 'directory';
  }

  private add(from: string, destination: string, behavior: FileExists): void {
    const isTree = this.files.lstat(from)?.type === 'directory';
    const target = isTree ? destination : posix.join(destination, posix.basename(from));
    this.addMissingAncestors(target);
    if (isTree) this.addTree(from, target, behavior);
    else this.addFile(from, target, behavior);
  }

  private addMissingAncestors(target: string): void {
    const missing: string[] = [];
    for (let at = posix.dirname(target); at !== '/' && !this.files.stat(at); at = posix.dirname(at))
      missing.unshift(at);
    for (const folder of missing) this.makeFolder(folder);
  }

  private addTree(from: string, to: string, behavior: FileExists): void {
    if (!this.isFolder(to)) this.makeFolder(to);
    for (const entry of this.files.list(from)) {
      const [source, target] = [posix.join(from, entry.name), posix.join(to, entry.name)];
      if (entry.type === 'directory') this.addTree(source, target, behavior);
      else this.addFile(source, target, behavior);
    }
  }

  private addFile(from: string, to: string, behavior: FileExists): void {
    const there = this.files.stat(to);
    if (there && behavior === 'RETAIN') return;
    if (there && behavior === 'DISALLOW')
      throw new AppspecError(`a specified file already exists at this location: ${to}`);
    const other = this.copies.get(to);
    if (other !== undefined)
      throw new AppspecError(
        `the application specification file specifies two source files named ${from} and ${other} for the same destination (${to}). Remove one of the source file paths from the AppSpec file, ${AGAIN}`,
      );
    if (this.folders.has(to))
      throw new AppspecError(
        `the application specification file calls for installing the file ${from}, but a file with that name already exists at the location (${to}). Update your AppSpec file or directory structure, ${AGAIN}`,
      );
    this.copies.set(to, from);
    this.instructions.push({ type: 'copy', source: from, destination: to });
  }

  private makeFolder(directory: string): void {
    const source = this.copies.get(directory);
    if (source !== undefined)
      throw new AppspecError(
        `the application specification file includes an mkdir command more than once for the same destination path (${directory}) from (${source}). Update the files section of the AppSpec file, ${AGAIN}`,
      );
    if (this.folders.has(directory)) return;
    // The agent finds this only when it is about to make the folder.
    if (this.files.stat(directory))
      throw new AppspecError(`a specified file already exists at this location: ${directory}.`);
    this.folders.add(directory);
    this.instructions.push({ type: 'mkdir', directory });
  }

  private permit(permission: Permission): void {
    const object = posix.resolve('/', permission.object);
    if (this.copies.has(object)) {
      if (!permission.types.includes('file')) return;
      checkForFile(permission);
      this.set(object, permission);
      return;
    }
    if (!this.folders.has(object) && !this.isFolder(object)) return;
    const candidates = [
      ...(permission.types.includes('file') ? this.copies.keys() : []),
      ...(permission.types.includes('directory') ? this.folders : []),
    ];
    for (const path of candidates) {
      const name = below(object, path);
      if (name === undefined) continue;
      const isExcepted = permission.except.some((p) => this.rules.isExcepted(name, p));
      if (this.rules.isMeant(name, permission.pattern) && !isExcepted) this.set(path, permission);
    }
  }

  private set(file: string, { mode, owner, group }: Permission): void {
    if (this.permitted.has(file))
      throw new AppspecError(
        `the permissions setting for (${file}) is specified more than once in the application specification file. Update the files section of the AppSpec file, ${AGAIN}`,
      );
    this.permitted.add(file);
    if (mode !== undefined) this.instructions.push({ type: 'chmod', mode, file });
    if (owner !== undefined || group !== undefined)
      this.instructions.push({ type: 'chown', owner, group, file });
  }
}

/** A file is meant by itself: it has no names below it that a pattern could choose from. */
function checkForFile({ object, pattern, except }: Permission): void {
  if (pattern !== '**')
    throw new AppspecError(
      `the application specification file includes an object (${object}) with an invalid pattern (${pattern}), such as a pattern for a file applied to a directory. Correct the permissions section of the AppSpec file, ${AGAIN}`,
    );
  if (except.length)
    throw new AppspecError(
      `the except parameter for a pattern in the permissions section (${JSON.stringify(except)}) for the object named ${object} contains an invalid format. Update the AppSpec file, ${AGAIN}`,
    );
}
