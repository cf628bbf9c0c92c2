import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { missingIsolation } from '../../../testing/sandbox';
import { startInstance } from '.';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'starboard-instance-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

const start = () =>
  startInstance(
    { root: join(dir, 'root'), binds: [], marker: dir, machine: true },
    { machine: { https_proxy: 'http://proxy.corp:3128' }, endpoint: 'http://127.0.0.1:4566' },
  );

describe('an instance that shares the network of the machine', () => {
  it.each([
    ['has no namespaces', 'process', undefined, 'a sandbox of kind process has none of its own'],
    ['was asked for', 'process', 'shared', 'asked for by STARBOARD_INSTANCE_NETWORK'],
  ])('%s: it says so, and has a port of its own', async (_what, sandboxKind, asked, reason) => {
    vi.stubEnv('STARBOARD_SANDBOX', sandboxKind);
    vi.stubEnv('STARBOARD_INSTANCE_NETWORK', asked);
    const { sandbox, network } = await start();
    try {
      expect(network).toMatchObject({ kind: 'shared', reason });
      expect(network.env).toMatchObject({ https_proxy: 'http://proxy.corp:3128' });
      expect(await network.isListening(80)).toBe(false);
      const app = createServer((socket) => socket.end('app'));
      await new Promise<void>((done) => app.listen(network.port, '127.0.0.1', done));
      expect(await network.isListening(80)).toBe(true);
      let text = '';
      for await (const bytes of await network.dialApplication()) text += String(bytes);
      expect(text).toBe('app');
      app.close();
    } finally {
      await sandbox.stop(0);
    }
  });

  it.skipIf(missingIsolation() !== undefined)(
    'is one whose own network cannot be entered, with the reason, and is never called isolated',
    async () => {
      vi.stubEnv('STARBOARD_SANDBOX', undefined);
      // The program of the doorway is beside the agent's, and here there is no agent.
      const { sandbox, network } = await start();
      try {
        expect(network.kind).toBe('shared');
        expect(network.reason).toMatch(/cannot be entered: [\s\S]*doorway\.js/);
        expect(sandbox.network).toBeUndefined();
      } finally {
        await sandbox.stop(0);
      }
    },
  );
});
