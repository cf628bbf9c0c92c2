import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { EC2 } from '@aws-sdk/client-ec2';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { makeStack } from '../../testing/stacks';
import { until } from '../../testing/wait';

let engine: TestEngine;
let cfn: CloudFormation;
beforeAll(async () => {
  engine = await startTestEngine();
  cfn = new CloudFormation(engine.client);
});
afterAll(() => engine.stop());

let made = 0;
/** The end of a stack of some resources, and why its first failed one did. */
async function outcome(Resources: Record<string, object>): Promise<[string, string]> {
  const { status, why } = await makeStack(cfn, `s${++made}`, { Resources });
  return [status, why];
}

const project = (more: object = {}, source: object = {}) => ({
  ServiceRole: 'arn:aws:iam::000000000000:role/b',
  Artifacts: { Type: 'NO_ARTIFACTS' },
  Environment: { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL', Image: 'i' },
  Source: { Type: 'NO_SOURCE', BuildSpec: 'version: 0.2', ...source },
  ...more,
});
const action = (more: object) => ({
  Name: 'A',
  ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: '1' },
  ...more,
});
const pipeline = (more: object) => ({
  RoleArn: 'arn:aws:iam::000000000000:role/p',
  Stages: [{ Name: 'S', Actions: [action(more)] }],
});

describe('A property', () => {
  it.each<[type: string, properties: object, violation: string]>([
    [
      'AWS::CodeBuild::Project',
      project({ Environment: { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL' } }),
      '#/Environment: required key [Image] not found',
    ],
    [
      'AWS::CodeBuild::Project',
      { Source: { Type: 'NO_SOURCE' } },
      '#: required key [Artifacts] not found',
    ],
    [
      'AWS::CodeBuild::Project',
      project({ TimeoutInMinutes: 'long' }),
      '#/TimeoutInMinutes: expected type: Integer, found: String',
    ],
    [
      'AWS::CodeBuild::Project',
      project({ Environment: 'small' }),
      '#/Environment: expected type: JSONObject, found: String',
    ],
    [
      'AWS::Logs::LogGroup',
      { LogGroupName: ['a'] },
      '#/LogGroupName: expected type: String, found: JSONArray',
    ],
    [
      'AWS::Logs::LogGroup',
      { RetentionInDays: 1.5 },
      '#/RetentionInDays: expected type: Integer, found: BigDecimal',
    ],
    [
      'AWS::Logs::LogGroup',
      { LogGroupNam: 'a' },
      '#: extraneous key [LogGroupNam] is not permitted',
    ],
    [
      'AWS::IAM::InstanceProfile',
      { Roles: 'r' },
      '#/Roles: expected type: JSONArray, found: String',
    ],
    [
      'AWS::S3::Bucket',
      { PublicAccessBlockConfiguration: { BlockPublicAcls: 'maybe' } },
      '#/PublicAccessBlockConfiguration/BlockPublicAcls: expected type: Boolean, found: String',
    ],
    ['AWS::S3::Bucket', { Tags: [{ Key: 'a' }] }, '#/Tags/0: required key [Value] not found'],
    [
      'AWS::CodePipeline::Pipeline',
      pipeline({ Configuration: { CustomData: ['x'] } }),
      '#/Stages/0/Actions/0/Configuration/CustomData: expected type: String, found: JSONArray',
    ],
    [
      'AWS::Events::Rule',
      { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'x' }] },
      '#/Targets/0: required key [Arn] not found',
    ],
  ])('of the wrong kind undoes the stack: %s %j', async (Type, Properties, violation) => {
    const [status, reason] = await outcome({ R: { Type, Properties } });
    expect([status, ...reason.split('\n').slice(0, 2)]).toEqual([
      'ROLLBACK_COMPLETE',
      'Properties validation failed for resource R with message:',
      violation,
    ]);
  });

  it.each<[type: string, properties: object, path: string]>([
    ['AWS::S3::Bucket', { AccessControl: 'Private' }, 'AccessControl'],
    [
      'AWS::S3::Bucket',
      { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 1, Nope: 1 }] } },
      'LifecycleConfiguration.Rules.Nope',
    ],
    [
      'AWS::CodeBuild::Project',
      project({}, { ReportBuildStatus: true }),
      'Source.ReportBuildStatus',
    ],
    ['AWS::CodeBuild::Project', project({}, { Auth: { Type: 'OAUTH' } }), 'Source.Auth'],
    [
      'AWS::CodePipeline::Pipeline',
      { ...pipeline({}), Stages: [{ Name: 'S', Actions: [action({})], Blockers: [] }] },
      'Stages.Blockers',
    ],
    [
      'AWS::EC2::Instance',
      { ImageId: 'ami-1', MetadataOptions: { HttpEndpoint: 'disabled' } },
      'MetadataOptions.HttpEndpoint',
    ],
    [
      'AWS::EC2::Instance',
      {
        ImageId: 'ami-1',
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 100 } }],
      },
      'BlockDeviceMappings.Ebs.VolumeSize',
    ],
    ['AWS::EC2::Instance', { ImageId: 'ami-1', Monitoring: true }, 'Monitoring'],
    [
      'AWS::Events::Rule',
      { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'x', Arn: 'a', RetryPolicy: {} }] },
      'Targets.RetryPolicy',
    ],
  ])('that has no effect here is refused by name: %s %j', async (Type, Properties, path) => {
    expect(await outcome({ R: { Type, Properties } })).toEqual([
      'ROLLBACK_COMPLETE',
      `${Type}: The properties [${path}] are not served by Starboard's engine yet`,
    ]);
  });

  it('that refers to a value of AWS dynamically is never taken as text', async () => {
    expect(
      await outcome({
        R: {
          Type: 'AWS::Logs::LogGroup',
          Properties: { LogGroupName: { 'Fn::Join': ['', ['{{resolve:', 'ssm:/a}}']] } },
        },
      }),
    ).toEqual([
      'ROLLBACK_COMPLETE',
      expect.stringContaining('Dynamic references ({{resolve:...}}) are not served') as string,
    ]);
  });

  it('may be a number or a flag that is written as text, and text that is a number', async () => {
    expect(
      await outcome({
        R: {
          Type: 'AWS::CodeBuild::Project',
          Properties: project({
            Name: 'typed',
            TimeoutInMinutes: '30',
            Environment: {
              Type: 'LINUX_CONTAINER',
              ComputeType: 'BUILD_GENERAL1_SMALL',
              Image: 'i',
              PrivilegedMode: 'true',
              EnvironmentVariables: [{ Name: 'PORT', Value: 80 }],
            },
          }),
        },
      }),
    ).toEqual(['CREATE_COMPLETE', '']);
    const { projects } = await new CodeBuild(engine.client).batchGetProjects({ names: ['typed'] });
    expect(projects?.[0]).toMatchObject({
      timeoutInMinutes: 30,
      source: { type: 'NO_SOURCE', buildspec: 'version: 0.2' },
      environment: {
        privilegedMode: true,
        environmentVariables: [{ name: 'PORT', value: '80' }],
      },
    });
  });
});

