'use client';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useHydrated } from '@/lib/client/hydrated';
import type { Column, ListSpec } from './spec';
import { useGlide } from './use-glide';
import { useRowKeys } from './use-row-keys';

/** Up to so many rows all are in the page, where the browser's own search finds them. */
const MAX_WHOLE = 60;
/** What the server draws of more. */
const FIRST = 30;
/** A row of two lines, in px; those on a phone are measured. */
const ROW_HEIGHT = 53;

const cellClass = <T,>(c: Column<T>): string =>
  [c.isNumber ? 'num' : '', c.phone ? `at-${c.phone}` : 'phone-off'].join(' ').trim();

interface RowProps<T> {
  readonly spec: ListSpec<T>;
  readonly row: T;
  readonly index: number;
  readonly measure?: (element: HTMLElement | null) => void;
  readonly onFound?: ((element: HTMLElement) => void) | undefined;
}

function Row<T>({ spec, row, index, measure, onFound }: RowProps<T>) {
  const own = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (own.current) onFound?.(own.current);
  }, [onFound]);
  return (
    <tr
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      data-key={spec.keyOf(row)}
      ref={(element) => {
        own.current = element;
        measure?.(element);
      }}
    >
      {spec.columns.map((c) => (
        <td key={c.id} role="cell" className={cellClass(c)}>
          {c.cell(row)}
        </td>
      ))}
    </tr>
  );
}

interface RowsProps<T> {
  readonly spec: ListSpec<T>;
  readonly rows: readonly T[];
  readonly list: RefObject<HTMLElement | null>;
}

function Whole<T>({ spec, rows, list }: RowsProps<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  useGlide(body);
  const keys = useRowKeys(list, rows.length, () => undefined);
  return (
    <tbody ref={body} role="rowgroup" onKeyDown={keys.onKeyDown}>
      {rows.map((row, i) => (
        <Row key={spec.keyOf(row)} spec={spec} row={row} index={i} />
      ))}
    </tbody>
  );
}

/** Room of rows that are out of sight. */
const Gap = ({ height }: { height: number }) =>
  height > 0 ? (
    <tr role="presentation" className="list-gap" style={{ height }} aria-hidden="true" />
  ) : null;

/** Rows in sight, and some around them. */
function InSight<T>({ spec, rows, list }: RowsProps<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  // Notes above the list come and go with the data.
  useLayoutEffect(() => {
    const box = body.current?.getBoundingClientRect();
    if (box) setTop(box.top + window.scrollY);
  }, [rows]);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (i) => {
      const row = rows[i];
      return row === undefined ? i : spec.keyOf(row);
    },
    overscan: 10,
    scrollMargin: top,
  });
  useGlide(body);
  const keys = useRowKeys(list, rows.length, (i) => {
    const [offset] = virtual.getOffsetForIndex(i, 'center') ?? [];
    if (offset !== undefined) window.scrollTo({ top: offset });
  });
  const items = virtual.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  return (
    <tbody ref={body} role="rowgroup" onKeyDown={keys.onKeyDown}>
      <Gap height={first ? first.start - top : 0} />
      {items.map((item) => {
        const row = rows[item.index];
        return (
          row !== undefined && (
            <Row
              key={item.key}
              spec={spec}
              row={row}
              index={item.index}
              measure={virtual.measureElement}
              onFound={keys.wanted === item.index ? keys.found : undefined}
            />
          )
        );
      })}
      <Gap height={last ? virtual.getTotalSize() - (last.end - top) : 0} />
    </tbody>
  );
}

/** A list's rows: all of a short one, those in sight of a long one. */
export function Rows<T>(props: RowsProps<T>) {
  const hydrated = useHydrated();
  const isLong = props.rows.length > MAX_WHOLE;
  if (isLong && hydrated) return <InSight {...props} />;
  return <Whole {...props} rows={isLong ? props.rows.slice(0, FIRST) : props.rows} />;
}
