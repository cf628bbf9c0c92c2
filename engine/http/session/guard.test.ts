import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { EC2 } from '@aws-sdk/client-ec2';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';
import { STS, type Credentials } from '@aws-sdk/client-sts';
import { build as bundle } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RootedFiles } from '../../adapters/sandbox/files/rooted-files';
import { createZip, sourcesOf } from '../../adapters/zip';
import { ruleOf, RULES, TABLE } from '../../core/permissions/table';
import { services } from '../../services/index';
import { Builds, context } from '../../testing/builds';
import { declare, gate, source, startBench, type, type Bench } from '../../testing/pipelines';

const run = promisify(execFile);
const ROLE = 'arn:aws:iam::000000000000:role/build';

let bench: Bench;
let builds: Builds;
let work = '';
let log = '';
let group = '';
let stream = '';
let token = '';
/** As the build: with the session credentials that it was given. */
let as: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  maxAttempts: number;
};

const keysOf = (
  c: Credentials | undefined,
): { accessKeyId: string; secretAccessKey: string; sessionToken: string } => ({
  accessKeyId: c?.AccessKeyId ?? '',
  secretAccessKey: c?.SecretAccessKey ?? '',
  sessionToken: c?.SessionToken ?? '',
});
const SERVICE = (name: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: name }, Action: 'sts:AssumeRole' }],
});

const inWork = (name: string) =>
  sourcesOf(new RootedFiles({ root: work, mounts: [] }), [[`/${name}`, name]]);

/** One file with its SDK inside, as a build has it that came with its own packages. */
async function attackZip(): Promise<Buffer> {
  const file = join(work, 'attack.mjs');
  await bundle({
    entryPoints: [join(import.meta.dirname, '../../testing/attack.mjs')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  await createZip(join(work, 'source.zip'), inWork('attack.mjs'));
  return readFileSync(join(work, 'source.zip'));
}

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'starboard-attack-'));
  bench = await startBench();
  builds = new Builds(bench.engine);
  const { client } = bench.engine;
  const s3 = new S3({ ...client, forcePathStyle: true });
  await Promise.all(['source', 'site', 'free'].map((Bucket) => s3.createBucket({ Bucket })));
  await s3.putObject({ Bucket: 'source', Key: 'attack.zip', Body: await attackZip() });
  await s3.putObject({ Bucket: 'artifacts', Key: 'other/S/1234567', Body: 'theirs' });
  await s3.putObject({ Bucket: 'artifacts', Key: 'shop/S/1234567', Body: 'approved' });
  const iam = new IAM(client);
  await iam.createRole({
    RoleName: 'build',
    AssumeRolePolicyDocument: JSON.stringify(SERVICE('codebuild.amazonaws.com')),
  });
  await iam.createRole({
    RoleName: 'admin',
    AssumeRolePolicyDocument: JSON.stringify(SERVICE('ec2.amazonaws.com')),
  });
  await iam.putRolePolicy({
    RoleName: 'build',
    PolicyName: 'p',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['ssm:GetParameter*', 'secretsmanager:GetSecretValue'],
          Resource: [
            'arn:aws:ssm:us-east-1:000000000000:parameter/shop/*',
            'arn:aws:secretsmanager:us-east-1:000000000000:secret:by-role-??????',
          ],
        },
        { Effect: 'Allow', Action: '*', Resource: '*' },
      ],
    }),
  });
  const sm = new SecretsManager(client);
  for (const Name of ['mine', 'theirs', 'by-role', 'by-pipeline'])
    await sm.createSecret({ Name, SecretString: `${Name}-value` });
  const ssm = new SSM(client);
  for (const Name of ['/shop/key', '/other/key'])
    await ssm.putParameter({ Name, Type: 'SecureString', Value: `${Name}-value` });
  await new CloudWatchLogs(client).createLogGroup({ logGroupName: '/starboard/journal/other' });
  await new CloudWatchLogs(client).createLogStream({
    logGroupName: '/starboard/journal/other',
    logStreamName: 's',
  });
  await builds.project('shop', {
    source: {
      type: 'S3',
      location: 'source/attack.zip',
      buildspec: 'version: 0.2\nphases: {build: {commands: ["node attack.mjs"]}}\n',
    },
    serviceRole: ROLE,
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'i',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [{ name: 'MINE', type: 'SECRETS_MANAGER', value: 'mine' }],
    },
  });
  await builds.project('other');
  const built = {
    name: 'Build',
    actionTypeId: type('Build', 'CodeBuild'),
    configuration: {
      ProjectName: 'shop',
      EnvironmentVariables: JSON.stringify([
        { name: 'P', value: 'by-pipeline', type: 'SECRETS_MANAGER' },
      ]),
    },
    inputArtifacts: [{ name: 'S' }],
  };
  await bench.cp.createPipeline({
    pipeline: declare('shop', [
      { name: 'Source', actions: [source] },
      { name: 'Gate', actions: [gate] },
      { name: 'Later', actions: [built] },
    ]),
  });
  await bench.cp.createPipeline({
    pipeline: declare('other', [
      { name: 'Source', actions: [source] },
      { name: 'Gate', actions: [gate] },
      {
        name: 'Site',
        actions: [
          {
            name: 'Deploy',
            actionTypeId: type('Deploy', 'S3'),
            configuration: { BucketName: 'site', Extract: 'true' },
            inputArtifacts: [{ name: 'S' }],
          },
        ],
      },
    ]),
  });
  token = await bench.token('shop');
  const done = await builds.run('shop', undefined, {
    environmentVariablesOverride: [{ name: 'TOKEN', value: token }],
  });
  log = done.log;
  group = done.build.logs?.groupName ?? '';
  stream = done.build.logs?.streamName ?? '';
  const given = JSON.parse(
    Buffer.from(/^credentials (\S+)$/m.exec(log)?.[1] ?? '', 'base64').toString() || '{}',
  ) as { AccessKeyId: string; SecretAccessKey: string; Token: string };
  as = {
    ...client,
    credentials: {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.Token,
    },
  };
}, 60_000);
afterAll(async () => {
  await bench.engine.stop();
  rmSync(work, { recursive: true, force: true });
});

