'use client';
import { AxisBottom, AxisLeft } from '@visx/axis';
import { GridRows } from '@visx/grid';
import { scaleLinear, scaleUtc } from '@visx/scale';
import { useId, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useWidth } from '@/lib/client/width';

const HEIGHT = 232;
const MARGIN = { top: 12, right: 22, bottom: 26, left: 60 };
/** Until the element was measured, and where nothing measures it. */
const FIRST_WIDTH = 960;
const LABEL_WIDTH = 68;
const TICK = { className: 'chart-tick' } as const;

/** A line of a tooltip: what, and how much. */
export type Fact = readonly [name: string, value: string];

export interface Scales {
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  readonly width: number;
  readonly height: number;
}

export interface Tip {
  readonly at: number;
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** What a person points at, in words; it stands beside the place, and never under the pointer. */
function Tooltip({ tip, x, width }: { tip: Tip; x: number; width: number }) {
  const isRight = x > width / 2;
  return (
    <div
      className="chart-tip"
      aria-hidden="true"
      style={isRight ? { right: width - x + 10 } : { left: x + 10 }}
    >
      <b>{tip.title}</b>
      <dl>
        {tip.facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

interface Props {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** Lines of the axis of values; the last one is the top. */
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  /** Where a date is written, given how many fit. */
  readonly dates: (fit: number) => readonly { readonly at: number; readonly text: string }[];
  readonly tip: Tip | undefined;
  readonly root: RefObject<SVGSVGElement | null>;
  readonly onKeyDown: (e: KeyboardEvent) => void;
  readonly onLeave: () => void;
  /** How one moves in it and opens something. */
  readonly hint: string;
  /** 232 px without it. */
  readonly tall?: number | undefined;
  readonly children: (scales: Scales) => ReactNode;
}

/** Axes, a grid and a tooltip around what `children` draw, as wide as there is room. */
export function ChartFrame({
  label,
  from,
  to,
  ticks,
  format,
  dates: datesFor,
  tip,
  root,
  onKeyDown,
  onLeave,
  hint: hintText,
  tall = HEIGHT,
  children,
}: Props) {
  const box = useRef<HTMLDivElement>(null);
  const hint = useId();
  const width = useWidth(box) ?? FIRST_WIDTH;
  const inner = Math.max(40, width - MARGIN.left - MARGIN.right);
  const height = tall - MARGIN.top - MARGIN.bottom;
  const x = scaleUtc({ domain: [from, to], range: [0, inner] });
  const y = scaleLinear({ domain: [0, ticks.at(-1) ?? 1], range: [height, 0] });
  const dates = datesFor(Math.floor(inner / LABEL_WIDTH));
  const textOf = new Map(dates.map((d) => [d.at, d.text]));
  return (
    <div className="chart" ref={box} style={{ minHeight: tall }}>
      <svg
        ref={root}
        width="100%"
        height={tall}
        role="group"
        aria-label={label}
        aria-describedby={hint}
        onKeyDown={onKeyDown}
        onPointerLeave={onLeave}
      >
        <g transform={`translate(${MARGIN.left},${MARGIN.top})`}>
          <g aria-hidden="true">
            <GridRows
              scale={y}
              width={inner}
              tickValues={[...ticks]}
              className="chart-grid"
              stroke="var(--line)"
            />
            <AxisLeft
              scale={y}
              tickValues={[...ticks]}
              tickFormat={(v) => format(Number(v))}
              hideAxisLine
              hideTicks
              tickLabelProps={{ ...TICK, dx: -2, dy: 4, textAnchor: 'end', fill: 'var(--fg-3)' }}
            />
            <AxisBottom
              scale={x}
              top={height}
              tickValues={dates.map((d) => new Date(d.at))}
              tickFormat={(v) => textOf.get(Number(v)) ?? ''}
              stroke="var(--line-2)"
              tickStroke="var(--line-2)"
              tickLength={4}
              tickLabelProps={{ ...TICK, dy: 2, textAnchor: 'middle', fill: 'var(--fg-3)' }}
            />
          </g>
          {children({ x, y, width: inner, height })}
        </g>
      </svg>
      <p id={hint} className="sr-only">
        {hintText}
      </p>
      {tip && <Tooltip tip={tip} x={MARGIN.left + x(tip.at)} width={width} />}
    </div>
  );
}
