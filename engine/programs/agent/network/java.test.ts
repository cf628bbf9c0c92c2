import { describe, expect, it } from 'vitest';
import { withProxy } from './java';

const SETTINGS = 'http.nonProxyHosts=localhost\njdk.net.unixdomain.tmpdir=/tmp\n';

describe("Java's network settings", () => {
  it('name the proxy behind what they were, once, and go back to that', () => {
    const set = withProxy(SETTINGS, 3128);
    expect(set).toBe(
      `${SETTINGS}# The way out of this instance
http.proxyHost=127.0.0.1
http.proxyPort=3128
https.proxyHost=127.0.0.1
https.proxyPort=3128
http.nonProxyHosts=localhost|127.*|[::1]|172.31.*|*.ec2.internal|*.compute.internal
# End of the way out
`,
    );
    expect(withProxy(set, 3128)).toBe(set);
    expect(withProxy(`${set}later=1\n`, 3129)).toBe(`${set.replaceAll('3128', '3129')}later=1\n`);
    expect(withProxy(set, undefined)).toBe(SETTINGS);
    expect(withProxy('a=1', undefined)).toBe('a=1');
    expect(withProxy('a=1', 3128)).toMatch(/^a=1\n# The way out/);
  });
});
