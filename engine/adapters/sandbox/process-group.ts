import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sandbox, SandboxOptions, SpawnOptions } from '../../ports/sandbox';
import { givenToolchains } from '../toolchains';
import type { SandboxFiles } from '../../ports/sandbox-files';
import { makeMountPoint } from './files/mount-points';
import { RootedFiles } from './files/rooted-files';
import { hostPathOf } from './host-path';
import { sandboxPath } from './path';

const MARKER = 'STARBOARD_SANDBOX_ID';

/** Pids whose start-time environment carries the marker; children that clear it are found by their group. */
function marked(marker: string): number[] {
  const wanted = `${MARKER}=${marker}`;
  if (process.platform === 'linux') {
    return readdirSync('/proc').filter((n) => /^\d+$/.test(n)).map(Number).filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(wanted);
      } catch {
        // Gone meanwhile, or another user's.
        return false;
      }
    });
  }
  const out = execFileSync('ps', ['eww', '-A', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return out.split('\n').filter((line) => line.includes(wanted)).map((line) => Number(line.trim().split(' ')[0]));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Plain processes, where the system offers no namespaces: absolute paths are kept below the root folder, and nothing is isolated. */
export class ProcessSandbox implements Sandbox {
  readonly kind = 'process';
  readonly path: string;
  private readonly groups = new Set<number>();

  readonly files: SandboxFiles;

  constructor(private readonly options: SandboxOptions) {
    mkdirSync(options.root, { recursive: true });
    for (const dir of ['tmp', 'root', 'opt']) mkdirSync(join(options.root, dir), { recursive: true });
    const bare = new RootedFiles({ root: options.root, mounts: [], sameAsHost: true });
    for (const { inside } of options.binds) makeMountPoint(bare, dirname(inside));
    this.files = new RootedFiles({ ...options, mounts: options.binds, sameAsHost: true });
    this.path = sandboxPath('process', givenToolchains());
  }

  sees(): boolean {
    return true;
  }

  async handOver(): Promise<void> {
    // All files are the person's own.
  }

  innerPath(inside: string): string {
    return hostPathOf(this.options, inside);
  }

  spawn(argv: readonly string[], options: SpawnOptions): ChildProcess {
    const [file = 'true', ...args] = argv;
    const child = spawn(file, args, { cwd: options.cwd, detached: true, stdio: options.stdio, env: { ...options.env, [MARKER]: this.options.marker } as unknown as NodeJS.ProcessEnv });
    if (child.pid) this.groups.add(child.pid);
    return child;
  }

  async stop(graceMs: number): Promise<void> {
    const members = (): number[] => marked(this.options.marker).filter((pid) => pid !== process.pid);
    for (const pid of members()) signal(pid, 'SIGTERM');
    const end = Date.now() + graceMs;
    while (members().length && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 25));
    for (const group of this.groups) signal(-group, 'SIGKILL');
    for (let round = 0; round < 20 && members().length; round++) {
      for (const pid of members()) signal(pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
