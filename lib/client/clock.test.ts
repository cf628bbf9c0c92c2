import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { byServerClock, noteServerTime, serverNow } from './clock';

const HOUR = 3_600_000;
beforeEach(() => {
  vi.useFakeTimers({ now: 100 * HOUR });
});
afterEach(() => {
  vi.useRealTimers();
});
const settle = (at: () => number): void => {
  noteServerTime(at());
  noteServerTime(at());
};

it("tells the server's time where the browser's clock is wrong, either way", () => {
  settle(() => Date.now() - 10 * HOUR);
  expect([serverNow(), byServerClock(100 * HOUR)]).toEqual([90 * HOUR, 90 * HOUR]);
  settle(() => Date.now() + HOUR);
  expect(serverNow()).toBe(101 * HOUR);
});

it('takes the way of a message for no difference, and one that lay long on its way for none', () => {
  settle(() => Date.now() - 900);
  expect(serverNow()).toBe(100 * HOUR);
  noteServerTime(Date.now() - 8 * HOUR);
  expect(serverNow()).toBe(100 * HOUR);
});
