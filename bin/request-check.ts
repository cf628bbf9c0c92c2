import type { IncomingMessage } from 'node:http';

/** What a change may weigh: a pipeline's declaration is the largest, and takes less. */
export const MAX_BODY = 1024 * 1024;

export interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** How every refusal begins; pages know by it that nothing behind the door was reached (lib/client/mutations). */
const refusal = (status: number, text: string): Refusal => ({ status, text: `Refused: ${text}\n` });

const isRead = (method: string | undefined): boolean => method === 'GET' || method === 'HEAD';

/** Whether the one Host header of a request is exactly this dashboard's. */
export function hasOwnHost(request: IncomingMessage, host: string): boolean {
  const names = request.rawHeaders.filter((_, i) => i % 2 === 0);
  const once = names.filter((name) => name.toLowerCase() === 'host').length === 1;
  return once && request.headers.host === host;
}

/** The address asked for, unless it is none: absolute, `*`, `//host`, or not decodable. */
export function targetOf(request: IncomingMessage): URL | undefined {
  const target = request.url ?? '';
  if (!/^\/(?![/\\])/.test(target)) return undefined;
  try {
    const url = new URL(target, 'http://localhost');
    decodeURIComponent(url.pathname);
    const own = url.host === 'localhost' && !url.pathname.startsWith('//');
    return own ? url : undefined;
  } catch (error) {
    if (error instanceof URIError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/**
 * Whether a page of this very dashboard sends this. A browser names the page that a change comes
 * from; a request that does not say is from no page of ours.
 */
export function originProblem(request: IncomingMessage, origin: string): Refusal | undefined {
  const { origin: given, 'sec-fetch-site': site } = request.headers;
  if (given !== undefined && given !== origin)
    return refusal(403, "not this dashboard's own address.");
  if (isRead(request.method)) return undefined;
  const foreign = site !== undefined && site !== 'same-origin';
  if (given !== undefined && !foreign) return undefined;
  return refusal(403, "changes are accepted from the dashboard's own pages only.");
}

/** Whether a body may be read: its length is looked at before a byte of it. */
export function bodyProblem(request: IncomingMessage): Refusal | undefined {
  const { 'content-length': length, 'transfer-encoding': coded } = request.headers;
  const none = coded === undefined && (length === undefined || Number(length) === 0);
  if (none && isRead(request.method)) return undefined;
  if (isRead(request.method)) return refusal(400, 'a read has no body.');
  if (length === undefined || coded !== undefined)
    return refusal(411, 'a change names its length.');
  return Number(length) > MAX_BODY ? refusal(413, 'the request is too large.') : undefined;
}

/** Whether a page sends a server action. Next takes one at any page's address. */
export const isAction = (request: IncomingMessage): boolean =>
  request.headers['next-action'] !== undefined;

/** Whoever has no session is told so in words that a page can show; a page keeps what is typed. */
export const NOT_SIGNED_IN = refusal(401, 'this browser is no longer signed in.');

/**
 * What a body says it is: JSON for a route, text for an action (React encodes plain values so). A
 * form is neither; Next would take one for an action, without the header that no form can set.
 */
export function typeProblem(request: IncomingMessage): Refusal | undefined {
  if (isRead(request.method) || !Number(request.headers['content-length'])) return undefined;
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const wanted = isAction(request) ? 'text/plain' : 'application/json';
  return type === wanted ? undefined : refusal(415, 'a change is sent by a page, not by a form.');
}
