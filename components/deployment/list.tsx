'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { deploymentsQuery } from '@/lib/client/queries/views';
import type { DeploymentRow } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { PageHead } from '@/components/ui/page-head';
import { Empty, Loading, ReadProblem } from '@/components/ui/states';
import { Age, Took } from '@/components/ui/time';

export function DeploymentList({ initial }: { initial: DeploymentRow[] | undefined }) {
  const { data, error } = useQuery({ ...deploymentsQuery(), ...(initial ? { initialData: initial } : {}) });
  return (
    <>
      <PageHead title="Deployments" />
      {error && <ReadProblem message={error.message} old={Boolean(data)} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <Empty title="No deployments yet"><p>A deployment puts an artifact on the instances of an environment, hook by hook. A pipeline makes one for each environment it reaches.</p><Link className="btn" href={routes.newProject}>New project</Link></Empty>}
      {data && data.length > 0 && (
        <div className="card"><table className="table">
          <thead><tr><th>Deployment</th><th>Status</th><th>Id</th><th className="num">Started</th><th className="num">Duration</th></tr></thead>
          <tbody>{data.map((d) => (
            <tr key={d.id}><td><Link href={routes.deployment(d.id)} prefetch={false}><b className="font-medium">{d.application}</b> → {d.group}</Link></td><td><StatusLabel status={d.status} /></td><td className="phone-off"><code>{d.id}</code></td>
              <td className="num second"><Age at={d.createdAt} suffix=" ago" /></td><td className="num phone-off"><Took from={d.createdAt} to={d.endedAt} /></td></tr>
          ))}</tbody>
        </table></div>
      )}
    </>
  );
}
