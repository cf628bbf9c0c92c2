import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockText, inputText, inputTime, momentText, zoneName } from './zone';

const SUMMER = Date.UTC(2026, 6, 1, 22, 32, 7);
const WINTER = Date.UTC(2026, 10, 28, 23, 32, 7);

describe('times', () => {
  const before = process.env['TZ'];
  beforeAll(() => {
    process.env['TZ'] = 'Europe/Berlin';
  });
  afterAll(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });

  it("are in the person's own zone, named, with the day it is there", () => {
    expect(clockText(WINTER, 'local')).toBe('00:32:07');
    expect(momentText(WINTER, 'local')).toMatch(/^29 Nov 2026, 00:32:07 (CET|GMT\+1)$/);
    expect(momentText(SUMMER, 'local')).toMatch(/^2 Jul 2026, 00:32:07 (CEST|GMT\+2)$/);
  });

  it('are in UTC where somebody chose that', () => {
    expect(momentText(WINTER, 'UTC')).toBe('28 Nov 2026, 23:32:07 UTC');
    expect(zoneName(SUMMER, 'UTC')).toBe('UTC');
  });

  it('come back from an input as the moment they were', () => {
    for (const zone of ['local', 'UTC'] as const)
      for (const at of [SUMMER, WINTER]) expect(inputTime(inputText(at, zone), zone)).toBe(at);
    expect(inputTime('', 'local')).toBeNaN();
  });
});
