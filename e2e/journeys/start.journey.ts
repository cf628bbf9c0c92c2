import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { homeOwner } from '../../engine/adapters/home-lock';
import { isAlive, processStartTime } from '../../engine/adapters/process/identity';
import {
  cli,
  newHome,
  removeHome,
  root,
  startStarboard,
  stopProcess,
  testEnv,
  type Running,
} from '../support/launch';

let home = '';
let running: Running | undefined;
async function end(): Promise<void> {
  if (running) await stopProcess(running.child, 'SIGKILL');
  running = undefined;
  removeHome(home);
}

async function refuses(address: string): Promise<boolean> {
  return fetch(address).then(
    () => false,
    () => true,
  );
}

async function eventually(what: string, check: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`did not happen within 30 s: ${what}`);
}

describe('npm start', () => {
  afterEach(end);

  it('serves engine and dashboard, and leaves nothing behind on SIGTERM to npm', async () => {
    home = newHome();
    running = await startStarboard(home, { command: ['npm', 'start', '--', '--no-open'] });
    const who = await new STSClient(running.client).send(new GetCallerIdentityCommand({}));
    expect(who.Account).toBe('000000000000');
    expect((await running.ask()).status).toBe(401);
    const cookie = (await running.ask(`/?key=${running.key}`)).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/);
    const page = await running.ask('/', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<h1');
    const run = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as {
      pid: number;
      engine: string;
      dashboard: string;
      dashboardAddress: string;
    };
    expect(run).toMatchObject({
      engine: running.engine,
      dashboard: running.dashboard,
      dashboardAddress: `http://127.0.0.1:${new URL(running.dashboard).port}`,
    });
    for (const file of ['run.json', 'session-key', 'dashboard-name', 'sessions.json'])
      expect(statSync(join(home, file)).mode & 0o777, file).toBe(0o600);
    const launcher = { pid: run.pid, startTime: processStartTime(run.pid) ?? '' };
    await running.stop();
    await eventually('the launcher ends', () => !isAlive(launcher));
    expect(await refuses(running.engine)).toBe(true);
    expect(await refuses(running.dashboardAddress)).toBe(true);
  });

  it('refuses a port that a stranger has on 127.0.0.1 or on ::1, and starts nothing', async () => {
    for (const address of ['127.0.0.1', '::1']) {
      home = newHome();
      const stranger = createServer();
      await new Promise<void>((done) => stranger.listen(0, address, done));
      const { port } = stranger.address() as AddressInfo;
      const result = await cli(home, ['start', '--no-open'], { env: { PORT: String(port) } });
      stranger.close();
      expect(result).toMatchObject({ code: 1, stdout: '' });
      const words = `Port ${port} is in use on ${address}. Stop what uses it, or set PORT to another port`;
      expect(result.stderr).toContain(words);
    }
  });
});

describe('a Starboard that runs', () => {
  beforeAll(async () => {
    home = newHome();
    running = await startStarboard(home);
  });
  afterAll(end);
  const started = (): Running => {
    if (!running) throw new Error('it does not run');
    return running;
  };

  it('names the setting when the port is busy', async () => {
    const other = newHome();
    const result = await cli(other, ['start', '--no-open'], {
      env: { STARBOARD_ENGINE_PORT: new URL(started().engine).port },
    });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/^Port \d+ is in use\. .*STARBOARD_ENGINE_PORT.*\n$/);
    removeHome(other);
  });

  it('refuses a second start on the same home, in one line, and starts again on the same addresses', async () => {
    const second = await cli(home, ['start', '--no-open']);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/^Starboard already runs on .*\n$/);
    // What the first one wrote is still there: the CLI finds it.
    expect((await cli(home, ['env'])).code).toBe(0);
    const { engine, stop } = started();
    await stop();
    running = await startStarboard(home);
    expect(running.engine).toBe(engine);
  });

  it('leaves nothing behind when the launcher is killed', async () => {
    const { child, engine, dashboardAddress } = started();
    await stopProcess(child, 'SIGKILL');
    await eventually(
      'both ports are closed',
      async () => (await refuses(engine)) && (await refuses(dashboardAddress)),
    );
    await eventually('the engine lets go of its home', () => homeOwner(home) === undefined);
  });
});

describe('the CLI with no engine', () => {
  afterEach(end);

  it('says how to start one', async () => {
    home = newHome();
    expect(await cli(home, ['env'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('start it with npm start') as string,
    });
  });
});

describe('the CLI', () => {
  afterEach(end);

  it('ends in peace when who reads it goes away', () => {
    home = newHome();
    const said = spawnSync(
      'bash',
      [
        '-c',
        `set -o pipefail; "$0" "$1" --help | true`,
        process.execPath,
        join(root, 'bin/starboard.mjs'),
      ],
      { encoding: 'utf8', env: testEnv(home) },
    );
    expect(said).toMatchObject({ status: 0, stderr: '' });
  });
});
