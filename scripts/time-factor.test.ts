import { expect, it } from 'vitest';
import { TIME_FACTOR } from '../engine/core/balancer/times';
import { ENGINE_TIME_FACTOR } from '../lib/domain/traffic/load-balancer';

it("a load balancer's page tells the engine's own shortening of times", () => {
  expect(ENGINE_TIME_FACTOR).toBe(TIME_FACTOR);
});
