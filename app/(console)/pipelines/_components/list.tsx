'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import { isFailure, isMoving, needsPerson, NOT_STARTED } from '@/lib/domain/status';
import type { Board, BoardRow } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { FilterBar, NoneLeft, useFilter, type FilterChoice } from '@/components/ui/filter-bar';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Empty } from '@/components/ui/states';
import { RelativeTime } from '@/components/ui/time';
import { TopicView } from '@/components/ui/topic-view';

const CHOICES: readonly FilterChoice<BoardRow>[] = [
  {
    key: 'waiting',
    label: 'Waiting',
    test: (r) => r.cells.some((c) => c.next && needsPerson(c.next.status)),
  },
  {
    key: 'running',
    label: 'Running',
    test: (r) => r.cells.some((c) => c.next && isMoving(c.next.status)),
  },
  { key: 'failed', label: 'Failed', test: (r) => r.cells.some((c) => isFailure(c.status)) },
];

const newest = (r: BoardRow): number =>
  Math.max(0, ...r.cells.map((c) => Math.max(c.live?.at ?? 0, c.next?.since ?? 0)));

function PipelineTable({ rows }: { rows: readonly BoardRow[] }) {
  return (
    <div className="card">
      <table className="table">
        <thead>
          <tr>
            <th>Pipeline</th>
            <th>Stages</th>
            <th className="num">Moved</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.name}>
              <td>
                <Link href={routes.pipeline(r.name)} prefetch={false}>
                  <b className="font-medium">{r.name}</b>
                </Link>
              </td>
              <td>
                <span className="flex flex-wrap gap-x-4 gap-y-1">
                  {r.cells.map((c) => (
                    <StatusLabel
                      key={c.stage}
                      status={
                        c.next?.status ??
                        (c.live ? { key: 'ok', word: c.stage } : (c.status ?? NOT_STARTED))
                      }
                      word={`${c.stage}${c.next ? `: ${c.next.status.word}` : ''}`}
                      quiet
                    />
                  ))}
                </span>
              </td>
              <td className="num text-muted">
                <RelativeTime at={newest(r)} suffix=" ago" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NO_PIPELINES = (
  <Empty title="No pipelines yet">
    <p>
      A pipeline carries each commit through build and environments. Creating a project makes one.
    </p>
    <Link className="btn primary" href={routes.newProject}>
      New project
    </Link>
  </Empty>
);

export function PipelineList({ initial }: { initial: Board | undefined }) {
  const board = useTopic('board', [], initial);
  const rows = [...(board.data?.rows ?? [])].sort((a, b) => newest(b) - newest(a));
  const filter = useFilter(rows, (r) => r.name, CHOICES);
  return (
    <>
      <PageHead title="Pipelines" />
      <TopicView topic={board} empty={(all) => !all.rows.length && NO_PIPELINES}>
        {() => (
          <>
            <FilterBar placeholder="Filter by name" filter={filter} choices={CHOICES}>
              <ConnectionIndicator readAt={board.readAt} failed={Boolean(board.error)} />
            </FilterBar>
            {filter.left.length ? (
              <PipelineTable rows={filter.left} />
            ) : (
              <NoneLeft onClear={filter.clear} />
            )}
          </>
        )}
      </TopicView>
    </>
  );
}
