import { describe, expect, it } from 'vitest';
import { statusOf } from '@/lib/domain/status';
import type { TargetView } from '@/lib/domain/views';
import { healthyHosts, healthyWords, minimumOf } from './healthy-hosts';

const host = (id: string, status: string, ...cells: [at: number, ms?: number][]): TargetView => ({
  id,
  kind: 'instance',
  status: statusOf(status),
  cells: cells.map(([startedAt, ms], i) => ({
    event: `e${i}`,
    startedAt,
    ms,
    status: statusOf(ms === undefined ? 'InProgress' : 'Succeeded'),
  })),
});
const ONE = { config: 'CodeDeployDefault.OneAtATime' };

describe('healthy hosts against the minimum', () => {
  it.each([
    [ONE, 4, 3],
    [ONE, 1, 0],
    [{ config: 'CodeDeployDefault.HalfAtATime' }, 9, 5],
    [{ config: 'CodeDeployDefault.AllAtOnce' }, 9, 0],
    [{ config: 'mine', type: 'HOST_COUNT' as const, value: 6 }, 9, 6],
    [{ config: 'mine', type: 'FLEET_PERCENT' as const, value: 40 }, 9, 4],
    [{ config: 'mine' }, 9, undefined],
  ])('%j of %d hosts is %s', (minimum, hosts, wanted) => {
    expect(minimumOf(minimum, hosts)).toBe(wanted);
  });
  it('a host is down from its first event to the end of its last', () => {
    const h = healthyHosts(
      [
        host('a', 'Succeeded', [10, 5], [15, 5]),
        host('b', 'InProgress', [20]),
        host('c', 'Pending'),
      ],
      ONE,
      0,
      30,
    );
    expect(h?.steps).toEqual([
      { at: 0, healthy: 3 },
      { at: 10, healthy: 2 },
    ]);
    expect(h && healthyWords(h, false)).toContain('That is the minimum: one more failure');
  });
  it('one that failed does not come back', () => {
    const h = healthyHosts(
      [host('a', 'Failed', [10, 5]), host('b', 'Skipped')],
      { config: 'CodeDeployDefault.AllAtOnce' },
      0,
      30,
    );
    expect(h?.steps.at(-1)).toEqual({ at: 10, healthy: 1 });
    expect(h && healthyWords(h, true)).toBe(
      'Never fewer than 1 of 2 healthy, 1 in the end. All may be down at once.',
    );
  });
  it('what has no instances has no healthy hosts to count', () => {
    expect(healthyHosts([], ONE, 0, 1)).toBeUndefined();
  });
});
