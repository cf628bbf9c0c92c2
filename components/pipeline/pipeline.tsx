'use client';
import { useQuery } from '@tanstack/react-query';
import { pipelineQuery } from '@/lib/client/queries/views';
import { isOver } from '@/lib/domain/status';
import type { PipelineView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';
import { LiveMark } from '@/components/ui/live-mark';
import { PageHead } from '@/components/ui/page-head';
import { Loading, ReadProblem } from '@/components/ui/states';
import { Age } from '@/components/ui/time';
import { ExecutionTable } from './executions';
import { Stage } from './stage';

export function Pipeline({ name, initial }: { name: string; initial: PipelineView | undefined }) {
  const { data, error } = useQuery({ ...pipelineQuery(name), ...(initial ? { initialData: initial } : {}) });
  const crumbs = [['Board', routes.board], ['Pipelines', routes.pipelines]] as const;
  if (!data) return <><PageHead crumbs={crumbs} title={name} />{error ? <ReadProblem message={error.message} old={false} /> : <Loading />}</>;
  const flying = data.executions.filter((e) => !isOver(e.status));
  return (
    <>
      <PageHead crumbs={crumbs} title={name} after={<StatusLabel as="pill" status={data.status} />}
        meta={<><span><Icon name="branch" small />{data.branch}</span><span>{data.type}, newest wins (SUPERSEDED)</span><span><span>Version {data.version}, changed <Age at={data.updatedAt} suffix=" ago" /></span></span><LiveMark readAt={data.readAt} failed={Boolean(error)} /></>} />
      {error && <ReadProblem message={error.message} old />}
      {flying.length > 0 && (
        <ul className="flight" aria-label="Executions in flight">
          {flying.map((e) => <li key={e.id} className="card"><span className="sha">{e.revision?.sha.slice(0, 7) ?? 'new'}</span><span className="second cut">{e.revision?.message}</span><span className="flex-1" /><StatusLabel status={e.status} word={`${e.status.word}, ${e.where}`} /><span className="t12 dim"><Age at={e.startedAt} /></span></li>)}
        </ul>
      )}
      <div className="stages">{data.stages.map((s) => <Stage key={s.name} stage={s} />)}</div>
      <h2 className="mb-2">Executions</h2>
      <ExecutionTable executions={data.executions} />
    </>
  );
}