const denied = (action: string, code = 'AccessDeniedException') => ({
  name: code,
  message: expect.stringMatching(
    new RegExp(
      `User: arn:aws:sts::000000000000:assumed-role/build/\\S+ is not authorized to perform: ${action} on resource: \\S+ because no identity-based policy allows the ${action} action$`,
    ),
  ) as string,
});
const s3 = (credentials = as.credentials): S3 =>
  new S3({ ...as, credentials, forcePathStyle: true });

describe('a build that approves its own release', () => {
  it('is refused, and its log says so although the build keeps silent about it', async () => {
    expect(log).toContain('refused AccessDeniedException\n');
    expect(log).not.toContain('it was let in');
    expect(log).toMatch(
      /Refused: User: arn:aws:sts::000000000000:assumed-role\/build\/AWSCodeBuild-\S+ is not authorized to perform: codepipeline:PutApprovalResult on resource: arn:aws:codepipeline:us-east-1:000000000000:shop\/Gate\/Approve because no identity-based policy allows the codepipeline:PutApprovalResult action\n/,
    );
    expect(log).toContain(
      'is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-east-1:000000000000:secret:theirs because',
    );
    expect(log).toContain('own secret 10\n');
    expect(await bench.token('shop')).toBe(token);
  });

  it('may not ask another build to do it', async () => {
    await expect(
      new CodeBuild(as).startBuild({ projectName: 'other', buildspecOverride: 'version: 0.2\n' }),
    ).rejects.toMatchObject(denied('codebuild:StartBuild'));
  });
});

