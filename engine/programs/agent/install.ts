import { posix } from 'node:path';
import type { AgentRules } from '../../core/deployment/agent-rules';
import type { Appspec, FileExists } from '../../../common/appspec';
import type { SandboxFiles } from '../../ports/sandbox-files';
import { InstallPlan, type Instruction } from './install-plan';

const MAX_CLEANUP_FILE = 64 * 1024 * 1024;
const MAX_ACCOUNTS_FILE = 16 * 1024 * 1024;
const FILE_MODE = 0o644;
/** What was made can have been taken away or filled since. */
const LEFT_ALONE = ['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EROFS'];

/** The file system or the user's share of it has no room. */
const FULL = ['ENOSPC', 'EDQUOT'];

const READ_ONLY =
  "is a part of the system that a local instance only reads: of /usr its own are /usr/local and what /usr/share lacks. AWS's instances can be written everywhere.";

const pathOf = (instruction: Instruction): string =>
  instruction.type === 'copy'
    ? instruction.destination
    : instruction.type === 'mkdir'
      ? instruction.directory
      : instruction.file;

/** Why an install stopped, in the agent's words (its language's, for a fault of the file system). */
export class InstallError extends Error {
  override name = 'InstallError';
}

/** The agent's own notes, as paths inside. */
export interface InstallNotes {
  /** Lists what the install before this one created. */
  readonly cleanup: string;
  /** Lists what this one does. */
  readonly instructions: string;
}

/**
 * The Install event: what the last install put there goes, all is checked, and only then the new
 * files come and permissions follow (AWS-SEMANTICS 2.1, 2.3). All paths are paths inside.
 */
export class Installer {
  private readonly created: string[] = [];

  constructor(
    private readonly files: SandboxFiles,
    private readonly rules: AgentRules,
    private readonly notes: InstallNotes,
  ) {}

  install(appspec: Appspec, archive: string, behavior: FileExists): void {
    this.cleanUp();
    const { instructions } = new InstallPlan(this.files, this.rules, appspec, archive, behavior);
    this.note(this.notes.instructions, JSON.stringify({ instructions }));
    try {
      for (const instruction of instructions) this.tryOut(instruction);
    } finally {
      this.note(this.notes.cleanup, this.created.join('\n'));
    }
  }

  private note(file: string, content: string): void {
    this.ofDisk(() => this.files.write(file, content, FILE_MODE));
  }

  /** A full disk fails an install in the agent's words. */
  private ofDisk(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!FULL.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      throw new InstallError(this.rules.diskFull);
    }
  }

  private cleanUp(): void {
    if (!this.files.stat(this.notes.cleanup)) return;
    const listed = this.files.readText(this.notes.cleanup, MAX_CLEANUP_FILE).split('\n');
    for (const path of listed.filter((p) => p.startsWith('/')).reverse()) {
      try {
        this.files.remove(path);
      } catch (error) {
        if (!LEFT_ALONE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
    }
    this.files.remove(this.notes.cleanup);
  }

  private tryOut(instruction: Instruction): void {
    try {
      this.ofDisk(() => this.carryOut(instruction));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EROFS') throw error;
      throw new InstallError(`${pathOf(instruction)} ${READ_ONLY}`);
    }
  }

  private carryOut(instruction: Instruction): void {
    switch (instruction.type) {
      case 'mkdir':
        this.created.push(...this.files.makeFolders(instruction.directory));
        return;
      case 'copy':
        this.copy(instruction.source, instruction.destination);
        return;
      case 'chmod':
        this.files.chmod(instruction.file, parseInt(instruction.mode, 8));
        return;
      case 'chown':
        this.files.chown(
          instruction.file,
          this.idOf('user', instruction.owner),
          this.idOf('group', instruction.group),
        );
    }
  }

  private copy(from: string, to: string): void {
    const source = this.files.lstat(from);
    const { fileError } = this.rules;
    if (!source) throw new InstallError(fileError.missing({ source: from, target: to }));
    if (source.type !== 'link') {
      const target = this.placeOf(to, posix.basename(from));
      if (this.files.stat(target)?.type === 'directory')
        throw new InstallError(fileError.isFolder({ source: from, target }));
      this.files.copy(from, target);
      this.created.push(target);
      return;
    }
    const leadsTo = this.files.readLink(from);
    const target = this.placeOf(to, posix.basename(leadsTo), true);
    if (this.files.lstat(target))
      throw new InstallError(fileError.exists({ source: leadsTo, target }));
    this.files.link(leadsTo, target);
    this.created.push(target);
  }

  /** Where something comes to stand that is meant for `to`. A folder there stays, whatever the agent. */
  private placeOf(to: string, name: string, isLink = false): string {
    if (this.rules.copiesIntoFolder)
      return this.files.stat(to)?.type === 'directory' ? posix.join(to, name) : to;
    const isInTheWay = !isLink && this.files.lstat(to)?.type === 'link';
    if (isInTheWay && !this.rules.writesThroughLinks) this.files.remove(to);
    return to;
  }

  /** Owners have to exist. */
  private idOf(kind: 'user' | 'group', name: string | undefined): number | undefined {
    if (name === undefined) return undefined;
    const file = kind === 'user' ? '/etc/passwd' : '/etc/group';
    const lines = this.files.readText(file, MAX_ACCOUNTS_FILE).split('\n');
    const [, , id] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (id === undefined) throw new InstallError(`can't find ${kind} for ${name}`);
    return Number(id);
  }
}
