import 'server-only';
import type { Problem, RefusedCall } from './recording';
import type { PageState, Reading } from './reading';
import type { Sample } from './sample';
import type { Strange } from './strange';

/** What is said of a page, over all that it was read for. */
export interface PageReport {
  readonly page: string;
  readonly state: PageState;
  /** How often it was read: once for each pipeline, say. */
  readonly readings: number;
  /** Calls by the action of each, tries counted. */
  readonly calls: Readonly<Record<string, number>>;
  readonly problems: readonly Problem[];
}

export interface Report {
  readonly account: string;
  readonly region: string;
  readonly sample: Sample;
  readonly pages: readonly PageReport[];
  readonly calls: Readonly<Record<string, number>>;
  readonly strange: readonly Strange[];
  readonly refused: readonly RefusedCall[];
  /** Whether each page that there is something to show on works. */
  readonly works: boolean;
}

const WORST: readonly PageState[] = ['fails', 'part', 'works', 'nothing'];
const worstOf = (states: readonly PageState[]): PageState =>
  WORST.find((state) => states.includes(state)) ?? 'nothing';

function unique<T extends object>(all: readonly T[]): T[] {
  return [...new Map(all.map((x) => [JSON.stringify(x), x])).values()];
}

function sumOf(readings: readonly Reading[]): Record<string, number> {
  const sum = new Map<string, number>();
  for (const { recording } of readings)
    for (const [call, n] of recording.calls) sum.set(call, (sum.get(call) ?? 0) + n);
  return Object.fromEntries([...sum].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function pageReport(page: string, readings: readonly Reading[]): PageReport {
  const problems = readings.flatMap((r) => r.recording.problems);
  // One permission is lacking for each pipeline: it is said once.
  const byCause = new Map(
    problems.map((p) => [[p.kind, p.action ?? p.message, p.deniedBy].join(' '), p]),
  );
  return {
    page,
    state: worstOf(readings.map((r) => r.state)),
    readings: readings.length,
    calls: sumOf(readings),
    problems: [...byCause.values()],
  };
}

/** Everything that was read, page by page. */
export function reportOf(
  where: { readonly account: string; readonly region: string },
  sample: Sample,
  readings: readonly Reading[],
): Report {
  const names = [...new Set(readings.map((r) => r.page))];
  const pages = names.map((name) =>
    pageReport(
      name,
      readings.filter((r) => r.page === name),
    ),
  );
  return {
    ...where,
    sample,
    pages,
    calls: sumOf(readings),
    strange: unique(readings.flatMap((r) => r.recording.strange)),
    refused: unique(readings.flatMap((r) => r.recording.refused)),
    works: pages.every((p) => p.state === 'works' || p.state === 'nothing'),
  };
}
