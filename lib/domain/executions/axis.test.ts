import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOf } from './axis';

const MINUTE = 60_000;

describe('the time axis', () => {
  it('is even where something always works', () => {
    const { x, breaks } = axisOf(0, 10 * MINUTE, [{ from: 0, to: 10 * MINUTE }]);
    expect(breaks).toEqual([]);
    expect(x(5 * MINUTE)).toBeCloseTo(0.5);
  });

  it('draws a wait of three hours as an eighth, and nine minutes of work as the rest', () => {
    const { x, breaks } = axisOf(0, 189 * MINUTE, [
      { from: 0, to: 5 * MINUTE },
      { from: 185 * MINUTE, to: 189 * MINUTE },
    ]);
    expect(breaks).toHaveLength(1);
    expect(breaks[0]?.width).toBeCloseTo(0.12);
    expect(x(5 * MINUTE)).toBeGreaterThan(0.45);
  });

  it('never turns back, stays within the frame, and marks what it shows', () => {
    const spans = fc.array(
      fc.record({
        from: fc.integer({ min: 0, max: 9_000_000 }),
        took: fc.integer({ min: 0, max: 500_000 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 10_000_000 }), (list, to) => {
        const { x, ticks } = axisOf(
          0,
          to,
          list.map((s) => ({ from: Math.min(s.from, to), to: Math.min(s.from + s.took, to) })),
        );
        let last = -1;
        for (let i = 0; i <= 50; i++) {
          const here = x((to * i) / 50);
          expect(here).toBeGreaterThanOrEqual(last - 1e-9);
          expect(here).toBeLessThanOrEqual(1 + 1e-9);
          last = here;
        }
        expect(ticks.every((t) => t.x >= 0 && t.x <= 1 + 1e-9)).toBe(true);
        expect(ticks.length).toBeLessThan(60);
      }),
    );
  });
});
