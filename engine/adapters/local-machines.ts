import { spawn } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  watch,
  writeFileSync,
  type FSWatcher,
} from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { environment } from '../config';
import type { BuildHost, Ending, Follower, Machines, ProcessIdentity } from '../ports/machines';
import { endFolder, folderTree, programEnvironment } from './end-folder';
import { freePort } from './free-port';
import { readJournal } from './journal';
import { readOutput } from './output-journal';
import { findToolchains, toolchainEnvironment, type Toolchain } from './sandbox/toolchains';
import { triedEnvironment } from './sandbox/probe';
import { isAlive, processStartTime } from './process/identity';
import { listProcesses, type ListedProcess } from './process/listing';
import { Pulse } from './process/pulse';
import { removeTree } from './sandbox/files/remove-tree';
import { RootedFiles } from './sandbox/files/rooted-files';
import { createZip, eachEntry, eachFileOf, extractZip, mergeInto, sourcesOf } from './zip';

const JOURNAL = 'journal.ndjson';
/** Made right before a program is started. */
const STARTED = 'started';
/** A net under fs.watch, and how often a writer is looked for. */
const POLL_MS = 250;
/** A program that has written nothing after this long has not come up. */
const START_MS = 15_000;
/** A program that shows no sign of life for this many times its grace is blocked. */
const BLOCKED_GRACES = 12;

const LAST_WORDS = 8192;
/** What a dying program leaves in its log → what a person can do. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/ENOSPC|no space left on device/, 'The disk is full: free some space and run it again.'],
  [/EDQUOT/, 'The disk quota is used up: free some space and run it again.'],
  [/heap out of memory|ENOMEM/, 'There was not enough memory.'],
  [/EMFILE|ENFILE/, 'Too many files were open at once: raise the limit (ulimit -n).'],
  [
    /the sandbox did not start/,
    'The sandbox did not start: `starboard doctor` says why; STARBOARD_SANDBOX=process goes without.',
  ],
];

interface StartedEntry {
  readonly type: string;
  readonly pid?: number;
  readonly startTime?: string;
}

/** The last writer that announced itself. */
export function writerOf(dir: string): ProcessIdentity | undefined {
  let found: ProcessIdentity | undefined;
  for (let offset = 0; ;) {
    const chunk = readJournal<StartedEntry>(join(dir, JOURNAL), offset);
    for (const e of chunk.entries)
      if (e.type === 'started' && e.pid && e.startTime)
        found = { pid: e.pid, startTime: e.startTime };
    if (!chunk.more) return found;
    offset = chunk.offset;
  }
}

export class LocalMachines implements Machines {
  private writes = 0;
  /** What a sandbox is given besides the system's programs. */
  private toolchains: readonly Toolchain[] = [];
  private looking: Promise<void> | undefined;
  private readonly endings = new Map<string, Promise<void>>();
  private readonly writing = new Map<string, Promise<void>>();

  /** `programs` is the folder of the bundled programs. */
  constructor(
    private readonly programs: string,
    readonly builds: BuildHost,
    private readonly report: (error: unknown, what: string) => void,
    private readonly find: () => Promise<readonly Toolchain[]> = findToolchains,
  ) {}

  ready(): Promise<void> {
    const look = async (): Promise<void> => this.addToolchains(await this.find());
    this.looking ??= look().catch((error: unknown) => {
      this.looking = undefined;
      throw error;
    });
    return this.looking;
  }

  /** What was found is for programs that are started from now on; it comes before what was known, less what is gone. */
  addToolchains(found: readonly Toolchain[]): void {
    const isNew = (t: Toolchain): boolean =>
      found.some((f) => f.prefix === t.prefix && f.bin === t.bin);
    const others = this.toolchains.filter((t) => !isNew(t) && existsSync(t.bin));
    this.toolchains = [...found, ...others];
  }

