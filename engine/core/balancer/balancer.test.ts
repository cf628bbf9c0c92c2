import { describe, expect, it } from 'vitest';
import type { HealthCheck } from './config';
import { cookieOf, heldIn, isHeld, setCookies, stickinessOf, written } from './cookies';
import { checked, INITIAL, isExpected, NOT_REACHED, resultOf, TIMED_OUT } from './health';
import { eligible, leastBusy, nextGroup, nextInTurn, type Candidate, type Turns } from './pick';
import { locationOf, ruleFor, splitTarget, type Asked } from './rules';
import { TIME_FACTOR, waitOf } from './times';

const CHECK: HealthCheck = {
  enabled: true,
  protocol: 'HTTP',
  path: '/',
  codes: '200',
  intervalMs: 1,
  timeoutMs: 1,
  healthyCount: 3,
  unhealthyCount: 2,
};
const OK = { ok: true } as const;

describe('health', () => {
  it('is there with the first check that a new target passes', () => {
    expect(checked(INITIAL, OK, CHECK)).toEqual({ state: 'healthy', passed: 1, failed: 0 });
  });

  it('goes after so many failures in a row, and says why', () => {
    const once = checked(checked(INITIAL, OK, CHECK), TIMED_OUT, CHECK);
    expect(once.state).toBe('healthy');
    expect(checked(once, resultOf(500, '200'), CHECK)).toMatchObject({
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [500]',
    });
    // One that passes between them begins the count anew.
    const between = checked(checked(once, OK, CHECK), TIMED_OUT, CHECK);
    expect(between.state).toBe('healthy');
  });

  it('comes back after so many checks in a row', () => {
    let health = checked(checked(INITIAL, NOT_REACHED, CHECK), NOT_REACHED, CHECK);
    expect(health.state).toBe('unhealthy');
    for (const result of [OK, OK, NOT_REACHED, OK, OK]) health = checked(health, result, CHECK);
    expect(health.state).toBe('unhealthy');
    expect(checked(health, OK, CHECK).state).toBe('healthy');
  });

  it('takes codes and ranges of them', () => {
    expect([200, 204, 299, 301].map((status) => isExpected(status, '200,204-250'))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

const target = (key: string, more: Partial<Candidate> = {}): Candidate => ({
  key,
  state: 'healthy',
  isDraining: false,
  inFlight: 0,
  ...more,
});
const keys = (all: readonly Candidate[]): string[] => all.map((t) => t.key);

describe('a request goes', () => {
  const draining = target('d', { isDraining: true });
  it('to healthy targets, to all of them when none is, and never to one that drains', () => {
    const sick = target('s', { state: 'unhealthy' });
    const fresh = target('i', { state: 'initial' });
    expect(keys(eligible([target('a'), sick, fresh, draining]))).toEqual(['a']);
    expect(keys(eligible([sick, fresh, draining]))).toEqual(['s', 'i']);
    expect(eligible([draining])).toEqual([]);
  });

  it('to the next in turn, past those that were tried', () => {
    const all = [target('a'), target('b'), target('c')];
    expect(nextInTurn(all, 1, new Set())?.key).toBe('b');
    expect(nextInTurn(all, 1, new Set(['b', 'c']))?.key).toBe('a');
    expect(nextInTurn(all, 1, new Set(['a', 'b', 'c']))).toBeUndefined();
  });

  it('to the one with the fewest in flight', () => {
    const all = [target('a', { inFlight: 2 }), target('b', { inFlight: 1 }), target('c')];
    expect(leastBusy(all, 0, new Set())?.key).toBe('c');
    expect(leastBusy(all, 0, new Set(['c']))?.key).toBe('b');
  });

  it('to target groups by their weights, evenly', () => {
    const groups = [
      { arn: 'blue', weight: 90 },
      { arn: 'green', weight: 10 },
      { arn: 'none', weight: 0 },
    ];
    let turns: Turns = new Map();
    const order: string[] = [];
    for (let i = 0; i < 20; i++) {
      const next = nextGroup(groups, turns);
      turns = next.turns;
      order.push(next.group ?? '');
    }
    expect(order.filter((g) => g === 'green')).toHaveLength(2);
    expect(order.slice(0, 10).filter((g) => g === 'green')).toHaveLength(1);
    expect(order).not.toContain('none');
    expect(nextGroup([{ arn: 'a', weight: 0 }], new Map()).group).toBeUndefined();
  });
});

const asked = (more: Partial<Asked> = {}): Asked => ({
  method: 'GET',
  host: 'www.example.com',
  path: '/img/a.png',
  query: 'version=v1&x',
  header: (name) => (name === 'user-agent' ? ['Mozilla Chrome'] : []),
  source: '127.0.0.1',
  ...more,
});
const action = { type: 'fixed-response', status: 200, contentType: '', body: '' } as const;
const meets = (condition: Parameters<typeof ruleFor>[0][number]['conditions'][number]): boolean =>
  ruleFor([{ key: 'r', conditions: [condition], action }], asked()) !== undefined;

describe('a rule', () => {
  it('is met by what its conditions name', () => {
    expect(meets({ field: 'host-header', values: ['*.EXAMPLE.com'] })).toBe(true);
    expect(meets({ field: 'host-header', values: ['example.com'] })).toBe(false);
    expect(meets({ field: 'path-pattern', values: ['/js/*', '/img/?.png'] })).toBe(true);
    expect(meets({ field: 'path-pattern', values: ['/IMG/*'] })).toBe(false);
    expect(meets({ field: 'http-header', name: 'User-Agent', values: ['*chrome*'] })).toBe(true);
    expect(meets({ field: 'http-request-method', values: ['POST'] })).toBe(false);
    expect(meets({ field: 'source-ip', values: ['127.0.0.0/8'] })).toBe(true);
    expect(meets({ field: 'source-ip', values: ['10.0.0.0/8', '::1/128'] })).toBe(false);
    expect(meets({ field: 'query-string', pairs: [{ key: 'version', value: 'V*' }] })).toBe(true);
    expect(meets({ field: 'query-string', pairs: [{ value: 'v2' }] })).toBe(false);
  });

  it('is met by all of its conditions, and the first one in order counts', () => {
    const rule = (key: string, values: string[]) => ({
      key,
      action,
      conditions: [
        { field: 'path-pattern', values: ['/img/*'] } as const,
        { field: 'http-request-method', values } as const,
      ],
    });
    const own = { key: 'own', conditions: [], action };
    const rules = [rule('post', ['POST']), rule('get', ['GET']), own];
    expect(ruleFor(rules, asked())?.key).toBe('get');
    expect(ruleFor(rules, asked({ path: '/' }))?.key).toBe('own');
  });

  it('leads elsewhere with what was asked', () => {
    const lead = {
      type: 'redirect',
      status: 301,
      protocol: '#{protocol}',
      host: 'new.#{host}',
      port: '#{port}',
      path: '/v2/#{path}',
      query: '#{query}',
    } as const;
    expect(locationOf(lead, asked(), 20_001)).toBe(
      'http://new.www.example.com:20001/v2/img/a.png?version=v1&x',
    );
    expect(
      locationOf({ ...lead, protocol: 'HTTPS', port: '443', query: '' }, asked(), 20_001),
    ).toBe('https://new.www.example.com/v2/img/a.png');
  });

  it('sees a path without its query', () => {
    expect(splitTarget('/a?b?c')).toEqual({ path: '/a', query: 'b?c' });
  });
});

describe('a cookie', () => {
  it('holds a client for its time', () => {
    const value = written({ to: 'i-1:80', since: 1000 });
    expect(cookieOf(`x=1; AWSALB=${value}; AWSALBCORS=2`, 'AWSALB')).toBe(value);
    const held = heldIn(value);
    expect(held).toEqual({ to: 'i-1:80', since: 1000 });
    expect(held && isHeld(held, 10, 10_999)).toBe(true);
    expect(held && isHeld(held, 10, 11_000)).toBe(false);
  });

  it('that we have not written holds nobody', () => {
    for (const value of [undefined, '', 'x', '%', '1', encodeURIComponent('x y')])
      expect(heldIn(value)).toBeUndefined();
  });

  it('is set for the page itself and for those of another origin', () => {
    expect(setCookies('AWSALB', 't', 60, 0)).toEqual([
      'AWSALB=0%20t; Expires=Thu, 01 Jan 1970 00:01:00 GMT; Path=/',
      'AWSALBCORS=0%20t; Expires=Thu, 01 Jan 1970 00:01:00 GMT; Path=/; SameSite=None; Secure',
    ]);
  });

  it("is the group's, or the application's", () => {
    const on = {
      'stickiness.enabled': 'true',
      'stickiness.lb_cookie.duration_seconds': '60',
      'stickiness.app_cookie.duration_seconds': '70',
      'stickiness.app_cookie.cookie_name': 'SID',
    };
    expect(stickinessOf({ ...on, 'stickiness.enabled': 'false' })).toBeUndefined();
    expect(stickinessOf({ ...on, 'stickiness.type': 'lb_cookie' })).toEqual({ seconds: 60 });
    expect(stickinessOf({ ...on, 'stickiness.type': 'app_cookie' })).toEqual({
      seconds: 70,
      appCookie: 'SID',
    });
  });
});

it('waits for a declared part of what AWS waits for, and not shorter than half a second', () => {
  expect(waitOf(300)).toBe(300_000 * TIME_FACTOR);
  expect(waitOf(5)).toBe(500);
  expect(waitOf(0)).toBe(0);
});
