import type { Help } from '@/lib/domain/result';
import { startCommand } from './start-command';

/** A read or change of ours that failed, in the words the server gave. */
export class ReadError extends Error {
  override name = 'ReadError';
  constructor(
    readonly kind: string,
    message: string,
    readonly help: Help = {},
    readonly body?: unknown,
  ) {
    super(message);
  }
}

/** What was asked for is not there, or no more: what is known of it is of no use. */
export const isGone = (error: Error | null): boolean =>
  error instanceof ReadError && error.kind === 'not_found';

interface Failure extends Help {
  readonly kind?: string;
  readonly message?: string;
}

/** JSON from the dashboard. Rejects with `ReadError`; an aborted request rejects as the platform does. */
export async function fetchJson<T>(url: string, signal?: AbortSignal, post?: unknown): Promise<T> {
  const init: RequestInit =
    post === undefined
      ? { headers: { accept: 'application/json' } }
      : {
          method: 'POST',
          headers: { accept: 'application/json', 'content-type': 'application/json' },
          body: JSON.stringify(post),
        };
  const response = await fetch(url, { ...init, signal: signal ?? null }).catch((error: unknown) => {
    if (error instanceof DOMException) throw error;
    throw new ReadError(
      'unavailable',
      `The dashboard is not responding. Start it again with ${startCommand()}; nothing is lost.`,
    );
  });
  if (response.status === 401)
    throw new ReadError('denied', 'This browser is no longer signed in.', {
      command: 'npx starboard open',
    });
  const body = (await response.json().catch(() => undefined)) as (T & Failure) | undefined;
  if (!response.ok || body === undefined)
    throw new ReadError(
      body?.kind ?? 'unavailable',
      body?.message ?? `The dashboard answered with status ${response.status}.`,
      body,
      body,
    );
  return body;
}
