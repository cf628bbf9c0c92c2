import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deployments } from '../../testing/deployments';
import { startTestEngine, type TestEngine } from '../../testing/start';

const PROFILE = 'web';
const GROUP = '/starboard/shop/staging';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'ssm:GetParameter',
      Resource: 'arn:aws:ssm:us-east-1:000000000000:parameter/shop/*',
    },
    { Effect: 'Allow', Action: '*', Resource: '*' },
  ],
});
/** Says the credentials as a program on the instance gets them, in a form that no log masks, and fails: a failed hook is quoted. */
const HOOK = `#!/bin/bash
echo "given $(curl -s -H "Authorization: $AWS_CONTAINER_AUTHORIZATION_TOKEN" "$AWS_CONTAINER_CREDENTIALS_FULL_URI" | base64 -w0)"
exit 1
`;
const APPSPEC = 'version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: hook.sh\n';

let engine: TestEngine;
let deployments: Deployments;
/** As the instance: with the session credentials that its programs get. */
let as: TestEngine['client'] & { credentials: { sessionToken: string } };

beforeAll(async () => {
  engine = await startTestEngine();
  const iam = new IAM(engine.client);
  await iam.createRole({ RoleName: PROFILE, AssumeRolePolicyDocument: TRUST });
  await iam.putRolePolicy({ RoleName: PROFILE, PolicyName: 'p', PolicyDocument: POLICY });
  await iam.createInstanceProfile({ InstanceProfileName: PROFILE });
  await iam.addRoleToInstanceProfile({ InstanceProfileName: PROFILE, RoleName: PROFILE });
  const ssm = new SSM(engine.client);
  for (const Name of ['/shop/key', '/other/key'])
    await ssm.putParameter({ Name, Type: 'String', Value: `${Name}-value` });
  await new CloudWatchLogs(engine.client).createLogGroup({ logGroupName: '/starboard/other/x' });
  await new S3(engine.client).createBucket({ Bucket: 'theirs' });
  await new CodeBuild(engine.client).createProject({
    name: 'other',
    source: {
      type: 'NO_SOURCE',
      buildspec: 'version: 0.2\nphases: {build: {commands: ["true"]}}\n',
    },
    artifacts: { type: 'S3', location: 'theirs' },
    environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
    serviceRole: `arn:aws:iam::000000000000:role/${PROFILE}`,
  });
  deployments = new Deployments(engine, 'shop');
  await deployments.prepare({
    profile: PROFILE,
    tags: { 'starboard:project': 'shop', 'starboard:environment': 'staging' },
  });
  const { events } = await deployments.run({ 'appspec.yml': APPSPEC, 'hook.sh': HOOK });
  const said = events.map((e) => e.diagnostics?.logTail ?? '').join('\n');
  const given = JSON.parse(
    Buffer.from(/given (\S+)/.exec(said)?.[1] ?? '', 'base64').toString() || '{}',
  ) as { AccessKeyId: string; SecretAccessKey: string; Token: string };
  as = {
    ...engine.client,
    credentials: {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.Token,
    },
  };
}, 60_000);
afterAll(() => engine.stop());

const s3 = (): S3 => new S3({ ...as, forcePathStyle: true });

describe('session credentials of an instance', () => {
  it('are those of its role, in its name', async () => {
    const { Arn } = await new STS(as).getCallerIdentity({});
    expect(Arn).toBe(`arn:aws:sts::000000000000:assumed-role/${PROFILE}/${deployments.instanceId}`);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'approve a release',
      () =>
        new CodePipeline(as).putApprovalResult({
          pipelineName: 'shop',
          stageName: 'Gate',
          actionName: 'Approve',
          token: '00000000-0000-0000-0000-000000000000',
          result: { status: 'Approved', summary: '' },
        }),
    ],
    ['start a build', () => new CodeBuild(as).startBuild({ projectName: 'shop' })],
    [
      'deploy',
      () =>
        new CodeDeploy(as).createDeployment({
          applicationName: 'shop',
          deploymentGroupName: 'group',
          revision: { revisionType: 'S3', s3Location: { bucket: 'theirs', key: 'k' } },
        }),
    ],
    [
      'join another deployment group',
      () =>
        new EC2(as).createTags({
          Resources: [deployments.instanceId],
          Tags: [{ Key: 'group', Value: 'other' }],
        }),
    ],
    [
      'terminate instances',
      () => new EC2(as).terminateInstances({ InstanceIds: [deployments.instanceId] }),
    ],
    [
      'write where another application logs',
      () =>
        new CloudWatchLogs(as).createLogStream({
          logGroupName: '/starboard/other/x',
          logStreamName: 's',
        }),
    ],
    [
      'write as another instance of its own group',
      () =>
        new CloudWatchLogs(as).putLogEvents({
          logGroupName: GROUP,
          logStreamName: 'i-00000000000000000',
          logEvents: [{ timestamp: Date.now(), message: 'forged' }],
        }),
    ],
    [
      'read a parameter that its role does not name',
      () => new SSM(as).getParameter({ Name: '/other/key' }),
    ],
    [
      "write into another's bucket",
      () => s3().putObject({ Bucket: 'theirs', Key: 'k', Body: 'x' }),
    ],
    [
      'give itself more rights',
      () =>
        new IAM(as).putRolePolicy({ RoleName: PROFILE, PolicyName: 'p', PolicyDocument: POLICY }),
    ],
  ])('may not %s', async (_what, call) => {
    await expect(call()).rejects.toMatchObject({
      name: expect.stringMatching(
        /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/,
      ) as string,
      message: expect.stringContaining(
        `assumed-role/${PROFILE}/${deployments.instanceId}`,
      ) as string,
    });
  });

  it('are enough for its own log stream and for what its role names', async () => {
    const logs = new CloudWatchLogs(as);
    await logs.putLogEvents({
      logGroupName: GROUP,
      logStreamName: deployments.instanceId,
      logEvents: [{ timestamp: Date.now(), message: 'of my own' }],
    });
    const { Parameter } = await new SSM(as).getParameter({ Name: '/shop/key' });
    expect(Parameter?.Value).toBe('/shop/key-value');
  });
});
