'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import { isFailure, isMoving, needsPerson } from '@/lib/domain/status';
import type { Board as BoardData, BoardRow } from '@/lib/domain/views';
import { looksLikeSha } from '@/lib/domain/whereabouts';
import { routes } from '@/lib/routes';
import { Findings } from '@/components/commits/finder';
import { FilterBar, NoneLeft, useFilter, type FilterChoice } from '@/components/ui/filter-bar';
import { Icon } from '@/components/ui/icon';
import { LiveMark } from '@/components/ui/live-mark';
import { Loading, ReadProblem } from '@/components/ui/states';
import { AttentionStrip } from './attention';
import { FirstRun } from './first-run';
import { Row } from './row';

/** The columns of all projects, in the order of the longest. */
function columns(rows: readonly BoardRow[]): string[] {
  const names: string[] = [];
  for (const row of [...rows].sort((a, b) => b.cells.length - a.cells.length)) for (const c of row.cells) if (!names.includes(c.stage)) names.push(c.stage);
  return names;
}

const CHOICES: readonly FilterChoice<BoardRow>[] = [
  { key: 'me', label: 'Needs me', test: (r) => r.cells.some((c) => isFailure(c.status) || (c.next && needsPerson(c.next.status))) },
  { key: 'moving', label: 'On the way', test: (r) => r.cells.some((c) => c.next && isMoving(c.next.status)) },
];

const textOf = (r: BoardRow): string => `${r.name} ${r.cells.map((c) => `${c.live?.sha ?? ''} ${c.live?.message ?? ''} ${c.next?.sha ?? ''} ${c.next?.message ?? ''}`).join(' ')}`;

export function Board({ initial }: { initial: BoardData | undefined }) {
  const { data, error, readAt, retry } = useTopic('board', [], initial);
  const filter = useFilter(data?.rows ?? [], textOf, CHOICES);
  if (!data) return <><h1 className="sr-only">Board</h1>{error ? <ReadProblem error={error} old={false} retry={retry} /> : <Loading rows={6} />}</>;
  if (!data.rows.length && !error) return <FirstRun />;
  const stages = columns(data.rows);
  return (
    <>
      <h1 className="sr-only">Board</h1>
      {error && <ReadProblem error={error} old retry={retry} />}
      <AttentionStrip items={data.attention} />
      <FilterBar placeholder="Filter by project or commit" filter={filter} choices={CHOICES}>
        <LiveMark readAt={readAt} failed={Boolean(error)} cost /><Link className="btn" href={routes.newProject}><Icon name="plus" small />New project</Link>
      </FilterBar>
      {looksLikeSha(filter.text) && <section aria-label="Where this commit is"><Findings key={filter.text} query={filter.text.trim()} /></section>}
      {!filter.left.length && !looksLikeSha(filter.text) && <NoneLeft onClear={() => { filter.setText(''); filter.setChip(''); }} />}
      {filter.left.length > 0 && (
        <div className="board" style={{ ['--stages' as string]: stages.length }}>
          <div className="board-row heads" aria-hidden="true"><div>Project</div>{stages.map((s) => <div key={s}>{s}</div>)}</div>
          {filter.left.map((row) => <Row key={row.name} row={row} stages={stages} />)}
        </div>
      )}
      {data.unreadable.map((u) => <p key={u.name} className="t12 second mt-2">{u.name} could not be read: {u.why}</p>)}
    </>
  );
}
