'use client';
import { useEffect, useRef } from 'react';
import type { LogSource } from '@/lib/client/log/source';
import type { LineLink } from '@/lib/domain/log-rows';

/** Where a log opens: at the line of a link, else, once it is over, where it first went wrong. Each link is followed once. */
export function useOpening(
  source: LogSource,
  link: LineLink | undefined,
  show: (line: number) => void,
): void {
  const done = useRef<string>(undefined);
  const { total, ended, catchingUp, cause } = source;
  const key = link ? `${link.from} ${link.at ?? ''}` : '';
  useEffect(() => {
    if (done.current === key || total === 0) return;
    if (link ? link.from >= total && (catchingUp || !ended) : !ended || (catchingUp && !cause))
      return;
    done.current = key;
    const open = (line: number): void => {
      show(line);
      // On a phone the log lies below the fold: a page that opens at the failing command shows it.
      if (window.matchMedia('(max-width: 860px)').matches)
        requestAnimationFrame(() =>
          document.querySelector('.log')?.scrollIntoView({ block: 'start' }),
        );
    };
    if (link) void source.locate(Math.min(link.from, total - 1), link.at).then(open);
    else if (cause) open(cause.line);
    // What is known of the log is what counts, not its object.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, total, ended, catchingUp, cause]);
}
