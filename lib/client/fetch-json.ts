/** A read of ours that failed, in the words the server gave. */
export class ReadError extends Error {
  override name = 'ReadError';
  constructor(readonly kind: string, message: string) {
    super(message);
  }
}

export async function fetchJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal: signal ?? null, headers: { accept: 'application/json' } }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ReadError('unavailable', 'The dashboard does not answer. Start it again with npm start; nothing is lost.');
  });
  if (response.status === 401) throw new ReadError('denied', 'This browser is not signed in any more. In the folder where Starboard runs, type: npx starboard open');
  const body = await response.json().catch(() => undefined) as (T & { kind?: string; message?: string }) | undefined;
  if (!response.ok || body === undefined) throw new ReadError(body?.kind ?? 'unavailable', body?.message ?? `The read failed with status ${response.status}.`);
  return body;
}
