import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sandbox, SandboxOptions, SpawnOptions } from '../../ports/sandbox';
import type { SandboxFiles } from '../../ports/sandbox-files';
import { givenToolchains } from '../toolchains';
import { makeMountPoint, makeUnlessThere } from './files/mount-points';
import { RootedFiles } from './files/rooted-files';
import type { Mount } from './files/view';
import { nodePrefix, sandboxPath, SYSTEM_PATH } from './path';

/** Ignores TERM, so that everything else can end in peace before the namespace goes. */
const KEEPER = ['sh', '-c', 'trap "" TERM HUP INT; echo ready; exec sleep infinity'];
const NO_CAPS = ['setpriv', '--bounding-set=-sys_admin,-sys_ptrace,-sys_module,-net_admin,-mknod', '--inh-caps=-all', '--no-new-privs'];

/** What is mounted in every sandbox. */
const MOUNT_POINTS = ['/usr', '/etc', '/proc', '/dev', '/run'];
/** What a machine has besides; someone inside may put something else there. */
const FOLDERS: readonly (readonly [string, number])[] = [
  ...['/root', '/home', '/var', '/var/log', '/opt', '/srv'].map((f) => [f, 0o755] as const),
  ...['/tmp', '/var/tmp'].map((f) => [f, 0o1777] as const),
];

/** This machine's programs, as they are seen inside. */
function systemMounts(prefixes: readonly string[]): Mount[] {
  const real = ['/bin', '/sbin', '/lib', '/lib64', '/lib32'].filter((f) => existsSync(f) && !lstatSync(f).isSymbolicLink());
  return ['/usr', '/etc', ...real, ...prefixes].map((f) => ({ inside: f, host: f, writable: false, system: true }));
}

function systemLinks(root: string): string[] {
  const args: string[] = [];
  for (const name of ['bin', 'sbin', 'lib', 'lib64', 'lib32']) {
    if (!existsSync(`/${name}`)) continue;
    let target: string | undefined;
    try {
      target = readlinkSync(`/${name}`);
    } catch {
      // A real folder, on systems that have not merged /usr.
      args.push('--ro-bind', `/${name}`, `/${name}`);
    }
    // At a second start the link is there, and dangling as seen from outside.
    if (target !== undefined && !lstatSync(join(root, name), { throwIfNoEntry: false })) symlinkSync(target, join(root, name));
  }
  return args;
}

/** A long-lived bubblewrap namespace; commands enter it by nsenter (SANDBOX-NOTES 1 and 7). */
export class BubblewrapSandbox implements Sandbox {
  readonly kind = 'bubblewrap';
  readonly path: string;

  private constructor(readonly files: SandboxFiles, private readonly outer: ChildProcess, private readonly pid: number) {
    this.path = sandboxPath('bubblewrap', givenToolchains());
  }

  static async start(options: SandboxOptions): Promise<BubblewrapSandbox> {
    const { root } = options;
    mkdirSync(root, { recursive: true });
    const bare = new RootedFiles({ root, mounts: [] });
    const prefixes = [...new Set([nodePrefix(), ...givenToolchains().map((t) => t.prefix)])].filter((p): p is string => p !== undefined && existsSync(p));
    for (const place of [...MOUNT_POINTS, ...prefixes]) makeMountPoint(bare, place);
    for (const { host, inside } of options.binds) makeMountPoint(bare, statSync(host).isDirectory() ? inside : dirname(inside));
    for (const [folder, mode] of FOLDERS) makeUnlessThere(bare, folder, mode);
    const files = new RootedFiles({ root, mounts: [...systemMounts(prefixes), ...options.binds] });
    const binds = options.binds.flatMap((b) => [b.writable ? '--bind' : '--ro-bind', b.host, b.inside]);
    const resolver = existsSync('/run/systemd/resolve') ? ['--ro-bind', '/run/systemd/resolve', '/run/systemd/resolve'] : [];
    const args = ['--bind', root, '/', '--ro-bind', '/usr', '/usr', ...systemLinks(root), '--ro-bind', '/etc', '/etc', ...resolver, '--proc', '/proc', '--dev-bind', '/dev', '/dev',
      ...prefixes.flatMap((prefix) => ['--ro-bind', prefix, prefix]), ...binds, '--unshare-user', '--uid', '0', '--gid', '0', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--die-with-parent', '--clearenv', '--info-fd', '3', ...KEEPER];
    const outer = spawn('bwrap', args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], env: { PATH: SYSTEM_PATH.join(':') } as unknown as NodeJS.ProcessEnv });
    const info = outer.stdio[3] as NodeJS.ReadableStream;
    let facts = '';
    let errors = '';
    outer.stderr?.on('data', (c: Buffer) => { errors += c.toString(); });
    // Two pipes, in no order: the keeper's word that everything is mounted, and bwrap's JSON with the pid.
    const mounted = new Promise<void>((resolve) => outer.stdout?.once('data', () => resolve()));
    const told = new Promise<void>((resolve) => info.on('data', (c: Buffer) => {
      facts += c.toString();
      if (facts.includes('}')) resolve();
    }));
    await new Promise<void>((resolve, reject) => {
      void Promise.all([mounted, told]).then(() => resolve());
      outer.once('error', reject);
      outer.once('exit', () => reject(new Error(`the sandbox did not start: ${errors.trim()}`)));
    });
    const pid = (JSON.parse(facts) as { 'child-pid': number })['child-pid'];
    outer.unref();
    return new BubblewrapSandbox(files, outer, pid);
  }

  sees(): boolean {
    return true;
  }

  async handOver(): Promise<void> {
    // All files are the person's own.
  }

  innerPath(inside: string): string {
    return inside;
  }

  spawn(argv: readonly string[], options: SpawnOptions): ChildProcess {
    const enter = ['-t', String(this.pid), '-U', '--preserve-credentials', '-m', '-p', '-i', '-u', '--', ...NO_CAPS, 'sh', '-c', 'cd "$0" && exec "$@"', options.cwd, ...argv];
    return spawn('nsenter', enter, { detached: true, stdio: options.stdio, env: options.env as unknown as NodeJS.ProcessEnv });
  }

  /** Processes inside, the init and the keeper included. */
  private count(): number {
    try {
      return readdirSync(`/proc/${this.pid}/root/proc`).filter((n) => /^\d+$/.test(n)).length;
    } catch {
      return 0;
    }
  }

  async stop(graceMs: number): Promise<void> {
    if (graceMs > 0 && this.count() > 2) {
      await new Promise<void>((resolve) => execFile('nsenter', ['-t', String(this.pid), '-U', '--preserve-credentials', '-p', '-m', 'sh', '-c', 'kill -TERM -1'], () => resolve()));
      const end = Date.now() + graceMs;
      while (Date.now() < end && this.count() > 2) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (this.outer.exitCode !== null || this.outer.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      this.outer.once('exit', () => resolve());
      this.outer.kill('SIGKILL');
    });
  }
}

