import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Budget, awsRates, engineRates } from './budget';
import { UnwantedError, type Turn, type Urgency } from './urgency';

const FIVE = { start: 5, most: 10 };
beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => void vi.useRealTimers());

/** Asks for `count` calls; the times (ms from now) at which they were let go, by the name of who asked. */
function ask(
  budget: Budget,
  count: number,
  urgency: Urgency,
  log: [string, number][],
  who = urgency,
) {
  const began = Date.now();
  const turns: Turn[] = [];
  for (let i = 0; i < count; i++) {
    const turn: Turn = { urgency };
    turns.push(turn);
    void budget.take(turn).then(() => log.push([who, Date.now() - began]));
  }
  return turns;
}

/** The most calls in any second. */
const most = (log: readonly [string, number][]): number =>
  Math.max(...log.map(([, at]) => log.filter(([, b]) => b >= at && b < at + 1000).length));

describe('the calls to one API', () => {
  it('are never more than its rate in any second, and all come', async () => {
    const log: [string, number][] = [];
    ask(new Budget(FIVE), 40, 'seen', log);
    await vi.advanceTimersByTimeAsync(9000);
    expect(log).toHaveLength(40);
    expect(most(log)).toBe(5);
  });

  it('are not made once nobody wants their answers, and the others go on', async () => {
    const budget = new Budget(FIVE);
    const log: [string, number][] = [];
    let isWanted = true;
    const unwanted: unknown[] = [];
    ask(budget, 5, 'seen', log);
    const turn: Turn = { urgency: 'seen', isWanted: () => isWanted };
    void budget.take(turn).catch((error: unknown) => unwanted.push(error));
    ask(budget, 1, 'seen', log);
    isWanted = false;
    await vi.advanceTimersByTimeAsync(3000);
    expect(log).toHaveLength(6);
    expect(unwanted).toEqual([expect.any(UnwantedError)]);
  });

  it('are sent by urgency, and among equals in the order in which they were asked for', async () => {
    const budget = new Budget(FIVE);
    const log: [string, number][] = [];
    ask(budget, 5, 'person', []);
    ask(budget, 10, 'rest', log);
    ask(budget, 2, 'seen', log);
    ask(budget, 2, 'moving', log);
    ask(budget, 1, 'person', log);
    await vi.advanceTimersByTimeAsync(9000);
    expect(log.map(([who]) => who).filter((w) => w !== 'rest')).toEqual([
      'person',
      'moving',
      'moving',
      'seen',
      'seen',
    ]);
    expect(log.slice(0, 5).map(([who]) => who)).not.toContain('rest');
    expect(log).toHaveLength(15);
  });

  it('leave a fifth free of what rests: a press does not wait for a full look', async () => {
    const budget = new Budget(FIVE);
    const log: [string, number][] = [];
    ask(budget, 50, 'rest', log);
    await vi.advanceTimersByTimeAsync(3100);
    expect(most(log)).toBe(4);
    const pressed: [string, number][] = [];
    ask(budget, 1, 'person', pressed);
    await vi.advanceTimersByTimeAsync(0);
    expect(pressed).toEqual([['person', 0]]);
  });

  it('become more urgent while they wait', async () => {
    const budget = new Budget(FIVE);
    const log: [string, number][] = [];
    ask(budget, 20, 'rest', log);
    const [turn] = ask(budget, 1, 'rest', log, 'seen');
    if (turn) turn.urgency = 'seen';
    await vi.advanceTimersByTimeAsync(1100);
    expect(log.some(([who]) => who === 'seen')).toBe(true);
  });

  it('are halved once when AWS throttles, however many were under way, and grow while calls wait', async () => {
    const budget = new Budget(FIVE);
    const log: [string, number][] = [];
    ask(budget, 1000, 'seen', log);
    await vi.advanceTimersByTimeAsync(1);
    const sentAt = Date.now();
    await vi.advanceTimersByTimeAsync(100);
    for (let i = 0; i < 5; i++) budget.throttled(sentAt);
    expect(budget.perSecond).toBe(2.5);
    log.length = 0;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(log.length).toBeLessThanOrEqual(26);
    for (let i = 0; i < 90; i++) {
      await vi.advanceTimersByTimeAsync(1000);
      budget.taken();
    }
    expect(budget.perSecond).toBe(10);
  });

  it('come back within seconds to a little less than was too much, and pass it late', async () => {
    const budget = new Budget(FIVE);
    ask(budget, 1000, 'seen', []);
    await vi.advanceTimersByTimeAsync(1);
    budget.throttled(Date.now());
    const rates: number[] = [];
    for (let i = 0; i < 60; i++) {
      await vi.advanceTimersByTimeAsync(1000);
      budget.taken();
      rates.push(budget.perSecond);
    }
    expect(rates[0]).toBeLessThan(3.1);
    expect(rates[4]).toBeGreaterThanOrEqual(4.5);
    expect(rates[29]).toBeLessThan(5);
    // The limit may have moved since.
    expect(rates[59]).toBeGreaterThan(5.5);
  });

  it('for what rests are not all taken by what moves', async () => {
    const budget = new Budget(FIVE);
    const log: [string, number][] = [];
    ask(budget, 100, 'rest', log);
    for (let i = 0; i < 100; i++) {
      ask(budget, 1, 'moving', log);
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(log.filter(([who]) => who === 'moving').length).toBeGreaterThan(95);
    expect(log.filter(([who]) => who === 'rest').length / 30).toBeGreaterThan(1.3);
  });

  it('go on, however often AWS throttles', () => {
    const budget = new Budget(FIVE);
    for (let i = 0; i < 50; i++) budget.throttled(Date.now() + i, Date.now() + i);
    expect(budget.perSecond).toBe(1);
  });
});

describe('what an API is given', () => {
  it('is little where AWS publishes nothing, what it publishes where that is less, and plenty of the engine', () => {
    expect(awsRates('codepipeline', 'codepipeline:GetPipelineState', 5).start).toBe(5);
    expect(awsRates('cloudtrail', 'cloudtrail:LookupEvents', 5)).toEqual({
      start: 2,
      most: 2,
    });
    expect(awsRates('logs', 'logs:FilterLogEvents', 5)).toEqual({ start: 5, most: 5 });
    expect(engineRates('codepipeline', 'codepipeline:GetPipelineState', 5).start).toBeGreaterThan(
      500,
    );
  });
});
