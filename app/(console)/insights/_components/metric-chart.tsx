'use client';
import {
  behind,
  durationIn,
  wentWrong,
  type Change,
  type Insights,
  type Metric,
} from '@/lib/domain/insights/insights';
import { valueOf } from '@/lib/domain/insights/metric-value';
import { ENOUGH, median } from '@/lib/domain/insights/statistics';
import { countTicks, durationTicks, RUNNING, runningMedian } from '@/lib/domain/insights/ticks';
import { shortRevision } from '@/lib/domain/commits/revision';
import { duration } from '@/lib/domain/time';
import { routes } from '@/lib/routes';
import { BarChart } from './bar-chart';
import { ChartCard, Legend, type ChartTable, type LegendKey } from '@/components/charts/card';
import type { Fact } from '@/components/charts/frame';
import { PointChart, type ChartLevel } from './point-chart';
import {
  axisDates,
  hrefWith,
  isoText,
  secondsOf,
  useDates,
  type Dates,
  durationTick,
} from './dates';
import { ABOUT, counted, partialWords } from './metric-words';

const isBars = (m: Metric): boolean => m.key === 'frequency' || m.key === 'failures';

const nameOf = (c: Change): string =>
  c.revision?.sha
    ? `${c.pipeline} ${shortRevision(c.revision)}`
    : `${c.pipeline} ${c.execution.slice(0, 8)}`;

function barFacts(m: Metric, i: number): Fact[] {
  const part = m.parts[i];
  if (!part) return [];
  const before = m.partsBefore[i];
  const own: Fact[] =
    m.key === 'failures'
      ? [
          ['Changes', String(part.n)],
          ['Failed or rolled back', String(part.bad)],
        ]
      : [['Deployments', String(part.n)]];
  return before ? [...own, ['Before', String(before.n)]] : own;
}

function barTable(m: Metric, dates: Dates): ChartTable {
  const file = `starboard-${m.key}`;
  const isFailures = m.key === 'failures';
  const cells = m.parts.map((part, i): [string, number, number, number | undefined] => [
    dates.span(part),
    part.n,
    part.bad,
    m.partsBefore[i]?.n,
  ]);
  const rows = cells.map(([day, n, bad, before]) =>
    isFailures ? ([day, n, bad, before] as const) : ([day, n, before] as const),
  );
  const head = isFailures
    ? ['Days', 'Changes', 'Failed or rolled back', 'Changes before']
    : ['Days', 'Deployments', 'Deployments before'];
  return {
    file,
    head,
    rows: rows.map((row) => row.map((cell) => (cell === undefined ? '–' : String(cell)))),
    csv: { head, rows },
  };
}

function pointTable(m: Metric, changes: readonly Change[], dates: Dates): ChartTable {
  const what = m.key === 'lead' ? 'Lead time' : 'Time to restore';
  return {
    file: `starboard-${m.key}`,
    head: ['Deployed', 'Pipeline', 'Change', what],
    rows: changes.map((c) => [
      dates.moment(c.at),
      c.pipeline,
      c.revision?.sha ? shortRevision(c.revision) : c.execution.slice(0, 8),
      duration(durationIn(m.key, c) ?? 0),
    ]),
    csv: {
      head: ['Deployed', 'Pipeline', 'Execution', 'Revision', 'Message', `${what} (s)`],
      rows: changes.map((c) => [
        isoText(c.at),
        c.pipeline,
        c.execution,
        c.revision?.sha,
        c.revision?.message,
        secondsOf(durationIn(m.key, c)),
      ]),
    },
  };
}

/** A count for each day or week; a bar lists what is behind it. */
function Bars({
  data,
  metric: m,
  chosen,
  onChoose,
}: {
  data: Insights;
  metric: Metric;
  chosen: number | undefined;
  onChoose: (from: number) => void;
}) {
  const dates = useDates();
  const most = Math.max(...m.parts.map((p) => p.n), ...m.partsBefore.map((p) => p.n));
  const hasBefore = m.partsBefore.some((p) => p.n > 0);
  const isFailures = m.key === 'failures';
  const keys: (readonly [LegendKey, string])[] = [
    ['bar', isFailures ? 'Good changes' : 'Deployments'],
    ...(isFailures ? [['bad', 'Failed or rolled back'] as const] : []),
    ['partial', partialWords(data.period.step)],
    ...(hasBefore ? [['before', `${data.period.days} days before`] as const] : []),
  ];
  return (
    <>
      <BarChart
        label={`${ABOUT[m.key].title} by ${data.period.step === 1 ? 'day' : 'week'}`}
        ticks={countTicks(most)}
        format={String}
        chosen={chosen}
        onChoose={onChoose}
        bars={m.parts.map((part, i) => ({
          from: part.from,
          to: part.to,
          value: part.n,
          bad: part.bad,
          before: m.partsBefore[i]?.n,
          title: dates.span(part),
          date: dates.day(part.from),
          facts: barFacts(m, i),
          href: hrefWith('on', dates.key(part.from)),
          isPartial: part.to > data.period.to,
        }))}
      />
      <Legend keys={keys} />
    </>
  );
}

