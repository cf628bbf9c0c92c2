import { execFile, spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Identity, Sandbox, SandboxOptions, SpawnOptions } from '../../ports/sandbox';
import type { SandboxFiles } from '../../ports/sandbox-files';
import { givenToolchains } from './toolchains';
import { makeMountPoint, makeUnlessThere } from './files/mount-points';
import { RootedFiles } from './files/rooted-files';
import type { Mount } from './files/view';
import type { Limits } from '../../core/build/limits';
import { identify, isAlive, type ProcessIdentity } from '../process/identity';
import { ControlGroup } from './control-group';
import { endStartedBy, namespaceOf, noteStart } from './end-command';
import { describeLimits, resourceLimits } from './limits';
import { layOutMachine } from './machine';
import { PROGRAM_FOLDER } from './program-folder';
import { ACCOUNT_HOMES } from './machine-users';
import { OwnNetwork } from './network/own-network';
import { masks, ownProc, resolverFile } from './masks';
import { nodePrefix, sandboxPath, SYSTEM_PATH } from './path';
import { locate, sandboxPrograms, type SandboxPrograms } from './programs';
import { hostIdOf, ID_MAP } from './user-ids';

/** Ignores TERM, so that everything else can end in peace before the namespace goes. */
const KEEPER = ['sh', '-c', 'trap "" TERM HUP INT; echo ready; exec sleep infinity'];
const GONE_MS = 5000;
const BOUNDS = '--bounding-set=-sys_admin,-sys_ptrace,-sys_module,-net_admin,-mknod';

/** No program gives a command more than it has. Where users are real, `sudo` does. */
const NO_MORE_RIGHTS = ['--no-new-privs'];

/** What is mounted in every sandbox. */
const MOUNT_POINTS = ['/usr', '/etc', '/proc', '/dev', '/run'];
/** What a machine has besides; someone inside may put something else there. */
const FOLDERS: readonly (readonly [string, number])[] = [
  ...['/root', '/home', '/var', '/var/log', '/opt', '/srv'].map((f) => [f, 0o755] as const),
  ...['/tmp', '/var/tmp'].map((f) => [f, 0o1777] as const),
];

/** This machine's programs, as they are seen inside. */
function systemMounts(prefixes: readonly string[]): Mount[] {
  const real = ['/bin', '/sbin', '/lib', '/lib64', '/lib32'].filter(
    (f) => existsSync(f) && !lstatSync(f).isSymbolicLink(),
  );
  return ['/usr', '/etc', ...real, ...prefixes].map((f) => ({
    inside: f,
    host: f,
    writable: false,
    system: true,
  }));
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
    if (target !== undefined && !lstatSync(join(root, name), { throwIfNoEntry: false }))
      symlinkSync(target, join(root, name));
  }
  return args;
}

/** Folders outside the system's that hold programs. */
const programFolders = (): string[] =>
  [...new Set([nodePrefix(), ...givenToolchains().map((t) => t.prefix)])].filter(
    (p): p is string => p !== undefined && existsSync(p),
  );

/** Lays out a sandbox's root; returns what bubblewrap is to be told. */
export function layOut({
  root,
  binds,
  machine: isMachine,
  realUsers,
  ownNetwork,
}: Pick<SandboxOptions, 'root' | 'binds' | 'machine' | 'realUsers' | 'ownNetwork'>): {
  readonly args: string[];
  readonly files: SandboxFiles;
} {
  mkdirSync(root, { recursive: true });
  const ids = realUsers ? hostIdOf : undefined;
  const bare = new RootedFiles({ root, mounts: [], hostIdOf: ids });
  const prefixes = programFolders();
  const resolver = resolverFile();
  const machine = isMachine ? layOutMachine(`${root}-system`, realUsers) : undefined;
  for (const place of [
    ...MOUNT_POINTS,
    ...prefixes,
    ...(resolver ? [dirname(resolver)] : []),
    ...(machine?.mountPoints ?? []),
  ])
    makeMountPoint(bare, place);
  for (const { host, inside } of binds)
    makeMountPoint(bare, statSync(host).isDirectory() ? inside : dirname(inside));
  for (const [folder, mode] of FOLDERS) makeUnlessThere(bare, folder, mode);
  for (const [home, owner] of machine ? ACCOUNT_HOMES : []) {
    if (bare.lstat(home)) continue;
    makeUnlessThere(bare, home, 0o755);
    bare.chown(home, owner, owner);
  }
  // The later of two mounts at one place is the one that is seen.
  const files = new RootedFiles({
    root,
    hostIdOf: ids,
    mounts: [...systemMounts(prefixes), ...(machine?.mounts ?? []), ...binds],
  });
  const args = [
    '--bind',
    root,
    '/',
    '--ro-bind',
    '/usr',
    '/usr',
    ...systemLinks(root),
    ...(machine?.args ?? ['--ro-bind', '/etc', '/etc', ...masks('/etc')]),
    ...(resolver ? ['--ro-bind', resolver, resolver] : []),
    // Devices of its own: those of this machine would let it read what somebody types at a terminal.
    ...ownProc(),
    '--dev',
    '/dev',
    ...prefixes.flatMap((prefix) => ['--ro-bind', prefix, prefix]),
    ...binds.flatMap((b) => [b.writable ? '--bind' : '--ro-bind', b.host, b.inside]),
    '--unshare-user',
    '--uid',
    '0',
    '--gid',
    '0',
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-uts',
    ...(ownNetwork ? ['--unshare-net'] : []),
    '--die-with-parent',
    '--clearenv',
    '--info-fd',
    '3',
    ...(realUsers ? ['--userns-block-fd', '4'] : []),
    ...KEEPER,
  ];
  return { args, files };
}

