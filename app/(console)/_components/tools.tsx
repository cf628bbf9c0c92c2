'use client';
import Link from 'next/link';
import { SORTS, type Sort } from '@/lib/domain/board/board-order';
import type { Board, BoardRow } from '@/lib/domain/views';
import type { Read } from '@/lib/client/live/use-topic';
import { routes } from '@/lib/routes';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { FilterBar, type useFilter } from '@/components/ui/filter-bar';
import { Icon } from '@/components/ui/icon';
import { Views } from '@/components/list/views';
import {
  CHOICES,
  DEFAULT_SORT,
  nameOf,
  queryOf,
  SORT_WORDS,
  type Arrangement,
} from './arrangement';
import type { RowOrder } from './use-order';

type Filter = ReturnType<typeof useFilter<BoardRow>>;

function Grouping({
  group,
  tags,
  onChange,
}: {
  group: string;
  tags: readonly string[];
  onChange: (group: string) => void;
}) {
  const known = tags.map((t) => `tag:${t}`);
  const isLost = group.startsWith('tag:') && !known.includes(group);
  return (
    <label className="board-select">
      <span className="sr-only">Group by</span>
      <select className="input" value={group} onChange={(e) => onChange(e.target.value)}>
        <option value="">By project</option>
        <option value="environment">By environment</option>
        {(known.length > 0 || isLost) && (
          <optgroup label="By tag">
            {[...known, ...(isLost ? [group] : [])].map((value) => (
              <option key={value} value={value}>
                {value.replace('tag:', 'Tag ')}
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </label>
  );
}

/** The order of the rows; what has moved since it was chosen is put in its place by a press, never by itself. */
function Sorting({
  sort,
  rowOrder,
  onChange,
}: {
  sort: Sort;
  rowOrder: RowOrder;
  onChange: (sort: string) => void;
}) {
  const words = rowOrder.isCurrent ? 'Rows are in this order' : 'Rows have changed. Sort again';
  return (
    <div className="board-sort">
      <label className="board-select">
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
      <button
        type="button"
        className={rowOrder.isCurrent ? 'icon-btn' : 'icon-btn changed'}
        aria-disabled={rowOrder.isCurrent}
        aria-label={words}
        title={words}
        onClick={rowOrder.again}
      >
        <Icon name="retry" small />
      </button>
    </div>
  );
}

/** Filter, groups, order and saved views of the board: one line where there is room, else two. */
export function Tools({
  topic,
  filter,
  arrangement,
  rowOrder,
  tags,
}: {
  topic: Read<Board>;
  filter: Filter;
  arrangement: Arrangement;
  rowOrder: RowOrder;
  tags: readonly string[];
}) {
  const { group, setGroup, sort, setSort } = arrangement;
  const { data, error, readAt } = topic;
  const query = queryOf(filter, arrangement);
  return (
    <div className="board-tools">
      <FilterBar
        placeholder="Filter by project, commit or person"
        filter={filter}
        choices={CHOICES}
      >
        <ConnectionIndicator
          readAt={readAt}
          failed={Boolean(error)}
          reading={{ left: data?.unread ?? 0, of: data?.rows.length ?? 0 }}
        />
        <Grouping group={group} tags={tags} onChange={setGroup} />
        <Sorting sort={sort} rowOrder={rowOrder} onChange={setSort} />
        <Views
          page={routes.board}
          name={nameOf(filter.text, filter.chip, group, sort)}
          query={query && `?${query}`}
        />
        <Link className="btn new-project" href={routes.newProject} aria-label="New project">
          <Icon name="plus" small />
          <span>New project</span>
        </Link>
      </FilterBar>
    </div>
  );
}
