'use client';
import { useEffect, useEffectEvent, useState } from 'react';
import { routes } from '@/lib/routes';
import type { LogLine, LogPage } from '@/lib/domain/views';
import { fetchJson } from '../fetch-json';

export interface LogState {
  readonly lines: readonly LogLine[];
  readonly ended: boolean;
  readonly problem: string | undefined;
  /** Why this is not all of it. */
  readonly note?: string | undefined;
}

const FOLLOW_MS = 250;
const FULL_PAGE = 2000;

/** A log from its first line on, following its end; each line is asked for once. Nothing is asked while the tab is hidden. */
function useFollowed(address: (after: string) => string, key: string): LogState {
  const [state, setState] = useState<LogState & { key: string }>({
    key,
    lines: [],
    ended: false,
    problem: undefined,
  });
  const readPage = useEffectEvent((after: string, signal: AbortSignal) =>
    fetchJson<LogPage>(address(after), signal),
  );
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let after = '';
    const read = async (): Promise<void> => {
      let pause = FOLLOW_MS;
      try {
        if (!document.hidden) {
          const page = await readPage(after, abort.signal);
          const moved = page.lines.length > 0;
          after = page.next;
          setState((s) => {
            const old = s.key === key ? s.lines : [];
            return moved || page.end !== s.ended || s.problem !== undefined || s.key !== key
              ? {
                  key,
                  lines: moved ? [...old, ...page.lines] : old,
                  ended: page.end,
                  problem: undefined,
                  note: page.note,
                }
              : s;
          });
          if (page.end) return;
          if (page.lines.length >= FULL_PAGE) pause = 0;
        }
      } catch (error) {
        if (abort.signal.aborted) return;
        pause = 2000;
        setState((s) => ({
          ...s,
          problem: error instanceof Error ? error.message : String(error),
        }));
      }
      timer = setTimeout(() => void read(), pause);
    };
    void read();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [key]);
  return state.key === key ? state : { lines: [], ended: false, problem: undefined };
}

/** What the scripts of one target wrote, of one lifecycle event. */
export const useHookLog = (deployment: string, target: string, event: string): LogState =>
  useFollowed(
    (after) => routes.api.hookLog(deployment, target, event, after),
    `${deployment} ${target} ${event}`,
  );