describe('session credentials of a build', () => {
  const cp = (): CodePipeline => new CodePipeline(as);
  const pipeline = { pipelineName: 'shop', stageName: 'Gate' };
  const trust = JSON.stringify(SERVICE('ec2.amazonaws.com'));
  it.each<[string, () => Promise<unknown>, string?]>([
    [
      'codepipeline:PutApprovalResult',
      () =>
        cp().putApprovalResult({
          ...pipeline,
          actionName: 'Approve',
          token,
          result: { summary: '', status: 'Approved' },
        }),
    ],
    [
      'codepipeline:RollbackStage',
      () => cp().rollbackStage({ ...pipeline, targetPipelineExecutionId: crypto.randomUUID() }),
    ],
    [
      'codepipeline:RetryStageExecution',
      () =>
        cp().retryStageExecution({
          ...pipeline,
          pipelineExecutionId: crypto.randomUUID(),
          retryMode: 'ALL_ACTIONS',
        }),
    ],
    [
      'codepipeline:OverrideStageCondition',
      () =>
        cp().overrideStageCondition({
          ...pipeline,
          pipelineExecutionId: crypto.randomUUID(),
          conditionType: 'BEFORE_ENTRY',
        }),
    ],
    [
      'codepipeline:EnableStageTransition',
      () => cp().enableStageTransition({ ...pipeline, transitionType: 'Inbound' }),
    ],
    [
      'codepipeline:DisableStageTransition',
      () => cp().disableStageTransition({ ...pipeline, transitionType: 'Inbound', reason: 'r' }),
    ],
    ['codepipeline:StartPipelineExecution', () => cp().startPipelineExecution({ name: 'other' })],
    [
      'codepipeline:StopPipelineExecution',
      () =>
        cp().stopPipelineExecution({
          pipelineName: 'other',
          pipelineExecutionId: crypto.randomUUID(),
        }),
    ],
    ['codepipeline:DeletePipeline', () => cp().deletePipeline({ name: 'other' })],
    [
      'codepipeline:UpdatePipeline',
      () =>
        cp().updatePipeline({ pipeline: declare('shop', [{ name: 'Source', actions: [source] }]) }),
    ],
    [
      'codepipeline:CreatePipeline',
      () =>
        cp().createPipeline({ pipeline: declare('mine', [{ name: 'Source', actions: [source] }]) }),
    ],
    [
      'codepipeline:PollForJobs',
      () => cp().pollForJobs({ actionTypeId: type('Test', 'Jenkins', 'Custom') }),
    ],
    [
      'codepipeline:PutJobSuccessResult',
      () => cp().putJobSuccessResult({ jobId: crypto.randomUUID() }),
    ],
    ['codebuild:DeleteProject', () => new CodeBuild(as).deleteProject({ name: 'other' })],
    [
      'codebuild:UpdateProject',
      () => new CodeBuild(as).updateProject({ name: 'shop', description: 'x' }),
    ],
    ['codebuild:StopBuild', () => new CodeBuild(as).stopBuild({ id: 'other:1' })],
    [
      'cloudformation:DeleteStack',
      () => new CloudFormation(as).deleteStack({ StackName: 'starboard-other' }),
      'AccessDenied',
    ],
    [
      'cloudformation:CreateStack',
      () => new CloudFormation(as).createStack({ StackName: 'x', TemplateBody: '{}' }),
      'AccessDenied',
    ],
    [
      'iam:CreateRole',
      () => new IAM(as).createRole({ RoleName: 'x', AssumeRolePolicyDocument: trust }),
      'AccessDenied',
    ],
    [
      'iam:PutRolePolicy',
      () =>
        new IAM(as).putRolePolicy({ RoleName: 'build', PolicyName: 'more', PolicyDocument: '{}' }),
      'AccessDenied',
    ],
    [
      'codedeploy:CreateDeployment',
      () =>
        new CodeDeploy(as).createDeployment({
          applicationName: 'other',
          deploymentGroupName: 'production',
        }),
    ],
    [
      'codecommit:PutFile',
      () =>
        new CodeCommit(as).putFile({
          repositoryName: 'r',
          branchName: 'main',
          filePath: 'a',
          fileContent: Buffer.from('b'),
        }),
    ],
    [
      'events:PutRule',
      () => new EventBridge(as).putRule({ Name: 'x', EventPattern: '{"source":["a"]}' }),
    ],
    [
      'cloudwatch:SetAlarmState',
      () =>
        new CloudWatch(as).setAlarmState({ AlarmName: 'x', StateValue: 'OK', StateReason: 'r' }),
    ],
    [
      'logs:PutLogEvents',
      () =>
        new CloudWatchLogs(as).putLogEvents({
          logGroupName: '/starboard/journal/other',
          logStreamName: 's',
          logEvents: [{ timestamp: Date.now(), message: 'x' }],
        }),
    ],
    [
      'logs:GetLogEvents',
      () =>
        new CloudWatchLogs(as).getLogEvents({
          logGroupName: '/starboard/journal/other',
          logStreamName: 's',
        }),
    ],
    ['logs:FilterLogEvents', () => new CloudWatchLogs(as).filterLogEvents({ logGroupName: group })],
    [
      'logs:CreateLogStream',
      () =>
        new CloudWatchLogs(as).createLogStream({
          logGroupName: group,
          logStreamName: 'the-next-build',
        }),
    ],
    [
      'logs:DeleteLogStream',
      () => new CloudWatchLogs(as).deleteLogStream({ logGroupName: group, logStreamName: stream }),
    ],
    [
      'secretsmanager:GetSecretValue',
      () => new SecretsManager(as).getSecretValue({ SecretId: 'theirs' }),
    ],
    [
      'secretsmanager:GetSecretValue',
      () =>
        new SecretsManager(as).getSecretValue({
          SecretId: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:theirs',
        }),
    ],
    [
      'secretsmanager:PutSecretValue',
      () => new SecretsManager(as).putSecretValue({ SecretId: 'mine', SecretString: 'x' }),
    ],
    [
      'ssm:GetParameter',
      () => new SSM(as).getParameter({ Name: '/other/key', WithDecryption: true }),
    ],
    [
      'ssm:GetParameters',
      () => new SSM(as).getParameters({ Names: ['/shop/key', '/other/key'], WithDecryption: true }),
    ],
    [
      'ssm:GetParametersByPath',
      () => new SSM(as).getParametersByPath({ Path: '/', Recursive: true, WithDecryption: true }),
    ],
    [
      'ssm:PutParameter',
      () => new SSM(as).putParameter({ Name: '/shop/key', Value: 'x', Overwrite: true }),
    ],
    [
      'sqs:DeleteQueue',
      () => new SQS(as).deleteQueue({ QueueUrl: `${as.endpoint}/000000000000/q` }),
    ],
    [
      'sqs:ReceiveMessage',
      () =>
        new SQS(as).receiveMessage({ QueueUrl: `${as.endpoint}/000000000000/starboard-live-1` }),
    ],
    [
      'sns:Subscribe',
      () =>
        new SNS(as).subscribe({
          TopicArn: 'arn:aws:sns:us-east-1:000000000000:t',
          Protocol: 'http',
          Endpoint: 'http://127.0.0.1:1/',
        }),
      'AccessDenied',
    ],
    [
      'ec2:CreateTags',
      () =>
        new EC2(as).createTags({
          Resources: ['i-1'],
          Tags: [{ Key: 'starboard:project', Value: 'other' }],
        }),
      'UnauthorizedOperation',
    ],
  ])('may not %s', async (action, call, code) => {
    await expect(call()).rejects.toMatchObject(denied(action, code));
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      "another pipeline's artifact",
      () => s3().putObject({ Bucket: 'artifacts', Key: 'other/S/1234567', Body: 'x' }),
    ],
    [
      "its own pipeline's artifact, which may be approved already",
      () => s3().putObject({ Bucket: 'artifacts', Key: 'shop/S/1234567', Body: 'x' }),
    ],
    [
      'a site that a pipeline releases',
      () => s3().putObject({ Bucket: 'site', Key: 'index.html', Body: 'x' }),
    ],
    [
      'what it is built from',
      () => s3().putObject({ Bucket: 'source', Key: 'attack.zip', Body: 'x' }),
    ],
    [
      'the sources of projects to come',
      () =>
        s3().putObject({ Bucket: 'starboard-000000000000-us-east-1', Key: 'seed.zip', Body: 'x' }),
    ],
    [
      'by copying over it',
      () => s3().copyObject({ Bucket: 'artifacts', Key: 'shop/S/1234567', CopySource: 'free/x' }),
    ],
    [
      'by a list of deletions',
      () =>
        s3().deleteObjects({
          Bucket: 'artifacts',
          Delete: { Objects: [{ Key: 'fine' }, { Key: 'shop/S/1234567' }] },
        }),
    ],
    [
      "another pipeline's artifact by a copy of it",
      () =>
        s3().copyObject({ Bucket: 'free', Key: 'x', CopySource: 'artifacts/%6fther/S/1234567' }),
    ],
    [
      "another pipeline's artifact by a copy of a part of it",
      () =>
        s3().uploadPartCopy({
          Bucket: 'free',
          Key: 'x',
          UploadId: 'any',
          PartNumber: 1,
          CopySource: 'artifacts/other/S/1234567',
        }),
    ],
    [
      "another pipeline's artifact by its tags",
      () => s3().getObjectTagging({ Bucket: 'artifacts', Key: 'other/S/1234567' }),
    ],
    [
      "its own pipeline's artifact by tags for it",
      () =>
        s3().putObjectTagging({
          Bucket: 'artifacts',
          Key: 'shop/S/1234567',
          Tagging: { TagSet: [] },
        }),
    ],
    [
      "another pipeline's artifact by reading it",
      () => s3().getObject({ Bucket: 'artifacts', Key: 'other/S/1234567' }),
    ],
    ["a bucket's settings", () => s3().putBucketPolicy({ Bucket: 'free', Policy: '{}' })],
  ])('reach in S3 not: %s', async (_what, call) => {
    await expect(call()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(
        /is not authorized to perform: s3:\w+ on resource: "arn:aws:s3:::/,
      ) as string,
    });
  });

  it('in a form that it signs are refused the same', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = as.credentials;
    const post = async (bucket: string, key: string) => {
      const token = { 'x-amz-security-token': sessionToken ?? '' };
      const policy = Buffer.from(
        JSON.stringify({
          expiration: new Date(Date.now() + 60_000).toISOString(),
          conditions: [{ bucket }, { key }, token],
        }),
      ).toString('base64');
      const signature = createHmac('sha1', secretAccessKey).update(policy).digest('base64');
      const form = new FormData();
      for (const [name, value] of Object.entries({
        key,
        ...token,
        AWSAccessKeyId: accessKeyId,
        policy,
        signature,
      }))
        form.append(name, value);
      form.append('file', new Blob(['x']));
      const made = new Response(form);
      const answer = await fetch(`${as.endpoint}/${bucket}`, {
        method: 'POST',
        headers: { 'content-type': made.headers.get('content-type') ?? '' },
        body: await made.arrayBuffer(),
      });
      return { status: answer.status, text: await answer.text() };
    };
    expect((await post('free', 'form')).status).toBe(204);
    expect(await post('artifacts', 'shop/S/1234567')).toMatchObject({
      status: 403,
      text: expect.stringContaining('is not authorized to perform: s3:PutObject') as string,
    });
  });

  it('signed into an address beforehand are refused the same', async () => {
    const { SignatureV4 } = await import('@smithy/signature-v4');
    const { Sha256 } = await import('@smithy/core/checksum');
    const url = new URL(as.endpoint);
    const signer = new SignatureV4({
      service: 's3',
      region: 'us-east-1',
      credentials: as.credentials,
      sha256: Sha256,
      uriEscapePath: false,
    });
    const signed = (await signer.presign({
      method: 'GET',
      protocol: 'http:',
      hostname: url.hostname,
      port: Number(url.port),
      path: '/artifacts/other/S/1234567',
      query: {},
      headers: { host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    } as never)) as unknown as { query: Record<string, string> };
    const answer = await fetch(
      `${as.endpoint}/artifacts/other/S/1234567?${new URLSearchParams(signed.query).toString()}`,
    );
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>AccessDenied</Code>');
  });

  it('stay what they are in another role', async () => {
    const { Credentials: given } = await new STS(as).assumeRole({
      RoleArn: 'arn:aws:iam::000000000000:role/admin',
      RoleSessionName: 'again',
    });
    const other = { ...as, credentials: keysOf(given) };
    await expect(
      new CodePipeline(other).putApprovalResult({
        pipelineName: 'shop',
        stageName: 'Gate',
        actionName: 'Approve',
        token,
        result: { summary: '', status: 'Approved' },
      }),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('assumed-role/admin/again is not authorized') as string,
    });
    // A person's own session in the same role is bound by nothing.
    const { Credentials: person } = await new STS(bench.engine.client).assumeRole({
      RoleArn: 'arn:aws:iam::000000000000:role/admin',
      RoleSessionName: 'person',
    });
    await expect(
      new CodePipeline({ ...as, credentials: keysOf(person) }).enableStageTransition({
        pipelineName: 'shop',
        stageName: 'Gate',
        transitionType: 'Inbound',
      }),
    ).resolves.toBeDefined();
  });

  it('clone what their project is built from, and push nowhere', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = as.credentials;
    const url = (name: string): string =>
      `${as.endpoint.replace('//', `//${accessKeyId}%25${sessionToken}:${secretAccessKey}@`)}/v1/repos/${name}`;
    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' };
    const dir = join(work, 'clone');
    await run('git', ['clone', '-q', url('r'), dir], { env });
    writeFileSync(join(dir, 'a'), 'mine');
    await run('git', ['-c', 'user.name=b', '-c', 'user.email=b@x', 'commit', '-qam', 'Mine'], {
      cwd: dir,
      env,
    });
    await expect(
      run('git', ['push', '-q', 'origin', 'HEAD:main'], { cwd: dir, env }),
    ).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /not authorized to perform: codecommit:GitPush on resource: arn:aws:codecommit:us-east-1:000000000000:r because/,
      ) as string,
    });
    await new CodeCommit(bench.engine.client).createRepository({ repositoryName: 'theirs' });
    await expect(
      run('git', ['clone', '-q', url('theirs'), join(work, 'theirs')], { env }),
    ).rejects.toMatchObject({ stderr: expect.stringContaining('codecommit:GitPull') as string });
  });

  it("are enough for what a template's role allows, and for what is named", async () => {
    expect((await new STS(as).getCallerIdentity({})).Arn).toContain('assumed-role/build/');
    expect(
      (await new SecretsManager(as).getSecretValue({ SecretId: 'by-role' })).SecretString,
    ).toBe('by-role-value');
    expect(
      (await new SecretsManager(as).getSecretValue({ SecretId: 'by-pipeline' })).SecretString,
    ).toBe('by-pipeline-value');
    expect(
      (
        await new SSM(as).getParametersByPath({ Path: '/shop', WithDecryption: true })
      ).Parameters?.map((p) => p.Value),
    ).toEqual(['/shop/key-value']);
    await s3().putObject({ Bucket: 'artifacts', Key: 'reports/mine', Body: 'x' });
    await s3().putObject({ Bucket: 'free', Key: 'x', Body: 'x' });
    expect(
      await (
        await s3().getObject({ Bucket: 'artifacts', Key: 'shop/S/1234567' })
      ).Body?.transformToString(),
    ).toBe('approved');
    expect((await new CodePipeline(as).getPipelineState({ name: 'shop' })).pipelineName).toBe(
      'shop',
    );
    await new CloudWatchLogs(as).putLogEvents({
      logGroupName: group,
      logStreamName: stream,
      logEvents: [{ timestamp: Date.now(), message: 'own' }],
    });
    expect(
      (await new CloudWatchLogs(as).getLogEvents({ logGroupName: group, logStreamName: stream }))
        .events?.length,
    ).toBeGreaterThan(0);
    await new CodeBuild(as).createReportGroup({
      name: 'shop-unit',
      type: 'TEST',
      exportConfig: { exportConfigType: 'NO_EXPORT' },
    });
  });
});

