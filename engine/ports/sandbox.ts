import type { Limits } from '../core/build/limits';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import type { SandboxFiles } from './sandbox-files';
import type { SandboxNetwork } from './sandbox-network';

export interface Bind {
  readonly host: string;
  readonly inside: string;
  readonly writable: boolean;
}

export interface SandboxOptions {
  /** A folder of the sandbox's own: its root file system. Kept between starts. */
  readonly root: string;
  readonly binds: readonly Bind[];
  /** Marks every process of the sandbox, where only that tells them apart. */
  readonly marker: string;
  /** What it may use at most, where this machine can hold it to that. */
  readonly limits?: Limits | undefined;
  /** It stands for a machine of its own: what it is told of users and what it installs is its own. Beside its root it keeps a folder. */
  readonly machine?: boolean;
  /** Its users are kept from each other; only root can give a machine such users. Kept for as long as its folder. */
  readonly realUsers?: boolean | undefined;
  /** It has a network of its own, entered by this program (`engine/programs/doorway.ts`); without it, this machine's. Bubblewrap alone gives one. */
  readonly ownNetwork?: { readonly program: string } | undefined;
}

export interface SpawnOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdio: StdioOptions;
}

/** How a command runs as another user of a sandbox. */
export interface Identity {
  /** What stands before the command. */
  readonly prefix: readonly string[];
  /** The user's home, as a command inside calls it. */
  readonly home: string;
  /** What this sandbox does not hold the user to. */
  readonly notice?: string | undefined;
}

/** A place where commands run apart from the person's files and processes. */
export interface Sandbox {
  readonly kind: 'bubblewrap' | 'process' | 'container';
  /** Whether a path of the sandbox lies on this machine at all: most of a container does not. */
  sees(inside: string): boolean;
  /** The files inside, worked on from outside: nothing else touches them. */
  readonly files: SandboxFiles;
  /** What a command inside calls that path: the same where there is a mount namespace. */
  innerPath(inside: string): string;
  /** The other way round: the path of the sandbox that a command inside calls so. */
  insidePath(inner: string): string;
  /** Its own process group; kill it with `process.kill(-pid)`. */
  spawn(argv: readonly string[], options: SpawnOptions): ChildProcess;
  /** How a command runs as a user of that name; the text says why it cannot. */
  identity(user: string): Identity | string;
  /** SIGTERM to everything inside, SIGKILL after `graceMs`. Nothing is left. */
  stop(graceMs: number): Promise<void>;
  /** What of its limits holds, in a line; nothing where none were asked for. */
  readonly limits: string | undefined;
  /** Whether something inside was killed for want of memory since it was last asked. */
  ranOutOfMemory(): boolean;
  /** Whoever a command has started, and what of that left its process group, ends: SIGTERM, and SIGKILL after `graceMs`. */
  endCommand(command: ChildProcess, graceMs: number): Promise<void>;
  /** Whether a machine's users are kept from each other, and own their files. */
  readonly hasRealUsers: boolean;
  /** What runs a command line of `sh` as a user of the machine inside, as `su USER -c` does; undefined where nothing runs as another user. */
  asUser(user: string, command: string): readonly string[] | undefined;
  /** What runs a command by the machine's `sudo`; undefined where it has none of its own. */
  bySudo(command: readonly string[]): readonly string[] | undefined;
  /** Its own network; undefined where it has this machine's. */
  readonly network: SandboxNetwork | undefined;
  /** PATH inside. */
  readonly path: string;
  /** Makes what was written inside readable here; needed before it is collected. */
  handOver(): Promise<void>;
}
