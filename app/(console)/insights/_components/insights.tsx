'use client';
import Link from 'next/link';
import { useAddressState } from '@/lib/client/address-state';
import { useTopic } from '@/lib/client/live/use-topic';
import {
  METRICS,
  type ActionStat,
  type Insights as Data,
  type MetricKey,
  type Ref,
} from '@/lib/domain/insights/insights';
import { duration } from '@/lib/domain/time';
import { routes } from '@/lib/routes';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Segmented } from '@/components/ui/segmented';
import { RevisionId } from '@/components/ui/revision-id';
import { Empty, Loading } from '@/components/ui/states';
import { RelativeTime } from '@/components/ui/time';
import { TopicView } from '@/components/ui/topic-view';
import { NotRead } from '@/components/ui/not-read';
import { ABOUT, MetricCard } from './metric';

const WINDOWS = [
  ['7', '7 days'],
  ['30', '30 days'],
  ['90', '90 days'],
] as const;

function Behind({ title, refs }: { title: string; refs: readonly Ref[] }) {
  return (
    <section className="card mb-4" aria-label={`Behind ${title}`}>
      <div className="card-head">
        <h2>
          {title}: {refs.length} {refs.length === 1 ? 'execution' : 'executions'}
        </h2>
      </div>
      {refs.length ? (
        <ul className="rows">
          {refs.slice(0, 100).map((r, i) => (
            <li key={`${r.execution} ${i}`}>
              <Link
                className="plain flex items-center gap-2 min-w-0 flex-1"
                href={routes.execution(r.pipeline, r.execution)}
                prefetch={false}
              >
                <b className="font-medium">{r.pipeline}</b>
                {r.revision ? (
                  <>
                    <RevisionId revision={r.revision} />
                    <span className="truncate text-muted">{r.revision.message}</span>
                  </>
                ) : (
                  <code>{r.execution.slice(0, 8)}</code>
                )}
              </Link>
              {r.note && <span className="text-xs text-muted">{r.note}</span>}
              {r.ms !== undefined && <span className="num">{duration(r.ms)}</span>}
              <span className="text-xs text-faint">
                <RelativeTime at={r.at} suffix=" ago" />
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="p-4 text-muted">No executions.</p>
      )}
    </section>
  );
}

function Stats({
  title,
  empty,
  stats,
  flaky,
}: {
  title: string;
  empty: string;
  stats: readonly ActionStat[];
  flaky: boolean;
}) {
  const [open, setOpen] = useAddressState(flaky ? 'flaky' : 'slow');
  const keyOf = (s: ActionStat): string => `${s.pipeline}/${s.stage}/${s.action}`;
  const shown = stats.find((s) => keyOf(s) === open);
  return (
    <section className="min-w-0">
      <h2 className="mb-2">{title}</h2>
      {!stats.length && <p className="card p-4 text-muted">{empty}</p>}
      {stats.length > 0 && (
        <div className="card mb-3">
          <table className="table">
            <thead>
              <tr>
                <th>Action</th>
                <th className="num">Runs</th>
                <th className="num">{flaky ? 'Failed' : 'Median'}</th>
                {flaky && <th className="num">Flaky</th>}
              </tr>
            </thead>
            <tbody>
              {stats.map((s) => (
                <tr key={keyOf(s)}>
                  <td>
                    <button
                      type="button"
                      className="link"
                      aria-expanded={shown === s}
                      onClick={() => setOpen(shown === s ? '' : keyOf(s))}
                    >
                      {s.pipeline}
                    </button>{' '}
                    <span className="text-muted">
                      {s.stage}, {s.action}
                    </span>
                  </td>
                  <td className="num">{s.runs}</td>
                  <td className="num">
                    {flaky
                      ? `${s.failed} (${Math.round((s.failed / s.runs) * 100)} %)`
                      : duration(s.middle)}
                  </td>
                  {flaky && <td className="num">{s.flaky}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown && (
        <Behind title={`${shown.pipeline}, ${shown.stage}, ${shown.action}`} refs={shown.behind} />
      )}
    </section>
  );
}

const hasNothing = (d: Data): boolean => d.metrics.every((m) => !m.value) && !d.slowest.length;

const NOTHING = (
  <Empty title="Nothing to measure yet">
    <p>
      Deployment frequency, lead time and failures appear here once releases reach an environment.
      No setup needed.
    </p>
    <Link className="btn" href={routes.board}>
      Go to the board
    </Link>
  </Empty>
);

function PipelineChoice({
  pipelines,
  value,
  onChange,
}: {
  pipelines: readonly string[];
  value: string;
  onChange: (pipeline: string) => void;
}) {
  const names = [...new Set([...pipelines, ...(value ? [value] : [])])];
  return (
    <label>
      <span className="sr-only">Pipeline</span>
      <select className="input" value={value} onChange={(e) => onChange(e.target.value)}>
        <option value="">All pipelines</option>
        {names.map((p) => (
          <option key={p} value={p}>
            {p}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The four numbers, and what takes longest and fails most. */
function Measured({ data }: { data: Data }) {
  const [open, setOpen] = useAddressState('metric');
  const metric = METRICS.find((m) => m === open);
  const shown = data.metrics.find((m) => m.key === metric);
  return (
    <>
      <div className="metrics">
        {data.metrics.map((m) => (
          <MetricCard
            key={m.key}
            metric={m}
            open={metric === m.key}
            onOpen={() => setOpen(metric === m.key ? '' : (m.key satisfies MetricKey))}
          />
        ))}
      </div>
      {shown && <Behind title={ABOUT[shown.key].title} refs={shown.behind} />}
      <div className="insight-tables">
        <Stats
          title="Slowest actions"
          empty="No action succeeded in this period."
          stats={data.slowest}
          flaky={false}
        />
        <Stats
          title="Flakiest actions"
          empty="No action failed in this period."
          stats={data.flakiest}
          flaky
        />
      </div>
    </>
  );
}

/** Are we getting better: four numbers, and where the time goes. */
export function Insights() {
  const [window_, setWindow] = useAddressState('days');
  const [pipeline, setPipeline] = useAddressState('pipeline');
  const days = WINDOWS.find(([d]) => d === window_)?.[0] ?? '30';
  const insights = useTopic('insights', [days, pipeline]);
  const { data, error, readAt } = insights;
  return (
    <>
      <PageHead
        title="Insights"
        meta={
          <>
            <span>Drawn from CodePipeline&apos;s history</span>
            <ConnectionIndicator readAt={readAt} failed={Boolean(error)} />
          </>
        }
        actions={
          <>
            <PipelineChoice
              pipelines={data?.pipelines ?? []}
              value={pipeline}
              onChange={setPipeline}
            />
            <Segmented
              label="Time"
              value={days}
              onChange={(d) => setWindow(d === '30' ? '' : d)}
              options={WINDOWS}
            />
          </>
        }
      />
      <TopicView topic={insights} loading={<Loading rows={6} />}>
        {(found) => (
          <>
            {hasNothing(found) ? NOTHING : <Measured data={found} />}
            <NotRead coming={found.coming} unreadable={found.unreadable} lacks="not counted" />
          </>
        )}
      </TopicView>
    </>
  );
}
