/** A time during which something worked, in ms. */
export interface Busy {
  readonly from: number;
  readonly to: number;
}
/** A long wait, drawn shorter than it was; `x` and `width` are shares of the whole, 0 to 1. */
export interface Break {
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly width: number;
}
export interface Axis {
  readonly x: (at: number) => number;
  readonly breaks: readonly Break[];
  readonly ticks: readonly { readonly at: number; readonly x: number }[];
}

const LEAST_BREAK = 60_000;
const SHARE = 0.12;
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
].map((s) => s * 1000);

function merged(busy: readonly Busy[]): Busy[] {
  const all: { from: number; to: number }[] = [];
  for (const b of [...busy].sort((p, q) => p.from - q.from)) {
    const last = all.at(-1);
    if (last && b.from <= last.to) last.to = Math.max(last.to, b.to);
    else all.push({ ...b });
  }
  return all;
}

/**
 * A time axis on which work can be seen beside waiting: of a run that worked nine minutes and waited three hours for a
 * person, the wait takes an eighth of the width. A gap is shortened when it is longer than all the work and than a minute.
 */
export function axisOf(from: number, to: number, busy: readonly Busy[], ticks = 7): Axis {
  const end = Math.max(to, from + 1000);
  const work = merged(busy.filter((b) => b.to > b.from));
  const worked = Math.max(
    1000,
    work.reduce((n, b) => n + b.to - b.from, 0),
  );
  const gaps: Busy[] = [];
  let cursor = from;
  // Where nothing worked at all there is nothing to make room for.
  for (const b of work.length ? [...work, { from: end, to: end }] : []) {
    if (b.from - cursor > Math.max(LEAST_BREAK, worked)) gaps.push({ from: cursor, to: b.from });
    cursor = Math.max(cursor, b.to);
  }
  const cut = gaps.reduce((n, g) => n + g.to - g.from, 0);
  const rest = end - from - cut;
  const each = gaps.length ? (rest * SHARE) / Math.max(0.2, 1 - SHARE * gaps.length) : 0;
  const total = rest + each * gaps.length;
  const x = (at: number): number => {
    const t = Math.min(Math.max(at, from), end);
    let drawn = t - from;
    for (const g of gaps) {
      if (t >= g.to) drawn += each - (g.to - g.from);
      else if (t > g.from) drawn += ((t - g.from) / (g.to - g.from)) * each - (t - g.from);
    }
    return drawn / total;
  };
  const step = STEPS.find((s) => rest / s <= ticks) ?? STEPS.at(-1) ?? 1;
  const marks: { at: number; x: number }[] = [];
  for (let at = from; at <= end && marks.length < 60; at += step) {
    // In a shortened wait there is no room for marks; behind it they go on where the clock is.
    const gap = gaps.find((g) => at > g.from && at < g.to);
    if (gap) at += Math.max(0, Math.floor((gap.to - at) / step)) * step;
    else marks.push({ at, x: x(at) });
  }
  return {
    x,
    breaks: gaps.map((g) => ({ ...g, x: x(g.from), width: x(g.to) - x(g.from) })),
    ticks: marks,
  };
}
