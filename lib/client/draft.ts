/** What is being typed over what was read, field by field. */
export interface Draft<T> {
  /** What the typing began from. */
  readonly base: T;
  readonly typed: T;
  /** Fields typed in that somebody else has changed meanwhile, to something else. */
  readonly contested: readonly (keyof T)[];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const fields = <T extends object>(of: T): (keyof T)[] => Object.keys(of) as (keyof T)[];

/** Nothing typed yet. */
export const draftOf = <T>(read: T): Draft<T> => ({ base: read, typed: read, contested: [] });

/** After a newer read: a field that nobody typed in follows it, a typed one stays, and where both changed it is contested. */
export function follow<T extends object>({ base, typed, contested }: Draft<T>, read: T): Draft<T> {
  const mine = (key: keyof T): boolean => !same(typed[key], base[key]);
  const merged = Object.fromEntries(
    fields(read).map((key) => [key, mine(key) ? typed[key] : read[key]]),
  ) as T;
  return {
    base: read,
    typed: merged,
    contested: fields(read).filter(
      (key) =>
        mine(key) &&
        !same(typed[key], read[key]) &&
        (contested.includes(key) || !same(read[key], base[key])),
    ),
  };
}

/** What was sent is saved: it is no longer typed; what has been typed since is. */
export const settle = <T extends object>(draft: Draft<T>, sent: T): Draft<T> => ({
  ...follow(draft, sent),
  contested: [],
});

export const isTyped = <T>({ base, typed }: Draft<T>): boolean => !same(base, typed);
