'use client';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import type { BoardLayout } from '@/lib/domain/board/board-layout';
import type { BoardRow } from '@/lib/domain/views';
import { useHydrated } from '@/lib/client/hydrated';
import { Row } from './row';
import { useInSight } from './use-in-sight';

/** Up to so many rows all are in the page, where the browser's own search finds them. */
const MAX_WHOLE = 60;
/** What the server draws of more. */
const FIRST = 30;
/** A row in columns, in px; others are measured. */
const ROW_HEIGHT = 60;

/** Rows of a long board: those in sight, and some around them. */
function Virtual({ rows, layout }: { rows: readonly BoardRow[]; layout: BoardLayout }) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  // The attention strip above it, and notes, come and go with the data.
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [rows]);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (i) => rows[i]?.name ?? i,
    overscan: 10,
    scrollMargin: top,
  });
  const { startIndex = 0, endIndex = -1 } = virtual.range ?? {};
  useInSight(rows.slice(startIndex, endIndex + 1));
  return (
    <div ref={list} className="relative" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => {
        const row = rows[item.index];
        return (
          row && (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start - top}px)` }}
            >
              <Row row={row} layout={layout} />
            </div>
          )
        );
      })}
    </div>
  );
}

export function Rows({ rows, layout }: { rows: readonly BoardRow[]; layout: BoardLayout }) {
  const hydrated = useHydrated();
  if (rows.length > MAX_WHOLE && hydrated) return <Virtual rows={rows} layout={layout} />;
  return rows
    .slice(0, rows.length > MAX_WHOLE ? FIRST : rows.length)
    .map((row) => <Row key={row.name} row={row} layout={layout} />);
}
