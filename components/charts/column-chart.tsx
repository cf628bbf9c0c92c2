'use client';
import { labelled } from '@/lib/domain/insights/ticks';
import { ChartFrame, type Fact, type Scales } from './frame';
import { markerGroups, type ChartMarker } from './markers';
import { useRoving } from './roving';

/** A part of time: what is stacked in it, and a value of a line through all of them. Times in ms since the epoch. */
export interface ChartColumn {
  readonly from: number;
  readonly to: number;
  readonly stack: readonly {
    readonly look: 'new' | 'old' | 'bad' | 'bad-own';
    readonly value: number;
  }[];
  readonly line?: number | null | undefined;
  readonly title: string;
  readonly facts: readonly Fact[];
}

function Column({ column: c, s, shown }: { column: ChartColumn; s: Scales; shown: boolean }) {
  const [left, right] = [s.x(c.from), s.x(c.to)];
  const wide = Math.max(0.75, right - left - (right - left > 4 ? 1 : 0));
  const bars = c.stack.map((part, i) => {
    const below = c.stack.slice(0, i).reduce((sum, p) => sum + p.value, 0);
    return { ...part, top: s.y(below + part.value), bottom: s.y(below) };
  });
  return (
    <>
      <rect
        className={shown ? 'chart-hit is-shown' : 'chart-hit'}
        x={left}
        width={right - left}
        y={0}
        height={s.height}
      />
      {bars.map(
        (b) =>
          b.value > 0 && (
            <rect
              key={b.look}
              className={`chart-part is-${b.look}`}
              x={left}
              width={wide}
              y={b.top}
              height={Math.max(1, b.bottom - b.top)}
            />
          ),
      )}
    </>
  );
}

function Markers({ markers, s }: { markers: readonly ChartMarker[]; s: Scales }) {
  return markerGroups(markers, s.x, s.width).map(({ text, lines, x, anchor }) => (
    <g key={x} className="chart-marker" aria-hidden="true">
      {lines.map((at, i) => (
        <line key={i} x1={at} x2={at} y2={s.height} />
      ))}
      <text x={x} y={9} textAnchor={anchor}>
        {text}
      </text>
    </g>
  ));
}

/** Values part by part of time, stacked or as a line, with moments marked; one stop for Tab, arrow keys go on from there. */
export function ColumnChart({
  label,
  columns,
  markers,
  ticks,
  format,
  clock,
  tall,
}: {
  label: string;
  columns: readonly ChartColumn[];
  markers: readonly ChartMarker[];
  ticks: readonly number[];
  format: (value: number) => string;
  clock: (at: number) => string;
  tall: number;
}) {
  const [root, roving] = useRoving(columns.length);
  const shown = roving.shown === undefined ? undefined : columns[roving.shown];
  const [first, last] = [columns[0], columns.at(-1)];
  if (!first || !last) return null;
  const drawn = columns.filter((c) => c.line !== null && c.line !== undefined);
  return (
    <ChartFrame
      label={label}
      from={Math.min(first.from, ...markers.map((m) => m.at))}
      to={Math.max(last.to, ...markers.map((m) => m.at))}
      ticks={ticks}
      format={format}
      dates={(fit) =>
        labelled(columns.length, fit).flatMap((i) => {
          const c = columns[i];
          return c ? [{ at: c.from, text: clock(c.from) }] : [];
        })
      }
      tip={shown && { at: (shown.from + shown.to) / 2, title: shown.title, facts: shown.facts }}
      root={root}
      onKeyDown={roving.onKeyDown}
      onLeave={() => roving.hover(undefined)}
      hint="Arrow keys move from minute to minute."
      tall={tall}
    >
      {(s) => (
        <>
          {columns.map((c, i) => (
            <g
              key={c.from}
              className="chart-column"
              role="img"
              aria-label={`${c.title}: ${c.facts.map(([name, value]) => `${name} ${value}`).join(', ')}`}
              {...roving.item(i)}
              onPointerEnter={() => roving.hover(i)}
            >
              <Column column={c} s={s} shown={roving.shown === i} />
            </g>
          ))}
          {drawn.length > 0 && (
            <path
              className="chart-line"
              d={drawn
                .map((c, i) => `${i ? 'L' : 'M'}${s.x((c.from + c.to) / 2)} ${s.y(c.line ?? 0)}`)
                .join('')}
            />
          )}
          <Markers markers={markers} s={s} />
        </>
      )}
    </ChartFrame>
  );
}
