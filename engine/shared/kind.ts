import type { Kind, ListedKind, Listing } from '../ports/store';

/** A kind of document by its name in the store. */
export function kind<T>(name: string): Kind<T> {
  return { name };
}

/** A kind of document that lists show. */
export function listedKind<T, S>(name: string, listing: Listing<T, S>): ListedKind<T, S> {
  return { name, listing };
}
