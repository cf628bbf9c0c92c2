import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Approvals } from '../../lib/domain/approvals/approval';
import type { Board } from '../../lib/domain/views';
import { forgetAccount } from '../../lib/server/aws/account';
import { client } from '../../lib/server/aws/clients';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { forgetCredentials } from '../../lib/server/aws/credentials';
import { assertMayWrite } from '../../lib/server/aws/identity';
import { forgetThrottling } from '../../lib/server/aws/meter';
import { makeChange } from '../../lib/server/changes/make';
import { previewChange } from '../../lib/server/changes/preview';
import { signInWithMfa } from '../../lib/server/credentials/mfa';
import { toAppError, type AppError } from '../../lib/server/aws/errors';
import { readTopic } from '../../lib/server/live/topics';
import { cache } from '../../lib/server/cache/cache';
import { shapeSchema, type Shape } from '../support/shapes/format';
import { serveShape, type KeyState, type ShapeServer } from '../support/shapes/server';

/** Credentials on AWS as they come and go: real profile files, and the recorded account in AWS's place. */
const shape: Shape = {
  ...shapeSchema.parse(
    JSON.parse(
      readFileSync(
        join(import.meta.dirname, '../cases/shapes/two-approvals-side-by-side/aws.json'),
        'utf8',
      ),
    ),
  ),
  answers: { 'codepipeline.PutApprovalResult': [{ answer: { approvedAt: 1_790_000_000 } }] },
};
const ROLE = 'arn:aws:iam::222233334444:role/viewer';
const OTHER_ACCOUNT = '999988887777';

let folder = '';
let server: ShapeServer;
let connection: Connection;
const credentialsFile = (): string => join(folder, 'credentials');
const configFile = (): string => join(folder, 'config');

const keys = (id: string, profile = 'default'): string =>
  `[${profile}]\naws_access_key_id = ${id}\naws_secret_access_key = secret\n`;
const writeKeys = (text: string): void => writeFileSync(credentialsFile(), text);
const writeConfig = (text: string): void => writeFileSync(configFile(), text);

/** What the process's environment is for a test, and was before. */
const before = { ...process.env };
beforeAll(() => {
  process.env['STARBOARD_EVENTS'] = 'off';
});
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  forgetCredentials();
  forgetAccount();
});

