'use client';
import { useAddressState } from '@/lib/client/address-state';
import { isBehind, SORTS, type Sort } from '@/lib/domain/board/board-order';
import { isFailure, isMoving, needsPerson } from '@/lib/domain/status';
import type { BoardRow } from '@/lib/domain/views';
import type { FilterChoice } from '@/components/ui/filter-bar';

export const CHOICES: readonly FilterChoice<BoardRow>[] = [
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

export const SORT_WORDS: Readonly<Record<Sort, string>> = {
  needs: 'Needs me first',
  name: 'By name',
  moved: 'Moved last',
};

export const DEFAULT_SORT: Sort = 'needs';

/** What a row is found by. */
export const textOf = (r: BoardRow): string =>
  [
    r.name,
    r.detail,
    ...Object.values(r.tags ?? {}),
    ...r.cells.flatMap((c) => [
      c.live?.sha,
      c.live?.message,
      c.next?.sha,
      c.next?.message,
      c.person?.name,
    ]),
  ]
    .filter(Boolean)
    .join(' ');

/** How the rows are arranged, in the address. */
export function useArrangement() {
  const [group, setGroup] = useAddressState('group');
  const [wanted, setSort] = useAddressState('sort');
  const sort = SORTS.find((s) => s === wanted) ?? DEFAULT_SORT;
  const tag = group.startsWith('tag:') ? group.slice('tag:'.length) : undefined;
  return { group, setGroup, sort, setSort, isByEnvironment: group === 'environment', tag };
}

export type Arrangement = ReturnType<typeof useArrangement>;

const groupWords = (group: string): string =>
  group.startsWith('tag:') ? `by ${group.slice('tag:'.length)}` : group && `by ${group}`;

/** What the address asks for, in words: the name of a saved view. */
export const nameOf = (text: string, chip: string, group: string, sort: Sort): string =>
  [
    chip && CHOICES.find((c) => c.key === chip)?.label,
    text && `“${text}”`,
    groupWords(group),
    sort !== DEFAULT_SORT && SORT_WORDS[sort].toLowerCase(),
  ]
    .filter(Boolean)
    .join(', ') || 'All';

/** The address's part that shows this view again. */
export const queryOf = (
  { text, chip }: { readonly text: string; readonly chip: string },
  { group, sort }: Pick<Arrangement, 'group' | 'sort'>,
): string =>
  new URLSearchParams(
    Object.entries({
      q: text,
      show: chip,
      group,
      sort: sort === DEFAULT_SORT ? '' : sort,
    }).filter(([, v]) => v),
  ).toString();
