import type { LogFacts } from '@/lib/domain/logs/log-facts';
import type { Found, LogQuery } from '@/lib/domain/logs/log-query';
import type { LogLine } from '@/lib/domain/views';

export interface ShownLine extends LogLine {
  /** Characters that are not shown. */ readonly cut?: number | undefined;
}

/** A log as a viewer needs it, with every line at any time, of which only those in sight need to be here. */
export interface LogSource extends LogFacts {
  readonly total: number;
  readonly ended: boolean;
  /** What is there has not all been read yet: search and count grow. */
  readonly catchingUp: boolean;
  readonly problem: string | undefined;
  /** Why there is not a line, and will be none. */
  readonly absent?: string | undefined;
  /** The line, if it is here. */
  line(index: number): ShownLine | undefined;
  /** These lines are about to be looked at. */
  want(from: number, to: number): void;
  search(query: LogQuery, signal: AbortSignal): Promise<Found>;
  /** Where the line of a link stands now that was written at this time. */
  locate(index: number, at: number | undefined): Promise<number>;
  /** Lines as text, for copying. */
  text(from: number, to: number): Promise<string>;
  /** The address of the whole log as a file. */
  readonly raw?: string | undefined;
  /** Milliseconds between the newest line's time and its arrival here, while it is followed. */
  readonly behindMs?: number | undefined;
  readonly origin?: string | undefined;
}
