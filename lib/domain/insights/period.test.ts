import { describe, expect, it } from 'vitest';
import { isIn, knownZone, periodOf, startOfDay } from './period';

const at = (text: string): number => new Date(text).getTime();
const iso = (ms: number | undefined): string => new Date(ms ?? NaN).toISOString();

describe('a period', () => {
  const now = at('2026-11-18T15:30:00Z');

  it('is whole days up to now, today included', () => {
    const p = periodOf(7, now, 'UTC');
    expect(iso(p.from)).toBe('2026-11-12T00:00:00.000Z');
    expect(p.to).toBe(now);
    expect(p.parts).toHaveLength(7);
    expect(iso(p.parts.at(-1)?.to)).toBe('2026-11-19T00:00:00.000Z');
  });

  it('is compared with as much time before it: today is not over', () => {
    const p = periodOf(7, now, 'UTC');
    expect(iso(p.before.from)).toBe('2026-11-05T00:00:00.000Z');
    expect(iso(p.before.to)).toBe('2026-11-11T15:30:00.000Z');
    expect(p.before.to - p.before.from).toBe(p.to - p.from);
    expect(p.partsBefore.map((w) => iso(w.from))[6]).toBe('2026-11-11T00:00:00.000Z');
  });

  it('of thirteen weeks has a part for each, without a gap', () => {
    const p = periodOf(91, now, 'Europe/Berlin');
    expect(p.parts).toHaveLength(13);
    for (const [i, w] of p.parts.entries()) if (i) expect(w.from).toBe(p.parts[i - 1]?.to);
  });

  it('has thirty days where the length is none of ours', () => {
    expect(periodOf(8, now, 'UTC').days).toBe(30);
  });
});

describe('a day', () => {
  it.each([
    ['UTC', '2026-11-18T15:30:00Z', '2026-11-18T00:00:00.000Z'],
    ['Asia/Tokyo', '2026-11-18T15:30:00Z', '2026-11-18T15:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-18T05:00:00Z', '2026-11-17T08:00:00.000Z'],
    // Summer time ends at three in the morning of this day.
    ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-26T12:00:00Z', '2026-10-25T23:00:00.000Z'],
  ])('begins at midnight in %s', (zone, moment, begins) => {
    expect(iso(startOfDay(at(moment), zone))).toBe(begins);
  });

  it('of a zone that there is not is one of UTC', () => {
    expect(knownZone('Mars/Olympus')).toBe('UTC');
    expect(knownZone('Asia/Tokyo')).toBe('Asia/Tokyo');
  });

  it('has its first moment and not its last', () => {
    expect(isIn({ from: 1, to: 2 }, 1)).toBe(true);
    expect(isIn({ from: 1, to: 2 }, 2)).toBe(false);
  });
});
