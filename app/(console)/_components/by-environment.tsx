import Link from 'next/link';
import { memo } from 'react';
import type { EnvironmentGroup } from '@/lib/domain/board/board-order';
import type { BoardCell } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { Cell } from './cell';

const Entry = memo(function Entry({ project, cell }: { project: string; cell: BoardCell }) {
  return (
    <li className="env-entry">
      <Link className="board-name" href={routes.project(project)} prefetch={false}>
        <b className="truncate">{project}</b>
      </Link>
      <Cell cell={cell} project={project} />
    </li>
  );
});

/** What runs in each environment, over all projects; the last environment first. */
export function ByEnvironment({ groups }: { groups: readonly EnvironmentGroup[] }) {
  return (
    <>
      {groups.map((g) => (
        <section key={g.stage} className="env" aria-label={g.stage}>
          <h2 className="mb-2">
            {g.stage} <span className="text-faint font-normal">{g.rows.length}</span>
          </h2>
          <ul className="card env-list">
            {g.rows.map((r) => (
              <Entry key={r.project} project={r.project} cell={r.cell} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
