'use client';
import Link from 'next/link';
import { LinePath } from '@visx/shape';
import { ChartFrame, type Fact, type Scales } from '@/components/charts/frame';
import { useRoving } from '@/components/charts/roving';

/** One run, at the moment it began or ended (ms since the epoch). */
export interface ChartPoint {
  readonly key: string;
  readonly at: number;
  readonly value: number;
  readonly isBad: boolean;
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly href: string;
}

/** A value of the whole period, drawn across it. */
export interface ChartLevel {
  readonly kind: 'p90' | 'before';
  readonly value: number;
}

const RADIUS = 3.5;
const HIT = 9;
/** How far from a point the pointer may be. */
const NEAR = 28;

const words = (p: ChartPoint): string =>
  `${p.title}: ${p.facts.map(([name, value]) => `${name} ${value}`).join(', ')}`;

function nearest(points: readonly ChartPoint[], s: Scales, px: number, py: number) {
  let best: number | undefined;
  let least = NEAR * NEAR;
  for (const [i, p] of points.entries()) {
    const distance = (s.x(p.at) - px) ** 2 + (s.y(p.value) - py) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

/** What went wrong has another shape, not only another colour. */
function Mark({ point: p, s, isShown }: { point: ChartPoint; s: Scales; isShown: boolean }) {
  const [x, y] = [s.x(p.at), s.y(p.value)];
  const r = isShown ? RADIUS + 1.5 : RADIUS;
  return (
    <>
      <circle className="chart-hit" cx={x} cy={y} r={HIT} />
      {p.isBad ? (
        <path
          className="chart-mark is-bad"
          d={`M${x} ${y - r - 1}L${x + r + 1} ${y}L${x} ${y + r + 1}L${x - r - 1} ${y}Z`}
        />
      ) : (
        <circle className="chart-mark" cx={x} cy={y} r={r} />
      )}
    </>
  );
}

/** Runs one by one, each a link to itself, with a line through them and levels of the whole period. */
export function PointChart({
  label,
  points,
  line,
  levels,
  from,
  to,
  ticks,
  format,
  dates,
}: {
  label: string;
  points: readonly ChartPoint[];
  line: readonly { readonly at: number; readonly value: number }[];
  levels: readonly ChartLevel[];
  from: number;
  to: number;
  ticks: readonly number[];
  format: (value: number) => string;
  dates: (fit: number) => readonly { readonly at: number; readonly text: string }[];
}) {
  const [root, roving] = useRoving(points.length);
  const shown = roving.shown === undefined ? undefined : points[roving.shown];
  return (
    <ChartFrame
      label={label}
      from={from}
      to={to}
      ticks={ticks}
      format={format}
      dates={dates}
      tip={shown && { at: shown.at, title: shown.title, facts: shown.facts }}
      root={root}
      onKeyDown={roving.onKeyDown}
      onLeave={() => roving.hover(undefined)}
      hint="Arrow keys move from point to point. Enter opens one."
    >
      {(s) => (
        <>
          <rect
            className="chart-hit"
            width={s.width}
            height={s.height}
            onPointerMove={(e) => {
              const box = e.currentTarget.getBoundingClientRect();
              roving.hover(nearest(points, s, e.clientX - box.left, e.clientY - box.top));
            }}
          />
          {levels.map(({ kind, value }) => (
            <line
              key={kind}
              className={`chart-level is-${kind}`}
              x2={s.width}
              y1={s.y(value)}
              y2={s.y(value)}
            />
          ))}
          {line.length > 1 && (
            <LinePath
              className="chart-line"
              data={[...line]}
              x={(d) => s.x(d.at)}
              y={(d) => s.y(d.value)}
            />
          )}
          {points.map((p, i) => (
            <Link
              key={p.key}
              href={p.href}
              prefetch={false}
              className="chart-point"
              aria-label={words(p)}
              {...roving.item(i)}
              onPointerEnter={() => roving.hover(i)}
            >
              <Mark point={p} s={s} isShown={roving.shown === i} />
            </Link>
          ))}
        </>
      )}
    </ChartFrame>
  );
}
