import { describe, expect, it } from 'vitest';
import { actionOf, byPriority, conditionWords } from './listener';
import { addressOf } from './load-balancer';

const arn = (name: string): string =>
  `arn:aws:elasticloadbalancing:eu-north-1:111122223333:targetgroup/${name}/6d0ecf831eec9f09`;

describe('an action', () => {
  it('shares requests among groups by weight', () => {
    const action = actionOf({
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: arn('blue'), Weight: 1 },
          { TargetGroupArn: arn('green'), Weight: 2 },
        ],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
      },
    });
    expect(action.words).toContain('for 60 s');
    expect(action.forwards.map((f) => [f.group, f.percent])).toEqual([
      ['blue', 33.3],
      ['green', 66.7],
    ]);
  });
  it('names one group without a weight', () => {
    expect(actionOf({ Type: 'forward', TargetGroupArn: arn('blue') }).forwards).toMatchObject([
      { group: 'blue', percent: 100 },
    ]);
  });
  it('sends nothing where all weights are nought', () => {
    const TargetGroups = [{ TargetGroupArn: arn('blue'), Weight: 0 }];
    expect(actionOf({ Type: 'forward', ForwardConfig: { TargetGroups } }).forwards).toMatchObject([
      { percent: 0 },
    ]);
  });
  it.each([
    [
      {
        Type: 'redirect',
        RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' },
      },
      'Redirects to HTTPS://#{host}:443/#{path} (301)',
    ],
    [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }, 'Answers 503 itself'],
    [{ Type: 'authenticate-oidc' }, 'Signs people in first'],
    [{ Type: 'new-thing' }, 'new-thing'],
  ])('in words: %j', (act, words) => {
    expect(actionOf(act).words).toBe(words);
  });
});

it.each([
  [{ Field: 'path-pattern', Values: ['/api/*', '/v1/*'] }, 'path is /api/* or /v1/*'],
  [
    { Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com'] } },
    'host is a.example.com',
  ],
  [
    { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Canary', Values: ['1'] } },
    'header X-Canary is 1',
  ],
  [
    {
      Field: 'query-string',
      QueryStringConfig: { Values: [{ Key: 'v', Value: '2' }, { Value: 'x' }] },
    },
    'query has v=2 or x',
  ],
  [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }, 'address is in 10.0.0.0/8'],
  [{ Field: 'moon' }, 'moon'],
])('a condition in words: %j', (condition, words) => {
  expect(conditionWords(condition)).toBe(words);
});

it('rules stand in the order in which they are tried', () => {
  const rule = (priority: string) => ({ arn: priority, priority, conditions: [], actions: [] });
  expect(byPriority(['default', '10', '2'].map(rule)).map((r) => r.priority)).toEqual([
    '2',
    '10',
    'default',
  ]);
});

it.each([
  ['shop.elb.amazonaws.com', 'HTTP', 80, 'http://shop.elb.amazonaws.com'],
  ['shop.elb.amazonaws.com', 'HTTPS', 8443, 'https://shop.elb.amazonaws.com:8443'],
  ['127.0.0.1:40001', 'HTTP', 80, 'http://127.0.0.1:40001'],
  ['shop.elb.amazonaws.com', 'TCP', 22, undefined],
])('the address of %s, %s %d', (dns, protocol, port, address) => {
  expect(addressOf(dns, { protocol, port })).toBe(address);
});
