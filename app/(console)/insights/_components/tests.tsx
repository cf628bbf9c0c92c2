'use client';
import Link from 'next/link';
import { useAddressState } from '@/lib/client/address-state';
import type { CountSeries, TestInsights, TestStat } from '@/lib/domain/insights/tests';
import type { Period } from '@/lib/domain/insights/period';
import { countTicks } from '@/lib/domain/insights/ticks';
import { routes } from '@/lib/routes';
import { Empty } from '@/components/ui/states';
import { RelativeTime } from '@/components/ui/time';
import { ChartCard, Legend } from '@/components/charts/card';
import { Csv } from '@/components/charts/csv';
import { PointChart } from './point-chart';
import { axisDates, isoText, secondsOf, testDuration, useDates } from './dates';
import { counted } from './metric-words';
import { SoFar } from './so-far';

const COUNT_HOW = [
  'The number of test cases in each report of the group, skipped ones included.',
  'AWS keeps a report for 30 days.',
];

/** How many tests there were, report by report; a point opens the build. */
function Count({ counts, period }: { counts: readonly CountSeries[]; period: Period }) {
  const dates = useDates();
  const [wanted, setWanted] = useAddressState('group');
  const s = counts.find((c) => c.group === wanted) ?? counts[0];
  if (!s) return null;
  const grown = s.now - s.first;
  const change = grown === 0 ? '' : `, ${grown > 0 ? '+' : '−'}${Math.abs(grown)} in this period`;
  const left = s.left ? `. The newest ${s.points.length} reports are drawn` : '';
  return (
    <ChartCard
      title="Test count"
      aside={`${counted(s.now, ['test', 'tests'])}${change}. ${Math.round(s.passRate * 100)} % of reports without a failure${left}`}
      how={COUNT_HOW}
      controls={
        counts.length > 1 && (
          <label>
            <span className="sr-only">Report group</span>
            <select className="input" value={s.group} onChange={(e) => setWanted(e.target.value)}>
              {counts.map((c) => (
                <option key={c.group}>{c.group}</option>
              ))}
            </select>
          </label>
        )
      }
      table={{
        file: `starboard-tests-${s.group}`,
        head: ['Started', 'Build', 'Tests', 'Failed', 'Skipped'],
        rows: [...s.points]
          .reverse()
          .map((p) => [
            dates.moment(p.at),
            `#${p.number}`,
            String(p.total),
            String(p.failed),
            String(p.skipped),
          ]),
        csv: {
          head: ['Started', 'Build', 'Tests', 'Failed', 'Skipped'],
          rows: [...s.points]
            .reverse()
            .map((p) => [isoText(p.at), p.build, p.total, p.failed, p.skipped]),
        },
      }}
    >
      <PointChart
        label={`Number of tests in ${s.group}`}
        from={period.from}
        to={period.parts.at(-1)?.to ?? period.to}
        ticks={countTicks(Math.max(...s.points.map((p) => p.total)))}
        format={String}
        dates={axisDates(period, dates)}
        line={s.points.map((p) => ({ at: p.at, value: p.total }))}
        levels={[]}
        points={s.points.map((p) => ({
          key: `${p.build} ${p.at}`,
          at: p.at,
          value: p.total,
          isBad: p.failed > 0,
          title: `Build #${p.number}`,
          facts: [
            ['Tests', String(p.total)],
            ['Failed', String(p.failed)],
            ['Skipped', String(p.skipped)],
            ['Started', dates.moment(p.at)],
          ],
          href: routes.build(p.build),
        }))}
      />
      <Legend
        keys={[
          ['point', 'All passed'],
          ...(s.points.some((p) => p.failed) ? [['bad-point', 'With failed tests'] as const] : []),
        ]}
      />
    </ChartCard>
  );
}

