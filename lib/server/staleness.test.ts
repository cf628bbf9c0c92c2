import { afterEach, describe, expect, it } from 'vitest';
import { forgetAll, isFresh, markStale, reconcileAfter, setListening, spread } from './staleness';

afterEach(() => setListening(false));
const later = (ms: number): number => Date.now() + ms;

describe('what is still good', () => {
  it('nothing of the engine, while no events come; on AWS what is young enough', () => {
    expect(isFresh('local', 'pipeline a', later(10), 60_000, later(20))).toBe(false);
    expect(isFresh('aws', 'pipeline a', later(10), 60_000, later(20))).toBe(true);
    expect(isFresh('aws', 'pipeline a', later(10), 60_000, later(70_000))).toBe(false);
    markStale('pipeline a');
    expect(isFresh('aws', 'pipeline a', Date.now() - 1, 60_000)).toBe(false);
  });

  it('while they come: what none has named since, until it is too old', () => {
    setListening(true);
    expect(isFresh('local', 'pipeline a', later(10), 60_000, later(20))).toBe(true);
    expect(isFresh('local', 'pipeline a', later(10), 60_000, later(70_000))).toBe(false);
    markStale('pipeline a');
    expect(isFresh('local', 'pipeline a', Date.now() - 1, 60_000)).toBe(false);
    expect(isFresh('local', 'pipeline a', later(10), 60_000, later(20))).toBe(true);
  });

  it('not what was read before a gap in the events, or before a change of ours', () => {
    const before = Date.now() - 1;
    setListening(true);
    expect(isFresh('local', 'pipeline a', before, 60_000)).toBe(false);
    forgetAll();
    expect(isFresh('local', 'pipeline a', before, 60_000)).toBe(false);
  });

  it('a minute at most for many pipelines, seconds for a few, and not all in the same moment', () => {
    expect([
      reconcileAfter('local', 1),
      reconcileAfter('local', 5000),
      reconcileAfter('aws', 3),
      reconcileAfter('aws', 500),
    ]).toEqual([2000, 60_000, 15_000, 90_000]);
    setListening(true);
    expect(reconcileAfter('aws', 500)).toBe(60_000);
    const ages = Array.from({ length: 500 }, (_, i) => spread(`p${i}`, 60_000));
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(45_000);
    expect(Math.max(...ages)).toBeLessThanOrEqual(60_000);
    expect(new Set(ages.map((a) => Math.floor(a / 1000))).size).toBeGreaterThan(10);
  });
});
