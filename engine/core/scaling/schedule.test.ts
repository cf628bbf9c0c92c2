import { describe, expect, it } from 'vitest';
import { nextDue, problemOf } from './schedule';

const at = (text: string): number => Date.parse(text);

describe('a scheduled action', () => {
  it('without a recurrence is due once', () => {
    const start = at('2026-01-01T10:00:00Z');
    expect(nextDue({ start }, start - 1)).toBe(start);
    expect(nextDue({ start }, start)).toBeUndefined();
  });

  it('recurs between its start and its end', () => {
    const schedule = {
      recurrence: '0 9 * * 1-5',
      start: at('2026-01-05T09:00:00Z'),
      end: at('2026-01-06T12:00:00Z'),
    };
    const first = nextDue(schedule, at('2026-01-01T00:00:00Z')) ?? 0;
    expect(new Date(first).toISOString()).toBe('2026-01-05T09:00:00.000Z');
    const second = nextDue(schedule, first) ?? 0;
    expect(new Date(second).toISOString()).toBe('2026-01-06T09:00:00.000Z');
    expect(nextDue(schedule, second)).toBeUndefined();
  });

  it('has the hours of its time zone', () => {
    const schedule = { recurrence: '0 9 * * *', timeZone: 'America/New_York' };
    const next = nextDue(schedule, at('2026-07-01T00:00:00Z')) ?? 0;
    expect(new Date(next).toISOString()).toBe('2026-07-01T13:00:00.000Z');
  });

  it('that cannot be read says why', () => {
    expect(problemOf({ recurrence: '0 9 * * *' })).toBeUndefined();
    expect(problemOf({})).toBeUndefined();
    expect(problemOf({ recurrence: '0 9 * *' })).toMatch(/4 fields/);
    expect(problemOf({ recurrence: '99 9 * * *' })).toBeDefined();
    expect(problemOf({ recurrence: '0 9 * * *', timeZone: 'Nowhere/None' })).toBeDefined();
  });
});
