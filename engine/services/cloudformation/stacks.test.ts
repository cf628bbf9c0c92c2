import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqliteStore } from '../../adapters/sqlite-store';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';
import { stacks } from './stacks';

let engine: TestEngine;
let cfn: CloudFormation;
beforeAll(async () => {
  engine = await startTestEngine();
  cfn = new CloudFormation(engine.client);
});
afterAll(() => engine.stop());

const settled = (StackName: string, client = cfn) =>
  until(`${StackName} is settled`, async () => {
    const stack = (await client.describeStacks({ StackName })).Stacks?.[0];
    return stack && !stack.StackStatus?.endsWith('IN_PROGRESS') && stack;
  });
const reasonOf = async (StackName: string, status: string) =>
  (await cfn.describeStackEvents({ StackName })).StackEvents?.find(
    (e) => e.ResourceStatus === status && e.ResourceType === 'AWS::CloudFormation::Stack',
  )?.ResourceStatusReason;
const LOGS = 'Resources: {L: {Type: AWS::Logs::LogGroup}}\n';

describe("A stack's outputs", () => {
  it.each([
    [
      'select',
      '!Select [2, !Split [",", "a,b"]]',
      'Template error: Fn::Select cannot select nonexistent value at index 2. Rollback requested by user.',
    ],
    [
      'join',
      '!Join ["-", !Ref L]',
      'Template error: every Fn::Join object requires two parameters',
    ],
    [
      'list',
      '!Split [",", "a,b"]',
      'Template format error: The Value field of every Outputs member must evaluate to a String. Rollback requested by user.',
    ],
    [
      'dynamic',
      "'{{resolve:ssm:/app/size}}'",
      "Dynamic references ({{resolve:...}}) are not served by Starboard's engine yet. Rollback requested by user.",
    ],
  ])('undo it where one has no value: %s', async (StackName, value, reason) => {
    await cfn.createStack({
      StackName,
      TemplateBody: `${LOGS}Outputs: {O: {Value: ${value}}}`,
    });
    expect(await settled(StackName)).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
    expect(await reasonOf(StackName, 'ROLLBACK_IN_PROGRESS')).toContain(reason);
    expect((await new CloudWatchLogs(engine.client).describeLogGroups({})).logGroups).toEqual([]);
  });

  it('have the name of their export, which no second stack may take', async () => {
    const TemplateBody = `${LOGS}Outputs: {O: {Value: x, Export: {Name: !Sub "\${AWS::Region}-shared"}}}`;
    await cfn.createStack({ StackName: 'first', TemplateBody });
    expect((await settled('first')).Outputs).toEqual([
      { OutputKey: 'O', OutputValue: 'x', ExportName: 'us-east-1-shared' },
    ]);
    await cfn.createStack({ StackName: 'second', TemplateBody });
    expect(await settled('second')).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
    expect(await reasonOf('second', 'ROLLBACK_IN_PROGRESS')).toContain(
      'Export with name us-east-1-shared is already exported by stack first.',
    );
  });

  it('are all there of every documented attribute', async () => {
    const attributes: readonly (readonly [id: string, attribute: string])[] = [
      ...['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName'].map(
        (a) => ['B', a] as const,
      ),
      ...['Arn', 'CloneUrlHttp', 'Id', 'Name'].map((a) => ['C', a] as const),
      ...['GroupId', 'Id', 'VpcId'].map((a) => ['G', a] as const),
      ['E', 'AllocationId'],
      ['E', 'PublicIp'],
      ['R', 'Arn'],
      ['R', 'RoleId'],
      ['I', 'Arn'],
      ['L', 'Arn'],
      ['P', 'Id'],
      ['P', 'Version'],
      ['J', 'Arn'],
      ['J', 'Id'],
      ['S', 'Arn'],
      ['W', 'WebsiteURL'],
      ...[
        'AvailabilityZone',
        'InstanceId',
        'PrivateDnsName',
        'PrivateIp',
        'PublicDnsName',
        'PublicIp',
        'VpcId',
      ].map((a) => ['N', a] as const),
    ];
    await cfn.createStack({
      StackName: 'attributes',
      Capabilities: ['CAPABILITY_IAM'],
      TemplateBody: JSON.stringify({
        Resources: {
          B: { Type: 'AWS::S3::Bucket' },
          C: { Type: 'AWS::CodeCommit::Repository', Properties: { RepositoryName: 'code' } },
          G: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'x' } },
          E: { Type: 'AWS::EC2::EIP' },
          R: {
            Type: 'AWS::IAM::Role',
            Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
          },
          I: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'R' }] } },
          L: { Type: 'AWS::Logs::LogGroup' },
          N: { Type: 'AWS::EC2::Instance', Properties: { ImageId: 'ami-1' } },
          S: {
            Type: 'AWS::Events::Rule',
            Properties: { ScheduleExpression: 'rate(1 day)', State: 'DISABLED' },
          },
          W: {
            Type: 'AWS::S3::Bucket',
            Properties: { WebsiteConfiguration: { IndexDocument: 'index.html' } },
          },
          J: {
            Type: 'AWS::CodeBuild::Project',
            Properties: {
              ServiceRole: { 'Fn::GetAtt': ['R', 'Arn'] },
              Artifacts: { Type: 'NO_ARTIFACTS' },
              Environment: {
                Type: 'LINUX_CONTAINER',
                ComputeType: 'BUILD_GENERAL1_SMALL',
                Image: 'i',
              },
              Source: { Type: 'NO_SOURCE', BuildSpec: 'version: 0.2' },
            },
          },
          P: {
            Type: 'AWS::CodePipeline::Pipeline',
            Properties: {
              RoleArn: { 'Fn::GetAtt': ['R', 'Arn'] },
              ArtifactStore: { Type: 'S3', Location: { Ref: 'B' } },
              Stages: [
                {
                  Name: 'Source',
                  Actions: [
                    {
                      Name: 'Code',
                      ActionTypeId: {
                        Category: 'Source',
                        Owner: 'AWS',
                        Provider: 'CodeCommit',
                        Version: 1,
                      },
                      Configuration: {
                        RepositoryName: 'code',
                        BranchName: 'main',
                        PollForSourceChanges: false,
                      },
                      OutputArtifacts: [{ Name: 'Source' }],
                    },
                  ],
                },
                {
                  Name: 'Gate',
                  Actions: [
                    {
                      Name: 'Ask',
                      ActionTypeId: {
                        Category: 'Approval',
                        Owner: 'AWS',
                        Provider: 'Manual',
                        Version: 1,
                      },
                    },
                  ],
                },
              ],
            },
          },
        },
        Outputs: Object.fromEntries(
          attributes.map(([id, a]) => [`${id}${a}`, { Value: { 'Fn::GetAtt': [id, a] } }]),
        ),
      }),
    });
    const { StackStatus, Outputs = [] } = await settled('attributes');
    expect(StackStatus).toBe('CREATE_COMPLETE');
    const values = new Map(Outputs.map((o) => [o.OutputKey, o.OutputValue]));
    expect(attributes.filter(([id, a]) => !values.get(`${id}${a}`))).toEqual([]);
    expect(values.get('BRegionalDomainName')).toMatch(
      /^attributes-b-\w+\.s3\.us-east-1\.amazonaws\.com$/,
    );
    expect(values.get('BDualStackDomainName')).toMatch(
      /\.s3\.dualstack\.us-east-1\.amazonaws\.com$/,
    );
  });

  it('of an older home never keep the other stacks from being read', async () => {
    const old = await startTestEngine();
    const before = new CloudFormation(old.client);
    for (const StackName of ['broken', 'sound'])
      await before.createStack({
        StackName,
        TemplateBody: `${LOGS}Outputs: {A: {Value: !Ref L}, O: {Value: x}}`,
      });
    await settled('broken', before);
    await settled('sound', before);
    await old.stop(true);
    const store = new SqliteStore(`${old.home}/store.db`);
    for (const s of store.list(stacks)) {
      const older = { ...s, outputs: undefined };
      const wrong = {
        ...s.template,
        Outputs: { A: { Value: 'x' }, O: { Value: { Ref: 'Nope' } } },
      };
      store.put(stacks, s.id, s.name === 'broken' ? { ...older, template: wrong } : older);
    }
    store.close();
    const again = await startTestEngine({}, old.home);
    const { Stacks = [] } = await new CloudFormation(again.client).describeStacks({});
    expect(Stacks.map((s) => [s.StackName, s.Outputs?.map((o) => o.OutputKey)]).sort()).toEqual([
      ['broken', ['A']],
      ['sound', ['A', 'O']],
    ]);
    await again.stop();
    rmSync(old.home, { recursive: true, force: true });
  });
});

