'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import type { ExecutionDetail } from '@/lib/domain/executions/execution';
import { stageRows, type StageRow } from '@/lib/domain/executions/stage-rows';
import { isGood, needsPerson } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { Loading } from '@/components/ui/states';
import { Duration } from '@/components/ui/time';
import { TopicView } from '@/components/ui/topic-view';

const LOADING = <Loading rows={5} />;
const ReleaseLog = dynamic(() => import('./release-log').then((m) => m.ReleaseLog), {
  ssr: false,
  loading: () => <div className="card release-log-ghost skeleton" aria-busy="true" />,
});

function Stage({ row: { stage: s, now, why, href } }: { row: StageRow }) {
  return (
    <li>
      <span className="w-[150px] flex-none flex">
        <StatusLabel status={s.status} />
      </span>
      <b className="font-medium w-[150px] flex-none truncate">{s.label}</b>
      <span className="flex-1 truncate text-muted">{now}</span>
      {needsPerson(s.status) && (
        <Link className="btn small" href={routes.approvals}>
          Review…
        </Link>
      )}
      {href && (
        <Link className="link" href={href} prefetch={false}>
          log
        </Link>
      )}
      <span className="num text-xs text-faint">
        {s.from !== undefined && !s.person && <Duration from={s.from} to={s.to} />}
      </span>
      {why && <p className="why">{why}</p>}
    </li>
  );
}

/** A release stage by stage, and below it what it writes. */
export function ReleaseView({ execution: e }: { execution: ExecutionDetail }) {
  const rows = stageRows(e.steps);
  return (
    <section className="card" aria-label="First release">
      <header className="card-head">
        <span className="beside-title">
          <h2>First release</h2>
          <span className="text-xs text-faint">
            {rows.filter((r) => isGood(r.stage.status)).length} of {rows.length} stages
          </span>
        </span>
        <Link className="link" href={routes.execution(e.pipeline, e.id)} prefetch={false}>
          Timeline
        </Link>
      </header>
      <ul className="rows release-rows">
        {rows.map((row) => (
          <Stage key={row.stage.key} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Release({ name, id }: { name: string; id: string }) {
  const execution = useTopic('execution', [name, id]);
  return (
    <TopicView topic={execution} loading={LOADING}>
      {(e) => (
        <>
          <ReleaseView execution={e} />
          <ReleaseLog execution={e} />
        </>
      )}
    </TopicView>
  );
}

/** The first release of a project that was created, as soon as its pipeline has begun it. */
export function FirstRelease({ name }: { name: string }) {
  const pipeline = useTopic('pipeline', [name]);
  return (
    <TopicView topic={pipeline} loading={LOADING}>
      {({ executions }) => {
        const first = executions.at(-1);
        return first ? <Release name={name} id={first.id} /> : LOADING;
      }}
    </TopicView>
  );
}
