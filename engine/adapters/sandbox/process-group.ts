import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Identity, Sandbox, SandboxOptions, SpawnOptions } from '../../ports/sandbox';
import { givenToolchains } from './toolchains';
import type { SandboxFiles } from '../../ports/sandbox-files';
import { makeMountPoint } from './files/mount-points';
import { RootedFiles } from './files/rooted-files';
import {
  killTree,
  MARKER,
  markedPids,
  ProcessTree,
  sandboxMark,
  sendSignal,
} from '../process/tree';
import { hostPathOf, insidePathOf } from './host-path';
import { ControlGroup } from './control-group';
import { endStartedBy, noteStart } from './end-command';
import { describeLimits } from './limits';
import { isAccount, withUsers } from './machine-users';
import { sandboxPath } from './path';

/** The users of a machine, by whose names its files are given owners. */
function makeAccounts(files: SandboxFiles): void {
  files.makeFolders('/etc');
  for (const [name, change] of Object.entries(withUsers)) {
    const path = join('/etc', name);
    if (files.lstat(path)) continue;
    files.write(path, change(existsSync(path) ? readFileSync(path, 'utf8') : ''), FILE_MODE);
  }
}

const FILE_MODE = 0o644;

/** Plain processes, where the system offers no namespaces: absolute paths are kept below the root folder, and nothing is isolated. */
export class ProcessSandbox implements Sandbox {
  readonly kind = 'process';
  readonly hasRealUsers = false;
  readonly network = undefined;
  readonly path: string;
  readonly limits: string | undefined;
  private readonly group: ControlGroup;
  private outOfMemory = 0;
  private readonly groups = new Set<number>();

  readonly files: SandboxFiles;

  constructor(private readonly options: SandboxOptions) {
    mkdirSync(options.root, { recursive: true });
    for (const dir of ['tmp', 'root', 'opt'])
      mkdirSync(join(options.root, dir), { recursive: true });
    const bare = new RootedFiles({ root: options.root, mounts: [], sameAsHost: true });
    for (const { inside } of options.binds) makeMountPoint(bare, dirname(inside));
    if (options.machine) makeAccounts(bare);
    this.files = new RootedFiles({ ...options, mounts: options.binds, sameAsHost: true });
    this.path = sandboxPath('process', givenToolchains());
    this.group = options.limits
      ? ControlGroup.make(options.marker, options.limits)
      : ControlGroup.none;
    this.limits = options.limits && describeLimits(options.limits, this.group.limited);
  }

  sees(): boolean {
    return true;
  }

  /** There are this machine's users, as whom nothing is run; one that does not exist fails as it does elsewhere. */
  asUser(user: string, _command?: string): readonly string[] | undefined {
    if (isAccount(user) || spawnSync('id', ['-u', '--', user]).status === 0) return undefined;
    return ['/bin/sh', '-c', 'echo "su: user $0 does not exist" >&2; exit 1', user];
  }

  /** There is this machine's, and nobody who could answer what it asks. */
  bySudo(): undefined {
    return undefined;
  }

  identity(user: string): Identity | string {
    const own = userInfo().username;
    return user === own
      ? { prefix: [], home: this.innerPath('/root') }
      : `plain processes run as ${own}, not as ${user}`;
  }

  async handOver(): Promise<void> {
    // All files are the person's own.
  }

  innerPath(inside: string): string {
    return hostPathOf(this.options, inside);
  }

  insidePath(inner: string): string {
    return insidePathOf(this.options, inner);
  }

  spawn(argv: readonly string[], options: SpawnOptions): ChildProcess {
    const [file = 'true', ...args] = this.group.entering('/bin/sh', argv);
    const child = spawn(file, args, {
      cwd: options.cwd,
      detached: true,
      stdio: options.stdio,
      env: { ...options.env, [MARKER]: this.options.marker } as unknown as NodeJS.ProcessEnv,
    });
    const { pid } = child;
    if (pid === undefined) return child;
    noteStart(child);
    this.groups.add(pid);
    // A group with nobody left is forgotten: its number may be another's one day.
    child.once('exit', () => {
      if (!sendSignal(-pid, 0)) this.groups.delete(pid);
    });
    return child;
  }

  async stop(graceMs: number): Promise<void> {
    const tree = new ProcessTree(
      undefined,
      [sandboxMark(this.options.marker)],
      () => this.group.members(),
      this.groups,
    );
    const members = tree.members();
    if (graceMs > 0) {
      for (const pid of members) sendSignal(pid, 'SIGTERM');
      for (const end = Date.now() + graceMs; Date.now() < end && tree.members().length;)
        await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await killTree(tree);
    this.group.remove();
  }

  ranOutOfMemory(): boolean {
    const before = this.outOfMemory;
    this.outOfMemory = this.group.outOfMemory();
    return this.outOfMemory > before;
  }

  async endCommand(command: ChildProcess, graceMs: number): Promise<void> {
    await endStartedBy(command, graceMs, () => [
      ...markedPids([sandboxMark(this.options.marker)]),
      ...this.group.members(),
    ]);
  }
}
