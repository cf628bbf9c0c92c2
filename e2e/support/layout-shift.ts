import type { Page } from '@playwright/test';

/** Elements that moved at the same time, and by how much (Layout Instability, W3C draft). */
export interface Shift {
  readonly value: number;
  /** When, in ms since the page was opened. */
  readonly at: number;
  /** The first few that moved: tag, classes, the beginning of their text. */
  readonly moved: readonly string[];
}

interface Entry extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: Node | null }[];
}

declare global {
  interface Window {
    starboardShifts?: (Shift & { readonly expected: boolean })[];
  }
}

/** Runs in the page, before anything of its own. */
function observe(): void {
  const shifts: (Shift & { readonly expected: boolean })[] = [];
  window.starboardShifts = shifts;
  const nameOf = (node: Node | null): string => {
    if (!(node instanceof Element)) return node?.textContent?.trim().slice(0, 40) ?? '(gone)';
    const classes = [...node.classList].map((c) => `.${c}`).join('');
    const text = node.textContent.replace(/\s+/g, ' ').trim().slice(0, 40);
    return `${node.tagName.toLowerCase()}${classes} “${text}”`;
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Entry[])
      shifts.push({
        value: entry.value,
        at: Math.round(entry.startTime),
        moved: entry.sources.map((s) => nameOf(s.node)),
        expected: entry.hadRecentInput,
      });
  }).observe({ type: 'layout-shift', buffered: true });
}

/** Measures what moves on every page that is opened from now on. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(observe);
}

/** Forgets what has moved until now: before a press whose page is measured. */
export const forgetShifts = (page: Page): Promise<void> =>
  page.evaluate(() => void window.starboardShifts?.splice(0));

/**
 * What has moved. What follows a press within half a second is expected and left out, as browsers do; `all` counts it too:
 * after a press that opens a page nothing of it may move either.
 */
export async function shiftsOf(page: Page, { all = false } = {}): Promise<readonly Shift[]> {
  // Entries are delivered after the frame that made them.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  const shifts = await page.evaluate(() => window.starboardShifts ?? []);
  return shifts.filter((s) => all || !s.expected);
}

const GAP_MS = 1000;
const WINDOW_MS = 5000;

/** Cumulative layout shift: the largest sum of shifts that follow each other within a second, of five at most (web.dev). */
export function scoreOf(shifts: readonly Shift[]): number {
  let [best, sum, first, last] = [0, 0, -Infinity, -Infinity];
  for (const { at, value } of shifts) {
    const goesOn = at - last < GAP_MS && at - first < WINDOW_MS;
    sum = goesOn ? sum + value : value;
    if (!goesOn) first = at;
    last = at;
    best = Math.max(best, sum);
  }
  return best;
}

/** A sentence for each shift, the largest first: what a failed test shows. */
export const told = (shifts: readonly Shift[]): string =>
  [...shifts]
    .sort((a, b) => b.value - a.value)
    .map((s) => `${s.value.toFixed(4)} at ${s.at} ms: ${s.moved.join('; ')}`)
    .join('\n');
