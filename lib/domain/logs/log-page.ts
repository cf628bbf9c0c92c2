import type { LogFacts } from './log-facts';
import type { LogLine } from '@/lib/domain/views';

/** A stretch of a log and what is known of the whole. */
export interface LogWindow extends LogFacts {
  readonly lines: readonly (LogLine & { readonly cut?: number | undefined })[];
  readonly from: number;
  /** Lines that are known. */
  readonly total: number;
  /** Nothing more comes. */
  readonly ended: boolean;
  /** What is there has not all been read yet. */
  readonly catchingUp: boolean;
  /** When the newest look at the stream was answered. */
  readonly readAt: number;
  /** Why it cannot be read on. */
  readonly problem?: string | undefined;
  /** Why there is not a line, and will be none. */
  readonly absent?: string | undefined;
  /** Where a link's time stands now. */
  readonly located?: number | undefined;
  /** Where it is read from, when not from CloudWatch Logs. */
  readonly origin?: string | undefined;
}

/** The beginning of a log that comes with a page, at once or a little later; undefined: it was not there in time. */
export type FirstWindow = LogWindow | Promise<LogWindow | undefined>;

/** What one log says that another does not, as a unified patch. */
export interface LogDiff {
  readonly patch: string;
  readonly same: boolean;
  readonly why?: string | undefined;
}
