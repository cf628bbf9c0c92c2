'use client';
import { useEffect, useState } from 'react';
import { routes } from '@/lib/routes';
import type { LogLine, LogPage } from '@/lib/domain/views';
import { fetchJson } from './fetch-json';

export interface LogState { readonly lines: readonly LogLine[]; readonly ended: boolean; readonly problem: string | undefined }

const FOLLOW_MS = 250;

/** A build's log from its first line on, following its end. Each line is asked for once. */
export function useBuildLog(id: string): LogState {
  const [state, setState] = useState<LogState>({ lines: [], ended: false, problem: undefined });
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let after = '';
    const read = async (): Promise<void> => {
      let pause = FOLLOW_MS;
      try {
        if (!document.hidden) {
          const page = await fetchJson<LogPage>(routes.api.buildLog(id, after), abort.signal);
          const moved = page.lines.length > 0;
          after = page.next;
          setState((s) => (moved || page.end !== s.ended || s.problem !== undefined ? { lines: moved ? [...s.lines, ...page.lines] : s.lines, ended: page.end, problem: undefined } : s));
          if (page.end) return;
          if (page.lines.length >= 2000) pause = 0;
        }
      } catch (error) {
        if (abort.signal.aborted) return;
        pause = 2000;
        setState((s) => ({ ...s, problem: error instanceof Error ? error.message : String(error) }));
      }
      timer = setTimeout(() => void read(), pause);
    };
    void read();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id]);
  return state;
}
