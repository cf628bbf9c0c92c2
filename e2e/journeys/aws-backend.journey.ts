import { createHash } from 'node:crypto';
import { connectionTo } from '../../lib/server/aws/connection';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startTestEngine } from '../../engine/testing/start';
import { assertMayWrite } from '../../lib/server/aws/identity';
import { cache } from '../../lib/server/cache/cache';
import { askDashboard, signIn } from '../support/dashboard-client';
import { cli, newHome, removeHome, root, stopProcess, testEnv } from '../support/launch';

/** Real AWS as the backend, as far as it goes without AWS: nothing here leaves this machine, the network guard sees to it. */
let home = '';
let user = '';
let child: ChildProcess | undefined;
afterEach(async () => {
  if (child) await stopProcess(child, 'SIGTERM');
  child = undefined;
  removeHome(home);
  rmSync(user, { recursive: true, force: true });
});

interface Started {
  readonly base: string;
  readonly output: string;
  read(
    topic: string,
  ): Promise<{ status: number; body: { kind?: string; message?: string; command?: string } }>;
  page(path: string): Promise<{ status: number; text: string }>;
}

async function start(env: Record<string, string> = {}): Promise<Started> {
  const all = testEnv(home, {
    STARBOARD_BACKEND: 'aws',
    HOME: user,
    AWS_CONFIG_FILE: join(user, '.aws/config'),
    AWS_SHARED_CREDENTIALS_FILE: join(user, '.aws/credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    ...env,
  });
  for (const name of Object.keys(all))
    if (/^AWS_(ACCESS|SECRET|SESSION)/.test(name)) delete all[name];
  const started = spawn(process.execPath, [join(root, 'bin/starboard.mjs'), 'start', '--no-open'], {
    cwd: root,
    env: all,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let output = '';
  const [, base = '', key = ''] = await new Promise<RegExpExecArray>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /dashboard ready (\S+)\/\?key=(\S+)/.exec(output);
      if (found) resolve(found);
    };
    started.stdout.on('data', look);
    started.stderr.on('data', look);
    started.once('exit', () => reject(new Error(output)));
  });
  const place = { dashboard: base, dashboardAddress: `http://127.0.0.1:${new URL(base).port}` };
  const cookie = await signIn(place, key);
  return {
    base,
    output,
    read: async (topic) => {
      const response = await askDashboard(place, `/api/read/${topic}`, { headers: { cookie } });
      return { status: response.status, body: (await response.json()) as { kind?: string } };
    },
    page: async (path) => {
      const response = await askDashboard(place, path, { headers: { cookie } });
      return { status: response.status, text: await response.text() };
    },
  };
}

const fresh = (): void => {
  home = newHome();
  user = mkdtempSync(join(tmpdir(), 'starboard-user-'));
  mkdirSync(join(user, '.aws/sso/cache'), { recursive: true });
};

describe('STARBOARD_BACKEND=aws', () => {
  it('is refused by name when something would make it another place, or another word', async () => {
    fresh();
    const refused = async (env: Record<string, string>): Promise<string> => {
      const { code, stderr } = await cli(home, ['start', '--no-open'], { env });
      expect(code).toBe(1);
      return stderr;
    };
    expect(
      await refused({ STARBOARD_BACKEND: 'aws', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }),
    ).toMatch(/^AWS_ENDPOINT_URL_S3 is set.*Unset it/m);
    expect(await refused({ STARBOARD_BACKEND: 'moon' })).toMatch(
      /STARBOARD_BACKEND=moon is not valid/,
    );
    expect(await refused({ STARBOARD_BACKEND: 'aws', STARBOARD_AWS_WRITE: 'prod' })).toMatch(
      /'prod', which is not an account ID/,
    );
    expect(await refused({ STARBOARD_BACKEND: 'aws', STARBOARD_AWS_RATE: 'fast' })).toMatch(
      /STARBOARD_AWS_RATE=fast is no number of calls a second/,
    );
    expect(await refused({ STARBOARD_BACKEND: 'aws', STARBOARD_EVENTS_QUEUE: 'board' })).toMatch(
      /STARBOARD_EVENTS_QUEUE='board' is not the URL of an SQS queue/,
    );
    expect(await refused({ STARBOARD_BACKEND: 'aws', STARBOARD_AUTH: 'none' })).toMatch(
      /local backend only/,
    );
  });

  it('without credentials starts no engine, says what to type, and every page stays', async () => {
    fresh();
    const starboard = await start({ AWS_REGION: 'eu-west-1' });
    expect(starboard.output).not.toContain('engine ready');
    expect((await starboard.read('board')).body).toMatchObject({
      kind: 'credentials',
      message: expect.stringMatching(/No AWS credentials were found/) as string,
      command: 'aws sso login --profile default',
    });
    for (const path of [
      '/',
      '/projects/new',
      '/approvals',
      '/pipelines',
      '/builds',
      '/deployments',
    ])
      expect(await starboard.page(path)).toMatchObject({
        status: 200,
        text: expect.stringContaining('<h1') as string,
      });
  });

  it('an expired SSO sign-in gives the exact line to type, and goes on without a restart', async () => {
    fresh();
    const session = 'halden';
    writeFileSync(
      join(user, '.aws/config'),
      `[profile prod]\nsso_session = ${session}\nsso_account_id = 123456789012\nsso_role_name = viewer\nregion = eu-west-1\n[sso-session ${session}]\nsso_start_url = https://halden.example/start\nsso_region = eu-west-1\n`,
    );
    const signIn = (expiresAt: string): void =>
      writeFileSync(
        join(user, '.aws/sso/cache', `${createHash('sha1').update(session).digest('hex')}.json`),
        JSON.stringify({
          accessToken: 'x',
          expiresAt,
          startUrl: 'https://halden.example/start',
          region: 'eu-west-1',
        }),
      );
    signIn('2020-01-01T00:00:00Z');
    const starboard = await start({ AWS_PROFILE: 'prod' });
    expect((await starboard.read('pipeline/shop')).body).toMatchObject({
      kind: 'credentials',
      message: expect.stringMatching(/sign-in has expired/) as string,
      command: 'aws sso login --profile prod',
    });
    // Signed in again, it gets as far as AWS's own door, which the guard keeps shut.
    signIn('2099-01-01T00:00:00Z');
    expect((await starboard.read('pipeline/shop')).body.message).toMatch(
      /Could not get AWS credentials: .*only loopback is allowed/,
    );
  });

  it('reads only, unless the account that AWS names is among those that may be written to', async () => {
    fresh();
    const engine = await startTestEngine();
    const connection = connectionTo({
      backend: 'aws',
      endpoint: engine.endpoint,
      region: 'us-east-1',
      credentials: engine.client.credentials,
    });
    cache.invalidate(['account']);
    await expect(assertMayWrite(connection, [])).rejects.toThrow(
      'Starboard is read-only in account 000000000000. To allow changes, start it with STARBOARD_AWS_WRITE=000000000000.',
    );
    await expect(assertMayWrite(connection, ['123456789012'])).rejects.toThrow('is read-only');
    expect((await assertMayWrite(connection, ['123456789012', '000000000000'])).account).toBe(
      '000000000000',
    );
    await engine.stop();
  });
});
