'use client';
import { useNow } from '@/lib/client/now';
import { leftWords, shareDone, usualWords } from '@/lib/domain/board/time-left';
import type { BoardRunning } from '@/lib/domain/views';

/** About how long work still takes, and how far it is; what that is made of on hover. */
export function TimeLeft({ running, verb }: { running: BoardRunning; verb: string }) {
  const now = useNow();
  const left = now ? leftWords(running, now) : undefined;
  const words = [left, running.phase ?? verb].filter(Boolean).join(' · ');
  return (
    <span
      className="truncate"
      title={[words, usualWords(running)].filter(Boolean).join('\n')}
      suppressHydrationWarning
    >
      {words}
    </span>
  );
}

/** How much of the usual time has passed, at the foot of a cell; where that is not known only that something moves. */
export function Progress({ running }: { running: BoardRunning | undefined }) {
  const now = useNow();
  const share = running && now ? shareDone(running, now) : undefined;
  return (
    <span
      className={share === undefined ? 'progress k-run' : 'progress k-run measured'}
      style={share === undefined ? undefined : { ['--share' as string]: share }}
      aria-hidden="true"
      suppressHydrationWarning
    />
  );
}
