import { aboutLeft } from '@/lib/domain/board/time-left';
import { duration } from '@/lib/domain/time';
import type { RecordedRelease } from './project';

/** What takes this much longer than it did where it was recorded is said to: another machine is a little slower. */
const LATE = 1.5;
const LATE_MS = 10_000;

/** About how long it takes until the application answers, by what was recorded; empty where that says nothing more. */
export function releaseLeft({ ms }: RecordedRelease, startedAt: number, now: number): string {
  const passed = now - startedAt;
  if (passed < 0) return '';
  const left = aboutLeft(ms - passed);
  if (left) return `${left} until it answers`;
  return passed > Math.max(ms * LATE, ms + LATE_MS)
    ? `longer than the recorded ${duration(ms)}`
    : '';
}

/** Where the estimate comes from. */
export const recordedWords = ({ ms, on }: RecordedRelease): string =>
  `This template's first release took ${duration(ms)} from Create to an answer when it was recorded on ${on}. Slower machines and networks take longer.`;
