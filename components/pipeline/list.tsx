'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { boardQuery } from '@/lib/client/queries/views';
import { NOT_STARTED } from '@/lib/domain/status';
import type { Board } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { PageHead } from '@/components/ui/page-head';
import { Empty, Loading, ReadProblem } from '@/components/ui/states';

export function PipelineList({ initial }: { initial: Board | undefined }) {
  const { data, error } = useQuery({ ...boardQuery(), ...(initial ? { initialData: initial } : {}) });
  return (
    <>
      <PageHead title="Pipelines" />
      {error && <ReadProblem message={error.message} old={Boolean(data)} />}
      {!data && !error && <Loading />}
      {data && !data.rows.length && <Empty title="No pipelines yet"><p>A pipeline carries each commit through build and environments. Creating a project makes one.</p><Link className="btn" href={routes.newProject}>New project</Link></Empty>}
      {data && data.rows.length > 0 && (
        <div className="card"><table className="table">
          <thead><tr><th>Pipeline</th><th>Stages</th></tr></thead>
          <tbody>{data.rows.map((r) => (
            <tr key={r.name}><td><Link href={routes.pipeline(r.name)} prefetch={false}><b className="font-medium">{r.name}</b></Link></td>
              <td><span className="flex flex-wrap gap-x-4 gap-y-1">{r.cells.map((c) => <StatusLabel key={c.stage} status={c.next?.status ?? (c.live ? { key: 'ok', word: c.stage } : c.status ?? NOT_STARTED)} word={`${c.stage}${c.next ? `: ${c.next.status.word}` : ''}`} quiet />)}</span></td></tr>
          ))}</tbody>
        </table></div>
      )}
    </>
  );
}
