import { describe, expect, it } from 'vitest';
import {
  checkWords,
  healthCount,
  isFailsOpen,
  isServed,
  reasonWords,
  type TargetHealth,
} from './target-group';

const check = {
  isOn: true,
  protocol: 'HTTP',
  port: 'traffic-port',
  path: '/health',
  matcher: '200',
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyAfter: 5,
  unhealthyAfter: 2,
};
const target = (state: string, reason?: string): TargetHealth => ({ id: 'i-1', state, reason });

describe('a target that is not healthy', () => {
  it.each([
    ['Target.Timeout', 'It does not answer the health check within 5 s.'],
    ['Target.ResponseCodeMismatch', 'It answers the health check, but not with 200.'],
    [
      'Elb.InitialHealthChecking',
      'Its first health checks are running: 5 good ones in a row are needed, one every 30 s.',
    ],
    [
      'Target.DeregistrationInProgress',
      'It gets no new requests and finishes those it has, for up to 300 s.',
    ],
  ])('%s says why in one sentence', (reason, words) => {
    expect(reasonWords(target('unhealthy', reason), { check, drainSeconds: 300 })).toBe(words);
  });
  it('says nothing of its own where AWS has a new reason', () => {
    expect(reasonWords(target('unhealthy', 'Target.Moon'), { check })).toBeUndefined();
    expect(reasonWords(target('healthy'), { check })).toBeUndefined();
  });
});

describe('who gets requests', () => {
  const served = (states: string[]): boolean[] => {
    const all = states.map((s) => target(s));
    return all.map((t) => isServed(t, all));
  };
  it('is who is healthy', () => {
    expect(served(['healthy', 'unhealthy', 'draining', 'initial', 'unused'])).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
  it('is everyone unhealthy where nobody is healthy: ELB fails open', () => {
    expect(served(['unhealthy', 'unhealthy', 'draining'])).toEqual([true, true, false]);
    expect(isFailsOpen([target('unhealthy')])).toBe(true);
    expect(isFailsOpen([target('initial')])).toBe(false);
  });
  it('is everyone where health checks are off', () => {
    expect(served(['unavailable', 'unavailable'])).toEqual([true, true]);
  });
});

it('a check and a count in words', () => {
  expect(checkWords(check)).toBe(
    'HTTP /health on the traffic port, every 30 s, expects 200; healthy after 5, unhealthy after 2',
  );
  expect(checkWords({ isOn: true, protocol: 'TCP', port: '8080' })).toBe(
    'TCP connection on port 8080',
  );
  expect(checkWords({ isOn: false })).toContain('off');
  expect(healthCount([target('healthy'), target('initial')])).toBe('1 of 2 healthy');
  expect(healthCount([])).toBe('No target is registered');
});
