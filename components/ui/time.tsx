'use client';
import { LEAST_WAIT_MS, spentAt, type Spent } from '@/lib/domain/approvals/spent';
import { age, duration } from '@/lib/domain/time';
import { useNow } from '@/lib/client/now';
import type { ReactNode } from 'react';

/** What is read out beside a time that has the focus: the shell's one box with the exact moment. */
export const EXACT_TIME_ID = 'exact-time';

/**
 * A moment whose exact time is shown on hover and on focus, and copied by a press (`components/shell/exact-time.tsx`).
 * `still`: inside a link or a button, which has the focus and the press for itself.
 */
function Moment({ at, still, children }: { at: number; still: boolean; children: ReactNode }) {
  const stop = { role: 'button', tabIndex: 0, 'aria-describedby': EXACT_TIME_ID } as const;
  return (
    <time
      className="moment"
      dateTime={new Date(at).toISOString()}
      data-at={at}
      {...(still ? {} : stop)}
      suppressHydrationWarning
    >
      {children}
    </time>
  );
}

/** How long ago; the exact moment on hover and focus, in the person's own zone, and copied by a press. */
export function RelativeTime({
  at,
  prefix = '',
  suffix = '',
  still = false,
}: {
  at: number;
  prefix?: string;
  suffix?: string;
  /** Inside a link or a button. */
  still?: boolean;
}) {
  const now = useNow();
  if (!at) return null;
  return (
    <Moment at={at} still={still}>
      {prefix}
      {age(at, now || at)}
      {suffix}
    </Moment>
  );
}

/** How long something took, or has taken so far. */
export function Duration({ from, to }: { from: number; to?: number | undefined }) {
  const now = useNow();
  return <span suppressHydrationWarning>{duration((to ?? (now || from)) - from)}</span>;
}

/** How long something worked, and apart from that how long it waited: for a person, for its turn. */
export function WorkDuration({ spent }: { spent: Spent }) {
  const now = useNow();
  const { worked, waited } = spentAt(spent, now || spent.from);
  return (
    <span suppressHydrationWarning>
      {duration(worked)}
      {waited >= LEAST_WAIT_MS && <span className="text-faint"> + {duration(waited)} waiting</span>}
    </span>
  );
}

/** How long until a moment, in its two largest units. */
export function Countdown({ until, still = false }: { until: number; still?: boolean }) {
  const now = useNow();
  if (!now) return null;
  return (
    <Moment at={until} still={still}>
      <b className="font-medium">{until > now ? duration(until - now) : 'now'}</b>
    </Moment>
  );
}