  start(
    program: 'runner' | 'agent' | 'balancer' | 'function',
    dir: string,
  ): ProcessIdentity | undefined {
    const writer = writerOf(dir);
    if (writer && isAlive(writer)) return writer;
    if ((program === 'runner' || program === 'function') && this.wasStarted(dir)) return writer;
    writeFileSync(join(dir, STARTED), '');
    const log = openSync(join(dir, 'program.log'), 'a', 0o600);
    const env = {
      ...environment.containerClient,
      STARBOARD_SANDBOX: environment.sandbox,
      STARBOARD_INSTANCE_NETWORK: environment.instanceNetwork,
      ...triedEnvironment(),
      NODE_ENV: 'production',
      ...programEnvironment(dir),
      ...toolchainEnvironment(this.toolchains),
    };
    const child = spawn(process.execPath, [join(this.programs, `${program}.js`), dir], {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: dir,
      env: env as unknown as NodeJS.ProcessEnv,
    });
    closeSync(log);
    child.on('error', (error) => this.report(error, `starting the ${program} of ${dir}`));
    child.unref();
    const startTime = child.pid === undefined ? undefined : processStartTime(child.pid);
    return child.pid !== undefined && startTime ? { pid: child.pid, startTime } : undefined;
  }

  wasStarted(dir: string): boolean {
    return existsSync(join(dir, STARTED));
  }

  wasPosted(dir: string, name: string): boolean {
    return existsSync(join(dir, 'inbox', `${name}.json`)) || existsSync(join(dir, 'done', name));
  }

  writer(dir: string): ProcessIdentity | undefined {
    return writerOf(dir);
  }

  output(dir: string, offset: number, bytes: number): Uint8Array {
    return readOutput(dir, offset, bytes);
  }

  processes(dir: string): ListedProcess[] {
    return listProcesses(folderTree(dir, writerOf(dir)).members());
  }

