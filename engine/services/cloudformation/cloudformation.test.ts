import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { EC2 } from '@aws-sdk/client-ec2';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let cfn: CloudFormation;
beforeAll(async () => {
  engine = await startTestEngine();
  cfn = new CloudFormation(engine.client);
});
afterAll(() => engine.stop());

const settled = (StackName: string) =>
  until(`${StackName} is settled`, async () => {
    const stack = (await cfn.describeStacks({ StackName })).Stacks?.[0];
    return stack && !stack.StackStatus?.endsWith('IN_PROGRESS') && stack;
  });
const log = (name: string, more = '') =>
  `Resources:\n  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties: {LogGroupName: ${name}, RetentionInDays: 7}\n${more}`;

describe('CloudFormation', () => {
  it('makes a YAML stack, gives its outputs and events, and takes it away; its id outlives its name', async () => {
    const { StackId = '' } = await cfn.createStack({
      StackName: 'one',
      TemplateBody: `${log('made')}Outputs:\n  Arn: {Value: !GetAtt Logs.Arn}\n`,
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(await settled('one')).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      Outputs: [
        { OutputKey: 'Arn', OutputValue: 'arn:aws:logs:us-east-1:000000000000:log-group:made:*' },
      ],
    });
    expect(
      (await cfn.describeStackEvents({ StackName: 'one' })).StackEvents?.map(
        (e) => `${e.LogicalResourceId ?? ''} ${e.ResourceStatus ?? ''}`,
      ),
    ).toEqual([
      'one CREATE_COMPLETE',
      'Logs CREATE_COMPLETE',
      'Logs CREATE_IN_PROGRESS',
      'one CREATE_IN_PROGRESS',
    ]);
    await cfn.deleteStack({ StackName: 'one' });
    expect(await settled(StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    await expect(cfn.describeStacks({ StackName: 'one' })).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id one does not exist',
    });
    await cfn.deleteStack({ StackName: 'one' });
  });

  it('undoes what it had made when a resource fails', async () => {
    const logs = new CloudWatchLogs(engine.client);
    await logs.createLogGroup({ logGroupName: 'taken' });
    await cfn.createStack({
      StackName: 'two',
      TemplateBody: `${log('fresh')}  Again:\n    Type: AWS::Logs::LogGroup\n    DependsOn: Logs\n    Properties: {LogGroupName: taken}\n`,
    });
    expect(await settled('two')).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
    const failed = (await cfn.describeStackEvents({ StackName: 'two' })).StackEvents?.find(
      (e) => e.ResourceStatus === 'CREATE_FAILED',
    );
    expect(failed?.ResourceStatusReason).toContain('The specified log group already exists');
    expect((await logs.describeLogGroups({})).logGroups?.map((g) => g.logGroupName)).toEqual([
      'taken',
    ]);
  });

  it('refuses before anything is made: a type it does not serve, IAM without the capability, a wrong parameter, a second stack of a name', async () => {
    await expect(
      cfn.createStack({
        StackName: 'x',
        TemplateBody: '{"Resources":{"A":{"Type":"AWS::Lambda::Alias"}}}',
      }),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('[AWS::Lambda::Alias]') as string,
    });
    await expect(
      cfn.createStack({
        StackName: 'x',
        TemplateBody:
          '{"Resources":{"A":{"Type":"AWS::IAM::Role","Properties":{"AssumeRolePolicyDocument":{}}}}}',
      }),
    ).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_IAM]',
    });
    await expect(
      cfn.createStack({
        StackName: 'x',
        TemplateBody: `Parameters: {P: {Type: String}}\n${log('y')}`,
      }),
    ).rejects.toMatchObject({ message: 'Parameters: [P] must have values' });
    await expect(
      cfn.createStack({ StackName: 'two', TemplateBody: log('z') }),
    ).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await expect(cfn.describeStacks({ StackName: 'x' })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('refuses a property that it would have to ignore', async () => {
    await cfn.createStack({
      StackName: 'three',
      TemplateBody:
        'Resources:\n  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties: {LogGroupName: q, KmsKeyId: k}\n',
      OnFailure: 'DO_NOTHING',
    });
    expect(await settled('three')).toMatchObject({ StackStatus: 'CREATE_FAILED' });
    expect(
      (await cfn.describeStackResources({ StackName: 'three' })).StackResources?.[0]
        ?.ResourceStatus,
    ).toBe('CREATE_FAILED');
  });

  it('refuses to protect an instance from termination rather than say it did', async () => {
    await cfn.createStack({
      StackName: 'shielded',
      TemplateBody:
        '{"Resources":{"Box":{"Type":"AWS::EC2::Instance","Properties":{"ImageId":"ami-1","DisableApiTermination":true}}}}',
    });
    expect(await settled('shielded')).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
    const failed = (await cfn.describeStackEvents({ StackName: 'shielded' })).StackEvents?.find(
      (e) => e.ResourceStatus === 'CREATE_FAILED',
    );
    expect(failed?.ResourceStatusReason).toContain('[DisableApiTermination] are not served');
  });

  it('makes a pipeline with conditions, variables and triggers, and a rule on a schedule', async () => {
    const rule = {
      Name: 'Week',
      RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'DeploymentWindow', Version: '1' },
      Configuration: { Cron: '* * 9-17 ? * MON-FRI *' },
      TimeoutInMinutes: '10',
    };
    const type = (Category: string, Provider: string) => ({
      Category,
      Owner: 'AWS',
      Provider,
      Version: '1',
    });
    const Properties = {
      Name: 'declared',
      RoleArn: 'arn:aws:iam::000000000000:role/r',
      ExecutionMode: 'QUEUED',
      ArtifactStores: [
        { Region: 'us-east-1', ArtifactStore: { Type: 'S3', Location: 'artifacts' } },
      ],
      Variables: [{ Name: 'v', DefaultValue: 'x' }],
      Triggers: [
        {
          ProviderType: 'CodeStarSourceConnection',
          GitConfiguration: {
            SourceActionName: 'Git',
            Push: [{ Branches: { Includes: ['main'] } }],
          },
        },
      ],
      Stages: [
        {
          Name: 'Source',
          Actions: [
            {
              Name: 'Git',
              ActionTypeId: type('Source', 'CodeStarSourceConnection'),
              Configuration: { ConnectionArn: 'c', FullRepositoryId: 'o/r', BranchName: 'main' },
              OutputArtifacts: [{ Name: 'S' }],
            },
          ],
        },
        {
          Name: 'Gate',
          Actions: [{ Name: 'Ask', ActionTypeId: type('Approval', 'Manual') }],
          BeforeEntry: { Conditions: [{ Result: 'FAIL', Rules: [rule] }] },
          OnFailure: { Result: 'ROLLBACK' },
        },
      ],
    };
    const TemplateBody = JSON.stringify({
      Resources: {
        Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties },
        Nightly: {
          Type: 'AWS::Events::Rule',
          DependsOn: 'Pipeline',
          Properties: {
            ScheduleExpression: 'rate(1 day)',
            Targets: [{ Id: 'p', Arn: 'arn:aws:codepipeline:us-east-1:000000000000:declared' }],
          },
        },
      },
    });
    await cfn.createStack({ StackName: 'five', TemplateBody });
    expect(await settled('five')).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
    const { pipeline } = await new CodePipeline(engine.client).getPipeline({ name: 'declared' });
    expect(pipeline).toMatchObject({
      executionMode: 'QUEUED',
      pipelineType: 'V2',
      artifactStores: { 'us-east-1': { location: 'artifacts' } },
      triggers: [
        {
          gitConfiguration: {
            sourceActionName: 'Git',
            push: [{ branches: { includes: ['main'] } }],
          },
        },
      ],
      stages: [
        {},
        {
          beforeEntry: {
            conditions: [
              {
                result: 'FAIL',
                rules: [
                  {
                    name: 'Week',
                    timeoutInMinutes: 10,
                    configuration: { Cron: '* * 9-17 ? * MON-FRI *' },
                  },
                ],
              },
            ],
          },
          onFailure: { result: 'ROLLBACK' },
        },
      ],
    });
  });

  it('fails an instance whose runtime this machine lacks, and names it', async () => {
    const TemplateBody = JSON.stringify({
      Resources: {
        Box: {
          Type: 'AWS::EC2::Instance',
          CreationPolicy: { ResourceSignal: { Timeout: 'PT1M' } },
          Properties: {
            ImageId: 'ami-1',
            Tags: [{ Key: 'starboard:runtime', Value: 'no-such-runtime' }],
          },
        },
      },
    });
    await cfn.createStack({ StackName: 'four', TemplateBody });
    expect(await settled('four')).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
    const failed = (await cfn.describeStackEvents({ StackName: 'four' })).StackEvents?.find(
      (e) => e.ResourceStatus === 'CREATE_FAILED',
    );
    expect(failed?.ResourceStatusReason).toContain(
      "The runtime 'no-such-runtime' was not found on this machine",
    );
    expect(
      (
        await new EC2(engine.client).describeInstances({
          Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running'] }],
        })
      ).Reservations,
    ).toEqual([]);
  });
});
