'use client';
import { LEAST_WAIT_MS, spentAt, type Spent } from '@/lib/domain/approvals/spent';
import { age, duration } from '@/lib/domain/time';
import { useNow } from '@/lib/client/now';
import { useZone } from '@/lib/client/zone';

const absolute = (at: number): string => new Date(at).toISOString();

/** How long ago; the exact moment on hover, in the person's own zone. */
export function RelativeTime({
  at,
  prefix = '',
  suffix = '',
}: {
  at: number;
  prefix?: string;
  suffix?: string;
}) {
  const now = useNow();
  const { moment } = useZone();
  if (!at) return null;
  return (
    <time dateTime={absolute(at)} title={now ? moment(at) : undefined} suppressHydrationWarning>
      {prefix}
      {age(at, now || at)}
      {suffix}
    </time>
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
export function Countdown({ until }: { until: number }) {
  const now = useNow();
  const { moment } = useZone();
  if (!now) return null;
  return (
    <time dateTime={absolute(until)} title={moment(until)}>
      <b className="font-medium">{until > now ? duration(until - now) : 'now'}</b>
    </time>
  );
}
