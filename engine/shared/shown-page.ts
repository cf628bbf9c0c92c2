import { PageTokenError, placeOf, tokenOf, type Page } from '../core/paging';
import type { ListedKind, ListPlace, Shown, ShownRange, Store } from '../ports/store';

interface Asked<S> extends Omit<ShownRange, 'after'> {
  readonly size: number;
  readonly token: string | undefined;
  readonly wanted?: (shown: S) => boolean;
}

/** Stands in no place. Keys may have it. */
const SEPARATOR = '\u0001';

const tokenBehind = ({ place, key }: ListPlace): string => tokenOf(`${place}${SEPARATOR}${key}`);

/** Throws a PageTokenError for what no page of such a list has given. */
function behind(token: string, prefix: string): ListPlace {
  const text = placeOf(token);
  const at = text.indexOf(SEPARATOR);
  const key = text.slice(at + 1);
  if (at < 0 || !key.startsWith(prefix)) throw new PageTokenError(token);
  return { place: text.slice(0, at), key };
}

/**
 * A page of what lists show of a kind. Its token is where it ends: what is added or deleted before
 * the next one is asked for moves nothing from page to page.
 */
export function shownPage<T, S>(
  store: Store,
  kind: ListedKind<T, S>,
  { size, token, prefix = '', reverse, wanted = () => true }: Asked<S>,
): Page<S> {
  const after = token === undefined ? undefined : behind(token, prefix);
  const found: Shown<S>[] = [];
  for (const one of store.shown(kind, { prefix, reverse, after })) {
    if (!wanted(one.value)) continue;
    const last = found.at(-1);
    if (found.length === size && last)
      return { items: found.map((s) => s.value), nextToken: tokenBehind(last) };
    found.push(one);
  }
  return { items: found.map((s) => s.value), nextToken: undefined };
}

/** What lists show of a kind, all of it. */
export const allShown = <T, S>(store: Store, kind: ListedKind<T, S>, prefix?: string): S[] =>
  [...store.shown(kind, { prefix })].map((s) => s.value);

/** A number, zero or more, as a text that sorts as it does. */
export const placeOfNumber = (n: number): string => String(n).padStart(15, '0');
