'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useAddressState } from '@/lib/client/address-state';
import { useTopic, type Read } from '@/lib/client/live/use-topic';
import { useZoneName } from '@/lib/client/zone';
import type { Insights as Data } from '@/lib/domain/insights/insights';
import { routes } from '@/lib/routes';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Segmented } from '@/components/ui/segmented';
import { Empty } from '@/components/ui/states';
import { Tabs } from '@/components/ui/tabs';
import { TopicView } from '@/components/ui/topic-view';
import { NotRead } from '@/components/ui/not-read';
import { Actions } from './actions';
import { Builds } from './builds';
import { useDates } from './dates';
import { Delivery } from './delivery';
import { Durations } from './durations';
import { ChartLoading, DeliveryLoading } from './loading';
import { TestsView } from './tests';

const PERIODS = [
  ['7', '7 days'],
  ['30', '30 days'],
  ['91', '13 weeks'],
] as const;

const VIEWS = [
  ['delivery', 'Delivery'],
  ['stages', 'Stages'],
  ['builds', 'Builds'],
  ['tests', 'Tests'],
] as const;
type View = (typeof VIEWS)[number][0];

const STAGE_HOW = [
  'The time in which the actions of a stage worked, in one run of it; actions side by side count once. Waiting for approval is not included.',
  'The median and the 90th percentile are of runs that succeeded: one that fails ends early. ' +
    'The 90th percentile is shown from ten runs on, a trend and a comparison from five.',
];

const hasNothing = (d: Data): boolean =>
  !d.changes.length && !d.stages.length && !d.slowest.length && !d.flakiest.length;

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

/** How long stages take, and which actions are slow or flaky. */
function Stages({ data }: { data: Data }) {
  return (
    <>
      <Durations
        title="All stages"
        what="stage"
        series={data.stages}
        period={data.period}
        hrefOf={(s, p) => routes.execution(s.of ?? '', p.id)}
        how={STAGE_HOW}
      />
      {data.stagesLeft > 0 && (
        <p className="text-muted mb-4">
          {data.stagesLeft} quicker stages are not listed. Choose a pipeline to see its own.
        </p>
      )}
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

/** What is known of pipelines' histories: nothing is claimed before one of them has come. */
export function HistoryView({ data, view }: { data: Data; view: 'delivery' | 'stages' }) {
  const dates = useDates();
  const full = view === 'delivery' ? <Delivery data={data} /> : <Stages data={data} />;
  const none = data.coming ? <DeliveryLoading /> : NOTHING;
  return (
    <>
      <NotRead coming={data.coming} unreadable={data.unreadable} lacks="not counted" />
      {data.shortened.map((s) => (
        <p key={s.name} className="note k-unk">
          <span>
            <b>{s.name}</b>: its history is read back to {dates.moment(s.since)}. Nothing is
            compared with the time before.
          </span>
        </p>
      ))}
      {hasNothing(data) ? none : full}
    </>
  );
}

interface Wanted {
  readonly args: readonly [days: string, pipeline: string, zone: string];
}

const Meta = ({ topic }: { topic: Read<unknown> }) => (
  <ConnectionIndicator readAt={topic.readAt} failed={Boolean(topic.error)} />
);

interface Shell extends Wanted {
  readonly shell: (meta: ReactNode, pipelines: readonly string[] | undefined) => ReactNode;
}

function History({ args, view, shell }: Shell & { view: 'delivery' | 'stages' }) {
  const topic = useTopic('insights', args);
  return (
    <>
      {shell(<Meta topic={topic} />, topic.data?.pipelines)}
      <TopicView
        topic={topic}
        loading={view === 'delivery' ? <DeliveryLoading /> : <ChartLoading />}
      >
        {(data) => <HistoryView data={data} view={view} />}
      </TopicView>
    </>
  );
}

function BuildHistory({ args, shell }: Shell) {
  const topic = useTopic('insights-builds', args);
  return (
    <>
      {shell(<Meta topic={topic} />, topic.data?.pipelines)}
      <TopicView topic={topic} loading={<ChartLoading />}>
        {(data) => <Builds data={data} />}
      </TopicView>
    </>
  );
}

function TestHistory({ args, shell }: Shell) {
  const topic = useTopic('insights-tests', args);
  return (
    <>
      {shell(<Meta topic={topic} />, topic.data?.pipelines)}
      <TopicView topic={topic} loading={<ChartLoading />}>
        {(data) => <TestsView data={data} />}
      </TopicView>
    </>
  );
}

/** Are we getting better: the four keys, stages, builds and tests over a period, beside the time before. */
export function Insights() {
  const [wanted, setWanted] = useAddressState('days');
  const [pipeline, setPipeline] = useAddressState('pipeline');
  const [wantedView, setView] = useAddressState('view');
  const [, setOn] = useAddressState('on');
  const zone = useZoneName();
  const days = PERIODS.find(([d]) => d === wanted)?.[0] ?? '30';
  const view: View = VIEWS.find(([v]) => v === wantedView)?.[0] ?? 'delivery';
  const args = [days, pipeline, zone] as const;
  const shell: Shell['shell'] = (meta, pipelines) => (
    <>
      <PageHead
        title="Insights"
        meta={meta}
        actions={
          <>
            <PipelineChoice pipelines={pipelines ?? []} value={pipeline} onChange={setPipeline} />
            <Segmented
              label="Period"
              value={days}
              onChange={(d) => {
                setWanted(d === '30' ? '' : d);
                setOn('');
              }}
              options={PERIODS}
            />
          </>
        }
      />
      <Tabs
        label="Insights"
        value={view}
        onChange={(v) => {
          setView(v === 'delivery' ? '' : v);
          setOn('');
        }}
        tabs={VIEWS.map(([v, text]) => [v, text, undefined] as const)}
      />
    </>
  );
  if (view === 'builds') return <BuildHistory args={args} shell={shell} />;
  if (view === 'tests') return <TestHistory args={args} shell={shell} />;
  return <History args={args} view={view} shell={shell} />;
}
