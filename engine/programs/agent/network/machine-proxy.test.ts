import { describe, expect, it } from 'vitest';
import { machineProxy, proxyHeaders } from './machine-proxy';

describe("the machine's own proxy", () => {
  it('is the one of the protocol, in either case, with or without a scheme', () => {
    const env = { http_proxy: 'http://a:3128', HTTPS_PROXY: 'b:8080' };
    expect(machineProxy('http', 'x.example', 80, env)?.host).toBe('a:3128');
    expect(machineProxy('https', 'x.example', 443, env)?.host).toBe('b:8080');
    expect(machineProxy('https', 'x.example', 443, { http_proxy: 'http://a' })).toBeUndefined();
    expect(machineProxy('http', 'x.example', 80, { http_proxy: 'socks5://a:1' })).toBeUndefined();
    expect(machineProxy('http', 'x.example', 80, { http_proxy: 'not a url' })).toBeUndefined();
  });

  it.each([
    ['*', true],
    ['x.example', true],
    ['.example', true],
    ['*.example', true],
    ['ample', false],
    ['x.example:443', true],
    ['x.example:8443', false],
    ['y.example, x.example', true],
    ['X.EXAMPLE', true],
    ['', false],
    ['.', false],
  ])('is passed by for what no_proxy=%s names: %s', (given, isPassedBy) => {
    const env = { https_proxy: 'http://a:3128', no_proxy: given };
    expect(machineProxy('https', 'x.example', 443, env) === undefined).toBe(isPassedBy);
  });

  it('is told who asks', () => {
    expect(proxyHeaders(new URL('http://me:p%40ss@a:1'))).toEqual({
      'proxy-authorization': `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    });
    expect(proxyHeaders(new URL('http://a:1'))).toEqual({});
  });
});
