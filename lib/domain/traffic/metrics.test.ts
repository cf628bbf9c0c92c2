import { describe, expect, it } from 'vitest';
import {
  balancerDimension,
  groupDimension,
  partsOf,
  periodFor,
  placed,
  summed,
  total,
} from './metrics';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const NOW = 1_795_000_000_000;

describe('parts of time', () => {
  it.each([
    [NOW - 20 * MINUTE, NOW, 1],
    [NOW - 8 * 60 * MINUTE, NOW, 5],
    [NOW - 20 * DAY, NOW - 20 * DAY + 30 * MINUTE, 5],
    [NOW - 100 * DAY, NOW - 100 * DAY + 30 * MINUTE, 60],
  ])('are as long as CloudWatch keeps them', (from, to, minutes) => {
    expect(periodFor(from, to, NOW)).toBe(minutes * MINUTE);
  });
  it('are whole, and have what was measured in them', () => {
    const at = partsOf(90_000, 230_000, MINUTE);
    expect(at).toEqual([60_000, 120_000, 180_000]);
    expect(placed(at, [180_000, 60_000], [7, 5])).toEqual([5, null, 7]);
  });
});

it('groups together are not known only where none of them is', () => {
  expect(
    summed([
      [1, null, null],
      [2, 3, null],
    ]),
  ).toEqual([3, 3, null]);
  expect(total([3, null, 4])).toBe(7);
});

it("CloudWatch's names follow from ARNs", () => {
  const arn = 'arn:aws:elasticloadbalancing:eu-north-1:111122223333:';
  expect(balancerDimension(`${arn}loadbalancer/app/shop/50dc6c495c0c9188`)).toBe(
    'app/shop/50dc6c495c0c9188',
  );
  expect(groupDimension(`${arn}targetgroup/shop/6d0ecf831eec9f09`)).toBe(
    'targetgroup/shop/6d0ecf831eec9f09',
  );
  expect(balancerDimension('shop')).toBeUndefined();
});
