'use client';
import Link from 'next/link';
import type { BuildMinutes } from '@/lib/domain/insights/builds';
import type { DurationSeries } from '@/lib/domain/insights/durations';
import { isIn, type Period } from '@/lib/domain/insights/period';
import { countTicks } from '@/lib/domain/insights/ticks';
import { duration } from '@/lib/domain/time';
import { routes } from '@/lib/routes';
import { useAddressState } from '@/lib/client/address-state';
import { RelativeTime } from '@/components/ui/time';
import { BarChart } from './bar-chart';
import { ChartCard, Legend } from '@/components/charts/card';
import { Csv } from '@/components/charts/csv';
import { hrefWith, useDates } from './dates';
import { counted, partialWords } from './metric-words';

const HOW = [
  'AWS bills each build from its submission to its end, rounded up to the minute, at a price for its compute type. A build of 61 seconds is two minutes.',
  'Lambda compute is billed by the second. Builds on a reserved fleet are billed with the fleet, so they count no minutes here.',
  'Free minutes are not taken off. Commands actions of a pipeline are counted only where CodeBuild lists their builds.',
];

const minutesText = (n: number): string =>
  Number.isInteger(n) ? n.toLocaleString('en') : n.toFixed(1);

/** The builds that ended in one part of the period, each a link. */
function Behind({
  title,
  durations,
  part,
  onClose,
}: {
  title: string;
  durations: readonly DurationSeries[];
  part: { readonly from: number; readonly to: number };
  onClose: () => void;
}) {
  const builds = durations
    .flatMap((s) => s.points.map((p) => ({ ...p, project: s.name })))
    .filter((p) => isIn(part, p.at + p.ms))
    .sort((a, b) => b.at - a.at);
  return (
    <section className="card mb-4" aria-label="Behind Build minutes">
      <div className="card-head">
        <h2>{counted(builds.length, ['build', 'builds'])}</h2>
        <button
          type="button"
          className="chip"
          aria-pressed="true"
          aria-label={`${title}. Show the whole period`}
          onClick={onClose}
        >
          {title}
        </button>
      </div>
      <ul className="rows">
        {builds.map((b) => (
          <li key={b.id}>
            <Link
              className="plain flex gap-2 flex-1 min-w-0"
              href={routes.build(b.id)}
              prefetch={false}
            >
              <b className="font-medium">{b.project}</b> {b.label}
            </Link>
            {!b.good && <span className="text-xs k-fail warn-text">failed</span>}
            <span className="num">{duration(b.ms)}</span>
            <span className="text-xs text-faint">
              <RelativeTime at={b.at} suffix=" ago" />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ByProject({ minutes }: { minutes: BuildMinutes }) {
  const most = Math.max(...minutes.rows.map((r) => r.minutes), 1);
  return (
    <section className="card mb-4" aria-label="Build minutes by project">
      <header className="card-head">
        <h2>Build minutes by project</h2>
        <Csv
          file="starboard-build-minutes"
          head={[
            'Project',
            'Compute',
            'Builds',
            'Ran (s)',
            'Billed minutes',
            'Billed minutes before',
          ]}
          rows={minutes.rows.map((r) => [
            r.project,
            r.compute,
            r.builds,
            Math.round(r.ranMs / 1000),
            Math.round(r.minutes * 100) / 100,
            r.before === undefined ? undefined : Math.round(r.before * 100) / 100,
          ])}
        />
      </header>
      <div className="figures-box">
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Project</th>
              <th scope="col" className="phone-off">
                Compute
              </th>
              <th scope="col" className="num">
                Builds
              </th>
              <th scope="col" className="num phone-off">
                Ran
              </th>
              <th scope="col" className="num">
                Billed minutes
              </th>
              <th scope="col" className="num">
                Before
              </th>
              <th scope="col" className="phone-off">
                <span className="sr-only">Share</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {minutes.rows.map((r) => (
              <tr key={`${r.project} ${r.compute}`}>
                <td>
                  <Link href={routes.buildProject(r.project)} prefetch={false}>
                    {r.project}
                  </Link>
                </td>
                <td className="text-muted phone-off">{r.compute}</td>
                <td className="num">{r.builds}</td>
                <td className="num phone-off">{duration(r.ranMs)}</td>
                <td className="num">{r.isReserved ? 'with the fleet' : minutesText(r.minutes)}</td>
                <td className="num text-muted">
                  {r.before === undefined ? '–' : minutesText(r.before)}
                </td>
                <td className="share-cell phone-off" aria-hidden="true">
                  <i style={{ width: `${(r.minutes / most) * 100}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What AWS would bill of builds, in minutes: by day or week, and by project and compute type. */
export function Minutes({
  minutes,
  durations,
  period,
}: {
  minutes: BuildMinutes;
  durations: readonly DurationSeries[];
  period: Period;
}) {
  const dates = useDates();
  const [on, setOn] = useAddressState('on');
  const chosen = minutes.parts.find((p) => dates.key(p.from) === on);
  const before = minutes.before === undefined ? '' : `, ${minutesText(minutes.before)} before`;
  const hasBefore = minutes.partsBefore.some((p) => p.minutes > 0);
  return (
    <>
      <ChartCard
        title="Build minutes"
        aside={`${minutesText(minutes.total)} billed ${minutes.total === 1 ? 'minute' : 'minutes'} in ${counted(minutes.builds, ['build', 'builds'])}${before}`}
        how={HOW}
        table={{
          file: 'starboard-build-minutes-by-day',
          head: ['Days', 'Builds', 'Billed minutes', 'Billed minutes before'],
          rows: minutes.parts.map((p, i) => {
            const was = minutes.partsBefore[i]?.minutes;
            return [
              dates.span(p),
              String(p.n),
              minutesText(p.minutes),
              was === undefined ? '–' : minutesText(was),
            ];
          }),
          csv: {
            head: ['Days', 'Builds', 'Billed minutes', 'Billed minutes before'],
            rows: minutes.parts.map((p, i) => [
              dates.span(p),
              p.n,
              p.minutes,
              minutes.partsBefore[i]?.minutes,
            ]),
          },
        }}
      >
        <BarChart
          label={`Build minutes by ${period.step === 1 ? 'day' : 'week'}`}
          ticks={countTicks(
            Math.max(...[...minutes.parts, ...minutes.partsBefore].map((p) => p.minutes)),
          )}
          format={(n) => `${minutesText(n)} min`}
          chosen={chosen?.from}
          onChoose={(from) => setOn(dates.key(from) === on ? '' : dates.key(from))}
          bars={minutes.parts.map((p, i) => {
            const was = minutes.partsBefore[i]?.minutes;
            return {
              from: p.from,
              to: p.to,
              value: p.minutes,
              before: was,
              title: dates.span(p),
              date: dates.day(p.from),
              facts: [
                ['Billed minutes', minutesText(p.minutes)],
                ['Builds', String(p.n)],
                ...(was === undefined ? [] : [['Before', minutesText(was)] as const]),
              ],
              href: hrefWith('on', dates.key(p.from)),
              isPartial: p.to > period.to,
            };
          })}
        />
        <Legend
          keys={[
            ['bar', 'Billed minutes'],
            ['partial', partialWords(period.step)],
            ...(hasBefore ? [['before', `${period.days} days before`] as const] : []),
          ]}
        />
      </ChartCard>
      {chosen && (
        <Behind
          title={dates.span(chosen)}
          durations={durations}
          part={chosen}
          onClose={() => setOn('')}
        />
      )}
      <ByProject minutes={minutes} />
    </>
  );
}
