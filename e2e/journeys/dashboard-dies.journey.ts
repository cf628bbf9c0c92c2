import { CodeBuild } from '@aws-sdk/client-codebuild';
import { spawnSync } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { until } from '../../engine/testing/wait';
import { signIn } from '../support/dashboard-client';
import { newHome, removeHome, startStarboard, stopProcess, type Running } from '../support/launch';

/** A dashboard in a home of its own: the tests wait more than they work, and do that together. */
async function withStarboard(
  options: Parameters<typeof startStarboard>[1],
  work: (running: Running) => Promise<void>,
): Promise<void> {
  const home = newHome();
  const running = await startStarboard(home, options);
  try {
    await work(running);
  } finally {
    await stopProcess(running.child, 'SIGTERM');
    removeHome(home);
  }
}

/** The dashboard's process: a child of the launcher. */
function dashboardPid(running: Running): number | undefined {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const row = rows.find(
    (r) => r[1] === String(running.child.pid) && r.at(-1)?.endsWith('dashboard.js'),
  );
  return row && Number(row[0]);
}

async function killDashboard(running: Running): Promise<void> {
  const pid = await until('the dashboard runs', () => Promise.resolve(dashboardPid(running)));
  process.kill(pid, 'SIGKILL');
  await until('it is dead', () => Promise.resolve(dashboardPid(running) !== pid));
}

const listens = (port: number, address: string): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, address, () => server.close(() => done(true)));
  });

/** A build that runs until the test says so. */
async function startBuild(cb: CodeBuild, flag: string): Promise<string> {
  const buildspec = JSON.stringify({
    version: '0.2',
    phases: { build: { commands: [`until curl -sf ${flag} >/dev/null; do sleep 0.2; done`] } },
  });
  await cb.createProject({
    name: 'waits',
    source: { type: 'NO_SOURCE', buildspec },
    artifacts: { type: 'NO_ARTIFACTS' },
    serviceRole: 'arn:aws:iam::000000000000:role/none',
    environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
  });
  return (await cb.startBuild({ projectName: 'waits' })).build?.id ?? '';
}

async function survivesItsDashboard(running: Running): Promise<void> {
  const gate = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
  const flagPort = await new Promise<number>((done) =>
    gate.listen(0, '127.0.0.1', () => {
      const { port } = gate.address() as { port: number };
      gate.close(() => done(port));
    }),
  );
  const cb = new CodeBuild(running.client);
  const build = async (id: string) => (await cb.batchGetBuilds({ ids: [id] })).builds?.[0];
  const id = await startBuild(cb, `http://127.0.0.1:${flagPort}/`);
  await until('the build builds', async () => (await build(id))?.currentPhase === 'BUILD');
  const cookie = await signIn(running, running.key);
  const port = Number(new URL(running.dashboardAddress).port);
  for (let time = 1; time <= 3; time++) {
    await killDashboard(running);
    // The launcher holds the port: a program that waited for this moment does not receive the session.
    expect([await listens(port, '127.0.0.1'), await listens(port, '::1')]).toEqual([false, false]);
    // Whoever comes meanwhile waits and is answered.
    expect((await running.ask('/', { headers: { cookie } })).status).toBe(200);
    expect((await build(id))?.buildStatus).toBe('IN_PROGRESS');
  }
  expect(running.output()).toContain(
    'The dashboard stopped unexpectedly (by SIGKILL) and is restarting. The engine, builds and applications keep running.',
  );
  expect(running.output()).toContain(
    'The dashboard keeps ending (3 times in a row, the last by SIGKILL)',
  );
  expect(running.output()).not.toContain('start again with npm start');
  await new Promise<void>((done) => gate.listen(flagPort, '127.0.0.1', done));
  await until('the build ends', async () => (await build(id))?.buildComplete);
  expect((await build(id))?.buildStatus).toBe('SUCCEEDED');
  gate.close();
  expect(await running.stop()).toBe(0);
  expect([await listens(port, '127.0.0.1'), await listens(port, '::1')]).toEqual([true, true]);
}

async function survivesIdleConnections(running: Running): Promise<void> {
  const cookie = await signIn(running, running.key);
  const port = Number(new URL(running.dashboardAddress).port);
  const sockets: Socket[] = [];
  for (let i = 0; i < 400; i++) {
    const socket = connect(port, '127.0.0.1').resume();
    socket.on('error', () => socket.destroy());
    sockets.push(socket);
    await new Promise<void>((done) => {
      socket.once('connect', done);
      socket.once('close', () => done());
    });
  }
  for (const path of ['/', '/builds', '/api/read/board'])
    expect((await running.ask(path, { headers: { cookie } })).status).toBe(200);
  // None of them has said what it wants: each is closed within its time.
  await until('all are closed', () =>
    Promise.resolve(sockets.every((s) => s.destroyed || s.readableEnded)),
  );
  expect(dashboardPid(running)).toBeDefined();
}

describe.concurrent('a dashboard', () => {
  it('that dies is started again on the same address; engine, builds and sessions go on, and nobody takes its port', () =>
    withStarboard({}, survivesItsDashboard));

  it('with four hundred idle connections keeps nobody out who is signed in, with 256 files in all', () =>
    withStarboard(
      {
        command: [
          'bash',
          '-c',
          'ulimit -n 256; exec "$0" bin/starboard.mjs start --no-open',
          process.execPath,
        ],
      },
      survivesIdleConnections,
    ));
});
