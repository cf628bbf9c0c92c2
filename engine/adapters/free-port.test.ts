import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ALLOTTED, freePort } from './free-port';

const RANGE = '/proc/sys/net/ipv4/ip_local_port_range';
let server: Server | undefined;
afterEach(() => {
  server?.close();
});

describe('a port that is listened on later', () => {
  it.skipIf(!existsSync(RANGE))(
    'is none that the system gives to outgoing connections',
    async () => {
      const [first = 0, last = 0] = readFileSync(RANGE, 'utf8').trim().split(/\s+/).map(Number);
      const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
      expect(ports.filter((port) => port >= first && port <= last)).toEqual([]);
      expect(new Set(ports).size).toBeGreaterThan(40);
    },
  );

  it('is not one that somebody listens on', async () => {
    const free = await freePort();
    const taken = await freePort();
    server = createServer();
    await new Promise<void>((done) => server?.listen(taken, '127.0.0.1', done));
    const draws = [taken, taken, free];
    expect(await freePort(() => draws.shift() ?? 0)).toBe(free);
    expect(ALLOTTED.last).toBeLessThan(32_768);
  });
});
