import type { Upstream } from './upstream';

/** A read that failed, as the browser is told. */
export interface Problem { readonly kind: string; readonly message: string; readonly command?: string | undefined; readonly action?: string | undefined; readonly retryMs?: number | undefined }

/** One line of the event stream about a topic: new data, the same data read again, or why it could not be read. */
export type LiveMessage =
  | { readonly topic: string; readonly readAt: number; readonly data: unknown }
  | { readonly topic: string; readonly readAt: number; readonly problem: Problem }
  | { readonly topic: string; readonly readAt: number };

/** Beside them, how the server learns of changes. */
export type StreamLine = LiveMessage | { readonly upstream: Upstream };
