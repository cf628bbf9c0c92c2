import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { capture, type Captured } from '../adapters/sandbox/capture';
import type { Sandbox } from '../ports/sandbox';

const STATE = '/codebuild/output/tmp';

/**
 * State between commands of a build: each runs as its own script that begins in the last working directory with the
 * last environment, and leaves both behind (`set -a`, so plain assignments persist as AWS's tutorials rely on;
 * AWS-SEMANTICS 1.3, SANDBOX-NOTES 7). An EXIT trap keeps the state over `exit N`.
 */
export class BuildShell {
  private readonly host: string;
  private readonly inner: string;
  current: ReturnType<typeof capture> | undefined;

  constructor(private readonly sandbox: Sandbox, private readonly shell: string, private env: Record<string, string>, startDir: string) {
    this.host = sandbox.hostPath(STATE);
    this.inner = sandbox.innerPath(STATE);
    mkdirSync(this.host, { recursive: true });
    writeFileSync(`${this.host}/dir.txt`, startDir);
    writeFileSync(`${this.host}/env.sh`, '', { mode: 0o600 });
  }

  set(name: string, value: string): void {
    this.env = { ...this.env, [name]: value };
    // The saved state is read after the process environment and would win.
    const file = `${this.host}/env.sh`;
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n${name}='${value.replaceAll("'", "'\\''")}'; export ${name}\n`, { mode: 0o600 });
  }

  /** Runs one command to its end; `exitCode` is null when a signal ended it. */
  run(command: string, onLine: (line: string) => void): Promise<Captured> {
    const { host, inner } = this;
    writeFileSync(`${host}/command.sh`, `${command}\n`);
    writeFileSync(`${host}/script.sh`, [
      `__sb_save() { __sb_rc=$?; set +eu; export -p > '${inner}/env.sh.new' 2>/dev/null && mv '${inner}/env.sh.new' '${inner}/env.sh'; pwd > '${inner}/dir.txt'; return $__sb_rc; }`,
      `set -a; . '${inner}/env.sh'; cd "$(cat '${inner}/dir.txt')" || exit 1; trap '__sb_save' EXIT`,
      `. '${inner}/command.sh'`,
    ].join('\n'));
    this.current = capture(host, [onLine], ([fd]) => this.sandbox.spawn([this.shell, `${inner}/script.sh`], { cwd: inner, env: this.env, stdio: ['ignore', fd, fd] }));
    return this.current.done;
  }

  /** The value a variable has after the last command. */
  async value(name: string): Promise<string> {
    let out = '';
    await this.run(`printf '%s' "$${name}"`, (line) => { out += line; });
    return out;
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
