import { afterEach, expect, it } from 'vitest';
import { PACING } from '../aws/pacing';
import { setListening } from '../cache/listening';
import { reconcileAfter, spread } from './reconcile';

afterEach(() => setListening(false));

it('looks again after a minute at most for many pipelines, after seconds for a few, and not at all in the same moment', () => {
  expect([
    reconcileAfter(PACING.local.looks, 1),
    reconcileAfter(PACING.local.looks, 5000),
    reconcileAfter(PACING.aws.looks, 3),
    reconcileAfter(PACING.aws.looks, 500),
  ]).toEqual([2000, 60_000, 15_000, 90_000]);
  setListening(true);
  expect(reconcileAfter(PACING.aws.looks, 500)).toBe(60_000);
  const ages = Array.from({ length: 500 }, (_, i) => spread(`p${i}`, 60_000));
  expect(Math.min(...ages)).toBeGreaterThanOrEqual(45_000);
  expect(Math.max(...ages)).toBeLessThanOrEqual(60_000);
  expect(new Set(ages.map((a) => Math.floor(a / 1000))).size).toBeGreaterThan(10);
});
