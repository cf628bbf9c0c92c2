import 'server-only';
import { shared } from '../shared';

/** What AWS says of an execution, and whether it has ended. Times in ms since the epoch. */
export interface SeenExecution {
  readonly id: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly hasEnded: boolean;
}

/** The two events that each execution has (CodePipeline user guide, "Monitoring CodePipeline events"). */
export type Announcement = 'start' | 'end';

/** An event that has not come so long after its change will not come. */
const LATE_MS = 60_000;
/** A message that the queue gave out just before it was listened to was somebody's, perhaps ours. */
const SETTLING_MS = 10_000;
const MEMORY_MS = 60 * 60_000;
const MOST = 5000;
/** One event can be lost by itself; as many as this are taken by somebody. */
const ENOUGH = 3;

/**
 * Counts the events that should have come: every execution announces its start and its end. A queue gives each message to
 * one reader, and SQS does not say who else reads, so this is how a second reader is noticed.
 */
export class MissedEvents {
  private readonly heard = new Set<string>();
  private readonly checked = new Set<string>();
  private missed: number[] = [];
  private since = Infinity;

  /** `at` is when listening began; undefined once it has ended. */
  listeningSince(at: number | undefined): void {
    this.since = at ?? Infinity;
  }

  note(pipeline: string, execution: string, what: Announcement): void {
    keep(this.heard, `${pipeline} ${execution} ${what}`);
  }

  /** Executions as AWS lists them: those that began and ended while we listened have been announced twice. */
  compare(pipeline: string, executions: readonly SeenExecution[], now = Date.now()): void {
    for (const { id, startedAt, updatedAt, hasEnded } of executions) {
      const key = `${pipeline} ${id}`;
      const isDue = hasEnded && now - updatedAt > LATE_MS && startedAt > this.since + SETTLING_MS;
      if (!isDue || this.checked.has(key)) continue;
      keep(this.checked, key);
      for (const what of ['start', 'end'])
        if (!this.heard.has(`${key} ${what}`)) this.missed.push(now);
    }
  }

  /** How many did not come within the last hour; 0 while there are so few that chance explains them. */
  count(now = Date.now()): number {
    this.missed = this.missed.filter((at) => now - at < MEMORY_MS);
    return this.missed.length < ENOUGH ? 0 : this.missed.length;
  }

  /** As if all had come: another queue is read. */
  forget(): void {
    this.missed = [];
    this.heard.clear();
    this.checked.clear();
  }
}

function keep(all: Set<string>, key: string): void {
  all.add(key);
  const [oldest] = all;
  if (all.size > MOST && oldest !== undefined) all.delete(oldest);
}

export const missedEvents = shared('missed-events', () => new MissedEvents());