/** How a command enters: its program by its whole path, for a build may say what PATH is. */
export function entering(
  programs: SandboxPrograms,
  pid: number | string,
  {
    limiting = [],
    rights = NO_MORE_RIGHTS,
    ownNetwork = false,
  }: {
    readonly limiting?: readonly string[];
    readonly rights?: readonly string[];
    readonly ownNetwork?: boolean;
  } = {},
): string[] {
  const { nsenter, setpriv, sh } = programs;
  return [
    nsenter,
    '-t',
    String(pid),
    '-U',
    '--preserve-credentials',
    '-m',
    '-p',
    '-i',
    '-u',
    ...(ownNetwork ? ['-n'] : []),
    '--',
    ...limiting,
    setpriv,
    BOUNDS,
    '--inh-caps=-all',
    ...rights,
    sh,
    '-c',
    'cd "$0" && exec "$@"',
  ];
}

const MAX_PASSWD = 4 * 1024 * 1024;

/** A user by name, from the lines of /etc/passwd. */
function accountOf(
  passwd: string,
  user: string,
): { uid: string; gid: string; home: string } | undefined {
  const found = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === user);
  if (!found) return undefined;
  const [, , uid = '', gid = '', , home = ''] = found;
  return /^\d+$/.test(uid) && /^\d+$/.test(gid) ? { uid, gid, home: home || '/' } : undefined;
}

/** The pid of the first process inside, as bubblewrap tells it. */
const pidIn = (facts: string): number =>
  (JSON.parse(facts) as { 'child-pid': number })['child-pid'];

/** Gives a namespace that waits for it its users, and lets it go on. Only root may. */
function mapIds(pid: number, outer: ChildProcess): void {
  for (const map of ['uid_map', 'gid_map']) writeFileSync(`/proc/${pid}/${map}`, ID_MAP);
  (outer.stdio[4] as NodeJS.WritableStream).end('.');
}

/** Bubblewrap mounts nothing from which a program may run as its owner; the machine's own programs are such. */
async function letChangeUsers({ nsenter }: SandboxPrograms, pid: number): Promise<void> {
  const mount = locate('mount', SYSTEM_PATH);
  if (mount === undefined) throw new Error('mount was not found (apt-get install mount)');
  const into = ['-t', String(pid), '-U', '--preserve-credentials', '-m', '--'];
  const again = [mount, '-o', 'remount,bind,ro,suid', PROGRAM_FOLDER];
  await promisify(execFile)(nsenter, [...into, ...again]);
}

/** A long-lived bubblewrap namespace; commands enter it by nsenter (SANDBOX-NOTES 1 and 7). */
export class BubblewrapSandbox implements Sandbox {
  readonly kind = 'bubblewrap';
  readonly path: string;
  readonly limits: string | undefined;
  private readonly limiting: readonly string[];
  private outOfMemory = 0;
  private readonly first: ProcessIdentity | undefined;

  private constructor(
    readonly files: SandboxFiles,
    private readonly programs: SandboxPrograms,
    private readonly outer: ChildProcess,
    private readonly pid: number,
    private readonly group: ControlGroup,
    asked: Limits | undefined,
    private readonly isMachine: boolean,
    readonly hasRealUsers: boolean,
    readonly network: OwnNetwork | undefined,
  ) {
    this.first = identify(pid);
    this.limiting = resourceLimits(programs, asked, group.limited.processes);
    this.limits =
      asked &&
      describeLimits(asked, {
        ...group.limited,
        processes: group.limited.processes || this.limiting.some((a) => a.startsWith('--nproc')),
      });
    this.path = sandboxPath('bubblewrap', givenToolchains());
  }

