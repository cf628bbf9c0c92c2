import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let cfn: CloudFormation;
beforeAll(async () => {
  engine = await startTestEngine();
  cfn = new CloudFormation(engine.client);
  const ssm = new SSM(engine.client);
  await ssm.putParameter({ Name: '/app/size', Type: 'String', Value: 'small' });
  await ssm.putParameter({ Name: '/app/size', Type: 'String', Value: 'large', Overwrite: true });
  await ssm.putParameter({ Name: '/app/zones', Type: 'StringList', Value: 'a, b' });
  await ssm.putParameter({ Name: '/app/secret', Type: 'SecureString', Value: 'hush' });
});
afterAll(() => engine.stop());

const template = (declaration: string): string =>
  `Parameters: {P: ${declaration}}\nResources: {L: {Type: AWS::Logs::LogGroup}}\nOutputs: {V: {Value: ${declaration.includes('List<') ? '!Join ["|", !Ref P]' : '!Ref P'}}}`;
const create = (StackName: string, declaration: string, ParameterValue?: string) =>
  cfn.createStack({
    StackName,
    TemplateBody: template(declaration),
    Parameters: ParameterValue === undefined ? [] : [{ ParameterKey: 'P', ParameterValue }],
  });
const settled = (StackName: string) =>
  until(`${StackName} is settled`, async () => {
    const stack = (await cfn.describeStacks({ StackName })).Stacks?.[0];
    return stack && !stack.StackStatus?.endsWith('IN_PROGRESS') && stack;
  });