describe('A stack', () => {
  it('that is protected is not deleted until its protection is taken away', async () => {
    await cfn.createStack({
      StackName: 'kept',
      TemplateBody: LOGS,
      EnableTerminationProtection: true,
    });
    expect(await settled('kept')).toMatchObject({ EnableTerminationProtection: true });
    await expect(cfn.deleteStack({ StackName: 'kept' })).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack [kept] cannot be deleted while TerminationProtection is enabled',
    });
    const { StackId = '' } = await cfn.updateTerminationProtection({
      StackName: 'kept',
      EnableTerminationProtection: false,
    });
    await cfn.deleteStack({ StackName: 'kept' });
    expect(await settled(StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    await expect(
      cfn.updateTerminationProtection({ StackName: 'kept', EnableTerminationProtection: true }),
    ).rejects.toMatchObject({ message: 'Stack with id kept does not exist' });
  });

  it('that is not made in its time is undone', async () => {
    await cfn.createStack({
      StackName: 'late',
      TimeoutInMinutes: 1,
      TemplateBody:
        'Resources: {L: {Type: AWS::Logs::LogGroup, CreationPolicy: {ResourceSignal: {Timeout: PT1H}}}}',
    });
    await until('the log group waits for its signal', async () =>
      (await cfn.describeStackEvents({ StackName: 'late' })).StackEvents?.some(
        (e) => e.ResourceStatusReason === 'Resource creation Initiated',
      ),
    );
    expect((await cfn.describeStacks({ StackName: 'late' })).Stacks?.[0]).toMatchObject({
      TimeoutInMinutes: 1,
      StackStatus: 'CREATE_IN_PROGRESS',
    });
    await fetch(`${engine.endpoint}/_starboard/clock`, {
      method: 'POST',
      body: JSON.stringify({ advanceSeconds: 61 }),
    });
    expect(await settled('late')).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
    expect(await reasonOf('late', 'ROLLBACK_IN_PROGRESS')).toBe(
      'Stack creation time exceeded the specified timeout. Rollback requested by user.',
    );
  });

  it('is not deleted in a role, nor by force', async () => {
    await cfn.createStack({ StackName: 'plain', TemplateBody: LOGS });
    await settled('plain');
    await expect(
      cfn.deleteStack({ StackName: 'plain', RoleARN: 'arn:aws:iam::000000000000:role/deploy' }),
    ).rejects.toMatchObject({ name: 'NotImplementedException' });
    await expect(
      cfn.deleteStack({ StackName: 'plain', DeletionMode: 'FORCE_DELETE_STACK' }),
    ).rejects.toMatchObject({ name: 'NotImplementedException' });
  });

  it('tells in its events by which request they came, and is found by what it made', async () => {
    await cfn.createStack({
      StackName: 'asked',
      TemplateBody: LOGS,
      ClientRequestToken: 'first-request',
    });
    const { StackId = '' } = await settled('asked');
    const { StackResources: [made] = [] } = await cfn.describeStackResources({
      StackName: 'asked',
    });
    const found = await cfn.describeStackResources({
      PhysicalResourceId: made?.PhysicalResourceId ?? '',
    });
    expect(found.StackResources).toMatchObject([{ StackName: 'asked', LogicalResourceId: 'L' }]);
    await cfn.deleteStack({ StackName: 'asked', ClientRequestToken: 'second-request' });
    await settled(StackId);
    const { StackEvents = [] } = await cfn.describeStackEvents({ StackName: StackId });
    expect(StackEvents.map((e) => e.ClientRequestToken)).toEqual([
      ...Array(4).fill('second-request'),
      ...Array(4).fill('first-request'),
    ]);
  });
});