  static async start(options: SandboxOptions): Promise<BubblewrapSandbox> {
    const programs = sandboxPrograms();
    if (typeof programs === 'string') throw new Error(`the sandbox did not start: ${programs}`);
    const { args, files } = layOut(options);
    const group = options.limits
      ? ControlGroup.make(options.marker, options.limits)
      : ControlGroup.none;
    const [file = '', ...rest] = group.entering(programs.sh, [programs.bwrap, ...args]);
    const outer = spawn(file, rest, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', options.realUsers ? 'pipe' : 'ignore'],
      env: { PATH: SYSTEM_PATH.join(':') } as unknown as NodeJS.ProcessEnv,
    });
    const info = outer.stdio[3] as NodeJS.ReadableStream;
    let facts = '';
    let errors = '';
    outer.stderr?.on('data', (c: Buffer) => {
      errors += c.toString();
    });
    // Two pipes, in no order: the keeper's word that everything is mounted, and bwrap's JSON with the pid.
    const mounted = new Promise<void>((resolve) => outer.stdout?.once('data', () => resolve()));
    const told = new Promise<void>((resolve) =>
      info.on('data', (c: Buffer) => {
        facts += c.toString();
        if (facts.includes('}')) resolve();
      }),
    );
    const { ownNetwork } = options;
    const network = await new Promise<void>((resolve, reject) => {
      const ready = told.then(() => (options.realUsers ? mapIds(pidIn(facts), outer) : undefined));
      Promise.all([mounted, ready]).then(() => resolve(), reject);
      outer.once('error', reject);
      outer.once('exit', () => reject(new Error(`the sandbox did not start: ${errors.trim()}`)));
    })
      .then(() => (options.realUsers ? letChangeUsers(programs, pidIn(facts)) : undefined))
      .then(() => ownNetwork && OwnNetwork.open({ ...ownNetwork, programs, pid: pidIn(facts) }))
      .catch((error: unknown) => {
        // One that waits for its users would wait for ever.
        outer.kill('SIGKILL');
        throw error;
      });
    const pid = pidIn(facts);
    outer.unref();
    return new BubblewrapSandbox(
      files,
      programs,
      outer,
      pid,
      group,
      options.limits,
      options.machine === true,
      options.realUsers === true,
      network,
    );
  }

  sees(): boolean {
    return true;
  }

  asUser(user: string, command: string): readonly string[] | undefined {
    return this.isMachine ? [`${PROGRAM_FOLDER}/su`, user, '-c', command] : undefined;
  }

  bySudo(command: readonly string[]): readonly string[] | undefined {
    return this.isMachine ? [`${PROGRAM_FOLDER}/sudo`, ...command] : undefined;
  }

  async handOver(): Promise<void> {
    // All files are the person's own.
  }

  innerPath(inside: string): string {
    return inside;
  }

  insidePath(inner: string): string {
    return inner;
  }

  /** One user of this machine is all users inside: another name and number, the same rights (SANDBOX-NOTES 3). */
  identity(user: string): Identity | string {
    const unshare = locate('unshare', SYSTEM_PATH);
    if (!unshare) return 'unshare was not found (apt-get install util-linux)';
    const found = accountOf(this.files.readText('/etc/passwd', MAX_PASSWD), user);
    if (!found) return `there is no user ${user}`;
    const { uid, gid, home } = found;
    return {
      prefix: [unshare, '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'],
      home,
      notice: `Commands run as ${user}, who may write here what on AWS only root may write`,
    };
  }

  spawn(argv: readonly string[], options: SpawnOptions): ChildProcess {
    const [file = '', ...enter] = this.group.entering(this.programs.sh, [
      ...entering(this.programs, this.pid, {
        limiting: this.limiting,
        rights: this.hasRealUsers ? [] : NO_MORE_RIGHTS,
        ownNetwork: this.network !== undefined,
      }),
      options.cwd,
      ...argv,
    ]);
    return noteStart(
      spawn(file, enter, {
        detached: true,
        stdio: options.stdio,
        env: options.env as unknown as NodeJS.ProcessEnv,
      }),
    );
  }

  ranOutOfMemory(): boolean {
    const before = this.outOfMemory;
    this.outOfMemory = this.group.outOfMemory();
    return this.outOfMemory > before;
  }

  /** All inside were started by the keeper, by this command, or by one before it. */
  async endCommand(command: ChildProcess, graceMs: number): Promise<void> {
    await endStartedBy(command, graceMs, () => namespaceOf(this.pid), this.pid);
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
      await new Promise<void>((resolve) =>
        execFile(
          this.programs.nsenter,
          [
            '-t',
            String(this.pid),
            '-U',
            '--preserve-credentials',
            '-p',
            '-m',
            this.programs.sh,
            '-c',
            'kill -TERM -1',
          ],
          { timeout: graceMs, killSignal: 'SIGKILL' },
          () => resolve(),
        ),
      );
      const end = Date.now() + graceMs;
      while (Date.now() < end && this.count() > 2)
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (this.outer.exitCode === null && this.outer.signalCode === null) {
      const gone = new Promise<void>((resolve) => this.outer.once('exit', () => resolve()));
      // A program with nothing else to do waits for it, too.
      this.outer.ref();
      this.outer.kill('SIGKILL');
      await gone;
    }
    // The first process of a namespace is gone once all the others are.
    for (const end = Date.now() + GONE_MS; isAlive(this.first) && Date.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await this.network?.close();
    this.group.remove();
  }
}
