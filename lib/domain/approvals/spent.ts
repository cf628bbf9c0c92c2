/** One stretch of an execution: a person was asked in it, or a machine worked. Times in ms since the epoch. */
export interface Act {
  readonly from: number;
  /** Unset while it goes on. */ readonly to?: number | undefined;
  /** An approval: nobody's machine works while it waits. */ readonly person: boolean;
}

/** Time in which a machine worked, kept apart from time spent waiting. In ms; `since` in ms since the epoch. */
export interface Spent {
  readonly from: number;
  /** Unset while it goes on. */ readonly to?: number | undefined;
  readonly worked: number;
  /** Work that goes on, and is not in `worked` yet, began then. */
  readonly workingSince?: number | undefined;
}

/** How much of a stretch was work: acts beside each other count once. */
export function spentOf(acts: readonly Act[], from: number, to: number | undefined): Spent {
  const work = acts.filter((a) => !a.person).sort((a, b) => a.from - b.from);
  const open = to === undefined ? work.filter((a) => a.to === undefined) : [];
  const workingSince = open.length ? Math.min(...open.map((a) => a.from)) : undefined;
  let worked = 0;
  let counted = from;
  for (const a of work) {
    const end = Math.min(a.to ?? to ?? a.from, workingSince ?? Infinity);
    worked += Math.max(0, end - Math.max(a.from, counted));
    counted = Math.max(counted, end);
  }
  return { from, to, worked, workingSince };
}

/** Both at a moment: what is left of the whole when the work is taken away is waiting. */
export function spentAt(
  s: Spent,
  now: number,
): { readonly worked: number; readonly waited: number } {
  const worked = s.worked + (s.workingSince === undefined ? 0 : Math.max(0, now - s.workingSince));
  return { worked, waited: Math.max(0, (s.to ?? Math.max(now, s.from)) - s.from - worked) };
}

/** Less is what a pipeline needs to go from one action to the next. */
export const LEAST_WAIT_MS = 10_000;
