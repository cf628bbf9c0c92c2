const HEIGHT = 24;
const STEP = 10;
/** A lone value is a short dash: a line of no length is not drawn. */
const DASH = 2;
const PADDING = 1.5;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Values that follow each other without a gap, as points of a drawing. */
function runsOf(values: readonly (number | undefined)[]): Point[][] {
  const known = values.filter((v) => v !== undefined);
  const least = Math.min(0, ...known);
  const range = Math.max(...known) - least || 1;
  const runs: Point[][] = [];
  for (const [i, value] of values.entries()) {
    if (value === undefined) continue;
    const y = PADDING + (1 - (value - least) / range) * (HEIGHT - 2 * PADDING);
    const point = { x: i * STEP, y };
    const last = values[i - 1] === undefined ? undefined : runs.at(-1);
    if (last) last.push(point);
    else runs.push([point]);
  }
  return runs;
}

function pathOf(run: readonly Point[]): string {
  const [first, ...rest] = run;
  if (!first) return '';
  if (!rest.length) return `M${first.x - DASH} ${first.y}h${2 * DASH}`;
  return `M${run.map(({ x, y }) => `${x} ${y.toFixed(2)}`).join('L')}`;
}

/**
 * How a value went, without axes: part by part, oldest first. A part without a value is a gap, not
 * a nought. `label` says in words what the drawing shows.
 */
export function Sparkline({
  values,
  label,
}: {
  readonly values: readonly (number | undefined)[];
  readonly label: string;
}) {
  const width = Math.max(1, values.length - 1) * STEP;
  return (
    <svg
      className="sparkline"
      viewBox={`${-DASH} 0 ${width + 2 * DASH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={runsOf(values).map(pathOf).join('')} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
