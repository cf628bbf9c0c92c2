'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { boardQuery } from '@/lib/client/queries/views';
import type { Board as BoardData } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { LiveMark } from '@/components/ui/live-mark';
import { Loading, ReadProblem } from '@/components/ui/states';
import { AttentionStrip } from './attention';
import { Cell } from './cell';
import { Coming } from './coming';
import { FirstRun } from './first-run';

/** The columns of all projects, in the order of the longest. */
function columns(board: BoardData): string[] {
  const names: string[] = [];
  for (const row of [...board.rows].sort((a, b) => b.cells.length - a.cells.length)) for (const c of row.cells) if (!names.includes(c.stage)) names.push(c.stage);
  return names;
}

export function Board({ initial }: { initial: BoardData | undefined }) {
  const { data, error } = useQuery({ ...boardQuery(), ...(initial ? { initialData: initial } : {}) });
  if (!data) return <><h1 className="sr-only">Board</h1>{error ? <ReadProblem message={error.message} old={false} /> : <Loading rows={6} />}</>;
  if (!data.rows.length && !error) return <FirstRun />;
  const stages = columns(data);
  return (
    <>
      <h1 className="sr-only">Board</h1>
      {error && <ReadProblem message={error.message} old />}
      <AttentionStrip items={data.attention} />
      <div className="tools"><span className="second">{data.rows.length === 1 ? '1 project' : `${data.rows.length} projects`}</span><span className="flex-1" /><LiveMark readAt={data.readAt} failed={Boolean(error)} /><Link className="btn small wide" href={routes.newProject}>New project</Link></div>
      <div className="board" style={{ ['--stages' as string]: stages.length }}>
        <div className="board-row heads" aria-hidden="true"><div>Project</div>{stages.map((s) => <div key={s}>{s}</div>)}</div>
        {data.rows.map((row) => (
          <section key={row.name} className="board-row" aria-label={row.name}>
            <Link className="board-name" href={routes.project(row.name)} prefetch={false}><b className="cut">{row.name}</b><span className="t12 dim cut">{row.detail}</span></Link>
            {stages.map((s) => {
              const cell = row.cells.find((c) => c.stage === s);
              return cell ? <Cell key={s} cell={cell} /> : <span key={s} className="cell none">no such stage</span>;
            })}
            <Coming row={row} />
          </section>
        ))}
      </div>
    </>
  );
}
