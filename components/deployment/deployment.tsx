'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { deploymentQuery } from '@/lib/client/queries/views';
import { duration } from '@/lib/domain/time';
import type { DeploymentView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { PageHead } from '@/components/ui/page-head';
import { Loading, ReadProblem } from '@/components/ui/states';
import { Age, Took } from '@/components/ui/time';

/** Lifecycle events × targets. */
export function Deployment({ id, initial }: { id: string; initial: DeploymentView | undefined }) {
  const { data, error } = useQuery({ ...deploymentQuery(id), ...(initial ? { initialData: initial } : {}) });
  const crumbs = [['Board', routes.board], ['Deployments', routes.deployments]] as const;
  if (!data) return <><PageHead crumbs={crumbs} title={id} />{error ? <ReadProblem message={error.message} old={false} /> : <Loading />}</>;
  const events = data.targets[0]?.cells.map((c) => c.event) ?? [];
  const failed = data.targets.flatMap((t) => t.cells.filter((c) => c.message !== undefined).map((c) => ({ target: t.id, ...c })));
  return (
    <>
      <PageHead crumbs={crumbs} title={`${data.application} → ${data.group}`} after={<StatusLabel as="pill" status={data.status} />}
        meta={<><span><code>{data.id}</code></span><span><Icon name="clock" small /><span><Took from={data.createdAt} to={data.endedAt} />, started <Age at={data.createdAt} suffix=" ago" /></span></span><Link href={routes.pipeline(data.application)}>Pipeline {data.application}</Link></>} />
      {error && <ReadProblem message={error.message} old />}
      {failed.map((f) => <div key={`${f.target}${f.event}`} className="note k-fail"><StatusIcon status="fail" /><div className="min-w-0"><b>{f.event} failed on {f.target}.</b> {f.message}{f.logTail && <pre className="mt-2 font-mono text-[12px] whitespace-pre-wrap [overflow-wrap:anywhere]">{f.logTail}</pre>}</div></div>)}
      {data.problem && !failed.length && <div className="note k-fail"><StatusIcon status="fail" /><div><b>The deployment failed.</b> {data.problem}</div></div>}
      <div className="card grid-scroll" tabIndex={0} role="region" aria-label="Lifecycle events by target">
        <table className="lifecycle">
          <thead><tr><th scope="col">Lifecycle event</th>{data.targets.map((t) => <th key={t.id} scope="col"><span className="flex items-center gap-1.5"><StatusLabel as="bare" status={t.status} /><code>{t.id}</code></span></th>)}</tr></thead>
          <tbody>{events.map((event, i) => <tr key={event}><td>{event}</td>{data.targets.map((t) => { const c = t.cells[i]; return <td key={t.id}>{c && <span className="flex items-center gap-1.5"><StatusLabel status={c.status} /><span className="dim">{c.ms === undefined ? '' : duration(c.ms)}</span></span>}</td>; })}</tr>)}</tbody>
        </table>
      </div>
    </>
  );
}
