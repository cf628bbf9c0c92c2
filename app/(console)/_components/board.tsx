'use client';
import Link from 'next/link';
import { useMemo } from 'react';
import { useAddressState } from '@/lib/client/address-state';
import { useTopic, type Read } from '@/lib/client/live/use-topic';
import { layoutOf, type BoardLayout } from '@/lib/domain/board/board-layout';
import {
  byEnvironment,
  isBehind,
  SORTS,
  sortRows,
  type Sort,
} from '@/lib/domain/board/board-order';
import { isFailure, isMoving, needsPerson } from '@/lib/domain/status';
import type { TemplateView } from '@/lib/domain/projects/project';
import type { Board as BoardData, BoardRow } from '@/lib/domain/views';
import { looksLikeSha } from '@/lib/domain/commits/whereabouts';
import { routes } from '@/lib/routes';
import { Findings } from '@/components/commits/finder';
import { FilterBar, NoneLeft, useFilter, type FilterChoice } from '@/components/ui/filter-bar';
import { Icon } from '@/components/ui/icon';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { Segmented } from '@/components/ui/segmented';
import { Loading } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';
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

const DEFAULT_SORT: Sort = 'name';

/** What the address asks for, in words: the name of a saved view. */
const nameOf = (text: string, chip: string, group: string, sort: Sort): string =>
  [
    chip && CHOICES.find((c) => c.key === chip)?.label,
    text && `“${text}”`,
    group === 'environment' && 'by environment',
    sort !== DEFAULT_SORT && SORT_WORDS[sort].toLowerCase(),
  ]
    .filter(Boolean)
    .join(', ') || 'All';

const LOADING = (
  <>
    <div className="attention-strip" aria-hidden="true">
      <div className="skeleton h-full flex-1" />
    </div>
    <Loading rows={6} />
  </>
);

function Sorting({ sort, onChange }: { sort: Sort; onChange: (sort: string) => void }) {
  return (
    <label className="sort">
      <span className="sr-only">Sort</span>
      <select
        className="input"
        value={sort}
        onChange={(e) => onChange(e.target.value === DEFAULT_SORT ? '' : e.target.value)}
      >
        {SORTS.map((s) => (
          <option key={s} value={s}>
            {SORT_WORDS[s]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** One row a project, one column a stage, where the pipelines have enough in common. */
function ByProject({ rows, layout }: { rows: readonly BoardRow[]; layout: BoardLayout }) {
  const { columns } = layout;
  return (
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
  );
}

/** How the rows are arranged, in the address. */
function useArrangement() {
  const [group, setGroup] = useAddressState('group');
  const [wanted, setSort] = useAddressState('sort');
  const sort = SORTS.find((s) => s === wanted) ?? DEFAULT_SORT;
  const isByEnvironment = group === 'environment';
  return { group, setGroup, sort, setSort, isByEnvironment };
}

type Arrangement = ReturnType<typeof useArrangement>;
type Filter = ReturnType<typeof useFilter<BoardRow>>;

/** The address's part that shows this view again. */
const queryOf = ({ text, chip }: Filter, { group, sort }: Arrangement): string =>
  new URLSearchParams(
    Object.entries({
      q: text,
      show: chip,
      group,
      sort: sort === DEFAULT_SORT ? '' : sort,
    }).filter(([, v]) => v),
  ).toString();

function Tools({
  topic,
  filter,
  arrangement,
}: {
  topic: Read<BoardData>;
  filter: Filter;
  arrangement: Arrangement;
}) {
  const { group, setGroup, sort, setSort, isByEnvironment } = arrangement;
  const { data, error, readAt } = topic;
  const query = queryOf(filter, arrangement);
  return (
    <FilterBar placeholder="Filter by project or commit" filter={filter} choices={CHOICES}>
      <ConnectionIndicator
        readAt={readAt}
        failed={Boolean(error)}
        reading={{ left: data?.unread ?? 0, of: data?.rows.length ?? 0 }}
      />
      <Segmented
        label="Group by"
        value={isByEnvironment ? 'environment' : 'project'}
        onChange={(v) => setGroup(v === 'environment' ? v : '')}
        options={[
          ['project', 'Project'],
          ['environment', 'Environment'],
        ]}
      />
      <Sorting sort={sort} onChange={setSort} />
      <Views name={nameOf(filter.text, filter.chip, group, sort)} query={query && `?${query}`} />
      <Link className="btn" href={routes.newProject}>
        <Icon name="plus" small />
        New project
      </Link>
    </FilterBar>
  );
}

/** The rows that the filter leaves, or where a commit is, if its SHA was typed. */
function Left({
  rows,
  layout,
  filter,
  isByEnvironment,
}: {
  rows: readonly BoardRow[];
  layout: BoardLayout;
  filter: Filter;
  isByEnvironment: boolean;
}) {
  const isSha = looksLikeSha(filter.text);
  return (
    <>
      {isSha && (
        <section aria-label="Where this commit is">
          <Findings key={filter.text} query={filter.text.trim()} />
        </section>
      )}
      {!rows.length && !isSha && <NoneLeft onClear={filter.clear} />}
      {rows.length > 0 && isByEnvironment && <ByEnvironment groups={byEnvironment(rows)} />}
      {rows.length > 0 && !isByEnvironment && <ByProject rows={rows} layout={layout} />}
    </>
  );
}

/** What needs a person, and what is live where: one row a project, one column a stage. */
export function Board({
  initial,
  starters,
}: {
  initial: BoardData | undefined;
  /** For a board without projects. */
  starters?: readonly TemplateView[] | undefined;
}) {
  const board = useTopic('board', [], initial);
  const { data, error } = board;
  const arrangement = useArrangement();
  const filter = useFilter(data?.rows ?? [], textOf, CHOICES);
  const rows = useMemo(
    () => sortRows(filter.left, arrangement.sort),
    [filter.left, arrangement.sort],
  );
  // The same text is the same layout: rows are drawn again only when it has changed.
  const layoutText = JSON.stringify(layoutOf(data?.rows ?? []));
  const layout = useMemo(() => JSON.parse(layoutText) as BoardLayout, [layoutText]);
  if (data?.coming?.length) return <OnTheWay projects={data.coming} />;
  if (data && !data.rows.length && !error) return <FirstRun starters={starters} />;
  return (
    <>
      <h1 className="sr-only">Board</h1>
      <TopicView topic={board} loading={LOADING}>
        {(all) => (
          <>
            <AttentionStrip board={all} />
            <Tools topic={board} filter={filter} arrangement={arrangement} />
            <Left
              rows={rows}
              layout={layout}
              filter={filter}
              isByEnvironment={arrangement.isByEnvironment}
            />
            <NotRead coming={0} unreadable={all.unreadable} />
          </>
        )}
      </TopicView>
    </>
  );
}
