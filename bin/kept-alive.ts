import { stopProgram, type Program } from './child-program';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 15_000;
/** A program that lived so long was well: the next death is a first one again. */
const WELL_MS = 60_000;
const SAID_PLAINLY = 3;

/** How long to wait after so many deaths in a row. */
export function waitBefore(deaths: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (deaths - 1));
}

interface Options {
  readonly start: () => Program;
  readonly say: (line: string) => void;
}

/** A program that is started again when it dies, ever more slowly if it keeps dying. */
export class KeptAlive {
  private program: Program;
  private startedAt = Date.now();
  private deaths = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(private readonly options: Options) {
    this.program = options.start();
  }

  /** Settles with the first start; only then a death is answered by another. */
  async ready(): Promise<void> {
    await this.program.ready;
    this.watch();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await stopProgram(this.program);
  }

  kill(): void {
    this.program.child.kill('SIGKILL');
  }

  private watch(): void {
    this.program.child.once('exit', (code, signal) => {
      if (!this.stopping)
        this.restart(code === null ? `by ${signal ?? 'a signal'}` : `code ${code}`);
    });
  }

  private restart(how: string): void {
    this.deaths = Date.now() - this.startedAt > WELL_MS ? 1 : this.deaths + 1;
    const wait = waitBefore(this.deaths);
    this.options.say(
      this.deaths < SAID_PLAINLY
        ? `The dashboard stopped unexpectedly (${how}) and is restarting. The engine, builds and applications keep running.`
        : `The dashboard keeps ending (${this.deaths} times in a row, the last ${how}); the lines above say why. ` +
            `Next try in ${Math.ceil(wait / 1000)} s. The engine, builds and applications keep running. ` +
            'if this does not end, stop with Ctrl-C and report what npx starboard doctor --report prints.',
    );
    this.timer = setTimeout(() => this.again(), wait);
  }

  private again(): void {
    this.startedAt = Date.now();
    this.program = this.options.start();
    this.watch();
    this.program.ready.then(
      () => this.options.say('The dashboard is back.'),
      // Its end is heard by watch(), and said there.
      () => undefined,
    );
  }
}
