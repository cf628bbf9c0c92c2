import { describe, expect, it } from 'vitest';
import { atPath, checkTransformer, InputError, transform } from './input';
import { nextSchedule, ScheduleError } from './schedule';

const event = {
  id: '1',
  source: 's',
  time: '2026-01-01T00:00:00Z',
  resources: ['arn:1'],
  detail: { state: 'FAILED', 'build-id': 'b"1', n: 3, list: [{ a: 1 }] },
};
const rule = { name: 'r', arn: 'arn:r' };

describe('an input path', () => {
  it.each<[string, unknown]>([
    ['$', event],
    ['$.detail.state', 'FAILED'],
    ["$.detail['build-id']", 'b"1'],
    ['$.detail.build-id', 'b"1'],
    ['$.resources[0]', 'arn:1'],
    ['$.detail.list[0].a', 1],
    ['$.detail.none.deep', undefined],
    ['$.detail.constructor', undefined],
  ])('%s', (path, value) => {
    expect(atPath(event, path)).toEqual(value);
  });
  it.each(['detail', '$..state', '$.a[*]', '$.a[?(@.b)]', ''])('%s is refused', (path) => {
    expect(() => atPath(event, path)).toThrow(InputError);
  });
});

describe('an input template', () => {
  const paths = {
    state: '$.detail.state',
    id: "$.detail['build-id']",
    n: '$.detail.n',
    list: '$.detail.list',
    none: '$.detail.none',
  };
  it.each([
    ['"Build <id> is <state>"', '"Build b\\"1 is FAILED"'],
    ['{"s": <state>, "n": <n>, "l": <list>}', '{"s": "FAILED", "n": 3, "l": [{"a":1}]}'],
    ['{"s": "<n> of <list>"}', '{"s": "3 of [{\\"a\\":1}]"}'],
    ['{"x": <none>, "y": "<none>"}', '{"x": "", "y": ""}'],
    ['{"r": <aws.events.rule-name>, "a": "<aws.events.rule-arn>"}', '{"r": "r", "a": "arn:r"}'],
  ])('%s', (template, expected) => {
    const made = transform({ paths, template }, event, rule);
    expect(made).toBe(expected);
    expect(() => JSON.parse(made) as unknown).not.toThrow();
  });
  it('that names what no path gives is refused', () => {
    expect(() => checkTransformer({ paths: {}, template: '<x>' })).toThrow('placeholder x');
    expect(() => checkTransformer({ paths: { 'aws.x': '$.a' }, template: '""' })).toThrow(
      'must not start with AWS',
    );
  });
});

describe('a schedule', () => {
  const at = (iso: string): number => Date.parse(iso);
  it.each([
    ['rate(5 minutes)', '2026-01-01T00:12:00Z', '2026-01-01T00:15:00Z'],
    ['rate(1 hour)', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'],
    ['rate(1 day)', '2026-01-02T12:00:00Z', '2026-01-03T00:00:00Z'],
    ['cron(0 12 * * ? *)', '2026-01-01T12:00:00Z', '2026-01-02T12:00:00Z'],
    ['cron(15 10 ? * 6L 2026)', '2026-01-01T00:00:00Z', '2026-01-30T10:15:00Z'],
    ['cron(0 8 1 * ? *)', '2026-01-15T00:00:00Z', '2026-02-01T08:00:00Z'],
    ['cron(0/15 * ? * MON-FRI *)', '2026-01-03T10:00:00Z', '2026-01-05T00:00:00Z'],
  ])('%s after %s is due at %s', (expression, now, due) => {
    expect(
      new Date(nextSchedule(expression, at('2026-01-01T00:00:00Z'), at(now)) ?? 0).toISOString(),
    ).toBe(new Date(due).toISOString());
  });
  it('that has passed for good is never due', () => {
    expect(nextSchedule('cron(0 0 1 1 ? 2020)', 0, at('2026-01-01T00:00:00Z'))).toBeUndefined();
  });
  it.each([
    'rate(0 minutes)',
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(1 week)',
    'cron(* * * * *)',
    'cron(0 0 1 * 1 *)',
    'cron(61 * * * ? *)',
    'every day',
    '',
  ])('%s is refused', (expression) => {
    expect(() => nextSchedule(expression, 0, 0)).toThrow(ScheduleError);
  });
});
