'use client';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import {
  mergeLines,
  targetLines,
  type LogSource,
  type StepLine,
} from '@/lib/domain/executions/execution';
import type { FirstWindow, LogWindow } from '@/lib/domain/logs/log-page';
import {
  nextAsk,
  NOTHING,
  shortenedLines,
  taken,
  type ShortenedLog,
} from '@/lib/domain/logs/shortened-log';
import type { LogLine, LogPage } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { arrived } from './arrived';
import { fetchJson } from './fetch-json';

type Build = Extract<LogSource, { kind: 'build' }>;
type Target = Extract<LogSource, { kind: 'target' }>;
interface TargetLog {
  readonly lines: readonly LogLine[];
  readonly after: string;
  readonly over: boolean;
}
/** What one source has given so far, as lines, and what it is made of. */
interface One {
  readonly lines: readonly StepLine[];
  readonly over: boolean;
  /** Why it has not a line. */ readonly absent?: string | undefined;
  readonly build?: ShortenedLog | undefined;
  readonly target?: TargetLog | undefined;
}
interface Got {
  readonly one: One;
  readonly again: boolean;
  readonly problem: string | undefined;
}
export interface MergedLog {
  readonly lines: readonly StepLine[];
  readonly ended: boolean;
  /** Nothing has been read of any source yet. */
  readonly reading: boolean;
  readonly problem: string | undefined;
  /** Why there is not a line, of each source that has none. */
  readonly absent: string | undefined;
}

/** Nothing waits for news at the server: a browser has few connections to it, and an execution many logs. */
const FOLLOW_MS = 400;
const FULL_PAGE = 2000;

/** Whether there is more behind it: a full answer, or one that a page had no room for. */
const isMore = ({ from, lines, total }: LogWindow, count: number): boolean =>
  lines.length === count || from + lines.length < total;

/** The beginnings of logs that a page came with, by their sources' keys. */
export type FirstLines = Readonly<Record<string, FirstWindow>>;

type Ask = NonNullable<ReturnType<typeof nextAsk>>;

/** The next of a build's log; `again` at once where more is known to be there. */
async function readBuild(
  source: Build,
  known: One | undefined,
  first: FirstWindow | undefined,
  signal: AbortSignal,
): Promise<Got> {
  const ask = nextAsk(known?.build ?? NOTHING);
  if (!ask) return { one: known ?? { lines: [], over: true }, again: false, problem: undefined };
  const came = known ? undefined : await arrived(first);
  const window =
    came ??
    (await fetchJson<LogWindow>(
      routes.api.buildLines(source.id, { from: String(ask.from), count: String(ask.count) }),
      signal,
    ));
  return withWindow(source, known, ask, window);
}

function withWindow(source: Build, known: One | undefined, ask: Ask, window: LogWindow): Got {
  const log = known?.build ?? NOTHING;
  const build = taken(log, ask, window);
  const quiet =
    known !== undefined &&
    build.total === log.total &&
    build.head === log.head &&
    (ask.want === 'head' || ask.want === 'tail');
  return {
    one: {
      lines: quiet ? known.lines : shortenedLines(build, source),
      over: nextAsk(build) === undefined,
      absent: window.absent,
      build,
    },
    again: build.over || (window.lines.length > 0 && isMore(window, ask.count)),
    problem: window.problem,
  };
}

/** Those that were there with the page are drawn with it. */
function begun(sources: readonly LogSource[], first: FirstLines): ReadonlyMap<string, One> {
  const ask = nextAsk(NOTHING);
  return new Map(
    sources.flatMap((s) => {
      const window = first[s.key];
      return s.kind === 'build' && ask && window && !('then' in window)
        ? [[s.key, withWindow(s, undefined, ask, window).one] as const]
        : [];
    }),
  );
}

async function readTarget(
  source: Target,
  known: One | undefined,
  signal: AbortSignal,
): Promise<Got> {
  const last = known?.target ?? { lines: [], after: '', over: false };
  const page = await fetchJson<LogPage>(
    routes.api.targetLog(source.deployment, source.target, last.after),
    signal,
  );
  const target = {
    lines: page.lines.length ? [...last.lines, ...page.lines] : last.lines,
    after: page.next,
    over: page.end,
  };
  return {
    one: {
      lines: page.lines.length ? targetLines(target.lines, source) : (known?.lines ?? []),
      over: page.end,
      target,
    },
    again: page.lines.length >= FULL_PAGE,
    problem: undefined,
  };
}

/** The logs of all sources as one, followed until each has ended; each line is asked for once, and of a very long build its beginning, its end and where it went wrong. A source that comes later joins. */
export function useMergedLog(
  sources: readonly LogSource[],
  over: boolean,
  first: FirstLines = {},
): MergedLog {
  const [logs, setLogs] = useState(() => begun(sources, first));
  const known = useRef(new Map(logs));
  const [problem, setProblem] = useState<string>();
  const keys = sources.map((s) => s.key).join('\n');
  const wanted = useEffectEvent(() => sources);
  const firstOf = useEffectEvent((key: string) => first[key]);
  useEffect(() => {
    const abort = new AbortController();
    const timers: ReturnType<typeof setTimeout>[] = [];
    const read = async (source: LogSource): Promise<void> => {
      const last = known.current.get(source.key);
      if (last?.over) return;
      let pause = FOLLOW_MS;
      try {
        if (!document.hidden) {
          const got =
            source.kind === 'build'
              ? await readBuild(source, last, firstOf(source.key), abort.signal)
              : await readTarget(source, last, abort.signal);
          known.current.set(source.key, got.one);
          if (got.one.lines !== last?.lines || got.one.over) setLogs(new Map(known.current));
          setProblem(got.problem);
          if (got.again) pause = 0;
        }
      } catch (error) {
        if (abort.signal.aborted) return;
        pause = 2000;
        setProblem(error instanceof Error ? error.message : String(error));
      }
      timers.push(setTimeout(() => void read(source), pause));
    };
    // What was read before goes on where it ended: a source that joins is no reason to begin anew.
    for (const s of wanted()) void read(s);
    return () => {
      abort.abort();
      for (const t of timers) clearTimeout(t);
    };
  }, [keys]);
  const lines = useMemo(
    () => mergeLines(keys.split('\n').map((key) => logs.get(key)?.lines ?? [])),
    [keys, logs],
  );
  const absent = [...new Set(sources.flatMap((s) => logs.get(s.key)?.absent ?? []))].join(' ');
  return {
    lines,
    ended: over && sources.every((s) => logs.get(s.key)?.over),
    reading: sources.length > 0 && !problem && !sources.some((s) => logs.has(s.key)),
    problem,
    absent: absent || undefined,
  };
}
