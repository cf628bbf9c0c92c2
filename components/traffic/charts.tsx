'use client';
import { useZone } from '@/lib/client/zone';
import { countTicks, durationTicks } from '@/lib/domain/insights/ticks';
import { trafficParts, trafficWords, type TrafficPart } from '@/lib/domain/traffic/columns';
import type { TrafficMetrics } from '@/lib/domain/traffic/metrics';
import type { TrafficStep } from '@/lib/domain/deployments/traffic-share';
import { ChartCard, Legend, type ChartTable, type LegendKey } from '@/components/charts/card';
import { Panel } from '@/components/ui/panel';
import { ColumnChart, type ChartColumn } from '@/components/charts/column-chart';
import type { ChartMarker } from '@/components/charts/markers';

const count = (n: number | null): string =>
  n === null ? 'not known' : Math.round(n).toLocaleString('en');
const milliseconds = (n: number | null): string =>
  n === null ? 'not known' : n < 1000 ? `${Math.round(n)} ms` : `${(n / 1000).toFixed(1)} s`;

interface Names {
  readonly before: string;
  readonly after: string;
}

function tableOf(
  file: string,
  parts: readonly TrafficPart[],
  names: Names | undefined,
  moment: (at: number) => string,
): ChartTable {
  const shares = names ? [`To ${names.after}`, `To ${names.before}`] : [];
  return {
    file,
    head: ['From', 'Requests', ...shares, '5xx of targets', '5xx of the balancer', 'p90'],
    rows: parts.map((p) => [
      moment(p.from),
      count(p.requests),
      ...(names ? [count(p.toNew), count((p.requests ?? 0) - p.toNew)] : []),
      count(p.errors),
      count(p.balancerErrors),
      milliseconds(p.responseMs),
    ]),
    csv: {
      head: ['From', 'Requests', ...shares, '5xx of targets', '5xx of the balancer', 'p90 in ms'],
      rows: parts.map((p) => [
        new Date(p.from).toISOString(),
        p.requests ?? undefined,
        ...(names ? [Math.round(p.toNew), Math.round((p.requests ?? 0) - p.toNew)] : []),
        p.errors,
        p.balancerErrors,
        p.responseMs === null ? undefined : Math.round(p.responseMs),
      ]),
    },
  };
}

const HOW = [
  'Requests, 5xx and response times are those that CloudWatch has of the target groups (AWS/ApplicationELB), minute by minute.',
  "A load balancer does not count requests by instance. Each instance in traffic gets the same share, so requests are shared by how many of the old and the new were in it, which CodeDeploy's events tell.",
  'The response time is the one that 90 of 100 requests stay below.',
];

/** What is marked in the charts, and when it was to the second. */
function Events({
  markers,
  clock,
}: {
  markers: readonly ChartMarker[];
  clock: (at: number) => string;
}) {
  if (!markers.length) return null;
  return (
    <ol className="chart-events" aria-label="Marked in the charts">
      {markers.map(({ at, text }) => (
        <li key={text}>
          <b>{clock(at)}</b> {text}
        </li>
      ))}
    </ol>
  );
}

/** Requests, errors and response times, one below the other on the same axis of time. */
export default function TrafficCharts({
  title,
  metrics,
  steps,
  names,
  markers,
  file,
}: {
  title: string;
  metrics: TrafficMetrics;
  /** Who was in traffic over time; without it requests are not shared. */
  steps: readonly TrafficStep[] | undefined;
  names: Names | undefined;
  markers: readonly ChartMarker[];
  file: string;
}) {
  const { clock: exact, moment } = useZone();
  // Whole minutes.
  const clock = (at: number): string => exact(at).slice(0, 5);
  const parts = trafficParts(metrics, steps);
  if (!parts.some((p) => p.requests))
    return (
      <Panel title={title}>
        <p className="text-muted">{trafficWords(parts)}</p>
      </Panel>
    );
  const shared = steps && names ? names : undefined;
  const base = (p: TrafficPart): Pick<ChartColumn, 'from' | 'to' | 'title'> => ({
    from: p.from,
    to: p.to,
    title: clock(p.from),
  });
  const requests = parts.map((p): ChartColumn => ({
    ...base(p),
    stack: [
      { look: 'new', value: p.toNew },
      { look: 'old', value: (p.requests ?? 0) - p.toNew },
    ],
    facts: [
      ['requests', count(p.requests)],
      ...(shared
        ? ([
            [shared.after, count(p.toNew)],
            [shared.before, count((p.requests ?? 0) - p.toNew)],
          ] as const)
        : []),
    ],
  }));
  const errors = parts.map((p): ChartColumn => ({
    ...base(p),
    stack: [
      { look: 'bad', value: p.errors },
      { look: 'bad-own', value: p.balancerErrors },
    ],
    facts: [
      ['5xx of targets', count(p.errors)],
      ['5xx of the balancer', count(p.balancerErrors)],
    ],
  }));
  const times = parts.map((p): ChartColumn => ({
    ...base(p),
    stack: [],
    line: p.responseMs,
    facts: [['p90', milliseconds(p.responseMs)]],
  }));
  const most = (columns: readonly ChartColumn[]): number =>
    Math.max(0, ...columns.map((c) => c.stack.reduce((sum, s) => sum + s.value, 0)));
  const hasTimes = parts.some((p) => p.responseMs !== null);
  const slowest = Math.max(1, ...parts.map((p) => p.responseMs ?? 0));
  const legend: readonly (readonly [LegendKey, string])[] = [
    ['bar', shared ? `To ${shared.after}` : 'Requests'],
    ...(shared ? ([['old', `To ${shared.before}`]] as const) : []),
    ['bad', '5xx of targets'],
    ['bad-own', '5xx of the load balancer'],
    ...(hasTimes ? ([['line', 'Response time, p90']] as const) : []),
  ];
  return (
    <ChartCard
      title={title}
      aside={trafficWords(parts)}
      table={tableOf(file, parts, shared, moment)}
      how={HOW}
    >
      <ColumnChart
        label="Requests"
        columns={requests}
        markers={markers}
        ticks={countTicks(most(requests))}
        format={count}
        clock={clock}
        tall={168}
      />
      <ColumnChart
        label="Answers 5xx"
        columns={errors}
        markers={markers}
        ticks={countTicks(most(errors), 2)}
        format={count}
        clock={clock}
        tall={88}
      />
      {hasTimes && (
        <ColumnChart
          label="Response time"
          columns={times}
          markers={markers}
          ticks={durationTicks(slowest, 2)}
          format={(n) => (n === 0 ? '0' : milliseconds(n))}
          clock={clock}
          tall={104}
        />
      )}
      <Legend keys={legend} />
      <Events markers={markers} clock={exact} />
    </ChartCard>
  );
}
