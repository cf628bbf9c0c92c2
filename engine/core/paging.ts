export interface Page<T> {
  readonly items: T[];
  readonly nextToken: string | undefined;
}

/** A token that no page has given. Each service has its own code for it (`engine/runtime/page-tokens.ts`). */
export class PageTokenError extends Error {
  override name = 'PageTokenError';
}

/** What every token of ours begins with, before it is encoded. */
const MARK = 'page/';

/** The token of the place where a list goes on. Nobody outside reads it. */
export const tokenOf = (place: string): string =>
  Buffer.from(MARK + place, 'utf8').toString('base64url');

/** The place that a token stands for. Throws a PageTokenError. */
export function placeOf(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  const place = text.slice(MARK.length);
  if (!text.startsWith(MARK) || tokenOf(place) !== token) throw new PageTokenError(token);
  return place;
}

/** The number that a token stands for. */
export function numberOf(token: string): number {
  const place = placeOf(token);
  if (!/^\d{1,15}$/.test(place)) throw new PageTokenError(token);
  return Number(place);
}

/** A page of `all` that begins behind `token`. */
export function page<T>(all: readonly T[], size: number, token: string | undefined): Page<T> {
  const start = token === undefined ? 0 : numberOf(token);
  const end = start + size;
  return {
    items: all.slice(start, end),
    nextToken: end < all.length ? tokenOf(String(end)) : undefined,
  };
}
