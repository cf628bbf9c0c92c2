'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { buildsQuery } from '@/lib/client/queries/views';
import type { BuildView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { PageHead } from '@/components/ui/page-head';
import { Empty, Loading, ReadProblem } from '@/components/ui/states';
import { Age, Took } from '@/components/ui/time';

export function BuildList({ initial }: { initial: BuildView[] | undefined }) {
  const { data, error } = useQuery({ ...buildsQuery(), ...(initial ? { initialData: initial } : {}) });
  return (
    <>
      <PageHead title="Builds" />
      {error && <ReadProblem message={error.message} old={Boolean(data)} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <Empty title="No builds yet"><p>A build runs the commands of a commit&apos;s buildspec.yml. The first push of a project starts one.</p><Link className="btn" href={routes.newProject}>New project</Link></Empty>}
      {data && data.length > 0 && (
        <div className="card"><table className="table">
          <thead><tr><th>Build</th><th>Status</th><th>Revision</th><th className="num">Started</th><th className="num">Duration</th></tr></thead>
          <tbody>{data.map((b) => (
            <tr key={b.id}><td><Link href={routes.build(b.id)} prefetch={false}><b className="font-medium">{b.project}</b> {b.number}</Link></td><td><StatusLabel status={b.status} word={b.problem ? `${b.status.word} in ${b.problem.phase}` : b.over ? b.status.word : `${b.status.word}: ${b.phase}`} /></td>
              <td className="phone-off"><span className="sha">{b.revision.slice(0, 7)}</span></td><td className="num second"><Age at={b.startedAt} suffix=" ago" /></td><td className="num phone-off"><Took from={b.startedAt} to={b.endedAt} /></td></tr>
          ))}</tbody>
        </table></div>
      )}
    </>
  );
}
