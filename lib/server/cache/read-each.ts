import 'server-only';
import { cache } from './cache';
import type { Key, Tag } from './keys';
import type { Policy } from './policy';

interface Kind<T> {
  readonly keyOf: (id: string) => Key;
  readonly tagsOf?: (id: string) => readonly Tag[];
  readonly policy: Policy<T>;
  /** How many the API takes in one call. */
  readonly most: number;
  /** One call. What it does not tell is not there. */
  readonly call: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;
}

async function inCalls<T>(kind: Kind<T>, ids: readonly string[]): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  for (let i = 0; i < ids.length; i += kind.most)
    for (const [id, value] of await kind.call(ids.slice(i, i + kind.most))) found.set(id, value);
  return found;
}

/** What a call does not tell of an id that it was asked for. */
class MissingError extends Error {
  override readonly name = 'MissingError';
}
/** By its name: the cache is shared by bundles that each have this class. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && error.name === 'MissingError';

/**
 * Many of a kind, each kept for itself: only those that are not known are asked for, in as few calls as the API takes.
 * An id that AWS does not know is left out; a call that fails rejects.
 */
export async function readEach<T>(
  ids: readonly string[],
  kind: Kind<T>,
): Promise<ReadonlyMap<string, T>> {
  const unknown: string[] = [];
  let calls: Promise<ReadonlyMap<string, T>> | undefined;
  const found = new Map<string, T>();
  await Promise.all(
    [...new Set(ids)].map(async (id) => {
      try {
        const value = await cache.read<T>(
          kind.keyOf(id),
          kind.tagsOf?.(id) ?? [],
          kind.policy,
          async () => {
            unknown.push(id);
            // The call is made when all that is unknown has been gathered.
            calls ??= Promise.resolve().then(() => inCalls(kind, unknown));
            const told = (await calls).get(id);
            if (told === undefined) throw new MissingError(id);
            return told;
          },
        );
        found.set(id, value);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }),
  );
  return found;
}
