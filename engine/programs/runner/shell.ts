import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { capture, type Captured } from '../../adapters/sandbox/capture';
import { quoted } from '../../core/quoted';
import { isFull } from '../../shared/disk-full';
import type { Bind, Identity, Sandbox } from '../../ports/sandbox';

/** Where AWS has a build's script. The build reads what lies here and cannot write it. */
const SCRIPTS = '/codebuild/output/tmp';
/** Where a command leaves its state; nothing here is believed before it has been looked at. */
const LEFT = '/codebuild/output/state';
/** Linux takes no larger single variable (SANDBOX-NOTES 7): "Argument list too long". */
const MAX_VARIABLE = 128 * 1024;
/** A larger environment was made by nobody who wanted to go on with it. */
const MAX_STATE = 8 * 1024 * 1024;
const PRIVATE = { mode: 0o600 };

/** The shell's own folder on this machine, below a build's. */
export const shellFolder = (dir: string): string => `${dir}/shell`;

/** What the sandbox of a build must have mounted for its shell. */
export function shellBind(dir: string): Bind {
  mkdirSync(shellFolder(dir), { recursive: true });
  return { host: shellFolder(dir), inside: SCRIPTS, writable: false };
}

/** Whether a state of any usual size could be written here. */
function hasRoom(folder: string): boolean {
  try {
    writeFileSync(`${folder}/room`, Buffer.alloc(2 * MAX_VARIABLE));
    return true;
  } catch (error) {
    if (isFull(error)) return false;
    throw error;
  } finally {
    rmSync(`${folder}/room`, { force: true });
  }
}

export interface ShellOptions {
  /** The shell's own folder on this machine (`shellFolder`). */
  readonly folder: string;
  /** The program: `sh`, `bash`. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the first command begins, as a command inside calls it. */
  readonly startIn: string;
  /** Whether state carries over at all: not in a buildspec of version 0.1. */
  readonly carries: boolean;
}

/**
 * State between commands of a build: each runs as its own script that begins in the last working
 * directory with the last environment, and leaves both behind (`set -a`, so plain assignments
 * persist as AWS's tutorials rely on; AWS-SEMANTICS 1.3, SANDBOX-NOTES 7). An EXIT trap keeps the
 * state over `exit N`. The person's text begins in line 4 of script.sh, so that a shell names
 * AWS's own line.
 *
 * Script and state lie in a folder that the build cannot write. What a command leaves is read as
 * data from a place that it can: a link, a FIFO or a folder there is no state.
 */
export class BuildShell {
  private readonly folder: string;
  private readonly script: string;
  private readonly left: string;
  private env: Readonly<Record<string, string>>;
  private lastExit = 0;
  private directory = '';
  private prefix: readonly string[] = [];
  private current: ReturnType<typeof capture> | undefined;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly options: ShellOptions,
  ) {
    this.folder = options.folder;
    this.env = options.env;
    this.script = sandbox.innerPath(SCRIPTS);
    this.left = sandbox.innerPath(LEFT);
    this.reset();
  }

  private reset(): void {
    this.directory = this.options.startIn;
    writeFileSync(`${this.folder}/env.sh`, '', PRIVATE);
  }

  /** Empty until the state is whole: the working directory is written last. */
  private expectState(): void {
    const { files } = this.sandbox;
    try {
      files.makeFolders(LEFT);
      for (const name of ['env.new', 'dir.new']) files.removeTree(`${LEFT}/${name}`);
    } catch (error) {
      // What the build has put in the way costs it its state, as it would on AWS.
      if ((error as NodeJS.ErrnoException).code === undefined || isFull(error)) throw error;
    }
  }

  private leftBehind(name: string): string | undefined {
    try {
      return this.sandbox.files.readText(`${LEFT}/${name}`, MAX_STATE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return undefined;
    }
  }

  /**
   * What the command left behind. One that was killed, or has a trap of its own, has left nothing:
   * the state before it stays. False: there was no room for it.
   */
  private keepState(): boolean {
    const directory = this.leftBehind('dir.new');
    const environment = directory?.endsWith('\n') ? this.leftBehind('env.new') : undefined;
    if (directory === undefined || environment === undefined) return hasRoom(this.folder);
    this.directory = directory.slice(0, -1);
    writeFileSync(`${this.folder}/env.sh`, environment, PRIVATE);
    return true;
  }

  /** From now on commands run as somebody else; without an identity as root again. */
  runAs(user: string, identity: Identity | undefined): void {
    this.prefix = identity?.prefix ?? [];
    this.set('HOME', identity?.home ?? this.options.env['HOME'] ?? '');
    for (const name of ['USER', 'LOGNAME']) this.set(name, user);
  }

  set(name: string, value: string): void {
    this.env = { ...this.env, [name]: value };
    // The saved state is read after the process environment and would win.
    const file = `${this.folder}/env.sh`;
    const saved = readFileSync(file, 'utf8');
    writeFileSync(file, `${saved}\n${name}=${quoted(value)}; export ${name}\n`, PRIVATE);
  }

  private text(command: string): string {
    const { script, left } = this;
    return [
      // Builtins alone: with a variable that has outgrown the system no program could be started.
      `__sb_save() { __sb_rc=$?; trap - EXIT; set +eu; ` +
        // `command`: a special builtin whose redirection fails would end dash with its own status.
        `{ command export -p > '${left}/env.new' && pwd > '${left}/dir.new'; } 2>/dev/null; ` +
        `return $__sb_rc; }`,
      `set -a; . '${script}/env.sh'; CODEBUILD_LAST_EXIT=${this.lastExit}`,
      `cd ${quoted(this.directory)} || exit 1; trap '__sb_save' EXIT`,
      `${command}\n`,
    ].join('\n');
  }

  /**
   * Runs one command to its end; `exitCode` is null when a signal ended it. `full`: the disk had
   * no room for what it has set.
   */
  async run(
    command: string,
    onOutput: (bytes: Buffer) => void,
  ): Promise<Captured & { full: boolean }> {
    if (!this.options.carries) this.reset();
    this.expectState();
    writeFileSync(`${this.folder}/script.sh`, this.text(command));
    const argv = [...this.prefix, this.options.program, `${this.script}/script.sh`];
    this.current = capture(this.folder, [onOutput], ([fd]) =>
      this.sandbox.spawn(argv, { cwd: this.script, env: this.env, stdio: ['ignore', fd, fd] }),
    );
    const result = await this.current.done;
    const full = !this.keepState();
    this.lastExit = result.exitCode ?? 1;
    return { ...result, full };
  }

  /** Whether a variable may have grown beyond what the system passes on to a command. */
  outgrown(): boolean {
    return statSync(`${this.folder}/env.sh`).size > MAX_VARIABLE;
  }

  private async say(command: string): Promise<Captured & { text: string }> {
    const pieces: Buffer[] = [];
    const result = await this.run(command, (bytes) => {
      pieces.push(bytes);
    });
    return { ...result, text: Buffer.concat(pieces).toString('utf8') };
  }

  /** The values that variables have after the last command. */
  async values(names: readonly string[]): Promise<string[]> {
    const { text } = await this.say(`printf '%s\\0' ${names.map((n) => `"$${n}"`).join(' ')}`);
    return names.map((_, i) => text.split('\0')[i] ?? '');
  }

  /** A text as the shell reads it: `$VAR`, `$(date)` and all. Undefined when it cannot. */
  async expand(text: string): Promise<string | undefined> {
    const said = await this.say(`printf '%s' "${text.replaceAll('"', '\\"')}"`);
    return said.exitCode === 0 ? said.text : undefined;
  }

  kill(): void {
    const pid = this.current?.child.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
