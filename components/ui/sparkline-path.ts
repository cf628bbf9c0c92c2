export const SPARK = { height: 24, step: 10, dash: 2 } as const;
const PADDING = 1.5;

type Values = readonly (number | undefined)[];

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Values that follow each other without a gap, as points of a drawing. */
function runsOf(values: Values): Point[][] {
  const known = values.filter((v) => v !== undefined);
  const least = Math.min(0, ...known);
  const range = Math.max(...known) - least || 1;
  const runs: Point[][] = [];
  for (const [i, value] of values.entries()) {
    if (value === undefined) continue;
    const y = PADDING + (1 - (value - least) / range) * (SPARK.height - 2 * PADDING);
    const point = { x: i * SPARK.step, y };
    const last = values[i - 1] === undefined ? undefined : runs.at(-1);
    if (last) last.push(point);
    else runs.push([point]);
  }
  return runs;
}

/** A lone value is a short dash: a line of no length is not drawn. */
function pathOf(run: readonly Point[]): string {
  const [first, ...rest] = run;
  if (!first) return '';
  if (!rest.length) return `M${first.x - SPARK.dash} ${first.y}h${2 * SPARK.dash}`;
  return `M${run.map(({ x, y }) => `${x} ${y.toFixed(2)}`).join('L')}`;
}

/** The line of a sparkline, from nought or the least value up; where there is no value it has a gap. */
export const sparklinePath = (values: Values): string => runsOf(values).map(pathOf).join('');

export const sparklineWidth = (values: Values): number =>
  Math.max(1, values.length - 1) * SPARK.step;
