import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { Builds, context } from '../../testing/builds';
import { until } from '../../testing/wait';

let engine: TestEngine;
let b: Builds;
let ssm: SSM;
let sm: SecretsManager;
const SECRET = 'correct horse battery staple';
beforeAll(async () => {
  engine = await startTestEngine();
  b = new Builds(engine);
  ssm = new SSM(engine.client);
  sm = new SecretsManager(engine.client);
  await ssm.putParameter({ Name: '/ci/token', Type: 'SecureString', Value: SECRET });
  await ssm.putParameter({ Name: 'plain', Type: 'String', Value: 'p-value' });
  await sm.createSecret({
    Name: 'db',
    SecretString: JSON.stringify({ user: 'admin', password: 'pa55word"quoted', port: 5432 }),
  });
  await b.project('secrets', {
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'i',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [
        { name: 'FROM_PROJECT', type: 'PARAMETER_STORE', value: 'plain' },
        { name: 'KEY', type: 'SECRETS_MANAGER', value: 'db:user' },
      ],
    },
  });
});
afterAll(() => engine.stop());

const SPEC = (commands: string[], env = ''): string =>
  `version: 0.2\nenv:\n  parameter-store: {TOKEN: /ci/token}\n  secrets-manager: {PASSWORD: "db:password", ALL: db}\n${env}phases:\n  build:\n    commands: ${JSON.stringify(commands)}\n`;

