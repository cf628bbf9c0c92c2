import type { Section } from './log';

/** What a log shows, top to bottom: the heads of its sections and, of those that are open, the lines. */
export type Row =
  | { readonly kind: 'head'; readonly section: Section }
  | { readonly kind: 'line'; readonly line: number };

interface Block {
  readonly section: Section;
  readonly open: boolean;
  /** First row. */ readonly row: number;
  readonly rows: number;
  readonly head: number;
}

/** Rows are counted, never listed: a million lines cost as much as ten. */
export class Rows {
  private readonly blocks: readonly Block[];
  readonly count: number;

  constructor(sections: readonly Section[], isOpen: (s: Section) => boolean) {
    const head = sections.length > 1 ? 1 : 0;
    let row = 0;
    this.blocks = sections.map((section) => {
      const open = head === 0 || isOpen(section);
      const block = {
        section,
        open,
        row,
        head,
        rows: head + (open ? section.to - section.from : 0),
      };
      row += block.rows;
      return block;
    });
    this.count = row;
  }

  at(row: number): Row | undefined {
    // Few sections: a walk is as good as a search.
    const block = this.blocks.find((b) => row >= b.row && row < b.row + b.rows);
    if (!block) return undefined;
    const below = row - block.row - block.head;
    return below < 0
      ? { kind: 'head', section: block.section }
      : { kind: 'line', line: block.section.from + below };
  }

  /** The row of a line; undefined while its section is folded. */
  of(line: number): number | undefined {
    const block = this.blocks.find((b) => line >= b.section.from && line < b.section.to);
    return block?.open ? block.row + block.head + line - block.section.from : undefined;
  }
}

/**
 * Where rows stand for a position of the scroll bar. The point of the content at the same share as the bar stands at the same
 * share of the window: both ends are exact and every height in between may differ, so that no row needs to be measured but
 * those that are drawn.
 */
export function anchorOf(
  scrollTop: number,
  scrollHeight: number,
  clientHeight: number,
  rows: number,
): { readonly row: number; readonly within: number; readonly y: number } {
  const share =
    scrollHeight > clientHeight
      ? Math.min(1, Math.max(0, scrollTop / (scrollHeight - clientHeight)))
      : 0;
  const at = share * rows;
  const row = Math.min(Math.floor(at), Math.max(0, rows - 1));
  return { row, within: rows === 0 ? 0 : at - row, y: share * clientHeight };
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

/** The scroll position that brings a row to its place in the window, whatever its neighbours' heights: near the ends that is near an edge. */
export const scrollTopFor = (
  row: number,
  scrollHeight: number,
  clientHeight: number,
  rows: number,
): number =>
  rows === 0 ? 0 : clamp((row + 0.5) / rows) * Math.max(0, scrollHeight - clientHeight);

/** The scroll position that brings a row to the middle, if all around it are of one height (pixels). */
export function middleFor(
  row: number,
  scrollHeight: number,
  clientHeight: number,
  rows: number,
  rowHeight: number,
): number {
  const room = rows * rowHeight - clientHeight;
  return room <= 0
    ? 0
    : clamp(((row + 0.5) * rowHeight - clientHeight / 2) / room) *
        Math.max(0, scrollHeight - clientHeight);
}

/** `#L12`, `#L12-30`, each with the time of the first line behind `@`: lines of a log whose beginning has expired are found by it. */
export interface LineLink {
  readonly from: number;
  readonly to: number;
  readonly at: number | undefined;
}

export function parseLineLink(hash: string): LineLink | undefined {
  const m = /^L(\d+)(?:-L?(\d+))?(?:@(\d+))?$/.exec(hash);
  if (!m) return undefined;
  const a = Number(m[1]) - 1;
  const b = m[2] === undefined ? a : Number(m[2]) - 1;
  return {
    from: Math.min(a, b),
    to: Math.max(a, b),
    at: m[3] === undefined ? undefined : Number(m[3]),
  };
}

export const lineLink = (from: number, to: number, at?: number): string =>
  `L${from + 1}${to === from ? '' : `-${to + 1}`}${at === undefined ? '' : `@${at}`}`;