/** As if nothing had been read: each read of a page asks AWS. */
function forgetReadings(): void {
  cache.clear();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'starboard-profiles-'));
  server = await serveShape(shape);
  Object.assign(process.env, {
    HOME: folder,
    AWS_SHARED_CREDENTIALS_FILE: credentialsFile(),
    AWS_CONFIG_FILE: configFile(),
    AWS_EC2_METADATA_DISABLED: 'true',
    // The role's own client is the SDK's.
    AWS_ENDPOINT_URL_STS: server.endpoint,
    STARBOARD_AWS_WRITE: shape.account,
  });
  for (const name of Object.keys(process.env))
    if (/^AWS_(ACCESS|SECRET|SESSION|PROFILE|REGION|DEFAULT|MAX)/.test(name))
      delete process.env[name];
  connection = connectionTo({ backend: 'aws', endpoint: server.endpoint });
  writeConfig(`[default]\nregion = ${server.region}\n`);
  knows('AKIDFIRST');
  writeKeys(keys('AKIDFIRST'));
  forgetCredentials();
  forgetAccount();
  forgetThrottling();
  forgetReadings();
});
afterEach(async () => {
  vi.useRealTimers();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The keys that AWS knows from now on; any other is none. */
function knows(...ids: string[]): void {
  server.behaviour.keys = new Map(ids.map((id) => [id, {}]));
}

/** The first key is over; the second is of this account. */
function expires(second: KeyState = {}): void {
  server.behaviour.keys = new Map<string, KeyState>([
    ['AKIDFIRST', 'expired'],
    ['AKIDSECOND', second],
  ]);
}

async function board(): Promise<Board> {
  forgetReadings();
  return (await readTopic(connection, 'board')) as Board;
}
const failure = (): Promise<AppError> =>
  board().then(
    () => {
      throw new Error('The board was read.');
    },
    (error: unknown) => toAppError(error),
  );
const expectBoard = async (): Promise<void> => {
  const { rows, unreadable } = await board();
  expect({ rows: rows.length, unreadable }).toEqual({ rows: 1, unreadable: [] });
};

describe('keys that are renewed', () => {
  it.each(['expired', 'deleted'])(
    'in the file, after AWS called them %s: pages go on',
    async (how) => {
      await expectBoard();
      if (how === 'expired') expires();
      else knows('AKIDSECOND');
      expect(await failure()).toMatchObject({
        kind: 'credentials',
        message: expect.stringMatching(
          how === 'expired' ? /have expired/ : /deleted or inactive.* switched off/,
        ) as string,
      });
      writeKeys(keys('AKIDSECOND'));
      await expectBoard();
    },
  );

  it('while a dialog is open: the press is made once, with the new ones', async () => {
    const [card] = ((await readTopic(connection, 'approvals')) as Approvals).waiting;
    const { pipeline = '', stage, action, execution } = card ?? {};
    const asked = { kind: 'approve', pipeline, stage, action, execution } as const;
    const { pin } = await previewChange(connection, asked);
    expires();
    writeKeys(keys('AKIDSECOND'));
    server.calls.length = 0;
    const made = await makeChange(connection, { ...asked, pin, idempotencyKey: randomUUID() });
    expect(made).toMatchObject({ state: 'ok' });
    expect(server.calls.filter((c) => c === 'codepipeline:PutApprovalResult')).toHaveLength(1);
  });

  it('in the moment of a change: what AWS has refused is sent once more', async () => {
    await assertMayWrite(connection);
    expires();
    writeKeys(keys('AKIDSECOND'));
    server.calls.length = 0;
    const codepipeline = await client('codepipeline', connection);
    await codepipeline.putApprovalResult({
      pipelineName: 'ledger-infra',
      stageName: 'rollout',
      actionName: 'Approve',
      token: 'token',
      result: { status: 'Approved', summary: '' },
    });
    expect(server.calls).toEqual([
      'codepipeline:PutApprovalResult',
      'sts:GetCallerIdentity',
      'codepipeline:PutApprovalResult',
    ]);
  });

  it('that stay bad are not read again for every call', async () => {
    await expectBoard();
    knows();
    for (let i = 0; i < 5; i++) await failure();
    server.calls.length = 0;
    await failure();
    // One page, one call: no second try of it, and no question whose the keys are.
    expect(server.calls).toEqual(['codepipeline:ListPipelines']);
  });
});

describe('a profile file', () => {
  const WHOLE = keys('AKIDSECOND');
  it.each([
    ['cut in a line', WHOLE.slice(0, WHOLE.indexOf('= secret') - 8), /credentials is incomplete/],
    ['cut before the secret', WHOLE.slice(0, WHOLE.indexOf('aws_secret')), /without its secret/],
    ['cut in its heading', '[defau', /line 1 is cut off/],
    ['emptied', '', /No AWS credentials were found/],
  ])('%s, then whole', async (_how, text, said) => {
    writeKeys(text);
    expect(await failure()).toMatchObject({
      kind: 'credentials',
      message: expect.stringMatching(said) as string,
    });
    knows('AKIDSECOND');
    writeKeys(WHOLE);
    await expectBoard();
  });

  it.each([
    ['credentials', credentialsFile],
    ['config', configFile],
  ])('of 10 MB (%s) is refused by its name, and not parsed', async (_name, path) => {
    writeFileSync(path(), `[default]\n${'x = y\n'.repeat(1_700_000)}`);
    expect(await failure()).toMatchObject({
      kind: 'credentials',
      message: expect.stringMatching(/ has 10\.2 MB and was not read/) as string,
      help: { command: `ls -l ${path()}` },
    });
    expect(server.calls).toEqual([]);
  });

  it('without the region, then with it', async () => {
    writeConfig('');
    expect((await failure()).message).toMatch(/No region is set/);
    writeConfig(`[default]\nregion = ${server.region}\n`);
    await expectBoard();
  });

  it('without the profile that is named', async () => {
    process.env['AWS_PROFILE'] = 'prod';
    expect(await failure()).toMatchObject({
      message: `There is no AWS profile prod in ${configFile()} or ${credentialsFile()}. Add it, or start Starboard with another AWS_PROFILE.`,
      help: { command: 'aws configure --profile prod' },
    });
    writeKeys(keys('AKIDFIRST', 'prod'));
    writeConfig(`[profile prod]\nregion = ${server.region}\n`);
    await expectBoard();
  });
});

describe('a role', () => {
  const useRole = (more = ''): void => {
    process.env['AWS_PROFILE'] = 'prod';
    writeConfig(
      `[profile prod]\nrole_arn = ${ROLE}\nsource_profile = keys\nregion = ${server.region}\n${more}`,
    );
    writeKeys(keys('AKIDFIRST', 'keys'));
    knows('AKIDFIRST', 'ASIAROLE');
  };

  it('that may not be assumed is named, with who tried; once it may, pages go on', async () => {
    useRole();
    const error = await failure();
    expect(error).toMatchObject({
      kind: 'credentials',
      message: expect.stringContaining(`may not assume the role ${ROLE}`) as string,
    });
    expect(error.message).toMatch(/^arn:aws:/);
    server.behaviour.roles = new Map([[ROLE, { accessKeyId: 'ASIAROLE' }]]);
    // No file tells of it: it is tried again after a pause.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2000 });
    await expectBoard();
  });

  it('whose keys come from a profile that is missing: both are named', async () => {
    useRole();
    writeKeys('');
    expect(await failure()).toMatchObject({
      message: expect.stringMatching(/profile prod takes its keys from the profile keys/) as string,
      help: { command: 'aws configure --profile keys' },
    });
    writeKeys(keys('AKIDFIRST', 'keys'));
    server.behaviour.roles = new Map([[ROLE, { accessKeyId: 'ASIAROLE' }]]);
    await expectBoard();
  });

  it('by way of another role', async () => {
    const HOP = 'arn:aws:iam::222233334444:role/hop';
    useRole();
    writeConfig(
      `[profile prod]\nrole_arn = ${ROLE}\nsource_profile = hop\nregion = ${server.region}\n[profile hop]\nrole_arn = ${HOP}\nsource_profile = keys\n`,
    );
    knows('AKIDFIRST', 'ASIAHOP', 'ASIAROLE');
    server.behaviour.roles = new Map([
      [HOP, { accessKeyId: 'ASIAHOP' }],
      [ROLE, { accessKeyId: 'ASIAROLE' }],
    ]);
    await expectBoard();
  });

  it('that wants a code of an MFA device: the page asks for it', async () => {
    useRole('mfa_serial = arn:aws:iam::111122223333:mfa/mara\n');
    server.behaviour.roles = new Map([[ROLE, { accessKeyId: 'ASIAROLE', code: '123456' }]]);
    expect(await failure()).toMatchObject({
      kind: 'credentials',
      help: { mfa: 'arn:aws:iam::111122223333:mfa/mara' },
    });
    expect(await signInWithMfa(connection, { code: '12345' })).toMatchObject({
      state: 'failed',
      kind: 'invalid',
    });
    expect(await signInWithMfa(connection, { code: '654321' })).toMatchObject({
      state: 'failed',
      kind: 'credentials',
      message: expect.stringMatching(/did not accept the code/) as string,
    });
    // A page that reads in the same moment goes on asking for a code.
    expect(await failure()).toMatchObject({
      help: { mfa: 'arn:aws:iam::111122223333:mfa/mara' },
    });
    expect(await signInWithMfa(connection, { code: '123456' })).toEqual({
      state: 'ok',
      value: null,
    });
    await expectBoard();
  });
});

describe('the way to AWS', () => {
  it('a clock six minutes off: the sentence says by how much', async () => {
    // The SDK corrects its clock and tries again; here it may not.
    process.env['AWS_MAX_ATTEMPTS'] = '1';
    server.behaviour.clockAheadMs = 360_000;
    expect(await failure()).toMatchObject({
      kind: 'credentials',
      message: expect.stringMatching(/clock is 6 minutes behind AWS's/) as string,
    });
  });

  it.each([200, 502] as const)(
    "a proxy's page with status %i is not AWS's answer",
    async (status) => {
      server.behaviour.proxy = status;
      const error = await failure();
      expect(error).toMatchObject({
        kind: 'unavailable',
        message: expect.stringMatching(
          /^What answers at 127\.0\.0\.1:\d+ is not AWS: its answer cannot be read\./,
        ) as string,
      });
      expect(error.message).not.toMatch(/Proxy Error|</);
      server.behaviour.proxy = false;
      await expectBoard();
    },
  );

  it('connections that are cut: AWS does not answer, and nobody is told to start an engine', async () => {
    server.behaviour.cut = true;
    const error = await failure();
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /^AWS does not answer at 127\.0\.0\.1:\d+: the connection was cut\./,
      ) as string,
    });
    expect(error.message).not.toMatch(/engine|npm start/);
    server.behaviour.cut = false;
    await expectBoard();
  });
});