describe('secrets of a build', () => {
  it('reach the commands and never the log, whole or in a longer line', async () => {
    const { build, log } = await b.run(
      'secrets',
      SPEC([
        'echo "token=$TOKEN pw=$PASSWORD project=$FROM_PROJECT user=$KEY"',
        `[ "$(printf %s "$TOKEN" | sha256sum | cut -c1-64)" = ${createHash('sha256').update(SECRET).digest('hex')} ] && echo it is the one`,
        'echo "$ALL" | cut -c1-8',
        'printf "pre%spost" "$TOKEN"',
        'exit "${#PASSWORD}"',
      ]),
    );
    expect(log).toContain('token=*** pw=*** project=*** user=***\n');
    expect(log).toContain('it is the one\n');
    expect(log).toContain('pre***post');
    expect(log).not.toContain(SECRET);
    expect(log).not.toContain('pa55word');
    expect(context(build, 'BUILD')?.message).toContain('exit status 15');
    expect(log).toContain('Decrypting parameter store environment variables\n');
  });

  it("are in no answer of the API and, once the build's own folder has gone, in no file of the home", async () => {
    const { build } = await b.run(
      'secrets',
      SPEC(['true'], '  exported-variables: [TOKEN, FINE]\n'),
    );
    expect(JSON.stringify(build)).not.toContain(SECRET);
    expect(build.exportedEnvironmentVariables).toEqual([{ name: 'FINE', value: '' }]);
    await until('the folders of the builds are gone', () =>
      Promise.resolve(readdirSync(join(engine.home, 'builds')).length === 0),
    );
    const files = (dir: string): string[] =>
      readdirSync(dir, { withFileTypes: true }).flatMap((e) =>
        e.isDirectory() ? files(join(dir, e.name)) : e.isFile() ? [join(dir, e.name)] : [],
      );
    expect(files(engine.home).filter((f) => readFileSync(f).includes(SECRET))).toEqual([]);
    expect(statSync(join(engine.home, 'vault.key')).mode & 0o777).toBe(0o600);
  });

  it("that the role may not read fail the build with AWS's words", async () => {
    await fetch(`${engine.endpoint}/_starboard/faults`, {
      method: 'POST',
      body: JSON.stringify({
        faults: [{ service: 'ssm', operation: 'GetParameters', kind: 'deny', inside: true }],
      }),
    });
    const { build } = await b.run('secrets', SPEC(['true']));
    await fetch(`${engine.endpoint}/_starboard/faults`, {
      method: 'POST',
      body: JSON.stringify({ faults: [] }),
    });
    expect(context(build, 'DOWNLOAD_SOURCE')).toEqual({
      statusCode: 'Decrypted Variables Error',
      message: expect.stringMatching(
        /^AccessDeniedException: User: .* is not authorized to perform: ssm:GetParameters/,
      ) as string,
    });
  });

  it.each([
    ['db:none', /has no key none/],
    ['plain-name', /can't find the specified secret/],
    ['db::AWSCURRENT:some-id', /exclude each other/],
  ])('%s fails by its reason', async (reference, message) => {
    const { build } = await b.run(
      'secrets',
      `version: 0.2\nenv: {secrets-manager: {X: "${reference}"}}\nphases: {build: {commands: [true]}}\n`,
    );
    expect(context(build, 'DOWNLOAD_SOURCE')).toEqual({
      statusCode: 'Secrets Manager Error',
      message: expect.stringMatching(message) as string,
    });
  });

  it('belong to a role: a project without one is refused, as on AWS', async () => {
    await expect(b.project('roleless', { serviceRole: '' })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining("at 'serviceRole'") as string,
    });
  });

  it('an unknown token gets nothing at the desk', async () => {
    const answer = await fetch(`${engine.endpoint}/_starboard/build/secrets`, {
      method: 'POST',
      headers: { authorization: 'x' },
      body: JSON.stringify({
        references: [{ name: 'A', type: 'PARAMETER_STORE', value: '/ci/token' }],
      }),
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain(SECRET);
  });
});

describe('Parameter Store', () => {
  it('keeps versions, decrypts on demand, lists by path', async () => {
    await ssm.putParameter({
      Name: '/ci/token',
      Type: 'SecureString',
      Value: `${SECRET}2`,
      Overwrite: true,
    });
    const sealed = (await ssm.getParameter({ Name: '/ci/token' })).Parameter;
    expect(sealed).toMatchObject({ Type: 'SecureString', Version: 2 });
    expect(sealed?.Value).not.toContain('horse');
    expect(
      (await ssm.getParameter({ Name: '/ci/token:1', WithDecryption: true })).Parameter,
    ).toMatchObject({ Value: SECRET, Version: 1, Selector: ':1' });
    expect(
      (await ssm.getParametersByPath({ Path: '/ci', WithDecryption: true })).Parameters?.map(
        (p) => p.Value,
      ),
    ).toEqual([`${SECRET}2`]);
    expect(
      (
        await ssm.describeParameters({
          ParameterFilters: [{ Key: 'Name', Option: 'BeginsWith', Values: ['/ci'] }],
        })
      ).Parameters?.map((p) => p.Name),
    ).toEqual(['/ci/token']);
  });

  it('names what is wrong', async () => {
    await expect(
      ssm.putParameter({ Name: '/ci/token', Type: 'SecureString', Value: 'x' }),
    ).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    await expect(ssm.getParameter({ Name: '/none' })).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
    await expect(
      ssm.putParameter({ Name: '/aws/x', Type: 'String', Value: 'x' }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      ssm.putParameter({ Name: '/big', Type: 'String', Value: 'x'.repeat(4097) }),
    ).rejects.toMatchObject({ message: expect.stringContaining('4096') as string });
    expect(await ssm.deleteParameters({ Names: ['plain', 'none'] })).toMatchObject({
      DeletedParameters: ['plain'],
      InvalidParameters: ['none'],
    });
  });
});

describe('Secrets Manager', () => {
  it('moves the stages, and gives what a stage names', async () => {
    const made = await sm.createSecret({ Name: 'rotating', SecretString: 'one' });
    await sm.putSecretValue({ SecretId: 'rotating', SecretString: 'two' });
    expect((await sm.getSecretValue({ SecretId: made.ARN })).SecretString).toBe('two');
    expect(
      (await sm.getSecretValue({ SecretId: 'rotating', VersionStage: 'AWSPREVIOUS' })).SecretString,
    ).toBe('one');
    expect(
      Object.values((await sm.describeSecret({ SecretId: 'rotating' })).VersionIdsToStages ?? {})
        .flat()
        .sort(),
    ).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  });

  it('restores a deleted secret within its window, by the movable clock not after it', async () => {
    await sm.deleteSecret({ SecretId: 'rotating', RecoveryWindowInDays: 7 });
    await expect(sm.getSecretValue({ SecretId: 'rotating' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await sm.restoreSecret({ SecretId: 'rotating' });
    expect((await sm.getSecretValue({ SecretId: 'rotating' })).SecretString).toBe('two');
    await sm.deleteSecret({ SecretId: 'rotating', ForceDeleteWithoutRecovery: true });
    await expect(sm.restoreSecret({ SecretId: 'rotating' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