/** Each change by how long it took; a point opens its execution. */
function Points({ data, metric: m }: { data: Insights; metric: Metric }) {
  const dates = useDates();
  const changes = behind(m.key, data.changes).reverse();
  const points = changes.map((c) => ({ at: c.at, value: durationIn(m.key, c) ?? 0, change: c }));
  const line = runningMedian(points, median, ENOUGH);
  const levels: ChartLevel[] = [
    ...(m.p90 === undefined ? [] : [{ kind: 'p90' as const, value: m.p90 }]),
    ...(m.before?.value !== undefined && m.before.n >= ENOUGH
      ? [{ kind: 'before' as const, value: m.before.value }]
      : []),
  ];
  const keys: (readonly [LegendKey, string])[] = [
    ['point', m.key === 'lead' ? 'Deployment' : 'Failure that was restored'],
    ...(m.key === 'lead' && changes.some(wentWrong)
      ? [['bad-point', 'Rolled back later'] as const]
      : []),
    ...(line.length > 1 ? [['line', `Rolling median, ${RUNNING} changes`] as const] : []),
    ...levels.map(({ kind, value }) =>
      kind === 'p90'
        ? (['p90', `90th percentile, ${duration(value)}`] as const)
        : (['level', `Median before, ${duration(value)}`] as const),
    ),
  ];
  const most = Math.max(...points.map((p) => p.value), ...levels.map((l) => l.value), 1);
  return (
    <>
      <PointChart
        label={ABOUT[m.key].title}
        from={data.period.from}
        to={data.period.parts.at(-1)?.to ?? data.period.to}
        ticks={durationTicks(most)}
        format={durationTick}
        dates={axisDates(data.period, dates)}
        line={line}
        levels={levels}
        points={points.map(({ at, value, change: c }) => ({
          key: `${c.pipeline} ${c.execution}`,
          at,
          value,
          isBad: m.key === 'lead' && wentWrong(c),
          title: nameOf(c),
          facts: [
            [m.key === 'lead' ? 'Lead time' : 'Restored after', duration(value)],
            ['Deployed', dates.moment(at)],
            ...(c.outcome === 'deployed' ? [] : [['Outcome', c.outcome] as const]),
          ],
          href: routes.execution(c.pipeline, c.execution),
        }))}
      />
      <Legend keys={keys} />
    </>
  );
}

function asideOf(m: Metric): string {
  const all = [
    m.value === undefined || (m.key === 'frequency' && m.n === 0)
      ? ABOUT[m.key].none
      : [
          isBars(m) ? '' : 'Median ',
          valueOf(m.key, m.value),
          m.p90 === undefined ? '' : `, 90th percentile ${duration(m.p90)}`,
          `, ${counted(m.n, ABOUT[m.key].counts)}`,
        ].join(''),
    m.n > 0 && m.n < ENOUGH ? 'Too few for a trend' : '',
  ];
  return all.filter(Boolean).join('. ');
}

/** One of the four keys over the period. */
export function MetricChart({
  data,
  metric: m,
  chosen,
  onChoose,
}: {
  data: Insights;
  metric: Metric;
  chosen: number | undefined;
  onChoose: (from: number) => void;
}) {
  const dates = useDates();
  const { title, how } = ABOUT[m.key];
  const bars = isBars(m);
  const drawn = bars ? (
    <Bars data={data} metric={m} chosen={chosen} onChoose={onChoose} />
  ) : (
    <Points data={data} metric={m} />
  );
  return (
    <ChartCard
      title={title}
      aside={asideOf(m)}
      how={how}
      table={bars ? barTable(m, dates) : pointTable(m, behind(m.key, data.changes), dates)}
    >
      {m.n === 0 ? <p className="chart-none">{ABOUT[m.key].none} in this period.</p> : drawn}
    </ChartCard>
  );
}
