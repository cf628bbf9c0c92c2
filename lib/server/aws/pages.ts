import 'server-only';

/**
 * The items of a paged read, up to `max`. A page may be empty and still be followed by another (every paged API of AWS
 * allows it), so only a missing token is the end. `read` gets the token and returns its items and the next one.
 */
export async function pages<T>(
  read: (
    token: string | undefined,
  ) => Promise<readonly [readonly T[] | undefined, string | undefined]>,
  max = Infinity,
): Promise<T[]> {
  const all: T[] = [];
  for (
    let token: string | undefined, first = true;
    (first || token) && all.length < max;
    first = false
  ) {
    const [items, next] = await read(token);
    all.push(...(items ?? []));
    token = next;
  }
  return all.length > max ? all.slice(0, max) : all;
}
