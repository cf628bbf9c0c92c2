'use client';
import { labelled } from '@/lib/domain/insights/ticks';
import { ChartFrame, type Fact } from '@/components/charts/frame';
import { useRoving } from '@/components/charts/roving';

/** One stretch of time and what happened in it. Times in ms since the epoch. */
export interface ChartBar {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  /** Of the value: what went wrong. */
  readonly bad?: number | undefined;
  /** The same stretch of the time before. */
  readonly before?: number | undefined;
  /** Its days, for the tooltip and for who cannot see it. */
  readonly title: string;
  /** What stands below it on the axis. */
  readonly date: string;
  readonly facts: readonly Fact[];
  readonly href: string;
  /** It is not over. */
  readonly isPartial: boolean;
}

const MOST = 32;

const words = (b: ChartBar): string =>
  `${b.title}: ${b.facts.map(([name, value]) => `${name} ${value}`).join(', ')}`;

/** Counts by day or by week, beside the time before; a bar opens what is behind it. */
export function BarChart({
  label,
  bars,
  ticks,
  format,
  chosen,
  onChoose,
}: {
  label: string;
  bars: readonly ChartBar[];
  ticks: readonly number[];
  format: (value: number) => string;
  /** The bar that is open, by its first moment. */
  chosen: number | undefined;
  onChoose: (from: number) => void;
}) {
  const [root, roving] = useRoving(bars.length);
  const shown = roving.shown === undefined ? undefined : bars[roving.shown];
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) return null;
  return (
    <ChartFrame
      label={label}
      from={first.from}
      to={last.to}
      ticks={ticks}
      format={format}
      dates={(fit) =>
        labelled(bars.length, fit).flatMap((i) => {
          const b = bars[i];
          return b ? [{ at: (b.from + b.to) / 2, text: b.date }] : [];
        })
      }
      tip={shown && { at: (shown.from + shown.to) / 2, title: shown.title, facts: shown.facts }}
      root={root}
      onKeyDown={roving.onKeyDown}
      onLeave={() => roving.hover(undefined)}
      hint="Arrow keys move from bar to bar. Enter lists what is behind one."
    >
      {({ x, y, height }) =>
        bars.map((b, i) => {
          const [left, right] = [x(b.from), x(b.to)];
          const wide = Math.min(MOST, (right - left) * 0.55);
          // The time before stands behind, and is seen on both sides.
          const rim = Math.min(6, (right - left) * 0.18);
          const at = (left + right - wide) / 2;
          const bad = b.bad ?? 0;
          return (
            <a
              key={b.from}
              href={b.href}
              className={`chart-bar${b.isPartial ? ' is-partial' : ''}${chosen === b.from ? ' is-chosen' : ''}`}
              aria-label={words(b)}
              aria-current={chosen === b.from ? 'true' : undefined}
              {...roving.item(i)}
              onPointerEnter={() => roving.hover(i)}
              onClick={(e) => {
                if (e.metaKey || e.ctrlKey || e.shiftKey) return;
                e.preventDefault();
                onChoose(b.from);
              }}
            >
              <rect className="chart-hit" x={left} width={right - left} y={0} height={height} />
              {b.before !== undefined && b.before > 0 && (
                <rect
                  className="chart-before"
                  x={at - rim}
                  width={wide + 2 * rim}
                  y={y(b.before)}
                  height={height - y(b.before)}
                />
              )}
              {b.value > bad && (
                <rect
                  className="chart-fill"
                  x={at}
                  width={wide}
                  y={y(b.value)}
                  height={y(bad) - y(b.value)}
                />
              )}
              {bad > 0 && (
                <rect
                  className="chart-fill is-bad"
                  x={at}
                  width={wide}
                  y={y(bad)}
                  height={height - y(bad)}
                />
              )}
            </a>
          );
        })
      }
    </ChartFrame>
  );
}