describe('a buildspec in the source', () => {
  it("names no secret: the desk refuses it in AWS's words", async () => {
    const file = join(work, 'buildspec.yml');
    writeFileSync(
      file,
      'version: 0.2\nenv: {secrets-manager: {X: theirs}}\nphases: {build: {commands: [true]}}\n',
    );
    await createZip(join(work, 'spec.zip'), inWork('buildspec.yml'));
    await new S3({ ...bench.engine.client, forcePathStyle: true }).putObject({
      Bucket: 'source',
      Key: 'spec.zip',
      Body: readFileSync(join(work, 'spec.zip')),
    });
    await builds.project('spec', {
      source: { type: 'S3', location: 'source/spec.zip' },
      serviceRole: ROLE,
    });
    const { build } = await builds.run('spec');
    expect(context(build, 'DOWNLOAD_SOURCE')).toMatchObject({
      statusCode: 'Secrets Manager Error',
      message: expect.stringMatching(
        /^AccessDeniedException: User: \S+ is not authorized to perform: secretsmanager:GetSecretValue/,
      ) as string,
    });
  });
});

describe('the table', () => {
  it('has a line for every operation that is served, and no other', () => {
    const served = Object.entries(services).flatMap(([service, { operations }]) =>
      Object.keys(operations)
        .filter((o) => !o.startsWith('Starboard'))
        .map((o) => `${service}:${o}`),
    );
    const listed = Object.entries(TABLE).flatMap(([service, rules]) =>
      Object.keys(rules).map((o) => `${service}:${o}`),
    );
    expect(
      listed.filter((o) => o !== 'codecommit:GitPull' && o !== 'codecommit:GitPush').sort(),
    ).toEqual(served.sort());
  });

  it('refuses what it does not have', () => {
    expect([
      ruleOf('s3', 'SomethingNew'),
      ruleOf('lambda', 'Invoke'),
      ruleOf('constructor', 'name'),
      ruleOf('s3', 'toString'),
    ]).toEqual(Array(4).fill('refused'));
    expect(Object.keys(RULES)).toContain('refused');
  });
});
