import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stageAt, type StageRun } from './past';
import { statusOf } from '@/lib/domain/status';

const run = (execution: string, from: number, to: number | undefined, good = true): StageRun => ({
  stage: 'Production',
  execution,
  from,
  to,
  good,
  status: statusOf(good ? 'Succeeded' : 'Failed'),
  asked: false,
});

describe('a stage at a past moment', () => {
  it('holds what had ended well by then, while the next one was on its way', () => {
    const runs = [
      run('a', 0, 10),
      run('b', 20, 30, false),
      run('c', 40, 50),
      run('d', 60, undefined),
    ];
    const at = (t: number): string => {
      const s = stageAt(runs, t);
      return `${s.live?.execution ?? '-'} ${s.running.map((r) => r.execution).join()}`.trim();
    };
    expect([5, 10, 25, 35, 45, 50, 70].map(at)).toEqual([
      '- a',
      'a',
      'a b',
      'a',
      'a c',
      'c',
      'c d',
    ]);
  });

  it('equals an oracle that plays fifty executions forward, at every moment', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            gap: fc.integer({ min: 1, max: 5 }),
            took: fc.integer({ min: 1, max: 5 }),
            good: fc.boolean(),
          }),
          { minLength: 50, maxLength: 50 },
        ),
        (list) => {
          const runs: StageRun[] = [];
          let now = 0;
          for (const [i, x] of list.entries()) {
            now += x.gap;
            runs.push(run(`e${i}`, now, now + x.took, x.good));
            now += x.took;
          }
          let live: string | undefined;
          for (let t = 0; t <= now; t++) {
            for (const r of runs) if (r.to === t && r.good) live = r.execution;
            expect(stageAt(runs, t).live?.execution).toBe(live);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