describe('another account', () => {
  const renewIn = (account: string): void => {
    expires({ account });
    writeKeys(keys('AKIDSECOND'));
  };

  it('is refused on every page and for every change, by name, until the first one is back', async () => {
    await assertMayWrite(connection);
    renewIn(OTHER_ACCOUNT);
    process.env['STARBOARD_AWS_WRITE'] = `${shape.account},${OTHER_ACCOUNT}`;
    server.calls.length = 0;
    const said = {
      kind: 'credentials',
      message: expect.stringMatching(
        new RegExp(`of account ${OTHER_ACCOUNT}, .* in account ${shape.account}\\.`),
      ) as string,
    };
    expect(await failure()).toMatchObject(said);
    expect(
      toAppError(await readTopic(connection, 'approvals').catch((e: unknown) => e)),
    ).toMatchObject(said);
    expect(toAppError(await assertMayWrite(connection).catch((e: unknown) => e))).toMatchObject(
      said,
    );
    // AWS refused the first call; nothing else than whose the keys are was asked.
    expect(new Set(server.calls)).toEqual(
      new Set(['codepipeline:ListPipelines', 'sts:GetCallerIdentity']),
    );
    knows('AKIDTHIRD');
    writeKeys(keys('AKIDTHIRD'));
    await expectBoard();
  });

  it('is not taken for the first one where AWS names none', async () => {
    await assertMayWrite(connection);
    renewIn(shape.account);
    server.behaviour.noAccount = true;
    expect((await failure()).message).toMatch(/does not say whose these credentials are/);
    server.behaviour.noAccount = false;
    await expectBoard();
  });

  it('renewed keys of the same account are asked about once', async () => {
    await assertMayWrite(connection);
    renewIn(shape.account);
    server.calls.length = 0;
    await expectBoard();
    await expectBoard();
    expect(server.calls.filter((c) => c === 'sts:GetCallerIdentity')).toHaveLength(1);
  });
});