describe("A parameter's limits", () => {
  it.each<[declaration: string, value: string, message: string]>([
    ['{Type: String, MinLength: 3}', 'x', "Parameter 'P' must contain at least 3 characters"],
    ["{Type: String, MaxLength: '3'}", 'long', "Parameter 'P' must contain at most 3 characters"],
    ['{Type: String, AllowedPattern: "[a-z]+"}', 'a1', "Parameter 'P' must match pattern [a-z]+"],
    ['{Type: String, AllowedValues: [a, b]}', 'c', "Parameter 'P' must be one of AllowedValues"],
    ['{Type: Number}', 'many', "Parameter 'P' must be a number"],
    ['{Type: Number}', '', "Parameter 'P' must be a number"],
    ['{Type: Number, MinValue: 2}', '1', "Parameter 'P' must be a number not less than 2"],
    ['{Type: Number, MaxValue: 2}', '3', "Parameter 'P' must be a number not greater than 2"],
    ['{Type: List<Number>}', '1, two', "Parameter 'P' must be a number"],
    [
      '{Type: List<Number>, MaxValue: 2}',
      '1,3',
      "Parameter 'P' must be a number not greater than 2",
    ],
    [
      '{Type: CommaDelimitedList, AllowedValues: [a, b]}',
      'a,c',
      "Parameter 'P' must be one of AllowedValues",
    ],
    [
      '{Type: CommaDelimitedList, AllowedPattern: "[a-z]"}',
      'a,1',
      "Parameter 'P' must match pattern [a-z]",
    ],
    [
      '{Type: String, MinLength: 3, ConstraintDescription: say more}',
      'x',
      'Parameter P failed to satisfy constraint: say more',
    ],
    [
      '{Type: AWS::SSM::Parameter::Value<String>, AllowedValues: [/app/zones]}',
      '/app/size',
      "Parameter 'P' must be one of AllowedValues",
    ],
    ['{Type: Text}', 'x', 'Template format error: Unrecognized parameter type: Text'],
    [
      '{Type: AWS::EC2::KeyPair::KeyName}',
      'x',
      "Template format error: Starboard's engine does not serve the parameter type AWS::EC2::KeyPair::KeyName yet",
    ],
    [
      '{Type: String, MinLength: few}',
      'x',
      "Template format error: Parameter 'P' MinLength must be a number.",
    ],
    [
      '{Type: String, MinValue: 3}',
      'x',
      "Template format error: Parameter 'P' of type String does not take MinValue.",
    ],
  ])('are kept: %s of "%s"', async (declaration, value, message) => {
    await expect(create('none', declaration, value)).rejects.toMatchObject({
      name: 'ValidationError',
      message,
    });
    await expect(cfn.describeStacks({ StackName: 'none' })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('hold for a default too', async () => {
    await expect(create('none', '{Type: Number, Default: 1, MinValue: 2}')).rejects.toMatchObject({
      message: "Parameter 'P' must be a number not less than 2",
    });
  });
});

describe('A parameter that names one of Systems Manager', () => {
  it.each<[name: string, declaration: string, value: string, resolved: string, output: string]>([
    ['newest', '{Type: AWS::SSM::Parameter::Value<String>}', '/app/size', 'large', 'large'],
    ['versioned', '{Type: AWS::SSM::Parameter::Value<String>}', '/app/size:1', 'small', 'small'],
    ['list', '{Type: AWS::SSM::Parameter::Value<List<String>>}', '/app/zones', 'a, b', 'a|b'],
  ])('stands for what that holds: %s', async (StackName, declaration, value, resolved, output) => {
    await create(StackName, declaration, value);
    expect(await settled(StackName)).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      Parameters: [{ ParameterKey: 'P', ParameterValue: value, ResolvedValue: resolved }],
      Outputs: [{ OutputValue: output }],
    });
  });

  it('shows neither name nor value where it is not to be echoed', async () => {
    await create('silent', '{Type: AWS::SSM::Parameter::Value<String>, NoEcho: true}', '/app/size');
    expect((await settled('silent')).Parameters).toEqual([
      { ParameterKey: 'P', ParameterValue: '****', ResolvedValue: '****' },
    ]);
  });

  it.each([
    [
      '{Type: AWS::SSM::Parameter::Value<String>}',
      '/app/none',
      'Unable to fetch parameters [/app/none] from parameter store for this account.',
    ],
    [
      '{Type: AWS::SSM::Parameter::Value<String>}',
      '/app/size:9',
      'Unable to fetch parameters [/app/size:9] from parameter store for this account.',
    ],
    [
      '{Type: AWS::SSM::Parameter::Value<String>}',
      '/app/secret',
      'Parameters [/app/secret] referenced by template have types not supported by CloudFormation.',
    ],
    [
      '{Type: AWS::SSM::Parameter::Value<List<String>>}',
      '/app/size',
      'Types for SSM parameters [/app/size] defined in CFN template and SSM are incompatible',
    ],
  ])('is refused: %s of %s', async (declaration, value, message) => {
    await expect(create('none', declaration, value)).rejects.toMatchObject({
      name: 'ValidationError',
      message,
    });
  });
});

describe('A parameter that names a thing of the account', () => {
  it.each([
    ['AWS::EC2::VPC::Id', 'vpc-0nope'],
    ['AWS::EC2::Subnet::Id', 'subnet-0nope'],
    ['List<AWS::EC2::SecurityGroup::Id>', 'sg-0nope'],
    ['AWS::EC2::SecurityGroup::GroupName', 'nope'],
    ['AWS::EC2::Instance::Id', 'i-0nope'],
    ['AWS::EC2::AvailabilityZone::Name', 'nope-1a'],
    ['AWS::EC2::Image::Id', 'nope'],
    ['AWS::SSM::Parameter::Name', '/app/none'],
  ])(
    'undoes the stack before its first resource where that is missing: %s',
    async (type, value) => {
      const { StackId = '' } = await create(
        `gone${type.replace(/\W/g, '')}`,
        `{Type: "${type}"}`,
        value,
      );
      expect(await settled(StackId)).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
      const { StackEvents = [] } = await cfn.describeStackEvents({ StackName: StackId });
      expect(StackEvents.map((e) => e.ResourceType)).toEqual(
        Array(3).fill('AWS::CloudFormation::Stack'),
      );
      expect(StackEvents[1]?.ResourceStatusReason).toBe(
        `Parameter validation failed: parameter value ${value} for parameter name P does not exist. Rollback requested by user.`,
      );
    },
  );

  it('is taken where it is there', async () => {
    await create('zone', '{Type: AWS::EC2::AvailabilityZone::Name}', 'us-east-1a');
    expect(await settled('zone')).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  });
});
