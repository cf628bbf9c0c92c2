'use client';
import { age, duration } from '@/lib/domain/time';
import { useNow } from '@/lib/client/now';

const absolute = (at: number): string => new Date(at).toISOString();

/** How long ago; the exact moment on hover, in the person's own zone. */
export function Age({
  at,
  prefix = '',
  suffix = '',
}: {
  at: number;
  prefix?: string;
  suffix?: string;
}) {
  const now = useNow();
  if (!at) return null;
  return (
    <time
      dateTime={absolute(at)}
      title={now ? new Date(at).toLocaleString() : undefined}
      suppressHydrationWarning
    >
      {prefix}
      {age(at, now || at)}
      {suffix}
    </time>
  );
}

/** How long something took, or has taken so far. */
export function Took({ from, to }: { from: number; to?: number | undefined }) {
  const now = useNow();
  return <span suppressHydrationWarning>{duration((to ?? (now || from)) - from)}</span>;
}

/** How long until a moment, in its two largest units. */
export function Left({ until }: { until: number }) {
  const now = useNow();
  if (!now) return null;
  return (
    <time dateTime={absolute(until)} title={new Date(until).toLocaleString()}>
      <b className="font-medium">{until > now ? duration(until - now) : 'now'}</b>
    </time>
  );
}
