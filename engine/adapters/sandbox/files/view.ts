import { readlinkSync } from 'node:fs';
import { posix } from 'node:path';
import { holdChild, holdTrusted, typeOf, type Handle } from './handle';
import { fileError } from './file-error';

/** A place inside that is another one outside. */
export interface Mount {
  readonly inside: string;
  readonly host: string;
  readonly writable: boolean;
  /** The machine's own files: only what every user of the machine may read is read here. */
  readonly system?: boolean;
}

/** The file system as a command inside sees it. */
export interface ViewOptions {
  readonly root: string;
  readonly mounts: readonly Mount[];
  /** An id of a user or group inside, as this machine has it; undefined where one user stands for all. */
  readonly hostIdOf?: ((id: number) => number) | undefined;
  /**
   * Plain processes see this machine's paths: an absolute link leads to one of those. Such a link
   * is followed to be read; nothing is changed through one that leaves the root.
   */
  readonly sameAsHost?: boolean;
}

const MAX_LINKS = 40;
const EVERYBODY_READS = 0o004;
const EVERYBODY_ENTERS = 0o001;

/** One folder on the way to a path. `handle` is undefined where only a mount lies below. */
interface Step {
  readonly path: string;
  readonly handle: Handle | undefined;
  readonly writable: boolean;
  readonly system: boolean;
}

/** Where a path came to. */
export interface Found {
  /** As it is inside, without links. */
  readonly path: string;
  /** What stands there; undefined where nothing does. */
  readonly handle: Handle | undefined;
  /** The folder it stands in, and its name there; undefined for the root and for mounts. */
  readonly parent: Handle | undefined;
  readonly name: string;
  readonly writable: boolean;
  readonly system: boolean;
}

const parts = (path: string): string[] => path.split('/').filter((p) => p !== '' && p !== '.');

/** Goes down a path component by component, holding each folder and following links as inside. */
export class View {
  private readonly mounts: ReadonlyMap<string, Mount>;

  constructor(private readonly options: ViewOptions) {
    this.mounts = new Map(options.mounts.map((m) => [posix.normalize(m.inside), m]));
  }

  /** Calls `work` with what stands at a path; what was opened on the way is closed behind it. */
  with<T>(path: string, follow: boolean, work: (found: Found) => T): T {
    const walk = new Walk(this.options, this.mounts);
    try {
      return work(walk.to(path, follow));
    } finally {
      walk.close();
    }
  }
}

class Walk {
  private readonly open = new Set<Handle>();
  private steps: Step[];
  private links = 0;

  constructor(
    private readonly options: ViewOptions,
    private readonly mounts: ReadonlyMap<string, Mount>,
  ) {
    this.steps = [this.first('/', options.root, true)];
  }

  close(): void {
    for (const handle of this.open) handle.close();
  }

  to(path: string, follow: boolean): Found {
    const rest = parts(path);
    for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
      if (name === '..') {
        this.up();
        continue;
      }
      const last = rest.length === 0;
      const at = posix.join(this.top.path, name);
      const mount = this.mounts.get(at);
      if (mount) {
        this.steps.push(this.mounted(at, mount));
        continue;
      }
      const child = this.child(name, path);
      if (child && typeOf(child.stats) === 'link' && (follow || !last)) {
        rest.unshift(...this.link(name, path));
        continue;
      }
      if (!child && this.leadsToMount(at)) {
        this.steps.push({ ...this.top, path: at, handle: undefined });
        continue;
      }
      if (last) return this.end(at, name, child);
      if (!child) throw fileError('ENOENT', path);
      this.steps.push({ ...this.top, path: at, handle: child });
    }
    const { handle, writable, system } = this.top;
    return { path: this.top.path, handle, parent: undefined, name: '', writable, system };
  }

  private get top(): Step {
    const top = this.steps.at(-1);
    if (!top) throw new Error('a walk without its root');
    return top;
  }

  private first(path: string, host: string, writable: boolean): Step {
    return { path, handle: this.keep(holdTrusted(host)), writable, system: false };
  }

  private mounted(path: string, mount: Mount): Step {
    const handle = this.keep(holdTrusted(mount.host));
    return { path, handle, writable: mount.writable, system: mount.system === true };
  }

  private keep<T extends Handle | undefined>(handle: T): T {
    if (handle) this.open.add(handle);
    return handle;
  }

  /** The root is its own parent. */
  private up(): void {
    if (this.steps.length > 1) this.steps.pop();
  }

  /** Whether a folder that is not there outside is one inside, since something is mounted below. */
  private leadsToMount(path: string): boolean {
    return [...this.mounts.keys()].some((inside) => inside.startsWith(`${path}/`));
  }

  private child(name: string, asked: string): Handle | undefined {
    const { handle, system } = this.top;
    if (!handle) return undefined;
    if (typeOf(handle.stats) !== 'directory') throw fileError('ENOTDIR', asked);
    if (system && !(handle.stats.mode & EVERYBODY_ENTERS)) throw fileError('EACCES', asked);
    return this.keep(holdChild(handle, name));
  }

  /** The components that a link stands for; an absolute one begins at its root again. */
  private link(name: string, asked: string): string[] {
    if (++this.links > MAX_LINKS) throw fileError('ELOOP', asked);
    const target = readlinkSync(`${this.top.handle?.place ?? ''}/${name}`);
    if (!target.startsWith('/')) return parts(target);
    const { root, sameAsHost } = this.options;
    if (!sameAsHost) {
      this.steps = this.steps.slice(0, 1);
      return parts(target);
    }
    const own = [...this.mounts.values(), { inside: '', host: root }].find(
      ({ host }) => target === host || target.startsWith(`${host}/`),
    );
    this.steps = [own ? this.first('/', root, true) : this.first('/', '/', false)];
    return parts(own ? own.inside + target.slice(own.host.length) : target);
  }

  private end(path: string, name: string, handle: Handle | undefined): Found {
    const { handle: parent, writable, system } = this.top;
    if (system && handle && typeOf(handle.stats) === 'file') {
      if (!(handle.stats.mode & EVERYBODY_READS)) throw fileError('EACCES', path);
    }
    return { path, handle, parent, name, writable, system };
  }
}
