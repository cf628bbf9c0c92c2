import { describe, expect, it } from 'vitest';
import { durationsOf, type Sample } from './durations';
import { periodOf } from './period';

const DAY = 86_400_000;
const NOW = 1_000 * DAY - 1;
const WEEK = periodOf(7, NOW, 'UTC');
const sample = (key: string, daysAgo: number, ms: number, good = true): Sample => ({
  key,
  id: `${key}${daysAgo}`,
  at: NOW - daysAgo * DAY,
  ms,
  good,
  label: '#1',
});
const nameOf = (key: string) => ({ name: key });

describe('durations', () => {
  it('are of what succeeded: a run that fails ends early', () => {
    const [series] = durationsOf(
      [sample('a', 1, 100), sample('a', 2, 1, false), sample('a', 3, 300)],
      WEEK,
      nameOf,
    );
    expect(series).toMatchObject({ runs: 3, failed: 1, took: { n: 2, median: 200 } });
    expect(series?.points.map((p) => p.ms)).toEqual([300, 1, 100]);
  });

  it('have a part for each day and the time before for itself', () => {
    const [series] = durationsOf(
      [sample('a', 0.1, 100), sample('a', 0.2, 300), sample('a', 8, 50)],
      WEEK,
      nameOf,
    );
    expect(series?.parts.map((p) => p.median)).toEqual([...Array<undefined>(6), 200]);
    expect(series?.before).toMatchObject({ n: 1, median: 50 });
  });

  it('have the longest median first, and nothing that ran before the period alone', () => {
    const all = [sample('a', 1, 100), sample('b', 1, 200), sample('c', 9, 900)];
    expect(durationsOf(all, WEEK, nameOf).map((s) => s.name)).toEqual(['b', 'a']);
  });

  it('claim nothing of a time that was not read', () => {
    expect(durationsOf([sample('a', 1, 1)], WEEK, nameOf, WEEK.from)[0]?.before).toBeUndefined();
  });

  it('say how many runs are not drawn', () => {
    const many = Array.from({ length: 125 }, (_, i) => sample('a', (i + 1) / 100, 1));
    const [series] = durationsOf(many, WEEK, nameOf);
    expect([series?.points.length, series?.left]).toEqual([80, 45]);
  });
});
