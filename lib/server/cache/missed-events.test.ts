import { describe, expect, it } from 'vitest';
import { MissedEvents, type SeenExecution } from './missed-events';

const MINUTE = 60_000;
const execution = (id: string, startedAt: number, more: Partial<SeenExecution> = {}) => ({
  id,
  startedAt,
  updatedAt: startedAt + MINUTE,
  hasEnded: true,
  ...more,
});

describe('events that did not come', () => {
  const three = ['a', 'b', 'c'].map((id) => execution(id, 2 * MINUTE));

  it('are none where each execution was announced twice', () => {
    const missed = new MissedEvents();
    missed.listeningSince(0);
    for (const { id } of three)
      for (const what of ['start', 'end'] as const) missed.note('shop', id, what);
    missed.compare('shop', three, 10 * MINUTE);
    expect(missed.count(10 * MINUTE)).toBe(0);
  });

  it('are counted once each, where another reader took them', () => {
    const missed = new MissedEvents();
    missed.listeningSince(0);
    for (const { id } of three) missed.note('shop', id, 'start');
    missed.compare('shop', three, 10 * MINUTE);
    missed.compare('shop', three, 11 * MINUTE);
    expect(missed.count(11 * MINUTE)).toBe(3);
    expect(missed.count(71 * MINUTE)).toBe(0);
  });

  it.each<[string, SeenExecution[], number | undefined]>([
    ['of an execution before we listened', three, 3 * MINUTE],
    ['while nobody listens', three, undefined],
    ['of one that runs', three.map((e) => ({ ...e, hasEnded: false })), 0],
    ['of one that has ended just now', three.map((e) => ({ ...e, updatedAt: 9.5 * MINUTE })), 0],
    ['when it is one alone', three.slice(0, 1), 0],
  ])('are not counted %s', (_, executions, since) => {
    const missed = new MissedEvents();
    missed.listeningSince(since);
    missed.compare('shop', executions, 10 * MINUTE);
    expect(missed.count(10 * MINUTE)).toBe(0);
  });
});
