/** A moment that is marked across a chart. */
export interface ChartMarker {
  readonly at: number;
  readonly text: string;
}

/** Moments that share one label: too close together for one each. */
export interface MarkerGroup {
  readonly text: string;
  /** Where its lines are, from the left. */
  readonly lines: readonly number[];
  /** Where its label begins or, near the right edge, ends. */
  readonly x: number;
  readonly anchor: 'start' | 'end';
}

/** A letter of a label, at most as wide as this on average; and its distance to its line. */
const LETTER = 6.2;
const GAP = 4;
/** Free between two labels. */
const BETWEEN = 6;

const labelOf = (markers: readonly ChartMarker[]): string =>
  markers.length === 1 ? (markers[0]?.text ?? '') : `${markers.length} events`;

function groupOf(
  markers: readonly ChartMarker[],
  x: (at: number) => number,
  width: number,
): MarkerGroup & { readonly left: number; readonly right: number } {
  const text = labelOf(markers);
  const wide = text.length * LETTER;
  const lines = markers.map((m) => Math.min(width, Math.max(0, x(m.at))));
  const [first = 0, last = 0] = [lines[0], lines.at(-1)];
  if (last + GAP + wide <= width)
    return { text, lines, x: last + GAP, anchor: 'start', left: first, right: last + GAP + wide };
  const end = first - GAP;
  return { text, lines, x: end, anchor: 'end', left: end - wide, right: last };
}

/** The markers with labels that do not touch: those that would are collected under one, which says how many they are. */
export function markerGroups(
  markers: readonly ChartMarker[],
  x: (at: number) => number,
  width: number,
): readonly MarkerGroup[] {
  let parts = [...markers].sort((a, b) => a.at - b.at).map((m) => [m]);
  for (;;) {
    const groups = parts.map((part) => groupOf(part, x, width));
    const close = groups.findIndex((g, i) => {
      const next = groups[i + 1];
      return next !== undefined && next.left - g.right < BETWEEN;
    });
    if (close < 0)
      return groups.map(({ text, lines, x: at, anchor }) => ({ text, lines, x: at, anchor }));
    parts = parts.flatMap((part, i) => {
      if (i === close) return [[...part, ...(parts[i + 1] ?? [])]];
      return i === close + 1 ? [] : [part];
    });
  }
}
