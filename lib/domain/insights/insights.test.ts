import { describe, expect, it } from 'vitest';
import {
  actionStats,
  behind,
  changesOf,
  compare,
  metricsOf,
  ranked,
  type Attempt,
  type Metric,
  type MetricKey,
  type Run,
} from './insights';
import { periodOf } from './period';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
// The last millisecond of a day: the seven days before it are whole.
const NOW = 1_000 * DAY - 1;
const WEEK = periodOf(7, NOW, 'UTC');
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
const metric = (all: readonly Attempt[], key: MetricKey, since?: number): Metric => {
  const found = metricsOf(changesOf(all), WEEK, since).find((m) => m.key === key);
  if (!found) throw new Error(key);
  return found;
};
const executions = (all: readonly Attempt[], key: MetricKey): string[] =>
  behind(key, changesOf(all)).map((c) => c.execution);

describe('the four keys', () => {
  const week = [
    attempt('e1', 100),
    attempt('e2', 50, { undoneAt: NOW - 49 * HOUR }),
    attempt('r1', 49, { rollback: true }),
    attempt('e3', 20, { good: false }),
    attempt('e4', 15),
  ];
  const old = attempt('old', 400);

  it('counts what reached the last environment in the period; a rollback is no deployment of a change', () => {
    const { value, n, before } = metric([...week, old], 'frequency');
    expect(value).toBeCloseTo(3 / 7);
    expect(n).toBe(3);
    expect(before?.n).toBe(0);
    expect(executions(week, 'frequency')).toEqual(['e4', 'e2', 'e1']);
  });

  it('lead time is the median from push to live', () => {
    const { value, p90 } = metric(
      [
        attempt('a', 5),
        attempt('b', 4, { startedAt: NOW - 10 * HOUR }),
        attempt('c', 3, { startedAt: NOW - 30 * HOUR }),
      ],
      'lead',
    );
    expect(value).toBe(6 * HOUR);
    expect(p90).toBeUndefined();
  });

  it('the 90th percentile of lead times is told from ten deployments on', () => {
    const ten = Array.from({ length: 10 }, (_, i) =>
      attempt(`e${i}`, i + 1, { startedAt: NOW - (i + 1 + i + 1) * HOUR }),
    );
    expect(metric(ten, 'lead').p90).toBe(9 * HOUR);
  });

  it('what failed or was rolled back is a failed change, of all changes', () => {
    expect(metric(week, 'failures').value).toBeCloseTo(2 / 4);
    expect(behind('failures', changesOf(week)).map((c) => [c.execution, c.outcome])).toEqual([
      ['e3', 'failed'],
      ['e2', 'rolled back'],
    ]);
  });

  it('time to restore ends with the rollback or the next good release, whichever comes first', () => {
    expect(
      behind('restore', changesOf(week)).map((c) => [c.execution, (c.restoreMs ?? 0) / HOUR]),
    ).toEqual([
      ['e3', 5],
      ['e2', 1],
    ]);
    expect(metric(week, 'restore').value).toBe(3 * HOUR);
  });

  it('another pipeline restores nothing', () => {
    const other = attempt('o', 10, { pipeline: 'blog' });
    expect(metric([attempt('e', 20, { good: false }), other], 'restore').n).toBe(0);
  });

  it('a failure that nothing good has followed is open, and not nothing', () => {
    const failed = week.filter((a) => a.execution === 'e3');
    expect(metric(failed, 'restore')).toMatchObject({ value: undefined, open: 1 });
    expect(metric(week, 'restore').open).toBe(0);
  });

  it('says nothing where nothing was measured', () => {
    expect(metricsOf([], WEEK).map((m) => m.value)).toEqual([0, undefined, undefined, undefined]);
  });

  it('tells each day for itself: deployments as counts, a day without one as none', () => {
    const { parts } = metric(week, 'frequency');
    expect(parts.map((p) => p.value)).toEqual([0, 0, 1, 0, 1, 0, 1]);
    expect(metric(week, 'lead').parts.map((p) => p.value)).toEqual([
      undefined,
      undefined,
      HOUR,
      undefined,
      HOUR,
      undefined,
      HOUR,
    ]);
    expect(metric(week, 'failures').parts.map((p) => [p.bad, p.n])).toEqual([
      [0, 0],
      [0, 0],
      [0, 1],
      [0, 0],
      [1, 1],
      [0, 0],
      [1, 2],
    ]);
  });
});

describe('a comparison with the time before', () => {
  const many = (n: number, from: number, took: number): Attempt[] =>
    Array.from({ length: n }, (_, i) =>
      attempt(`${from} ${i}`, from + i, { startedAt: NOW - (from + i + took) * HOUR }),
    );

  it('is claimed of enough values on both sides alone', () => {
    expect(compare(metric([...many(5, 1, 1), ...many(5, 200, 2)], 'lead'))).toBe('better');
    expect(compare(metric([...many(5, 1, 3), ...many(5, 200, 2)], 'lead'))).toBe('worse');
    expect(compare(metric([...many(4, 1, 1), ...many(5, 200, 2)], 'lead'))).toBe('too few');
    expect(compare(metric([...many(5, 1, 1), ...many(4, 200, 2)], 'lead'))).toBe('too few');
    expect(compare(metric(many(5, 1, 1), 'lead'))).toBe('nothing before');
    expect(compare(metric([...many(6, 1, 1), ...many(5, 200, 2)], 'frequency'))).toBe('better');
  });

  it('is the same where they differ by little', () => {
    const took = (n: number, from: number, minutes: number): Attempt[] =>
      Array.from({ length: n }, (_, i) =>
        attempt(`${from} ${i}`, from + i, {
          startedAt: NOW - (from + i) * HOUR - minutes * 60_000,
        }),
      );
    expect(compare(metric([...took(5, 1, 98), ...took(5, 200, 100)], 'lead'))).toBe('same');
    expect(compare(metric([...took(5, 1, 90), ...took(5, 200, 100)], 'lead'))).toBe('better');
  });

  it('is none where the history was not read so far back', () => {
    const all = [...many(5, 1, 1), ...many(5, 200, 2)];
    expect(compare(metric(all, 'lead', WEEK.before.from + 1))).toBe('not read');
    expect(metric(all, 'lead', WEEK.before.from + 1).partsBefore).toEqual([]);
    expect(compare(metric(all, 'lead', WEEK.before.from))).toBe('better');
  });
});

describe('actions', () => {
  const run = (execution: string, at: number, good: boolean, ms = 10): Run => ({
    pipeline: 'shop',
    stage: 'Build',
    action: 'Test',
    execution,
    at,
    ms,
    good,
  });

  it('flaky is what failed and went well with the same commit; failed for good is not', () => {
    expect(
      actionStats([
        run('e1', 1, false),
        run('e1', 2, true, 30),
        run('e2', 3, false),
        run('e3', 4, true, 20),
        run('e4', 5, true, 50),
      ])[0],
    ).toMatchObject({ runs: 5, failed: 2, flaky: 1, took: { n: 3, median: 30 } });
  });

  it('those that never failed are not among the flaky, those that never succeeded not among the slow', () => {
    const stats = actionStats([run('e1', 1, true), { ...run('e1', 1, false), action: 'Lint' }]);
    expect(ranked(stats, 9).slowest.map((s) => s.action)).toEqual(['Test']);
    expect(ranked(stats, 9).flakiest.map((s) => s.action)).toEqual(['Lint']);
  });
});
