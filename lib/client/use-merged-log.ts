'use client';
import { useEffect, useMemo, useRef, useState } from 'react';
import { buildLines, mergeLines, targetLines, type LogSource, type StepLine } from '@/lib/domain/execution';
import type { LogLine, LogPage } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { fetchJson } from './fetch-json';

interface One { readonly lines: readonly LogLine[]; readonly after: string; readonly end: boolean }
export interface MergedLog { readonly lines: readonly StepLine[]; readonly ended: boolean; readonly problem: string | undefined }

const FOLLOW_MS = 400;
const FULL_PAGE = 2000;
const EMPTY: One = { lines: [], after: '', end: false };

const addressOf = (s: LogSource, after: string): string => (s.kind === 'build' ? routes.api.buildLog(s.id, after) : routes.api.targetLog(s.deployment, s.target, after));
const stepLines = (s: LogSource, lines: readonly LogLine[]): StepLine[] => (s.kind === 'build' ? buildLines(lines, s) : targetLines(lines, s));

/** The logs of all sources as one, followed until each has ended; each line is asked for once. A source that comes later joins. */
export function useMergedLog(sources: readonly LogSource[], over: boolean): MergedLog {
  const known = useRef(new Map<string, One>());
  const [logs, setLogs] = useState<ReadonlyMap<string, One>>(new Map());
  const [problem, setProblem] = useState<string>();
  const keys = sources.map((s) => s.key).join('\n');
  useEffect(() => {
    const abort = new AbortController();
    const timers: ReturnType<typeof setTimeout>[] = [];
    const read = async (source: LogSource): Promise<void> => {
      const last = known.current.get(source.key) ?? EMPTY;
      if (last.end) return;
      let pause = FOLLOW_MS;
      try {
        if (!document.hidden) {
          const page = await fetchJson<LogPage>(addressOf(source, last.after), abort.signal);
          known.current.set(source.key, { lines: page.lines.length ? [...last.lines, ...page.lines] : last.lines, after: page.next, end: page.end });
          if (page.lines.length || page.end) setLogs(new Map(known.current));
          setProblem(undefined);
          if (page.lines.length >= FULL_PAGE) pause = 0;
        }
      } catch (error) {
        if (abort.signal.aborted) return;
        pause = 2000;
        setProblem(error instanceof Error ? error.message : String(error));
      }
      timers.push(setTimeout(() => void read(source), pause));
    };
    // What was read before goes on where it ended: a source that joins is no reason to begin anew.
    for (const s of sources) void read(s);
    return () => {
      abort.abort();
      for (const t of timers) clearTimeout(t);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [keys]);
  const lines = useMemo(() => mergeLines(sources.map((s) => stepLines(s, logs.get(s.key)?.lines ?? []))),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [keys, logs]);
  return { lines, ended: over && sources.every((s) => logs.get(s.key)?.end), problem };
}
