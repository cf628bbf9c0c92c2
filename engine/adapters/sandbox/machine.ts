import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { RootedFiles } from './files/rooted-files';
import type { Mount } from './files/view';
import { BECOME, PROGRAMS, REAL_PROGRAMS } from './machine-programs';
import { PROGRAM_FOLDER } from './program-folder';
import { SUDOERS, withUsers } from './machine-users';
import { SYSTEM_PATH } from './path';
import { locate } from './programs';
import { hostIdOf } from './user-ids';

const OTHERS_READ = 0o004;
const OTHERS_LIST = 0o005;
/** Where this machine's /usr is seen whole, as container tools have it. */
const HOST_USR = '/run/host/usr';

/**
 * What a sandbox that stands for a machine of its own has besides: an /etc of its own with the users
 * that AWS's images have, folders in /usr to install into, and the programs that change users.
 */
export interface Machine {
  readonly args: string[];
  readonly mounts: readonly Mount[];
  /** Folders that have to stand in the root to be mounted on. */
  readonly mountPoints: readonly string[];
}

/** Copies what every user of this machine may read; the rest is not there. */
function copySettings(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const stats = lstatSync(source, { throwIfNoEntry: false });
    if (stats?.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (stats?.isDirectory() && (stats.mode & OTHERS_LIST) === OTHERS_LIST)
      copySettings(source, target);
    else if (stats?.isFile() && stats.mode & OTHERS_READ) {
      copyFileSync(source, target);
      chmodSync(target, stats.mode & 0o755);
    }
  }
}

/** Makes /etc once, whole or not at all; from then on it is the machine's own. */
function makeSettings(system: string): string {
  const settings = join(system, 'etc');
  if (existsSync(settings)) return settings;
  const staged = join(system, 'etc.new');
  rmSync(staged, { recursive: true, force: true });
  copySettings('/etc', staged);
  for (const [file, change] of Object.entries(withUsers)) {
    const path = join('/etc', file);
    writeFileSync(join(staged, file), change(existsSync(path) ? readFileSync(path, 'utf8') : ''));
  }
  renameSync(staged, settings);
  return settings;
}

/** A folder of links to what this machine's has, in which something else may stand, too. */
function linkFolder(files: RootedFiles, folder: string, levels: number): void {
  files.makeFolders(folder);
  for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
    const path = join(folder, entry.name);
    if (levels > 1 && entry.isDirectory()) {
      if ((files.lstat(path)?.type ?? 'directory') === 'directory')
        linkFolder(files, path, levels - 1);
    } else if (!files.lstat(path)) files.link(join(HOST_USR, path.slice('/usr'.length)), path);
  }
}

/** The folders of /usr that a machine may install into, and to how many levels they are its own. */
const OWN_FOLDERS: readonly (readonly [string, number])[] = [
  ['/usr/local', 2],
  ['/usr/share', 1],
];

/** Writes the programs; returns where each has to take the place of this machine's. */
function makePrograms(folder: string, scripts: Readonly<Record<string, string>>): string[] {
  mkdirSync(folder, { recursive: true });
  const args: string[] = [];
  for (const [name, text] of Object.entries(scripts)) {
    const program = join(folder, name);
    writeFileSync(program, text);
    chmodSync(program, 0o755);
    for (const place of SYSTEM_PATH.map((f) => join(f, name))) {
      // A link may lead to a program of many names, which has to stay.
      const stats = lstatSync(place, { throwIfNoEntry: false });
      if (stats?.isFile() && place.startsWith('/usr/') && !place.startsWith('/usr/local/'))
        args.push('--ro-bind', program, place);
    }
  }
  return args;
}

/** `setpriv`, to be run as root by those who may use `sudo`: a home is closed to everybody else here. */
function makeBecome(folder: string): void {
  const [program, setpriv] = [join(folder, BECOME), locate('setpriv', SYSTEM_PATH)];
  if (setpriv === undefined) throw new Error('setpriv was not found (apt-get install util-linux)');
  rmSync(program, { force: true });
  copyFileSync(setpriv, program);
  chownSync(program, 0, hostIdOf(SUDOERS.id));
  chmodSync(program, 0o4750);
}

const RESOLVER = '/etc/resolv.conf';

/** Who resolves names changes with the network: that file stays this machine's, where it is no link to one that is. */
function resolver(own: RootedFiles): string[] {
  const isFile = lstatSync(RESOLVER, { throwIfNoEntry: false })?.isFile() === true;
  return isFile && own.lstat(RESOLVER)?.type === 'file' ? ['--ro-bind', RESOLVER, RESOLVER] : [];
}

/** Lays out a machine in `system`, a folder that nothing sandboxed sees whole. */
export function layOutMachine(system: string, hasRealUsers = false): Machine {
  mkdirSync(system, { recursive: true });
  const settings = makeSettings(system);
  const own = new RootedFiles({ root: system, mounts: [] });
  // Only what this machine has can be mounted over.
  const folders = OWN_FOLDERS.filter(([folder]) => existsSync(folder));
  for (const [folder, levels] of folders) linkFolder(own, folder, levels);
  const programs = join(system, 'programs');
  const scripts = hasRealUsers ? REAL_PROGRAMS : PROGRAMS;
  const replaced = makePrograms(programs, scripts);
  if (hasRealUsers) makeBecome(programs);
  own.makeFolders('/usr/local/bin');
  for (const name of Object.keys(scripts)) {
    const place = `/usr/local/bin/${name}`;
    if (!own.lstat(place)) own.link(`${PROGRAM_FOLDER}/${name}`, place);
  }
  const places: Mount[] = [
    { inside: '/etc', host: settings, writable: true },
    ...folders.map(([inside]) => ({ inside, host: join(system, inside), writable: true })),
  ];
  return {
    args: [
      ...places.flatMap(({ host, inside }) => ['--bind', host, inside]),
      ...resolver(own),
      '--ro-bind',
      '/usr',
      HOST_USR,
      '--ro-bind',
      programs,
      PROGRAM_FOLDER,
      ...replaced,
    ],
    mounts: [
      ...places,
      { inside: HOST_USR, host: '/usr', writable: false, system: true },
      { inside: PROGRAM_FOLDER, host: programs, writable: false },
    ],
    mountPoints: [HOST_USR, PROGRAM_FOLDER],
  };
}
