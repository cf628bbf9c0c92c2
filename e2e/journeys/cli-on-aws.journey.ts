import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { setFaults } from '../support/controls';
import { cli } from '../support/launch';

const ACCOUNT = '000000000000';
const OTHER = '111122223333';

/** `create` and `delete` with AWS as the backend. A profile's endpoint leads to an engine that stands in for AWS. */
let engine: TestEngine;
let user = '';
beforeAll(async () => {
  engine = await startTestEngine();
  user = mkdtempSync(join(tmpdir(), 'starboard-user-'));
  const { accessKeyId, secretAccessKey } = engine.client.credentials;
  writeFileSync(
    join(user, 'config'),
    `[default]\nregion = us-east-1\nendpoint_url = ${engine.endpoint}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
});
afterAll(async () => {
  await engine.stop();
  rmSync(user, { recursive: true, force: true });
});

const onAws = (args: string[], env: Record<string, string> = {}) =>
  cli(join(user, 'home'), args, {
    env: {
      STARBOARD_BACKEND: 'aws',
      STARBOARD_AWS_WRITE: ACCOUNT,
      AWS_CONFIG_FILE: join(user, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(user, 'none'),
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
  });
const create = ['create', 'shop', '--template', 'html5-site', '--environments', 'live'];
const cidr = ['--parameter', 'AllowedCidr=203.0.113.7/32'];
const stacks = async () =>
  (await new CloudFormation(engine.client).describeStacks({})).Stacks ?? [];

/** What is in the account, by name. */
async function names() {
  const { client } = engine;
  const [repositories, pipelines, builds, groups, buckets] = await Promise.all([
    new CodeCommit(client).listRepositories({}),
    new CodePipeline(client).listPipelines({}),
    new CodeBuild(client).listProjects({}),
    new CloudWatchLogs(client).describeLogGroups({}),
    new S3({ ...client, forcePathStyle: true }).listBuckets({}),
  ]);
  const sorted = (all: readonly (string | undefined)[] = []): string[] =>
    all.map((name) => name ?? '').sort();
  return {
    stacks: sorted((await stacks()).map((x) => x.StackName)),
    pipelines: sorted(pipelines.pipelines?.map((x) => x.name)),
    buildProjects: sorted(builds.projects),
    repositories: sorted(repositories.repositories?.map((x) => x.repositoryName)),
    logGroups: sorted(groups.logGroups?.map((x) => x.logGroupName)),
    buckets: sorted(buckets.Buckets?.map((x) => x.Name)),
  };
}

describe('the CLI with STARBOARD_BACKEND=aws', () => {
  it('says in its help what AWS needs', async () => {
    const [made, gone] = await Promise.all([
      onAws(['create', '--help']),
      onAws(['delete', '--help']),
    ]);
    expect(made.stdout).toMatch(/STARBOARD_AWS_WRITE.*AllowedCidr/s);
    expect(gone.stdout).toMatch(/--delete-code --account ID.*STARBOARD_AWS_WRITE/s);
  });

  it('refuses what is not allowed, not named or not there, and makes nothing', async () => {
    const remove = ['delete', 'shop', '--yes'];
    const elsewhere = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const cases: readonly (readonly [RegExp, string[], Record<string, string>?])[] = [
      [/^AWS_ENDPOINT_URL is set/, [...create, ...cidr], elsewhere],
      [/^AWS_ENDPOINT_URL is set/, remove, elsewhere],
      [/is read-only in account 0{12}/, [...create, ...cidr], { STARBOARD_AWS_WRITE: '' }],
      [/is read-only in account 0{12}/, remove, { STARBOARD_AWS_WRITE: OTHER }],
      [/AllowedCidr/, create],
      [/add --account ID/, [...remove, '--delete-code']],
      [
        /are of account 0{12}, not of 1{4}2{4}3{4}/,
        [...remove, '--delete-code', '--account', OTHER],
      ],
      [/^There is no project 'shop'\./, remove],
    ];
    const answers = await Promise.all(cases.map(([, args, env]) => onAws(args, env)));
    expect(answers.map(({ code, stderr }) => [code, stderr])).toEqual(
      cases.map(([words]) => [1, expect.stringMatching(words)]),
    );
    expect(await stacks()).toEqual([]);
  });

  it('finds names that are taken before anything is made, and says what could not be checked', async () => {
    const deploy = new CodeDeploy(engine.client);
    const logs = new CloudWatchLogs(engine.client);
    await deploy.createApplication({ applicationName: 'shop', computePlatform: 'Server' });
    await logs.createLogGroup({ logGroupName: '/aws/codebuild/shop' });
    const { code, stderr } = await onAws([...create, '--template', 'node-express', ...cidr]);
    expect([code, stderr]).toEqual([
      1,
      'The name shop is taken: the CodeDeploy application shop, the log group /aws/codebuild/shop already exist. Choose another name, or delete those first.\n',
    ]);
    await deploy.deleteApplication({ applicationName: 'shop' });
    await logs.deleteLogGroup({ logGroupName: '/aws/codebuild/shop' });
  });

  it('creates a project, and deletes it but for its repository', async () => {
    await setFaults(engine.endpoint, {
      service: 'codepipeline',
      operation: 'GetPipeline',
      kind: 'deny',
      times: 1,
    });
    const made = await onAws([...create, ...cidr]);
    expect([made.code, made.stderr]).toEqual([
      0,
      expect.stringMatching(
        // The stand-in has no Service Quotas: that is said, and keeps nobody from creating.
        /^Could not be checked for this name: pipelines \(.* lacks codepipeline:GetPipeline\)\.\nWhether builds fit into CodeBuild's quota was not checked: .* does not serve \S*GetServiceQuota yet\.\n$/,
      ),
    ]);
    expect((await new CodePipeline(engine.client).listPipelines({})).pipelines).toHaveLength(1);
    const gone = await onAws(['delete', 'shop', '--yes', '--account', ACCOUNT]);
    expect([gone.code, gone.stderr]).toEqual([0, '']);
    expect(gone.stdout).toMatch(/^Deleted shop\. Kept: the repository shop; /m);
    expect(await stacks()).toEqual([]);
    const { repositories } = await new CodeCommit(engine.client).listRepositories({});
    expect(repositories?.map((r) => r.repositoryName)).toEqual(['shop']);
  });

  it('deletes a project with its repository where its account is named, and nothing else', async () => {
    const cc = new CodeCommit(engine.client);
    await cc.createRepository({ repositoryName: 'neighbour' });
    const made = await onAws(['create', 'whole', ...create.slice(2), ...cidr]);
    expect([made.code, made.stderr]).toEqual([0, expect.stringMatching(/^Whether builds fit/)]);
    const before = await names();
    expect(before).toMatchObject({
      pipelines: ['whole'],
      repositories: expect.arrayContaining(['neighbour', 'whole']) as string[],
    });
    const gone = await onAws(['delete', 'whole', '--yes', '--delete-code', '--account', ACCOUNT]);
    expect([gone.code, gone.stderr]).toEqual([0, '']);
    expect(gone.stdout).toMatch(
      /^Deleted whole\. Kept: the account's seed bucket starboard-0{12}-us-east-1; the journal/m,
    );
    expect(await names()).toEqual({
      stacks: [],
      pipelines: [],
      buildProjects: [],
      repositories: before.repositories.filter((name) => name !== 'whole'),
      logGroups: before.logGroups.filter((name) => !name.includes('whole')),
      buckets: [`starboard-${ACCOUNT}-us-east-1`],
    });
  });
});
