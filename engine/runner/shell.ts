import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { quoted } from '../core/quoted';
import { isFull } from '../ports/disk-full';
import { capture, type Captured } from '../adapters/sandbox/capture';
import type { Sandbox } from '../ports/sandbox';

const STATE = '/codebuild/output/tmp';
/** Linux takes no larger single variable; a command started with one fails with "Argument list too long" (SANDBOX-NOTES 7). */
const MAX_VARIABLE = 128 * 1024;

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

/**
 * State between commands of a build: each runs as its own script that begins in the last working directory with the
 * last environment, and leaves both behind (`set -a`, so plain assignments persist as AWS's tutorials rely on;
 * AWS-SEMANTICS 1.3, SANDBOX-NOTES 7). An EXIT trap keeps the state over `exit N`. The person's text begins in line 4 of
 * script.sh, so that a shell names AWS's own line. In a buildspec of version 0.1 nothing carries over.
 */
export class BuildShell {
  private readonly host: string;
  private readonly inner: string;
  private lastExit = 0;
  private directory = '';
  private current: ReturnType<typeof capture> | undefined;

  constructor(private readonly sandbox: Sandbox, private readonly shell: string, private env: Record<string, string>, private readonly startDir: string, private readonly carries: boolean) {
    this.host = sandbox.hostPath(STATE);
    this.inner = sandbox.innerPath(STATE);
    mkdirSync(this.host, { recursive: true });
    this.reset();
  }

  private reset(): void {
    this.directory = this.startDir;
    writeFileSync(`${this.host}/env.sh`, '', { mode: 0o600 });
  }

  /** What the command left behind. One that was killed, or has a trap of its own, has left nothing: the state before it stays. False: there was no room for it. */
  private keepState(): boolean {
    const { host } = this;
    const left = readFileSync(`${host}/dir.new`, 'utf8');
    if (!left.endsWith('\n')) return hasRoom(host);
    this.directory = left.slice(0, -1);
    renameSync(`${host}/env.new`, `${host}/env.sh`);
    return true;
  }

  set(name: string, value: string): void {
    this.env = { ...this.env, [name]: value };
    // The saved state is read after the process environment and would win.
    const file = `${this.host}/env.sh`;
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n${name}=${quoted(value)}; export ${name}\n`, { mode: 0o600 });
  }

  /** Runs one command to its end; `exitCode` is null when a signal ended it. `full`: the disk had no room for what it has set. */
  async run(command: string, onOutput: (bytes: Buffer) => void): Promise<Captured & { full: boolean }> {
    const { host, inner } = this;
    if (!this.carries) this.reset();
    // Empty until the state is whole: its folder is written last.
    writeFileSync(`${host}/dir.new`, '');
    writeFileSync(`${host}/script.sh`, [
      // Builtins alone: with a variable that has outgrown the system no program could be started to save anything.
      `__sb_save() { __sb_rc=$?; trap - EXIT; set +eu; { export -p > '${inner}/env.new' && pwd > '${inner}/dir.new'; } 2>/dev/null; return $__sb_rc; }`,
      `set -a; . '${inner}/env.sh'; CODEBUILD_LAST_EXIT=${this.lastExit}`,
      `cd ${quoted(this.directory)} || exit 1; trap '__sb_save' EXIT`,
      `${command}\n`,
    ].join('\n'));
    this.current = capture(host, [onOutput], ([fd]) => this.sandbox.spawn([this.shell, `${inner}/script.sh`], { cwd: inner, env: this.env, stdio: ['ignore', fd, fd] }));
    const result = await this.current.done;
    const full = !this.keepState();
    this.lastExit = result.exitCode ?? 1;
    return { ...result, full };
  }

  /** Whether a variable may have grown beyond what the system passes on to a command. */
  outgrown(): boolean {
    return statSync(`${this.host}/env.sh`).size > MAX_VARIABLE;
  }

  private async say(command: string): Promise<Captured & { text: string }> {
    const pieces: Buffer[] = [];
    const result = await this.run(command, (bytes) => { pieces.push(bytes); });
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
