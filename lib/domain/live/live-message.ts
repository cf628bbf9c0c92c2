import type { RowsDelta } from './rows-delta';
import type { Help } from '@/lib/domain/result';
import type { Upstream } from '@/lib/domain/account/upstream';

/** A read that failed, as the browser is told. */
export interface Problem extends Help {
  readonly kind: string;
  readonly message: string;
  readonly retryMs?: number | undefined;
}

/** One line of the event stream about a topic: new data, the same data read again, or why it could not be read. */
export type LiveMessage =
  | {
      readonly topic: string;
      readonly readAt: number;
      readonly data: unknown;
      /** Counts what was sent of this topic. */ readonly seq?: number | undefined;
    }
  /** Of a long list only the rows that changed, for whoever has what was sent before (`seq` - 1). */
  | {
      readonly topic: string;
      readonly readAt: number;
      readonly seq: number;
      readonly delta: RowsDelta;
    }
  | { readonly topic: string; readonly readAt: number; readonly problem: Problem }
  | { readonly topic: string; readonly readAt: number };

/** Beside them, how the server learns of changes, and what time it is there. */
export type StreamLine = LiveMessage | { readonly upstream: Upstream; readonly now: number };
