import 'server-only';
import type { LogSource } from '@/lib/domain/executions/execution';
import type { FirstWindow, LogWindow } from '@/lib/domain/logs/log-page';
import { within } from '../aws/deadline';
import { dashboardConnection } from '../env';
import { buildLogReader } from './build-log';

/** As many as a page comes with; the viewer asks for as many at a time. */
const LINES = 400;
/** Characters of them: lines may be as long as a page. */
const TEXT = 65_536;
/** Longer than this a page's answer is not kept open for them. */
const DEADLINE_MS = 400;
/** Builds of one execution whose lines come with its page. */
const BUILDS = 3;

/** The first of them, as many as a page comes with; the viewer asks for the others when they are looked at. */
export function shortened(lines: LogWindow['lines'], most = TEXT): LogWindow['lines'] {
  let left = most;
  const tooMany = lines.findIndex(({ text }) => (left -= text.length) < 0);
  return tooMany < 0 ? lines : lines.slice(0, tooMany);
}

/** Undefined: they could not be read, or take long; the page asks for them by itself then, and hears why. Never rejects. */
const firstLines = (id: string): Promise<LogWindow | undefined> =>
  within(
    buildLogReader(dashboardConnection(), id).then((log) => log.window({ from: 0, count: LINES })),
    DEADLINE_MS,
  ).then(
    (w) => (w.problem === undefined ? { ...w, lines: shortened(w.lines) } : undefined),
    () => undefined,
  );

/** What is there by now; what is not, nobody waits for. */
const soFar = <T>(work: Promise<T>): Promise<T | undefined> =>
  Promise.race([
    work,
    // Not sooner than what comes from memory takes: that is steps of promises, and no turn of the loop.
    new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined))),
  ]);

/**
 * Begins to read a build's log for the page that shows it. The answer is called once the rest of the page is there, which
 * waits for no line: it has those that are there by then, or the promise of them.
 */
export function beginLines(id: string): () => Promise<{ readonly first: FirstWindow }> {
  const lines = firstLines(id);
  return async () => ({ first: (await soFar(lines)) ?? lines });
}

/** The same of all that an execution's page merges, by their keys. */
export async function linesOf(
  sources: readonly LogSource[],
): Promise<Readonly<Record<string, FirstWindow>>> {
  const begun = sources
    .filter((s) => s.kind === 'build')
    .slice(0, BUILDS)
    .map((s) => [s.key, beginLines(s.id)] as const);
  return Object.fromEntries(
    await Promise.all(begun.map(async ([key, lines]) => [key, (await lines()).first] as const)),
  );
}
