import { expect, it } from 'vitest';
import { trafficParts, trafficWords } from './columns';
import type { TrafficMetrics } from './metrics';

const METRICS: TrafficMetrics = {
  at: [0, 60, 120],
  periodMs: 60,
  groups: [
    { group: 'a', requests: [100, 100, null], errors: [0, 2, null], responseMs: [10, 20, null] },
    {
      group: 'b',
      requests: [null, 20, null],
      errors: [null, null, null],
      responseMs: [null, 90, null],
    },
  ],
  balancerErrors: [0, 1, 0],
};

it('requests are shared by the instances in traffic in the middle of each part', () => {
  const steps = [
    { at: 10, before: 2, after: 0 },
    { at: 80, before: 1, after: 2 },
  ];
  const parts = trafficParts(METRICS, steps);
  expect(parts.map((p) => [p.requests, p.toNew])).toEqual([
    [100, 0],
    [120, 80],
    [null, 0],
  ]);
  expect(parts.map((p) => [p.errors, p.balancerErrors, p.responseMs])).toEqual([
    [0, 0, 10],
    [2, 1, 90],
    [0, 0, null],
  ]);
});

it('all of them are of one kind where nothing is deployed', () => {
  expect(trafficParts(METRICS, undefined)[0]?.toNew).toBe(100);
});

it('in words', () => {
  expect(trafficWords(trafficParts(METRICS, undefined))).toBe(
    '220 requests. 2 answered with 5xx by targets, 1 by the load balancer itself.',
  );
  expect(
    trafficWords(trafficParts({ ...METRICS, groups: [], balancerErrors: [] }, undefined)),
  ).toBe('CloudWatch has counted no requests in this time.');
  const good = { ...METRICS, groups: METRICS.groups.slice(1), balancerErrors: [] };
  expect(trafficWords(trafficParts(good, undefined))).toBe(
    '20 requests. None was answered with 5xx.',
  );
});
