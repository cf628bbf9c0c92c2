'use client';
import { useAddressState } from '@/lib/client/address-state';
import type { DurationPoint, DurationSeries } from '@/lib/domain/insights/durations';
import type { Period } from '@/lib/domain/insights/period';
import { ENOUGH, median, type Summary } from '@/lib/domain/insights/statistics';
import { durationTicks, RUNNING, runningMedian } from '@/lib/domain/insights/ticks';
import { duration } from '@/lib/domain/time';
import { ChartCard, Legend, type ChartTable, type LegendKey } from '@/components/charts/card';
import { Csv } from '@/components/charts/csv';
import { PointChart, type ChartLevel } from './point-chart';
import { axisDates, isoText, secondsOf, useDates, type Dates, durationTick } from './dates';
import { Sparkbars } from './metric';

const shown = (ms: number | undefined): string => (ms === undefined ? '–' : duration(ms));

/** How a median compares with that of the time before; nothing is claimed of a handful of runs. */
function changeWords(now: Summary, before: Summary | undefined): string {
  if (!before || before.median === undefined || now.median === undefined) return '–';
  const was = duration(before.median);
  if (now.n < ENOUGH || before.n < ENOUGH || before.median === 0) return was;
  const percent = Math.round((now.median / before.median - 1) * 100);
  if (percent === 0) return `${was} (same)`;
  return `${was} (now ${Math.abs(percent)} % ${percent > 0 ? 'longer' : 'shorter'})`;
}

const nameOf = (s: DurationSeries): string => (s.of ? `${s.of}, ${s.name}` : s.name);

function tableOf(s: DurationSeries, what: string, dates: Dates): ChartTable {
  const points = [...s.points].reverse();
  return {
    file: `starboard-${what}-${nameOf(s).replace(/[^\w-]+/g, '-')}`,
    head: ['Started', 'Run', 'Duration', 'Result'],
    rows: points.map((p) => [
      dates.moment(p.at),
      p.label,
      duration(p.ms),
      p.good ? 'succeeded' : 'failed',
    ]),
    csv: {
      head: ['Started', 'Run', 'Id', 'Duration (s)', 'Result'],
      rows: points.map((p) => [
        isoText(p.at),
        p.label,
        p.id,
        secondsOf(p.ms),
        p.good ? 'succeeded' : 'failed',
      ]),
    },
  };
}

/** One series over the period; a point opens the run. */
function Drawn({
  series: s,
  period,
  what,
  hrefOf,
  how,
}: {
  series: DurationSeries;
  period: Period;
  what: string;
  hrefOf: (s: DurationSeries, p: DurationPoint) => string;
  how: readonly string[];
}) {
  const dates = useDates();
  const good = s.points.filter((p) => p.good).map((p) => ({ at: p.at, value: p.ms }));
  const line = runningMedian(good, median, ENOUGH);
  const before = s.before && s.before.n >= ENOUGH ? s.before.median : undefined;
  const levels: ChartLevel[] = [
    ...(s.took.p90 === undefined ? [] : [{ kind: 'p90' as const, value: s.took.p90 }]),
    ...(before === undefined ? [] : [{ kind: 'before' as const, value: before }]),
  ];
  const keys: (readonly [LegendKey, string])[] = [
    ['point', 'Succeeded'],
    ...(s.failed ? [['bad-point', 'Failed'] as const] : []),
    ...(line.length > 1 ? [['line', `Rolling median, ${RUNNING} runs`] as const] : []),
    ...(s.took.p90 === undefined ? [] : [['p90', '90th percentile'] as const]),
    ...(before === undefined ? [] : [['level', 'Median before'] as const]),
  ];
  const few = s.took.n < ENOUGH ? `. ${s.took.n} succeeded: too few for a trend` : '';
  const left = s.left ? `. The newest ${s.points.length} of ${s.runs} are drawn` : '';
  const p90 = s.took.p90 === undefined ? '' : `, 90th percentile ${duration(s.took.p90)}`;
  return (
    <ChartCard
      title={`${what === 'stage' ? 'Stage' : 'Build'} duration: ${nameOf(s)}`}
      aside={`Median ${shown(s.took.median)}${p90}${few}${left}`}
      table={tableOf(s, what, dates)}
      how={how}
    >
      <PointChart
        label={`Duration of ${nameOf(s)}`}
        from={period.from}
        to={period.parts.at(-1)?.to ?? period.to}
        ticks={durationTicks(
          Math.max(1, ...s.points.map((p) => p.ms), ...levels.map((l) => l.value)),
        )}
        format={durationTick}
        dates={axisDates(period, dates)}
        line={line}
        levels={levels}
        points={s.points.map((p) => ({
          key: `${p.id} ${p.at}`,
          at: p.at,
          value: p.ms,
          isBad: !p.good,
          title: `${nameOf(s)} ${p.label}`,
          facts: [
            ['Duration', duration(p.ms)],
            ['Result', p.good ? 'succeeded' : 'failed'],
            ['Started', dates.moment(p.at)],
          ],
          href: hrefOf(s, p),
        }))}
      />
      <Legend keys={keys} />
    </ChartCard>
  );
}

