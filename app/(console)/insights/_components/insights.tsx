'use client';
import Link from 'next/link';
import { useAddressState } from '@/lib/client/address-state';
import { useTopic } from '@/lib/client/live/use-topic';
import type { Insights as Data } from '@/lib/domain/insights/insights';
import { useZoneName } from '@/lib/client/zone';
import { routes } from '@/lib/routes';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Segmented } from '@/components/ui/segmented';
import { Empty, Loading } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';
import { NotRead } from '@/components/ui/not-read';
import { Actions } from './actions';
import { Delivery } from './delivery';

const PERIODS = [
  ['7', '7 days'],
  ['30', '30 days'],
  ['91', '13 weeks'],
] as const;

const hasNothing = (d: Data): boolean =>
  !d.changes.length && !d.slowest.length && !d.flakiest.length;

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
  return (
    <>
      <Delivery data={data} />
      <div className="insight-tables">
        <Actions
          title="Slowest actions"
          empty="No action succeeded in this period."
          stats={data.slowest}
          flaky={false}
        />
        <Actions
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
  const [wanted, setWanted] = useAddressState('days');
  const [pipeline, setPipeline] = useAddressState('pipeline');
  const days = PERIODS.find(([d]) => d === wanted)?.[0] ?? '30';
  const insights = useTopic('insights', [days, pipeline, useZoneName()]);
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
              onChange={(d) => setWanted(d === '30' ? '' : d)}
              options={PERIODS}
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
