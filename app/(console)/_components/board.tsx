'use client';
import Link from 'next/link';
import { useMemo } from 'react';
import { useAddressState } from '@/lib/client/address-state';
import { useTopic } from '@/lib/client/live/use-topic';
import { layoutOf, type BoardLayout } from '@/lib/domain/board-layout';
import { byEnvironment, isBehind, SORTS, sortRows, type Sort } from '@/lib/domain/board-order';
import { isFailure, isMoving, needsPerson } from '@/lib/domain/status';
import type { Board as BoardData, BoardRow } from '@/lib/domain/views';
import { looksLikeSha } from '@/lib/domain/whereabouts';
import { routes } from '@/lib/routes';
import { Findings } from '@/components/commits/finder';
import { FilterBar, NoneLeft, useFilter, type FilterChoice } from '@/components/ui/filter-bar';
import { Icon } from '@/components/ui/icon';
import { LiveMark } from '@/components/ui/live-mark';
import { Segmented } from '@/components/ui/segmented';
import { Loading, ReadProblem } from '@/components/ui/states';
import { NotRead } from '@/components/ui/not-read';
import { AttentionStrip } from './attention';
import { ByEnvironment } from './by-environment';
import { FirstRun } from './first-run';
import { OnTheWay } from './on-the-way';
import { Rows } from './rows';
import { Views } from './views';

const CHOICES: readonly FilterChoice<BoardRow>[] = [
  {
    key: 'me',
    label: 'Needs me',
    test: (r) => r.cells.some((c) => isFailure(c.status) || (c.next && needsPerson(c.next.status))),
  },
  {
    key: 'moving',
    label: 'On the way',
    test: (r) => r.cells.some((c) => c.next && isMoving(c.next.status)),
  },
  { key: 'behind', label: 'Behind', test: isBehind },
];
const SORT_WORDS: Readonly<Record<Sort, string>> = {
  needs: 'Needs me first',
  name: 'By name',
  moved: 'Moved last',
};

const textOf = (r: BoardRow): string =>
  `${r.name} ${r.cells.map((c) => `${c.live?.sha ?? ''} ${c.live?.message ?? ''} ${c.next?.sha ?? ''} ${c.next?.message ?? ''}`).join(' ')}`;

/** What the address asks for, in words: the name of a saved view. */
const nameOf = (text: string, chip: string, group: string, sort: Sort): string =>
  [
    chip && CHOICES.find((c) => c.key === chip)?.label,
    text && `“${text}”`,
    group === 'environment' && 'by environment',
    sort !== 'name' && SORT_WORDS[sort].toLowerCase(),
  ]
    .filter(Boolean)
    .join(', ') || 'All';

export function Board({ initial }: { initial: BoardData | undefined }) {
  const { data, error, readAt, retry } = useTopic('board', [], initial);
  const [group, setGroup] = useAddressState('group');
  const [wanted, setSort] = useAddressState('sort');
  const sort = SORTS.find((s) => s === wanted) ?? 'name';
  const filter = useFilter(data?.rows ?? [], textOf, CHOICES);
  const rows = useMemo(() => sortRows(filter.left, sort), [filter.left, sort]);
  // The same text is the same layout: rows are drawn again only when it has changed.
  const layoutText = JSON.stringify(layoutOf(data?.rows ?? []));
  const layout = useMemo(() => JSON.parse(layoutText) as BoardLayout, [layoutText]);
  if (!data)
    return (
      <>
        <h1 className="sr-only">Board</h1>
        {error ? (
          <ReadProblem error={error} old={false} retry={retry} />
        ) : (
          <>
            <div className="attention-strip" aria-hidden="true">
              <div className="skeleton h-full flex-1" />
            </div>
            <Loading rows={6} />
          </>
        )}
      </>
    );
  if (data.coming?.length) return <OnTheWay projects={data.coming} />;
  if (!data.rows.length && !error) return <FirstRun />;
  const { columns } = layout;
  const query = new URLSearchParams(
    Object.entries({
      q: filter.text,
      show: filter.chip,
      group,
      sort: sort === 'name' ? '' : sort,
    }).filter(([, v]) => v),
  ).toString();
  return (
    <>
      <h1 className="sr-only">Board</h1>
      {error && <ReadProblem error={error} old retry={retry} />}
      <AttentionStrip board={data} />
      <FilterBar placeholder="Filter by project or commit" filter={filter} choices={CHOICES}>
        <LiveMark
          readAt={readAt}
          failed={Boolean(error)}
          reading={{ left: data.unread, of: data.rows.length }}
        />
        <Segmented
          label="Group by"
          value={group === 'environment' ? 'environment' : 'project'}
          onChange={(v) => setGroup(v === 'environment' ? v : '')}
          options={[
            ['project', 'Project'],
            ['environment', 'Environment'],
          ]}
        />
        <label className="sort">
          <span className="sr-only">Sort</span>
          <select
            className="input"
            value={sort}
            onChange={(e) => setSort(e.target.value === 'name' ? '' : e.target.value)}
          >
            {SORTS.map((s) => (
              <option key={s} value={s}>
                {SORT_WORDS[s]}
              </option>
            ))}
          </select>
        </label>
        <Views name={nameOf(filter.text, filter.chip, group, sort)} query={query && `?${query}`} />
        <Link className="btn" href={routes.newProject}>
          <Icon name="plus" small />
          New project
        </Link>
      </FilterBar>
      {looksLikeSha(filter.text) && (
        <section aria-label="Where this commit is">
          <Findings key={filter.text} query={filter.text.trim()} />
        </section>
      )}
      {!rows.length && !looksLikeSha(filter.text) && (
        <NoneLeft
          onClear={() => {
            filter.setText('');
            filter.setChip('');
          }}
        />
      )}
      {rows.length > 0 && group === 'environment' && <ByEnvironment groups={byEnvironment(rows)} />}
      {rows.length > 0 && group !== 'environment' && (
        <div
          className="board"
          data-columns={columns?.length}
          style={{ ['--stages' as string]: columns?.length ?? 1 }}
        >
          {columns && (
            <div className="board-row heads" aria-hidden="true">
              <div>Project</div>
              {columns.map((s) => (
                <div key={s}>{s}</div>
              ))}
            </div>
          )}
          <Rows rows={rows} layout={layout} />
        </div>
      )}
      <NotRead coming={0} unreadable={data.unreadable} />
    </>
  );
}
