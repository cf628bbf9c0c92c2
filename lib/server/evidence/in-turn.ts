import 'server-only';
import { shared } from '../shared';

const lines = shared('in-turn', () => new Map<string, Promise<unknown>>());

/** Does work of one name one piece after the other. */
export function inTurnOf<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = lines.get(name) ?? Promise.resolve();
  const own = before.then(work, work);
  lines.set(
    name,
    own.catch(() => undefined),
  );
  return own;
}

/** Does work on each, at most so many at a time, in the order of the list. */
export async function each<T>(
  list: readonly T[],
  most: number,
  work: (item: T, at: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const run = async (): Promise<void> => {
    for (let at = next++; at < list.length; at = next++) await work(list[at] as T, at);
  };
  await Promise.all(Array.from({ length: Math.min(most, list.length) }, run));
}
