'use client';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { LogSource } from '@/lib/client/log/source';
import type { LineLink } from '@/lib/domain/logs/log-rows';

interface How {
  /** It was followed while it was written: its end moves nothing that is being read. */
  readonly wasLive: boolean;
  /** The page says above it what went wrong: it is not scrolled past that. */
  readonly isExplained: boolean;
}

/** Where a log opens: at the line of a link, else, once it is over, where it first went wrong. Each link is followed once. */
export function useOpening(
  source: LogSource,
  link: LineLink | undefined,
  { wasLive, isExplained }: How,
  show: (line: number) => void,
): void {
  const done = useRef<string>(undefined);
  const { total, ended, catchingUp, cause } = source;
  const key = link ? `${link.from} ${link.at ?? ''}` : '';
  const isKnown = link
    ? link.from < total || (ended && !catchingUp)
    : ended && (!catchingUp || cause);
  const open = useEffectEvent(() => {
    const openAt = (line: number): void => {
      show(line);
      // On a phone the log lies below the fold: a page that opens at the failing command shows it.
      if (isExplained && !link) return;
      if (window.matchMedia('(max-width: 860px)').matches)
        requestAnimationFrame(() =>
          document.querySelector('.log')?.scrollIntoView({ block: 'start' }),
        );
    };
    if (link) void source.locate(Math.min(link.from, total - 1), link.at).then(openAt);
    else if (cause && !wasLive) openAt(cause.line);
  });
  const isReady = total > 0 && Boolean(isKnown);
  useEffect(() => {
    if (done.current === key || !isReady) return;
    done.current = key;
    open();
  }, [key, isReady]);
}
