import type { Clock } from '../ports/clock';
import type { Job, Store } from '../ports/store';

export type JobHandler = (job: Job) => void | Promise<void>;

const MAX_ATTEMPTS = 8;
const MAX_WAIT_MS = 1_000;

/**
 * Performs the jobs that transactions enqueued. Jobs with the same key run one after another, in the order they were
 * enqueued. A job that throws is retried with exponential back-off, then given up; each failure is reported.
 */
export class JobRunner {
  private readonly busy = new Set<string>();
  private readonly running = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private queued = false;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly handlers: ReadonlyMap<string, JobHandler>,
    private readonly report: (error: unknown, what: string) => void,
  ) {}

  /** Looks for due jobs after the current synchronous work. */
  kick(): void {
    if (this.stopped || this.queued) return;
    this.queued = true;
    setImmediate(() => {
      this.queued = false;
      this.round();
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.allSettled(this.running);
  }

  private round(): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    const now = this.clock.now();
    const seen = new Set<string>();
    for (const job of this.store.dueJobs(now)) {
      if (this.busy.has(job.key) || seen.has(job.key)) continue;
      seen.add(job.key);
      this.perform(job);
    }
    const next = this.store.nextJobAt();
    // A test can move the clock, so even a distant job is checked every second.
    if (next !== undefined)
      this.timer = setTimeout(() => this.kick(), Math.min(MAX_WAIT_MS, Math.max(20, next - now)));
  }

  private perform(job: Job): void {
    this.busy.add(job.key);
    const work = this.attempt(job).finally(() => {
      this.busy.delete(job.key);
      this.running.delete(work);
      this.kick();
    });
    this.running.add(work);
  }

  private async attempt(job: Job): Promise<void> {
    const handler = this.handlers.get(job.type);
    try {
      if (!handler) throw new Error(`no handler for the job ${job.type}`);
      await handler(job);
      if (!this.stopped) this.store.finishJob(job.id);
    } catch (error) {
      if (this.stopped) return;
      this.report(error, `job ${job.type} ${job.key}, attempt ${job.attempts + 1}`);
      if (job.attempts + 1 >= MAX_ATTEMPTS) this.store.finishJob(job.id);
      else this.store.retryJob(job.id, this.clock.now() + 100 * 2 ** job.attempts);
    }
  }
}
