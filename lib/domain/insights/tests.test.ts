import { describe, expect, it } from 'vitest';
import { rankedTests, testCounts, testStats, type TestReport, type TestRun } from './tests';

const report = (number: number, more: Partial<TestReport> = {}): TestReport => ({
  arn: `arn:${number}`,
  group: 'shop-tests',
  build: `shop:${number}`,
  project: 'shop',
  number,
  revision: 'abc',
  at: number * 1000,
  total: 10,
  failed: 0,
  skipped: 0,
  ms: 100,
  isPartial: false,
  ...more,
});
const ran = (name: string, passed: boolean | undefined, ms = 10): TestRun => ({ name, passed, ms });

describe('tests', () => {
  it('are flaky that failed and passed with the same revision, and no others', () => {
    const stats = testStats([
      {
        report: report(1),
        cases: [ran('flaky', false), ran('broken', false), ran('fixed', false)],
      },
      { report: report(2), cases: [ran('flaky', true), ran('broken', false)] },
      { report: report(3, { revision: 'def' }), cases: [ran('fixed', true), ran('broken', true)] },
    ]);
    const { flaky } = rankedTests(stats, 9);
    expect(flaky.map((t) => [t.name, t.failed, t.runs, t.flaky])).toEqual([['flaky', 1, 2, 1]]);
    expect(flaky[0]?.behind.map((b) => b.build)).toEqual(['shop:1']);
  });

  it('of builds without a revision are never called flaky', () => {
    const stats = testStats([
      { report: report(1, { revision: '' }), cases: [ran('a', false)] },
      { report: report(2, { revision: '' }), cases: [ran('a', true)] },
    ]);
    expect(rankedTests(stats, 9).flaky).toEqual([]);
  });

  it('of the same name in two groups are two tests', () => {
    const stats = testStats([
      { report: report(1), cases: [ran('a', false)] },
      { report: report(2, { group: 'blog-tests' }), cases: [ran('a', true)] },
    ]);
    expect(stats).toHaveLength(2);
    expect(rankedTests(stats, 9).flaky).toEqual([]);
  });

  it('that take longest come first, by what they took when they passed', () => {
    const stats = testStats([
      { report: report(1), cases: [ran('quick', true, 5), ran('slow', true, 900)] },
      { report: report(2), cases: [ran('quick', false, 9000), ran('skipped', undefined, 0)] },
    ]);
    expect(rankedTests(stats, 9).slowest.map((t) => [t.name, t.took.median])).toEqual([
      ['slow', 900],
      ['quick', 5],
    ]);
  });
});

describe('the number of tests', () => {
  it('is told report by report, a series for each group', () => {
    const [series] = testCounts([report(3, { total: 12, failed: 1 }), report(1), report(9)], {
      from: 0,
      to: 5000,
    });
    expect(series).toMatchObject({ group: 'shop-tests', first: 10, now: 12, passRate: 0.5 });
    expect(series?.points.map((p) => [p.number, p.total, p.failed])).toEqual([
      [1, 10, 0],
      [3, 12, 1],
    ]);
  });
});
