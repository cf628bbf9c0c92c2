import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connectionLimit, limitConnections } from './connections';

const sockets: Socket[] = [];
afterEach(() => {
  for (const s of sockets.splice(0)) s.destroy();
});

/** A connection that says nothing; refused and cut ones are as good. */
const idle = (port: number): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.once('connect', () => resolve(socket));
    socket.on('error', () => resolve(socket));
  });

describe('how many connections a process may keep', () => {
  it('leaves descriptors to builds, git and the store', () => {
    expect([256, 1024, 1_048_576, Infinity, 10].map(connectionLimit)).toEqual([
      102, 409, 4096, 4096, 16,
    ]);
  });
});

describe('a server with a limit', () => {
  it('lets go of the one that has been idle longest, and of none that is at work', async () => {
    const answers: (() => void)[] = [];
    const server = createServer((_request, response) => {
      answers.push(() => response.end('done'));
    });
    limitConnections(server, 3);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const working = fetch(`http://127.0.0.1:${port}/`).then((r) => r.text());
    await expect.poll(() => answers.length).toBe(1);
    const first = await idle(port);
    const gone = new Promise<void>((resolve) => first.once('close', () => resolve()));
    const second = await idle(port);
    await idle(port);
    await gone;
    expect(second.destroyed).toBe(false);
    answers[0]?.();
    expect(await working).toBe('done');
    server.closeAllConnections();
    server.close();
  });
});

describe('the engine with 256 files', () => {
  it('answers while four hundred connections do nothing, and lives', async () => {
    const home = mkdtempSync(join(tmpdir(), 'starboard-files-'));
    const root = join(import.meta.dirname, '..', '..');
    // The engine's own program, as `starboard engine` starts it, in a shell that may open 256 files.
    const child = spawn(
      'sh',
      [
        '-c',
        'ulimit -n 256; exec "$0" "$@"',
        process.execPath,
        join(root, 'bin/starboard.mjs'),
        'engine',
      ],
      {
        cwd: root,
        env: { ...process.env, NODE_OPTIONS: '', STARBOARD_HOME: home, STARBOARD_ENGINE_PORT: '0' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    try {
      const endpoint = await new Promise<string>((resolve, reject) => {
        let said = '';
        child.stdout.on('data', (c: Buffer) => {
          said += c.toString();
          const url = /engine ready (\S+)/.exec(said)?.[1];
          if (url) resolve(url);
        });
        child.once('exit', () => reject(new Error('the engine ended')));
      });
      await Promise.all(Array.from({ length: 400 }, () => idle(Number(new URL(endpoint).port))));
      for (let n = 0; n < 3; n++)
        expect((await fetch(`${endpoint}/_starboard/health`)).status).toBe(200);
      expect(child.exitCode).toBeNull();
    } finally {
      child.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true, force: true });
    }
  }, 60_000);
});
