'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import { useBuildLog } from '@/lib/client/log/use-build-log';
import { duration } from '@/lib/domain/time';
import type { BuildView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { LogView } from '@/components/log/log-view';
import { StatusLabel } from '@/components/status/status-label';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { LiveMark } from '@/components/ui/live-mark';
import { PageHead } from '@/components/ui/page-head';
import { Loading, ReadProblem } from '@/components/ui/states';
import { Age, Took } from '@/components/ui/time';

/** Each phase as wide as it took, by the square root: a second stays visible beside an hour. */
function Phases({ build }: { build: BuildView }) {
  return (
    <section className="card phases" aria-label="Phases">
      <div className="phase-bar" aria-hidden="true">{build.phases.map((p) => <i key={p.name} className={`k-${p.status.key}`} style={{ flexGrow: Math.sqrt(Math.max(100, p.ms ?? 1000)) }} />)}</div>
      <ol className="phase-list">{build.phases.map((p) => <li key={p.name}><StatusLabel as="bare" status={p.status} />{p.name}<span className="dim">{p.ms === undefined ? '' : duration(p.ms)}</span></li>)}</ol>
    </section>
  );
}

export function Build({ id, initial }: { id: string; initial: BuildView | undefined }) {
  const { data, error, readAt, retry } = useTopic('build', [id], initial);
  const log = useBuildLog(id);
  const crumbs = [['Board', routes.board], ['Builds', routes.builds]] as const;
  if (!data) return <><PageHead crumbs={crumbs} title="Build" />{error ? <ReadProblem error={error} old={false} retry={retry} /> : <Loading />}</>;
  const pipeline = /^codepipeline\/(.+)$/.exec(data.initiator)?.[1];
  return (
    <>
      <PageHead crumbs={crumbs} title={`${data.project} build ${data.number}`} after={<StatusLabel as="pill" status={data.status} word={data.problem ? `${data.status.word} in ${data.problem.phase}` : data.over ? data.status.word : `${data.status.word}: ${data.phase}`} />}
        meta={<>{data.revision && <span><Icon name="commit" small /><span className="sha">{data.revision.slice(0, 7)}</span></span>}<span><Icon name="clock" small /><span><Took from={data.startedAt} to={data.endedAt} />{data.endedAt !== undefined && <>, ended <Age at={data.endedAt} suffix=" ago" /></>}</span></span>{pipeline && <Link href={routes.pipeline(pipeline)}>Pipeline {pipeline}</Link>}<LiveMark readAt={data.over ? 0 : readAt} failed={Boolean(error)} /></>} />
      {error && <ReadProblem error={error} old retry={retry} />}
      <Phases build={data} />
      {data.problem && <div className="note k-fail"><StatusIcon status="fail" /><div><b>{data.problem.phase} failed.</b> <span className="[overflow-wrap:anywhere]">{data.problem.message}</span></div></div>}
      <LogView title="Log" source={log} />
    </>
  );
}
