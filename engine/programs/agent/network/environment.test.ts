import { describe, expect, it } from 'vitest';
import { loopbackPorts, ownEnvironment, proxyPort, sharedEnvironment } from './environment';

const MACHINE = {
  HTTPS_PROXY: 'http://me:secret@proxy.corp:3128',
  no_proxy: 'corp',
  npm_config_registry: 'http://localhost:4873/',
  PIP_CERT: '/etc/ssl/corp.pem',
};

describe('what an instance is told of its network', () => {
  it('is its own proxy where it has a network of its own, and no password of the machine', () => {
    const env = ownEnvironment(MACHINE, 3128);
    expect(env).toMatchObject({
      http_proxy: 'http://127.0.0.1:3128',
      HTTPS_PROXY: 'http://127.0.0.1:3128',
      no_proxy: 'localhost,127.0.0.1,::1',
      npm_config_registry: 'http://localhost:4873/',
      PIP_CERT: '/etc/ssl/corp.pem',
    });
    expect(JSON.stringify(env)).not.toMatch(/secret|corp:3128/);
  });

  it('goes past the proxy to other instances, where there are any', () => {
    expect(ownEnvironment(MACHINE, 3128, true)['no_proxy']).toBe(
      'localhost,127.0.0.1,::1,172.31.0.0/16,.ec2.internal,.compute.internal',
    );
  });

  it("is the machine's where the network is shared, and never a proxy for itself", () => {
    expect(sharedEnvironment(MACHINE)).toEqual({
      ...MACHINE,
      no_proxy: 'corp,localhost,127.0.0.1,::1',
      NO_PROXY: 'corp,localhost,127.0.0.1,::1',
    });
    expect(sharedEnvironment({ PIP_CERT: 'x' })).toEqual({ PIP_CERT: 'x' });
  });

  it('opens those loopback ports that its settings name, and no other', () => {
    expect(
      loopbackPorts([
        'http://127.0.0.1:4566',
        'http://localhost:4873/',
        'http://[::1]:4873/',
        'https://localhost',
        'http://localhost',
        'https://registry.npmjs.org/',
        'http://localhost.example:99',
        'nonsense',
        undefined,
      ]),
    ).toEqual([4566, 4873, 443]);
    expect([proxyPort([4566]), proxyPort([3128, 4566])]).toEqual([3128, 3129]);
  });
});
