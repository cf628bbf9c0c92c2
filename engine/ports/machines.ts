import type { Readable } from 'node:stream';

export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

export interface BuildHost {
  /** What of the person's environment a build may see. */
  readonly environment: Readonly<Record<string, string>>;
  /** A runtime version that is not installed is AWS's error. */
  readonly strictRuntimes: boolean;
  /** Builds that run at once; more of them wait in QUEUED. */
  readonly slots: number;
  /** How long a program that was asked to end may take before it is killed. */
  readonly graceMs: number;
}

export interface MachineProcess {
  readonly pid: number;
  /** Resident memory. */
  readonly rssKiB: number;
  readonly command: string;
}

export interface Follower {
  /** Applies what has been written up to now. */
  catchUp(): void;
  close(): void;
}

export interface Ending {
  /** Who runs, as far as it is known; else as far as its journal tells. */
  readonly process?: ProcessIdentity | undefined;
  readonly graceMs: number;
}

/** The engine's helpers: programs in sessions of their own, which outlive an engine that crashes, and the folders they work in. */
export interface Machines {
  /** Looks once for what programs are told of this machine (where its languages are): before the first is started. */
  ready(): Promise<void>;
  /**
   * Starts a program on its folder, once: a second call for the same folder starts nothing.
   * Returns who runs, as far as its journal tells.
   */
  start(
    program: 'runner' | 'agent' | 'balancer' | 'function',
    dir: string,
  ): ProcessIdentity | undefined;
  /** Whether a program was ever started on this folder, whatever became of it. */
  wasStarted(dir: string): boolean;
  /** Whether a command lies in the inbox or has been done. */
  wasPosted(dir: string, name: string): boolean;
  /** Who writes a folder's journal, as far as it tells. */
  writer(dir: string): ProcessIdentity | undefined;
  /** The bytes of output that lie beside a journal, from `offset` on. */
  output(dir: string, offset: number, bytes: number): Uint8Array;
  /** All that runs for a folder now, the largest first. */
  processes(dir: string): readonly MachineProcess[];
  /** The end of what the program of a folder has said on its own outputs. */
  said(dir: string, bytes: number): string;
  /** Why a program of this folder has died, where what it left says so in a way that helps. */
  lastWords(dir: string): string | undefined;
  isAlive(identity: ProcessIdentity): boolean;
  signal(identity: ProcessIdentity, signal: 'SIGTERM' | 'SIGKILL'): void;
  /**
   * Ends the program of a folder with all that it has started: SIGTERM, and once it has ended or `graceMs` are over
   * SIGKILL to everything of it that is left, by its parents, groups, sessions and marks. The program need not agree, and
   * it may have ended long ago.
   */
  endTree(dir: string, ending: Ending): Promise<void>;
  /**
   * Follows the journal of a folder from `offset` on. `apply` gets whole entries and the offset behind them, and must
   * store both in one transaction. `dead` is told once its writer has gone and everything it wrote has been applied.
   * `writer` is who was started, where that is known: the journal may still name one before it. `blocked` is told of a
   * writer that lives and has shown no sign of it (`beat`) for long.
   */
  follow(
    dir: string,
    offset: number,
    apply: (entries: unknown[], offset: number) => void,
    dead: () => void,
    options?: {
      readonly writer?: ProcessIdentity | undefined;
      readonly blocked?: (() => void) | undefined;
    },
  ): Follower;
  /** Makes a folder afresh and puts JSON files in it (mode 0600). */
  prepare(dir: string, files: Readonly<Record<string, unknown>>): Promise<void>;
  /** Puts a command file into a folder's inbox, whole or not at all. */
  post(dir: string, name: string, command: unknown): void;
  /** Writes a file, whole or not at all. */
  write(path: string, body: Readable | Uint8Array): Promise<void>;
  read(path: string): Readable;
  /** The files of a zip archive; one that would leave its folder is refused. */
  unzip(archive: Uint8Array): Promise<{ path: string; executable: boolean; content: Uint8Array }[]>;
  /** Each file of a zip archive on disk, in this order, without holding it in memory; an archive that would leave its folder is refused. */
  eachFile(
    archive: string,
    order: (a: string, b: string) => number,
    visit: (path: string, content: Readable) => Promise<void>,
  ): Promise<void>;
  /** One archive of what several hold; of two files with one name the later one counts. */
  combine(archives: readonly string[], into: string): Promise<void>;
  remove(dir: string): Promise<void>;
  /** A free loopback port. */
  freePort(): Promise<number>;
  /** How this machine builds. */
  readonly builds: BuildHost;
}