/** The builds behind a test: those in which it failed, else the slowest. */
function Behind({ test }: { test: TestStat }) {
  return (
    <tr className="behind">
      <td colSpan={5}>
        <ul className="rows" aria-label={`Behind ${test.name}`}>
          {test.behind.map((b) => (
            <li key={`${b.build} ${b.at}`}>
              <Link className="flex-1 min-w-0" href={routes.build(b.build)} prefetch={false}>
                {b.project} #{b.number}
              </Link>
              <span className={b.passed ? 'text-xs text-muted' : 'text-xs k-fail warn-text'}>
                {b.passed ? 'passed' : 'failed'}
              </span>
              <span className="num">{testDuration(b.ms)}</span>
              <span className="text-xs text-faint">
                <RelativeTime at={b.at} suffix=" ago" />
              </span>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

function Tests({
  title,
  name,
  tests,
  empty,
  how,
}: {
  title: string;
  /** Its name in the address. */
  name: 'flaky-test' | 'slow-test';
  tests: readonly TestStat[];
  empty: string;
  how: string;
}) {
  const [open, setOpen] = useAddressState(name);
  const isFlaky = name === 'flaky-test';
  return (
    <section className="card mb-4" aria-label={title}>
      <header className="card-head">
        <div className="min-w-0">
          <h2>{title}</h2>
          <p className="text-xs text-muted">{how}</p>
        </div>
        <Csv
          file={`starboard-${name}s`}
          head={[
            'Test',
            'Group',
            'Runs',
            'Failed',
            'Flaky commits',
            'Median (s)',
            '90th percentile (s)',
          ]}
          rows={tests.map((t) => [
            t.name,
            t.group,
            t.runs,
            t.failed,
            t.flaky,
            secondsOf(t.took.median),
            secondsOf(t.took.p90),
          ])}
        />
      </header>
      {tests.length === 0 ? (
        <p className="p-4 text-muted">{empty}</p>
      ) : (
        <div className="figures-box">
          <table className="figures">
            <thead>
              <tr>
                <th scope="col">Test</th>
                <th scope="col" className="num phone-off">
                  Runs
                </th>
                <th scope="col" className={isFlaky ? 'num' : 'num phone-off'}>
                  Failed
                </th>
                <th scope="col" className="num">
                  {isFlaky ? 'Flaky commits' : 'Median'}
                </th>
                <th scope="col" className="num">
                  {isFlaky ? 'Last failed' : '90th percentile'}
                </th>
              </tr>
            </thead>
            <tbody>
              {tests.map((t) => [
                <tr key={t.key}>
                  <td className="test-name">
                    <button
                      type="button"
                      className="link"
                      aria-expanded={open === t.key}
                      onClick={() => setOpen(open === t.key ? '' : t.key)}
                    >
                      {t.name}
                    </button>
                    <span className="block text-xs text-faint">{t.group}</span>
                  </td>
                  <td className="num phone-off">{t.runs}</td>
                  <td className={isFlaky ? 'num' : 'num phone-off'}>{t.failed}</td>
                  <td className="num">{isFlaky ? t.flaky : testDuration(t.took.median ?? 0)}</td>
                  <td className="num">
                    {isFlaky && t.lastFailedAt !== undefined && (
                      <RelativeTime at={t.lastFailedAt} suffix=" ago" />
                    )}
                    {!isFlaky && (t.took.p90 === undefined ? '–' : testDuration(t.took.p90))}
                  </td>
                </tr>,
                open === t.key && <Behind key={`${t.key} behind`} test={t} />,
              ])}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

type Found = NonNullable<TestInsights['found']>;

/** What the figures do not include, one sentence each. */
function Lacks({ found }: { found: Found }) {
  const dates = useDates();
  const lacks = [
    found.unread && `The cases of some reports could not be read: ${found.unread}`,
    found.looked < found.reports &&
      `Flaky and slow tests are of the newest ${found.looked} of ${found.reports} reports.`,
    found.gone > 0 &&
      `${found.gone === 1 ? '1 report was' : `${found.gone} reports were`} deleted. AWS keeps a report for 30 days.`,
    found.partial > 0 &&
      `${found.partial === 1 ? '1 report is' : `${found.partial} reports are`} not complete: AWS keeps 500 cases of each, or a file was missing.`,
    found.since !== undefined && `Builds before ${dates.moment(found.since)} are not counted.`,
  ].filter(Boolean);
  return lacks.map((text) => (
    <p key={String(text)} className="note k-unk">
      <span>{text}</span>
    </p>
  ));
}

/** How many tests there are, which of them are flaky, which are slow. */
export function TestsView({ data }: { data: TestInsights }) {
  const { found, soFar, period } = data;
  if (!found) return soFar ? <SoFar soFar={soFar} period={period} /> : null;
  if (!found.reports)
    return (
      <>
        <Empty title="No test reports in this period">
          <p>
            {found.builds === 0
              ? 'No build has ended in it.'
              : `${counted(found.builds, ['build', 'builds'])} ended in it without one. Add a reports section to the buildspec.`}
          </p>
        </Empty>
        <Lacks found={found} />
      </>
    );
  return (
    <>
      <Lacks found={found} />
      <Count counts={found.counts} period={period} />
      <Tests
        title="Flaky tests"
        name="flaky-test"
        tests={found.flaky}
        how="Failed and passed with the same commit."
        empty={
          found.unread
            ? 'Not known: the cases of some reports could not be read.'
            : `No test both failed and passed with the same commit, in ${counted(found.looked, ['report', 'reports'])}.`
        }
      />
      <Tests
        title="Slowest tests"
        name="slow-test"
        tests={found.slowest}
        how="By the median of the runs that passed."
        empty="No test passed in this period."
      />
    </>
  );
}
