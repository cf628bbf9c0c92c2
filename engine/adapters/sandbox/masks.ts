import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

const OTHERS_READ = 0o004;
const OTHERS_LIST = 0o005;

/**
 * What of the system's settings not every user of this machine may read: hashes of passwords, host keys, sudoers, keys of
 * services. Programs inside run as this very user (as root, for a root that starts Starboard), so they would see it.
 */
export function unreadable(folder: string): {
  readonly files: string[];
  readonly folders: string[];
} {
  const files: string[] = [];
  const folders: string[] = [];
  const visit = (dir: string): void => {
    for (const name of readdirSync(dir)) {
      const path = join(dir, name);
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (stats?.isDirectory()) {
        if ((stats.mode & OTHERS_LIST) === OTHERS_LIST) visit(path);
        else folders.push(path);
      } else if (stats && !stats.isSymbolicLink() && !(stats.mode & OTHERS_READ)) files.push(path);
    }
  };
  visit(folder);
  return { files, folders };
}

/** Root inside is root of this machine to these, where root starts Starboard: a written core_pattern runs as it. */
const READ_ONLY = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'];
/** What tells of this machine, or acts on it (what Docker masks, too). */
const HIDDEN = [
  'acpi',
  'asound',
  'interrupts',
  'kcore',
  'key-users',
  'keys',
  'latency_stats',
  'sched_debug',
  'scsi',
  'timer_list',
];

/** Arguments for bubblewrap: a /proc of its own processes, and nothing of the kernel to turn. */
export function ownProc(): string[] {
  const there = (names: readonly string[]): string[] =>
    names.map((n) => `/proc/${n}`).filter((p) => existsSync(p));
  const hidden = there(HIDDEN).flatMap((p) =>
    lstatSync(p).isDirectory()
      ? ['--perms', '0000', '--tmpfs', p, '--remount-ro', p]
      : ['--ro-bind', '/dev/null', p],
  );
  return ['--proc', '/proc', ...there(READ_ONLY).flatMap((p) => ['--ro-bind', p, p]), ...hidden];
}

/** Arguments for bubblewrap that put nothing in the place of what not everybody may read. */
export function masks(folder: string): string[] {
  const { files, folders } = unreadable(folder);
  // A device on a mount without devices: opening it is denied, as it is to any other user.
  return [
    ...files.flatMap((f) => ['--ro-bind', '/dev/null', f]),
    ...folders.flatMap((f) => ['--perms', '0000', '--tmpfs', f, '--remount-ro', f]),
  ];
}

/** The file that says who resolves names, where /etc links to it in a folder that is not seen inside. */
export function resolverFile(): string | undefined {
  try {
    const real = realpathSync('/etc/resolv.conf');
    return /^\/(etc|usr)\//.test(real) ? undefined : real;
  } catch {
    // No such file: nobody resolves names here.
    return undefined;
  }
}
