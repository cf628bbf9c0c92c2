import type { FirstWindow, LogWindow } from '@/lib/domain/logs/log-page';
import { arrived } from '../arrived';
import type { ShownLine } from './source';

/** Lines that are asked for at once. */
export const PAGE = 400;
/** Pages that are kept: 24,000 lines, however long the log. */
const KEPT = 60;

type Facts = Pick<
  LogWindow,
  'sections' | 'cause' | 'notices' | 'command' | 'total' | 'ended' | 'catchingUp'
> & {
  readonly problem: string | undefined;
  readonly absent: string | undefined;
  readonly origin: string | undefined;
  readonly behindMs: number | undefined;
};
const START: Facts = {
  sections: [],
  cause: undefined,
  notices: [],
  total: 0,
  ended: false,
  catchingUp: true,
  problem: undefined,
  absent: undefined,
  origin: undefined,
  behindMs: undefined,
};

export interface Fetcher {
  window(
    ask: { from: number; count: number; known?: number | undefined; at?: number | undefined },
    signal: AbortSignal,
  ): Promise<LogWindow>;
}

/** What of a long log is here: a few pages, asked for when they come into sight, and what is known of the whole. */
export class RemoteLog {
  private readonly pages = new Map<number, readonly ShownLine[]>();
  private readonly asked = new Map<number, AbortController>();
  private readonly listeners = new Set<() => void>();
  private stopping = new AbortController();
  private facts: Facts = START;
  /** There was an answer, if only that there is no line. */
  private isKnown = false;
  /** The same facts, as a new object with every change: for React. */
  private shown: Facts = START;

  /** `first` is what the page came with: its beginning, which is not asked for again. */
  constructor(
    private readonly fetcher: Fetcher,
    private readonly first?: FirstWindow,
  ) {
    if (first && !('then' in first)) this.take(first);
    this.shown = this.facts;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): Facts => this.shown;

  private changed(): void {
    this.shown = { ...this.facts };
    for (const l of this.listeners) l();
  }

  private take(w: LogWindow): void {
    const newest = w.lines.at(-1);
    // What was there before somebody looked was not late.
    const live =
      this.isKnown &&
      !w.ended &&
      !w.catchingUp &&
      newest !== undefined &&
      w.from + w.lines.length === w.total &&
      w.total > this.facts.total;
    this.facts = {
      sections: w.sections,
      cause: w.cause,
      notices: w.notices,
      command: w.command,
      total: w.total,
      ended: w.ended,
      catchingUp: w.catchingUp,
      problem: w.problem,
      absent: w.absent,
      origin: w.origin,
      behindMs: live ? Math.max(0, w.readAt - newest.at) : this.facts.behindMs,
    };
    this.isKnown = true;
    for (let at = 0; at < w.lines.length;) {
      const index = w.from + at;
      const page = Math.floor(index / PAGE);
      const within = index - page * PAGE;
      const old = this.pages.get(page) ?? [];
      const part = w.lines.slice(at, at + PAGE - within);
      // A page grows at its end; one that would get a hole is asked for anew when it is looked at.
      if (within <= old.length)
        this.keep(page, [...old.slice(0, within), ...part, ...old.slice(within + part.length)]);
      at += PAGE - within;
    }
  }

  private keep(page: number, lines: readonly ShownLine[]): void {
    this.pages.delete(page);
    this.pages.set(page, lines);
    for (const old of this.pages.keys()) {
      if (this.pages.size <= KEPT) break;
      this.pages.delete(old);
    }
  }

  line(index: number): ShownLine | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  private isWhole(page: number): boolean {
    return (this.pages.get(page)?.length ?? 0) >= Math.min(PAGE, this.facts.total - page * PAGE);
  }

  want(from: number, to: number): void {
    const first = Math.max(0, Math.floor(from / PAGE));
    const last = Math.floor(Math.min(to, this.facts.total - 1) / PAGE);
    // Who scrolls fast past a page does not wait for it.
    for (const [page, abort] of this.asked) if (page < first - 1 || page > last + 1) abort.abort();
    for (let page = first; page <= last; page++)
      if (!this.isWhole(page) && !this.asked.has(page)) void this.fetchPage(page);
  }

  private async fetchPage(page: number): Promise<void> {
    const abort = new AbortController();
    this.asked.set(page, abort);
    try {
      this.take(await this.fetcher.window({ from: page * PAGE, count: PAGE }, abort.signal));
    } catch (error) {
      if (!abort.signal.aborted && !this.stopping.signal.aborted)
        this.facts = {
          ...this.facts,
          problem: error instanceof Error ? error.message : String(error),
        };
    } finally {
      this.asked.delete(page);
      this.changed();
    }
  }

  /** Follows the log until it ends; returns how to stop. */
  start = (): (() => void) => {
    const stopping = (this.stopping = new AbortController());
    void this.follow(stopping.signal);
    return () => {
      stopping.abort();
      for (const abort of this.asked.values()) abort.abort();
    };
  };

  /** Asks for news for as long as there may be any. Nothing is asked while the tab is hidden. */
  private async follow(signal: AbortSignal): Promise<void> {
    const came = await arrived(this.first);
    if (signal.aborted) return;
    if (came && !this.isKnown) {
      this.take(came);
      this.changed();
    }
    while (!signal.aborted && !this.facts.ended) {
      try {
        if (document.hidden)
          await new Promise((resolve) =>
            document.addEventListener('visibilitychange', resolve, { once: true, signal }),
          );
        // Until there was an answer the first lines are asked for, whether there are any or not.
        const known = this.isKnown ? this.facts.total : undefined;
        this.take(await this.fetcher.window({ from: known ?? 0, count: PAGE, known }, signal));
        this.changed();
      } catch (error) {
        if (signal.aborted) return;
        this.facts = {
          ...this.facts,
          problem: error instanceof Error ? error.message : String(error),
        };
        this.changed();
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
    }
  }

  async lines(from: number, to: number): Promise<readonly ShownLine[]> {
    return (await this.fetcher.window({ from, count: to - from + 1 }, this.stopping.signal)).lines;
  }

  async locate(index: number, at: number | undefined): Promise<number> {
    if (at === undefined) return index;
    const w = await this.fetcher.window({ from: index, count: 1, at }, this.stopping.signal);
    return w.lines[0]?.at === at ? index : (w.located ?? index);
  }
}
