import 'server-only';
import { LogReader } from '@/lib/domain/logs/log-facts';
import type { LogWindow } from '@/lib/domain/logs/log-page';
import type { LogLine } from '@/lib/domain/views';
import { toAppError, type AppError } from '../aws/errors';
import { LineFile } from './line-file';

/** The next lines of a log, from behind a cursor; `end`: nothing more will come. */
export interface Batch {
  readonly lines: readonly LogLine[];
  readonly cursor: string;
  /** Whether more is there at once. */ readonly more: boolean;
  readonly end: boolean;
  /** Why there is not a line, where that is known. */ readonly absent?: string | undefined;
}
export interface Upstream {
  readonly next: (cursor: string) => Promise<Batch>;
  /** Between two looks at a stream that is read to its end. */ readonly pauseMs: number;
  readonly origin?: string | undefined;
}

/** Nobody has asked for this long: the stream is looked at no more, what was read is kept. */
const WATCHED_MS = 15_000;
const RETRY_MS = 2000;
/** The longest that a question for news waits. */
const DEADLINE_MS = 10_000;

/**
 * One log, read once for all who look at it: from its first line on, as far as AWS gives at a time, then followed while
 * anybody watches. What was read lies in a file.
 */
export class StreamReader {
  readonly file: LineFile;
  private readonly facts = new LogReader('Log');
  private cursor = '';
  private running = false;
  private waiters: (() => void)[] = [];
  /** Until the end was reached once since somebody looks: from then on, what comes is news, however fast. */
  private catchingUp = true;
  private readAt = 0;
  private failure: AppError | undefined;
  private absent: string | undefined;
  ended = false;
  askedAt = 0;

  constructor(
    path: string,
    private readonly upstream: Upstream,
  ) {
    this.file = new LineFile(path);
  }

  /** Somebody looks: it is read on. */
  private wake(): void {
    this.askedAt = Date.now();
    if (this.running || this.ended) return;
    this.running = true;
    this.catchingUp = true;
    this.failure = undefined;
    void this.loop();
  }

  private async loop(): Promise<void> {
    while (!this.ended && Date.now() - this.askedAt < WATCHED_MS) {
      let pause = this.upstream.pauseMs;
      try {
        const batch = await this.upstream.next(this.cursor);
        if (this.ended) break;
        this.file.append(batch.lines);
        for (const line of batch.lines) this.facts.add(line.text);
        this.cursor = batch.cursor;
        const news =
          batch.lines.length > 0 ||
          batch.end ||
          this.failure !== undefined ||
          (this.catchingUp && !batch.more);
        this.catchingUp &&= batch.more;
        this.ended = batch.end;
        this.absent = batch.absent;
        this.readAt = Date.now();
        this.failure = undefined;
        if (batch.more) pause = 0;
        if (news) this.tell();
      } catch (error) {
        this.failure = toAppError(error);
        pause = RETRY_MS;
        this.tell();
      }
      if (pause > 0 && !this.ended) await new Promise((resolve) => setTimeout(resolve, pause));
    }
    this.running = false;
  }

  private tell(): void {
    for (const wake of this.waiters.splice(0)) wake();
  }

  private news(): Promise<void> {
    return new Promise((resolve) => {
      const told = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((w) => w !== told);
        resolve();
      }, DEADLINE_MS);
      this.waiters.push(told);
    });
  }

  /** Lines from `from` on; with `known`, not before there are more than that, or for a while. The first look waits for the first lines. */
  async window(ask: {
    from: number;
    count: number;
    known?: number | undefined;
    at?: number | undefined;
  }): Promise<LogWindow> {
    this.wake();
    const waits =
      ask.known === undefined
        ? this.readAt === 0 && this.failure === undefined
        : this.file.total <= ask.known;
    if (waits && !this.ended) await this.news();
    const from = Math.max(0, Math.min(ask.from, this.file.total));
    return {
      ...this.facts.facts(),
      lines: this.file.read(from, ask.count),
      from,
      total: this.file.total,
      ended: this.ended,
      catchingUp: this.catchingUp,
      readAt: this.readAt,
      problem: this.failure?.message,
      absent: this.file.total === 0 ? this.absent : undefined,
      origin: this.upstream.origin,
      ...(ask.at === undefined ? {} : { located: this.file.atTime(ask.at) }),
    };
  }

  /** Waits until everything that is there has been read; throws what keeps it from being read: half a log is never given out as a whole one. */
  async whole(): Promise<void> {
    while (!this.ended && (this.catchingUp || this.readAt === 0)) {
      this.wake();
      await this.news();
      if (this.failure) throw this.failure;
    }
  }

  close(): void {
    this.ended = true;
    this.tell();
    this.file.close();
  }
}
