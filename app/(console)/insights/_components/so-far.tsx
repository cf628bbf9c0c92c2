'use client';
import type { ReadSoFar } from '@/lib/domain/insights/builds';
import type { Period } from '@/lib/domain/insights/period';
import { useDates } from './dates';

/** How much of the period a read that goes back in time has come through, of one. */
const through = (period: Period, back: number): number =>
  Math.min(1, Math.max(0, (period.to - back) / (period.to - period.before.from)));

/** What was read so far: nothing is shown before all of it is there. */
export function SoFar({ soFar, period }: { soFar: ReadSoFar; period: Period }) {
  const dates = useDates();
  const { what, read, of, back } = soFar;
  const share = of === undefined ? back && through(period, back) : read / Math.max(1, of);
  const words =
    of === undefined
      ? `${read} ${what} read${back ? `, back to ${dates.day(back)}` : ''}`
      : `${read} of ${of} ${what} read`;
  return (
    <div className="card so-far" role="status">
      <p>
        <b>{words}</b>
      </p>
      <progress aria-label={words} value={share || undefined} />
      <p className="text-muted">Each one is read once. The next visit starts here.</p>
    </div>
  );
}
