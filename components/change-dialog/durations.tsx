import { duration } from '@/lib/domain/time';

/** How long it took last time; drawn only from what was measured. */
export function Durations({ ms }: { ms: readonly number[] }) {
  if (!ms.length) return null;
  const max = Math.max(...ms);
  const typical = [...ms].sort((a, b) => a - b)[Math.floor(ms.length / 2)] ?? 0;
  return (
    <div className="durations">
      <span className="bars" aria-hidden="true">
        {ms.map((n, i) => (
          <i
            key={i}
            className={i === ms.length - 1 ? 'last' : ''}
            style={{ height: `${Math.max(12, (100 * n) / max)}%` }}
          />
        ))}
      </span>
      <span>
        <b className="font-medium">About {duration(typical)}</b>
        <span className="text-xs text-faint block">
          {ms.length > 1
            ? `last ${ms.length} took ${duration(Math.min(...ms))} to ${duration(max)}`
            : 'as it took last time'}
        </span>
      </span>
    </div>
  );
}
