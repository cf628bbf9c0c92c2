'use client';
import {
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode,
  type Ref,
  type RefObject,
  type UIEvent,
} from 'react';
import { anchorOf, middleFor, scrollTopFor } from '@/lib/domain/logs/log-rows';

const ROW_PX = 20;
/** Up to here every row is drawn, and the browser's own search finds it. */
const ALL = 1500;
/** Browsers draw no taller element. */
const MAX_PX = 15_000_000;
const SPARE = 12;
const BOTTOM_PX = 24;
/** A row that is brought near an edge stands so many rows from it. */
const EDGE_ROWS = 2;

export interface ViewportHandle {
  /** Brings a row into the middle of the sight. */
  show(row: number): void;
  bottom(): void;
}

interface Props {
  readonly ref: Ref<ViewportHandle>;
  readonly rows: number;
  readonly label: string;
  readonly children?: ReactNode;
  readonly row: (index: number) => ReactNode;
  /** What the rows are drawn from: when it changes, what is in sight is told again. */
  readonly source: unknown;
  /** Whether the end is held in sight as rows come. */
  readonly follow: boolean;
  /** These rows are drawn: their lines are wanted. */
  readonly onSight: (from: number, to: number) => void;
  /** The person scrolled; whether to the end. */
  readonly onScrolled: (atEnd: boolean) => void;
}

function useHeight(box: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(600);
  useLayoutEffect(() => {
    const b = box.current;
    if (!b) return;
    const observer = new ResizeObserver(() => setHeight(b.clientHeight));
    observer.observe(b);
    return () => observer.disconnect();
  }, [box]);
  return height;
}

/**
 * Rows of any height, a hundred of them drawn however many there are. One function, though a long one: each effect goes on
 * with what the one before it left of the bar.
 */
export function Viewport({
  ref,
  rows,
  label,
  children,
  row,
  source,
  follow,
  onSight,
  onScrolled,
}: Props) {
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  /** A row that was brought into sight, and where the bar stood then: until the bar is moved it is to stay there. */
  const shown = useRef<{ row: number; top: number }>(undefined);
  /** Where the bar and the end were when they were last accounted for: what is elsewhere afterwards was moved by the person. */
  const seen = useRef({ top: 0, height: 0 });
  const height = useHeight(box);
  const [top, setTop] = useState(0);
  const few = rows <= ALL;
  const inner = Math.min(MAX_PX, Math.max(rows * ROW_PX, height));
  const anchor = anchorOf(top, inner, height, rows);
  const span = Math.ceil(height / ROW_PX) + SPARE;
  const from = few ? 0 : Math.max(0, anchor.row - span);
  const to = few ? rows : Math.min(rows, anchor.row + span);

  const tellSight = useEffectEvent(() => onSight(few ? 0 : from, to));
  useEffect(() => tellSight(), [few, from, to, rows, source]);
  // The row under the anchor is measured, and the list put so that it stands where it must.
  useLayoutEffect(() => {
    const l = list.current;
    if (!l || few) return;
    const at = l.children[anchor.row - from] as HTMLElement | undefined;
    l.style.transform = `translateY(${at ? anchor.y - at.offsetTop - anchor.within * at.offsetHeight : 0}px)`;
  });

  /**
   * Tells of what the person scrolled since; true if anything. Rows may have come between the scrolling and its event: the end
   * that was seen then is what counts. A bar pushed up by a shorter list or a taller window is nobody's wish, nor is our own.
   */
  const heard = (b: HTMLDivElement): boolean => {
    const by = b.scrollTop - Math.min(seen.current.top, b.scrollHeight - b.clientHeight);
    if (Math.abs(by) < 1) return false;
    onScrolled(by > 0 && seen.current.height - b.scrollTop - b.clientHeight < BOTTOM_PX);
    return true;
  };
  const account = (b: HTMLDivElement): void => {
    seen.current = { top: b.scrollTop, height: b.scrollHeight };
    setTop(b.scrollTop);
  };
  useLayoutEffect(() => {
    const b = box.current;
    if (!b) return;
    if (!heard(b) && follow) b.scrollTop = b.scrollHeight;
    account(b);
  });

  // Rows around it may turn out to be higher than one line, also when they come later.
  useLayoutEffect(() => {
    const b = box.current;
    const s = shown.current;
    if (!b || !s) return;
    const view = b.getBoundingClientRect();
    const at = list.current?.children[s.row - from]?.getBoundingClientRect();
    const stays = Math.abs(b.scrollTop - s.top) < 1;
    if (stays && at && at.top >= view.top && at.bottom <= view.bottom) return;
    shown.current = undefined;
    if (!stays) return;
    b.scrollTop = scrollTopFor(
      s.row + (s.row > rows / 2 ? EDGE_ROWS : -EDGE_ROWS),
      b.scrollHeight,
      b.clientHeight,
      rows,
    );
    account(b);
  });

  useImperativeHandle(
    ref,
    () => ({
      show(index) {
        const b = box.current;
        if (!b) return;
        if (few) {
          const at = list.current?.children[index] as HTMLElement | undefined;
          if (at) b.scrollTop = at.offsetTop - b.clientHeight / 2;
          account(b);
          return;
        }
        b.scrollTop = middleFor(index, b.scrollHeight, b.clientHeight, rows, ROW_PX);
        shown.current = { row: index, top: b.scrollTop };
        account(b);
      },
      bottom() {
        const b = box.current;
        if (!b) return;
        b.scrollTop = b.scrollHeight;
        account(b);
      },
    }),
    [few, rows],
  );

  const scrolled = (e: UIEvent<HTMLDivElement>): void => {
    heard(e.currentTarget);
    account(e.currentTarget);
  };
  const drawn = Array.from({ length: Math.max(0, to - from) }, (_, i) => row(from + i));
  return (
    <div className="log-frame">
      <div
        ref={box}
        className="log-body"
        onScroll={scrolled}
        tabIndex={0}
        role="log"
        aria-label={`${label}, lines`}
        aria-live="off"
        data-rows={rows}
      >
        {children}
        {few ? (
          <div ref={list} className="log-list">
            {drawn}
          </div>
        ) : (
          <div className="log-tall" style={{ height: inner }}>
            <div className="log-sight" style={{ height }}>
              <div ref={list} className="log-list">
                {drawn}
              </div>
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
