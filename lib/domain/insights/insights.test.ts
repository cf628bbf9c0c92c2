import { describe, expect, it } from 'vitest';
import { actionStats, metricsOf, type Attempt, type Run } from './insights';

const HOUR = 3_600_000;
const NOW = 1_000 * 24 * HOUR;
const attempt = (execution: string, hoursAgo: number, more: Partial<Attempt> = {}): Attempt => ({
  pipeline: 'shop',
  stage: 'Production',
  execution,
  startedAt: NOW - (hoursAgo + 1) * HOUR,
  endedAt: NOW - hoursAgo * HOUR,
  good: true,
  rollback: false,
  ...more,
});
const value = (all: readonly Attempt[], key: string): number | undefined =>
  metricsOf(all, 7, NOW).find((m) => m.key === key)?.value;

describe('the four keys', () => {
  const week = [
    attempt('e1', 100),
    attempt('e2', 50, { undoneAt: NOW - 49 * HOUR }),
    attempt('r1', 49, { rollback: true }),
    attempt('e3', 20, { good: false }),
    attempt('e4', 15),
    attempt('old', 400),
  ];

  it('counts what reached the last environment in the window; a rollback is no deployment of a change', () => {
    expect(value(week, 'frequency')).toBeCloseTo(3 / 7);
    expect(metricsOf(week, 7, NOW)[0]?.behind.map((r) => r.execution)).toEqual(['e4', 'e2', 'e1']);
    expect(metricsOf(week, 7, NOW)[0]?.before).toBe(0);
  });

  it('lead time is the middle from push to live', () => {
    expect(
      value(
        [
          attempt('a', 5),
          attempt('b', 4, { startedAt: NOW - 10 * HOUR }),
          attempt('c', 3, { startedAt: NOW - 30 * HOUR }),
        ],
        'lead',
      ),
    ).toBe(6 * HOUR);
  });

  it('what failed or was rolled back is a failed change, of all changes', () => {
    expect(value(week, 'failures')).toBeCloseTo(2 / 4);
    expect(metricsOf(week, 7, NOW)[2]?.behind.map((r) => [r.execution, r.note])).toEqual([
      ['e3', 'failed'],
      ['e2', 'rolled back'],
    ]);
  });

  it('time to restore ends with the rollback or the next good release, whichever comes first', () => {
    expect(
      metricsOf(week, 7, NOW)[3]?.behind.map((r) => [r.execution, (r.ms ?? 0) / HOUR]),
    ).toEqual([
      ['e3', 5],
      ['e2', 1],
    ]);
  });

  it('a failure that nothing good has followed is open, and not nothing', () => {
    const failed = week.filter((a) => a.execution === 'e3');
    expect(metricsOf(failed, 7, NOW)[3]).toMatchObject({ value: undefined, open: 1 });
    expect(metricsOf(week, 7, NOW)[3]?.open).toBe(0);
  });

  it('says nothing where nothing was measured', () => {
    expect(metricsOf([], 7, NOW).map((m) => m.value)).toEqual([0, undefined, undefined, undefined]);
  });
});

describe('actions', () => {
  it('flaky is what failed and went well with the same commit; failed for good is not', () => {
    const run = (execution: string, at: number, good: boolean, ms = 10): Run => ({
      pipeline: 'shop',
      stage: 'Build',
      action: 'Test',
      execution,
      at,
      ms,
      good,
    });
    expect(
      actionStats([
        run('e1', 1, false),
        run('e1', 2, true, 30),
        run('e2', 3, false),
        run('e3', 4, true, 20),
        run('e4', 5, true, 50),
      ])[0],
    ).toMatchObject({ runs: 5, failed: 2, flaky: 1, middle: 30 });
  });
});