  said(dir: string, bytes: number): string {
    try {
      return readFileSync(join(dir, 'program.log'), 'utf8').slice(-bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // One that was never started has said nothing.
      return '';
    }
  }

  lastWords(dir: string): string | undefined {
    let said: string;
    try {
      said = readFileSync(join(dir, 'program.log'), 'utf8').slice(-LAST_WORDS);
    } catch {
      // No folder, or a disk that cannot even be read.
      return undefined;
    }
    return CAUSES.find(([pattern]) => pattern.test(said))?.[1];
  }

  isAlive(identity: ProcessIdentity): boolean {
    return isAlive(identity);
  }

  signal(identity: ProcessIdentity, signal: 'SIGTERM' | 'SIGKILL'): void {
    if (!isAlive(identity)) return;
    try {
      process.kill(identity.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** One end at a time: what is started again in a folder must not meet the end of what was there before. */
  endTree(dir: string, ending: Ending): Promise<void> {
    const before = this.endings.get(dir) ?? Promise.resolve();
    const run = (): Promise<void> => this.endNow(dir, ending);
    const now = before.then(run, run).finally(() => {
      if (this.endings.get(dir) === now) this.endings.delete(dir);
    });
    this.endings.set(dir, now);
    return now;
  }

  private async endNow(dir: string, { process: known, graceMs }: Ending): Promise<void> {
    const left = await endFolder(dir, known ?? writerOf(dir), graceMs);
    if (left.length)
      this.report(
        new Error(`these processes could not be ended: ${left.join(', ')}`),
        `ending what runs in ${dir}`,
      );
  }

  follow(
    dir: string,
    from: number,
    apply: (entries: unknown[], offset: number) => void,
    dead: () => void,
    { writer: started, blocked }: Parameters<Machines['follow']>[4] = {},
  ): Follower {
    const file = join(dir, JOURNAL);
    const began = Date.now();
    let offset = from;
    let writer = started;
    let closed = false;
    let watcher: FSWatcher | undefined;
    const look = (): void => {
      if (closed) return;
      try {
        const gone = writer ? !isAlive(writer) : Date.now() - began > START_MS;
        for (;;) {
          const chunk = readJournal<StartedEntry>(file, offset);
          // Only what has been applied counts as read: an error below tries the same entries again.
          if (chunk.entries.length) apply(chunk.entries, chunk.offset);
          offset = chunk.offset;
          if (closed || !chunk.more) break;
        }
        if (!writer) writer = writerOf(dir);
        // Looked at before the last read, so nothing it wrote is missed.
        if (gone && !closed) {
          close();
          dead();
        }
      } catch (error) {
        this.report(error, `following ${file}`);
      }
    };
    const pulse = blocked && new Pulse(dir, (BLOCKED_GRACES * this.builds.graceMs) / POLL_MS);
    const timer = setInterval(() => {
      look();
      if (!closed && writer && blocked && pulse?.isGone()) blocked();
    }, POLL_MS);
    const close = (): void => {
      closed = true;
      clearInterval(timer);
      watcher?.close();
    };
    try {
      watcher = watch(dir, look);
      watcher.on('error', () => watcher?.close());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.report(error, `watching ${dir}`);
    }
    setImmediate(look);
    return { close, catchUp: look };
  }

  async prepare(dir: string, files: Readonly<Record<string, unknown>>): Promise<void> {
    await removeTree(dir);
    await mkdir(dir, { recursive: true, mode: 0o700 });
    for (const [name, content] of Object.entries(files))
      await writeFile(join(dir, name), JSON.stringify(content), { mode: 0o600 });
  }

  post(dir: string, name: string, command: unknown): void {
    const inbox = join(dir, 'inbox');
    mkdirSync(inbox, { recursive: true });
    writeFileSync(join(dir, `${name}.tmp`), JSON.stringify(command), { mode: 0o600 });
    renameSync(join(dir, `${name}.tmp`), join(inbox, `${name}.json`));
  }

  /** One after another for each file: the later one counts. */
  write(path: string, body: Readable | Uint8Array): Promise<void> {
    const before = this.writing.get(path);
    const own = (async () => {
      // Whoever asked for that one is told how it went.
      await before?.catch(() => undefined);
      await this.writeNow(path, body);
    })().finally(() => {
      if (this.writing.get(path) === own) this.writing.delete(path);
    });
    this.writing.set(path, own);
    return own;
  }

  private async writeNow(path: string, body: Readable | Uint8Array): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    // Two that write the same file at once have one each.
    const temporary = `${path}.${++this.writes}.tmp`;
    if (body instanceof Uint8Array) await writeFile(temporary, body);
    else await pipeline(body, createWriteStream(temporary));
    renameSync(temporary, path);
  }

  read(path: string): Readable {
    return createReadStream(path);
  }

  async unzip(
    archive: Uint8Array,
  ): Promise<{ path: string; executable: boolean; content: Uint8Array }[]> {
    const files: { path: string; executable: boolean; content: Uint8Array }[] = [];
    await eachEntry(Buffer.from(archive), async (entry, read) => {
      if (entry.fileName.endsWith('/')) return;
      const chunks: Buffer[] = [];
      for await (const chunk of await read()) chunks.push(chunk as Buffer);
      files.push({
        path: entry.fileName,
        executable: ((entry.externalFileAttributes >>> 16) & 0o111) !== 0,
        content: Buffer.concat(chunks),
      });
    });
    return files;
  }

  eachFile(
    archive: string,
    order: (a: string, b: string) => number,
    visit: (path: string, content: Readable) => Promise<void>,
  ): Promise<void> {
    return eachFileOf(archive, order, visit);
  }

  async combine(archives: readonly string[], into: string): Promise<void> {
    const folder = await mkdtemp(`${into}.`);
    try {
      const files = new RootedFiles({ root: join(folder, 'all'), mounts: [] });
      await mkdir(join(folder, 'all'));
      for (const [i, archive] of archives.entries()) {
        const staged = join(folder, String(i));
        await extractZip(archive, staged);
        // Each by itself: what one of them links to is not written through by the next.
        mergeInto(files, staged, '/');
      }
      const chosen = files.walk('/', { links: true }).map((path) => [`/${path}`, path] as const);
      await createZip(into, sourcesOf(files, chosen, { links: true }));
    } finally {
      await this.remove(folder);
    }
  }

  async remove(dir: string): Promise<void> {
    await removeTree(dir);
  }

  freePort(): Promise<number> {
    return freePort();
  }
}