/** How long things take: one of them drawn run by run, all of them in a table to choose from. */
export function Durations({
  title,
  what,
  series,
  period,
  hrefOf,
  how,
}: {
  title: string;
  /** What a series is of, and its name in the address. */
  what: 'stage' | 'project';
  series: readonly DurationSeries[];
  period: Period;
  hrefOf: (s: DurationSeries, p: DurationPoint) => string;
  how: readonly string[];
}) {
  const [wanted, setWanted] = useAddressState(what);
  const chosen = series.find((s) => nameOf(s) === wanted) ?? series[0];
  if (!chosen) return null;
  const head = what === 'stage' ? 'Stage' : 'Build project';
  return (
    <>
      <Drawn series={chosen} period={period} what={what} hrefOf={hrefOf} how={how} />
      <section className="card mb-4" aria-label={title}>
        <header className="card-head">
          <h2>{title}</h2>
          <Csv
            file={`starboard-${what}-durations`}
            head={[
              head,
              'Runs',
              'Failed',
              'Median (s)',
              '90th percentile (s)',
              'Median before (s)',
            ]}
            rows={series.map((s) => [
              nameOf(s),
              s.runs,
              s.failed,
              secondsOf(s.took.median),
              secondsOf(s.took.p90),
              secondsOf(s.before?.median),
            ])}
          />
        </header>
        <div className="figures-box">
          <table className="figures">
            <thead>
              <tr>
                <th scope="col">{head}</th>
                <th scope="col" className="num">
                  Runs
                </th>
                <th scope="col" className="num">
                  Failed
                </th>
                <th scope="col" className="num">
                  Median
                </th>
                <th scope="col" className="num">
                  90th percentile
                </th>
                <th scope="col" className="num phone-off">
                  Median before
                </th>
                <th scope="col" className="phone-off">
                  Trend
                </th>
              </tr>
            </thead>
            <tbody>
              {series.map((s) => (
                <tr key={s.key} className={s === chosen ? 'is-chosen' : undefined}>
                  <td>
                    <button
                      type="button"
                      className="link"
                      aria-pressed={s === chosen}
                      onClick={() => setWanted(nameOf(s))}
                    >
                      {s.of ?? s.name}
                    </button>
                    {s.of && <span className="text-muted"> {s.name}</span>}
                  </td>
                  <td className="num">{s.runs}</td>
                  <td className="num">{s.failed}</td>
                  <td className="num">{shown(s.took.median)}</td>
                  <td className="num">{shown(s.took.p90)}</td>
                  <td className="num phone-off text-muted">{changeWords(s.took, s.before)}</td>
                  <td className="trend-cell phone-off">
                    <Sparkbars parts={s.parts.map((p) => ({ from: p.from, value: p.median }))} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}
