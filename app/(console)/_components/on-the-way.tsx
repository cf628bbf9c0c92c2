import Link from 'next/link';
import type { Board } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { PageHead } from '@/components/ui/page-head';

/** The board while the first project is made: it has no pipeline that a row could show. */
export function OnTheWay({ projects }: { projects: NonNullable<Board['coming']> }) {
  return (
    <>
      <PageHead title="Board" />
      <ul className="card rows" aria-label="Projects on their way">
        {projects.map((p) => (
          <li key={p.stackId}>
            <StatusLabel status={p.status} />
            <b className="font-medium flex-1">{p.name}</b>
            <Link className="btn small" href={routes.progress(p.name, p.stackId)}>
              Show progress
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