describe('What a stack makes', () => {
  it('is a security group with the rules it was given, and an instance in it by its name', async () => {
    expect(
      await outcome({
        SG: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: {
            GroupName: 'web',
            GroupDescription: 'x',
            SecurityGroupIngress: [
              { IpProtocol: 'tcp', FromPort: '80', ToPort: 80, CidrIpv6: '::/0' },
            ],
            SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '10.0.0.0/8', Description: 'in' }],
          },
        },
        I: {
          Type: 'AWS::EC2::Instance',
          DependsOn: 'SG',
          Properties: { ImageId: 'ami-12345678', SecurityGroups: ['web'], Monitoring: false },
        },
      }),
    ).toEqual(['CREATE_COMPLETE', '']);
    const ec2 = new EC2(engine.client);
    const group = (await ec2.describeSecurityGroups({})).SecurityGroups?.[0];
    expect(group).toMatchObject({
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
      ],
      IpPermissionsEgress: [
        { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'in' }] },
      ],
    });
    expect(
      (await ec2.describeInstances({})).Reservations?.[0]?.Instances?.[0]?.SecurityGroups,
    ).toEqual([{ GroupId: group?.GroupId }]);
  });

  it('is a report group, which goes with its stack', async () => {
    const codebuild = new CodeBuild(engine.client);
    const G = {
      Type: 'AWS::CodeBuild::ReportGroup',
      Properties: {
        Name: 'shop-tests',
        Type: 'TEST',
        ExportConfig: { ExportConfigType: 'S3', S3Destination: { Bucket: 'kept', Path: 'a' } },
        DeleteReports: true,
        Tags: [{ Key: 'k', Value: 'v' }],
      },
    };
    expect(await outcome({ G })).toEqual(['CREATE_COMPLETE', '']);
    const { reportGroups: arns = [] } = await codebuild.listReportGroups({});
    expect(arns).toEqual([expect.stringMatching(/:report-group\/shop-tests$/)]);
    expect((await codebuild.batchGetReportGroups({ reportGroupArns: arns })).reportGroups).toEqual([
      expect.objectContaining({
        type: 'TEST',
        exportConfig: { exportConfigType: 'S3', s3Destination: { bucket: 'kept', path: 'a' } },
        tags: [{ key: 'k', value: 'v' }],
      }),
    ]);
    await cfn.deleteStack({ StackName: `s${made}` });
    await until('it is gone', async () => {
      const { reportGroups } = await codebuild.listReportGroups({});
      return reportGroups?.length === 0;
    });
  });

  it('is a bucket with the whole of its lifecycle', async () => {
    expect(
      await outcome({
        B: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            BucketName: 'aging',
            LifecycleConfiguration: {
              Rules: [
                {
                  Status: 'Enabled',
                  Transitions: [
                    { StorageClass: 'GLACIER', TransitionDate: '2030-01-01T00:00:00Z' },
                  ],
                  NoncurrentVersionExpiration: { NoncurrentDays: 3 },
                },
              ],
            },
          },
        },
      }),
    ).toEqual(['CREATE_COMPLETE', '']);
    expect(
      (await new S3(engine.client).getBucketLifecycleConfiguration({ Bucket: 'aging' })).Rules?.[0],
    ).toMatchObject({
      Transitions: [{ StorageClass: 'GLACIER', Date: new Date('2030-01-01T00:00:00Z') }],
      NoncurrentVersionExpiration: { NoncurrentDays: 3 },
    });
  });
});
