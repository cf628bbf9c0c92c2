import { duration } from '@/lib/domain/time';
import type { MetricKey } from './insights';

/** One of the four keys in words: `1.4 a day`, `3h 10m`, `6 %`. */
export function valueOf(key: MetricKey, value: number | undefined): string {
  if (value === undefined) return 'no data';
  if (key === 'failures') return `${Math.round(value * 100)} %`;
  if (key !== 'frequency') return duration(value);
  if (value === 0) return 'none';
  if (value >= 1) return `${value.toFixed(1)} a day`;
  return value * 7 >= 1 ? `${(value * 7).toFixed(1)} a week` : `${(value * 30).toFixed(1)} a month`;
}
