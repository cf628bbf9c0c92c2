'use client';
import { useEffect, useEffectEvent, useState } from 'react';
import type { LogSource } from '@/lib/client/log/source';
import { NOTHING, type Found, type LogQuery } from '@/lib/domain/logs/log-query';

const PAUSE_MS = 120;
/** While lines are still coming the search is made again, not more often than this. */
const AGAIN_MS = 1000;

export interface SearchState {
  readonly found: Found;
  readonly busy: boolean;
  readonly problem: string | undefined;
}

/** Finds in all lines of a log what is typed; the last word counts. */
export function useSearch(source: LogSource, query: LogQuery): SearchState {
  const [state, setState] = useState<SearchState & { key: string }>({
    found: NOTHING,
    busy: false,
    problem: undefined,
    key: '',
  });
  const key = JSON.stringify(query);
  const complete = source.ended && !source.catchingUp;
  // A log that grows is searched again as it does; one that is whole, once.
  const stretch = complete ? 'whole' : Math.floor(source.total / 500);
  const search = useEffectEvent((signal: AbortSignal) => source.search(query, signal));
  const isWanted = query.text !== '';
  useEffect(() => {
    if (!isWanted) return;
    const abort = new AbortController();
    const timer = setTimeout(
      () => {
        search(abort.signal).then(
          (found) => setState({ found, busy: false, problem: found.problem, key }),
          (error: unknown) => {
            if (!abort.signal.aborted)
              setState((s) => ({
                ...s,
                busy: false,
                problem: error instanceof Error ? error.message : String(error),
                key,
              }));
          },
        );
      },
      stretch === 'whole' || stretch === 0 ? PAUSE_MS : AGAIN_MS,
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key, stretch, isWanted]);
  if (!isWanted) return { found: NOTHING, busy: false, problem: undefined };
  return state.key === key ? state : { found: NOTHING, busy: true, problem: undefined };
}
