import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Limits } from '../../core/build/limits';

/** Where the control groups are; another folder in tests. */
const MOUNT = '/sys/fs/cgroup';
const PREFIX = 'starboard-';

/** Puts the shell into control groups, and then is the command. */
const JOIN = 'while [ "$1" != -- ]; do echo 0 >"$1" || exit 125; shift; done; shift; exec "$@"';

interface Place {
  /** The folder in which groups are made. */
  readonly folder: string;
  /** The files that limit processes and memory, and the one that counts kills for want of memory. */
  readonly processes?: string;
  readonly memory?: string;
  readonly events?: string;
}

/** The folders in which this process may make groups: its own in version 1, beside its own in version 2. */
function places(): Place[] {
  let own: string[][];
  try {
    own = readFileSync('/proc/self/cgroup', 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
  return own.flatMap(([, controllers = '', path = '/']): Place[] => {
    if (controllers === 'pids')
      return [{ folder: join(MOUNT, 'pids', path), processes: 'pids.max' }];
    if (controllers === 'memory')
      return [
        {
          folder: join(MOUNT, 'memory', path),
          memory: 'memory.limit_in_bytes',
          events: 'memory.oom_control',
        },
      ];
    // No group that has processes may share out controllers (version 2): ours has, the one above it must do it.
    if (controllers === '' && path !== '/')
      return [
        {
          folder: dirname(join(MOUNT, path)),
          processes: 'pids.max',
          memory: 'memory.max',
          events: 'memory.events',
        },
      ];
    return [];
  });
}

const nameOf = (mark: string): string => PREFIX + mark.replace(/[^\w.-]/g, '-');

function numbers(file: string): number[] {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').filter(Boolean).map(Number);
  } catch {
    // The group is gone.
    return [];
  }
}

/**
 * The control groups of one sandbox, where this machine lets us make any: they limit its processes and memory, and whoever
 * is in them is found, whatever it did to its environment, its parents and its session.
 */
export class ControlGroup {
  private constructor(
    private readonly places: readonly (Place & { readonly own: string })[],
    readonly limited: { readonly processes: boolean; readonly memory: boolean },
  ) {}

  /** No groups at all. */
  static readonly none = new ControlGroup([], { processes: false, memory: false });

  /** Makes the groups of a sandbox; what cannot be limited is not, and `limited` says so. */
  static make(mark: string, limits: Limits): ControlGroup {
    const made: (Place & { own: string })[] = [];
    const limited = { processes: false, memory: false };
    const set = (file: string, value: number | undefined): boolean => {
      if (value === undefined || !existsSync(file)) return false;
      writeFileSync(file, String(value));
      return true;
    };
    for (const place of places()) {
      const own = join(place.folder, nameOf(mark));
      try {
        mkdirSync(own, { recursive: true });
        const processes =
          place.processes !== undefined && set(join(own, place.processes), limits.processes);
        const memory = place.memory !== undefined && set(join(own, place.memory), limits.memory);
        if (processes || memory) made.push({ ...place, own });
        else rmdirSync(own);
        limited.processes ||= processes;
        limited.memory ||= memory;
      } catch {
        // Not ours to make: the sandbox runs without, and that is said.
        continue;
      }
    }
    return new ControlGroup(made, limited);
  }

  /** The groups that a sandbox of this mark has left, if any. */
  static of(mark: string): ControlGroup {
    const there = places()
      .map((p) => ({ ...p, own: join(p.folder, nameOf(mark)) }))
      .filter((p) => existsSync(p.own));
    return new ControlGroup(there, { processes: false, memory: false });
  }

  /** A command that joins the groups before it is what it is. */
  entering(sh: string, argv: readonly string[]): string[] {
    return this.places.length
      ? [
          sh,
          '-c',
          JOIN,
          'sh',
          ...this.places.map((p) => join(p.own, 'cgroup.procs')),
          '--',
          ...argv,
        ]
      : [...argv];
  }

  /** Who is in them. */
  members(): number[] {
    return this.places.flatMap((p) => numbers(join(p.own, 'cgroup.procs')));
  }

  /** How many were killed for want of memory. */
  outOfMemory(): number {
    return this.places
      .map((p) => {
        try {
          return p.events
            ? Number(/^oom_kill (\d+)/m.exec(readFileSync(join(p.own, p.events), 'utf8'))?.[1] ?? 0)
            : 0;
        } catch {
          return 0;
        }
      })
      .reduce((a, b) => a + b, 0);
  }

  /** Takes the groups away; those that still have processes stay. */
  remove(): void {
    for (const { own } of this.places) {
      try {
        rmdirSync(own);
      } catch (error) {
        if (!['ENOENT', 'EBUSY', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? ''))
          throw error;
      }
    }
  }
}
