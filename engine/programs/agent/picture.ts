import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { browserIn } from '../../adapters/sandbox/browser';
import { locate } from '../../adapters/sandbox/programs';
import { SYSTEM_PATH } from '../../adapters/sandbox/path';
import { pictureFrom } from '../../core/picture/webp';
import type { Sandbox } from '../../ports/sandbox';
import { pictureBy } from './browse';
import { BrowserError, Devtools } from './devtools';

/** All of it: start, waiting for an answer, loading, drawing. */
const LIMIT_MS = 20_000;
/** Of each process of the browser: what it writes in memory, and the longest file. */
const MAX_MEMORY = 1024 ** 3;
const MAX_FILE = 16 * 1024 ** 2;
const PATIENCE = 10;

/** A user without rights, as whom the browser's own sandbox works too: it will not be root. */
const USER = 'ec2-user';

const FLAGS = [
  '--headless',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--hide-scrollbars',
  '--mute-audio',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-sync',
  '--block-new-web-contents',
  '--renderer-process-limit=1',
];

/** What stands before the browser: less patience from the scheduler, and bounds of memory and files. */
function bounds(): string[] {
  const nice = locate('nice', SYSTEM_PATH);
  const prlimit = locate('prlimit', SYSTEM_PATH);
  return [
    ...(nice ? [nice, '-n', String(PATIENCE)] : []),
    ...(prlimit ? [prlimit, `--data=${MAX_MEMORY}`, `--fsize=${MAX_FILE}`, '--'] : []),
  ];
}

async function ended(child: ChildProcess): Promise<void> {
  const isOver = child.exitCode !== null || child.signalCode !== null;
  if (child.pid !== undefined && !isOver) await once(child, 'exit');
}

/**
 * Takes pictures of what an instance's application shows, by a browser inside the instance's own
 * sandbox and network, with the rights of a hook, without its credentials, and with bounds of time,
 * memory and bytes. Everything that comes out of it is somebody else's: it is a picture of the
 * expected kind and size, or it is nothing.
 */
export class Photographer {
  private talk: Devtools | undefined;
  private working: Promise<unknown> = Promise.resolve();
  /** Why pictures that were asked for until then are not taken. */
  private interruption = { why: '' };

  constructor(
    private readonly sandbox: Sandbox,
    private readonly url: () => string,
    /** What the browser is told of the network. */
    private readonly env: Readonly<Record<string, string>> = {},
    private readonly limitMs = LIMIT_MS,
  ) {}

  /** Ends the browser that runs: a deployment takes the instance for itself. */
  async interrupt(why = 'A newer deployment began.'): Promise<void> {
    this.interruption = { why };
    this.talk?.fail(why);
    await this.working;
  }

  /** The picture, or why there is none. One after another. */
  take(): Promise<Buffer | string> {
    const known = this.interruption;
    const taking = this.working.then(() =>
      this.interruption === known ? this.takeNow() : this.interruption.why,
    );
    this.working = taking;
    return taking;
  }

  private async takeNow(): Promise<Buffer | string> {
    const { sandbox } = this;
    const browser = browserIn(sandbox);
    if (browser === undefined) return 'The instance sees no browser.';
    const user = sandbox.kind === 'bubblewrap' ? sandbox.identity(USER) : undefined;
    if (typeof user === 'string') return `The browser cannot run: ${user}.`;
    const folder = `/tmp/starboard-picture-${randomUUID()}`;
    sandbox.files.makeFolders(folder);
    const home = sandbox.innerPath(folder);
    const child = sandbox.spawn(
      [...bounds(), ...(user?.prefix ?? []), browser, ...FLAGS, `--user-data-dir=${home}/profile`],
      {
        cwd: home,
        env: { ...this.env, PATH: sandbox.path, HOME: home, TMPDIR: home, LANG: 'C.UTF-8' },
        stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      },
    );
    const talk = new Devtools(child.stdio[3] as Duplex, child.stdio[4] as Duplex);
    this.talk = talk;
    const late = setTimeout(() => talk.fail('The page took too long.'), this.limitMs);
    child.once('error', () => talk.fail('The browser did not start.'));
    child.once('exit', () => talk.fail('The browser ended.'));
    try {
      const shown = await pictureBy(talk, this.url());
      return pictureFrom(shown) ?? 'The browser gave no picture of the expected size.';
    } catch (error) {
      if (!(error instanceof BrowserError)) throw error;
      return error.message;
    } finally {
      clearTimeout(late);
      talk.fail('It is over.');
      this.talk = undefined;
      await sandbox.endCommand(child, 0);
      await ended(child);
      sandbox.files.removeTree(folder);
    }
  }
}
