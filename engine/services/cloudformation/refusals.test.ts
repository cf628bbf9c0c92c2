import { CloudFormation, type CreateStackCommandInput } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let cfn: CloudFormation;
beforeAll(async () => {
  engine = await startTestEngine();
  cfn = new CloudFormation(engine.client);
});
afterAll(() => engine.stop());

const LOGS = 'L: {Type: AWS::Logs::LogGroup}';
const only = (resources: string): string => `Resources: {${resources}}`;
const named = (value: string): string =>
  only(`${LOGS}, M: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: ${value}}}`);
const output = (value: string): string => `${only(LOGS)}\nOutputs: {O: {Value: ${value}}}`;
const NEVER =
  'Conditions: {Never: !Equals [a, b]}\nResources: {Off: {Type: AWS::Logs::LogGroup, Condition: Never}, ';

const unresolved = (name: string, block = 'Resources'): string =>
  `Template format error: Unresolved resource dependencies [${name}] in the ${block} block of the template`;

const REFUSED: readonly (readonly [what: string, template: string, message: string])[] = [
  ['Ref', named('!Ref Nope'), unresolved('Nope')],
  ['Ref of what every object has', named('!Ref constructor'), unresolved('constructor')],
  ['Ref in Outputs', output('!Ref Nope'), unresolved('Nope', 'Outputs')],
  [
    'Ref in the name of an export',
    `${only(LOGS)}\nOutputs: {O: {Value: x, Export: {Name: !Ref Nope}}}`,
    unresolved('Nope', 'Outputs'),
  ],
  [
    'Ref in a branch that is not taken',
    `Conditions: {Never: !Equals [a, b]}\n${named('!If [Never, !Ref Nope, x]')}`,
    unresolved('Nope'),
  ],
  ['two Refs', named("!Join ['', [!Ref Nope, !Ref No]]"), unresolved('Nope, No')],
  ['Sub', named('!Sub "x-${Nope}"'), unresolved('Nope')],
  ['Sub of a pseudo parameter', named('!Sub "${AWS::Nope}"'), unresolved('AWS::Nope')],
  ['DependsOn', only('L: {Type: AWS::Logs::LogGroup, DependsOn: [Nope]}'), unresolved('Nope')],
  [
    'GetAtt',
    named('!GetAtt Nope.Arn'),
    'Template error: instance of Fn::GetAtt references undefined resource Nope',
  ],
  [
    'GetAtt in Outputs',
    output('!GetAtt Nope.Arn'),
    'Template error: instance of Fn::GetAtt references undefined resource Nope',
  ],
  [
    'an attribute of Sub',
    output('!Sub "${Nope.Arn}"'),
    'Template error: instance of Fn::Sub references invalid resource attribute Nope.Arn',
  ],
  [
    'an attribute that the type lacks',
    output('!GetAtt L.Nope'),
    'Template error: resource L does not support attribute type Nope in Fn::GetAtt',
  ],
  [
    'an attribute that the type lacks, by Sub',
    output('!Sub "${L.Nope}"'),
    'Template error: resource L does not support attribute type Nope in Fn::GetAtt',
  ],
  [
    'an attribute without a name',
    output('!GetAtt L'),
    'Template error: if specifying one argument to Fn::GetAtt, that argument must be a non-empty string in format <LogicalId>.<Attribute>',
  ],
  [
    'an attribute of AWS alone',
    `${only('B: {Type: AWS::S3::Bucket}')}\nOutputs: {O: {Value: !GetAtt B.MetadataConfiguration.Destination}}`,
    "Template error: attribute MetadataConfiguration.Destination of resource B (AWS::S3::Bucket) is not served by Starboard's engine yet",
  ],
  [
    'the address of a bucket that is no website',
    `${only('B: {Type: AWS::S3::Bucket}')}\nOutputs: {O: {Value: !GetAtt B.WebsiteURL}}`,
    "Template error: attribute WebsiteURL of resource B (AWS::S3::Bucket) is not served by Starboard's engine yet",
  ],
  [
    'a condition',
    only('L: {Type: AWS::Logs::LogGroup, Condition: Nope}'),
    'Template format error: Unresolved condition dependency Nope in the Resources block of the template',
  ],
  [
    'a condition of an output',
    `${only(LOGS)}\nOutputs: {O: {Value: x, Condition: Nope}}`,
    'Template format error: Unresolved condition dependency Nope in the Outputs block of the template',
  ],
  [
    'a condition of If',
    named('!If [Nope, a, b]'),
    'Template error: unresolved condition dependency Nope in Fn::If',
  ],
  [
    'a condition of a condition',
    `Conditions: {A: !Not [!Condition Nope]}\n${only(LOGS)}`,
    'Template error: unresolved condition dependency Nope in Condition',
  ],
  [
    'a resource in a condition',
    `Conditions: {A: !Equals [!Ref L, x]}\n${only(LOGS)}`,
    'Template format error: Unresolved dependencies [L]. Cannot reference resources in the Conditions block of the template',
  ],
  [
    'a condition that asks nothing',
    `Conditions: {A: 'true'}\n${only(LOGS)}`,
    'Template format error: Conditions can only be boolean operations on parameters and other conditions',
  ],
  [
    'conditions in a circle',
    `Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\n${only(LOGS)}`,
    'Template format error: Circular dependency between conditions: [A, B]',
  ],
  [
    'Ref of a resource that is not made',
    `${NEVER}On: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Ref Off}}}`,
    unresolved('Off'),
  ],
  [
    'GetAtt of a resource that is not made',
    `${NEVER}On: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !GetAtt Off.Arn}}}`,
    unresolved('Off'),
  ],
  [
    'DependsOn a resource that is not made',
    `${NEVER}On: {Type: AWS::Logs::LogGroup, DependsOn: Off}}`,
    unresolved('Off'),
  ],
  [
    'an output of a resource that is not made',
    `${NEVER}On: {Type: AWS::Logs::LogGroup}}\nOutputs: {O: {Value: !GetAtt Off.Arn}}`,
    unresolved('Off', 'Outputs'),
  ],
  [
    'a circle',
    only(
      'A: {Type: AWS::Logs::LogGroup, DependsOn: B}, B: {Type: AWS::Logs::LogGroup, DependsOn: A}, C: {Type: AWS::Logs::LogGroup, DependsOn: A}',
    ),
    'Circular dependency between resources: [A, B]',
  ],
  [
    'a resource that names itself',
    only('A: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Ref A}}'),
    'Circular dependency between resources: [A]',
  ],
  [
    'a macro',
    `Transform: NoSuchMacro\n${only(LOGS)}`,
    'No transform named 000000000000::NoSuchMacro found.',
  ],
  [
    'a macro of two parts',
    `Transform: [AWS::Nope]\n${only(LOGS)}`,
    'No transform named AWS::Nope found.',
  ],
  [
    "AWS's transform",
    `Transform: AWS::Serverless-2016-10-31\n${only(LOGS)}`,
    "Starboard's engine does not serve the transform AWS::Serverless-2016-10-31 yet",
  ],
  [
    'a function that is not served',
    named('!ImportValue x'),
    "Template error: Fn::ImportValue is not served by Starboard's engine yet",
  ],
  [
    'a function of nobody',
    named('{Fn::Nope: x}'),
    'Template error: Encountered unsupported function: Fn::Nope Supported functions are: [Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Or, Fn::And, Fn::Not, Fn::Equals, Fn::If, Fn::FindInMap, Fn::Join, Fn::Split, Fn::Select, Fn::Sub, Fn::Cidr]',
  ],
  [
    'If with two elements',
    `Conditions: {Never: !Equals [a, b]}\n${named('!If [Never, a]')}`,
    'Template error: Fn::If requires a list argument with three elements',
  ],
  [
    'Select without a list',
    named('!Select [1]'),
    'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
  ],
  [
    'a condition among the properties',
    named('!Equals [a, b]'),
    'Template error: Fn::Equals can be used in the Conditions block alone',
  ],
  [
    'an output that is no text',
    output('{a: b}'),
    'Template format error: The Value field of every Outputs member must evaluate to a String.',
  ],
  [
    'a description that is too long',
    `Description: ${'x'.repeat(1025)}\n${only(LOGS)}`,
    "Template format error: 'Description' length is greater than 1024.",
  ],
  [
    'an unknown section',
    `Resource: {}\n${only(LOGS)}`,
    'Invalid template property or properties [Resource]',
  ],
  [
    'a section that decides and is not served',
    `Rules: {R: {Assertions: []}}\n${only(LOGS)}`,
    "Template format error: Starboard's engine does not serve the template sections [Rules] yet",
  ],
  [
    'an unknown member of a resource',
    only('L: {Type: AWS::Logs::LogGroup, Depends: M}'),
    "Invalid template resource property 'Depends'",
  ],
  [
    'an unknown member of a parameter',
    `Parameters: {P: {Type: String, Minimum: 1}}\n${only(LOGS)}`,
    "Invalid template parameter property 'Minimum'",
  ],
  [
    'an output without a value',
    `${only(LOGS)}\nOutputs: {O: {Description: x}}`,
    'Template format error: Every Outputs member must contain a Value object',
  ],
  [
    'a null',
    only('L: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: }}'),
    "Template format error: [/Resources/L/Properties/LogGroupName] 'null' values are not allowed in templates",
  ],
  [
    'another version',
    `AWSTemplateFormatVersion: '2011-01-01'\n${only(LOGS)}`,
    'Template format error: 2011-01-01 is not a supported value for AWSTemplateFormatVersion.',
  ],
  [
    'a deletion policy that the type lacks',
    only('L: {Type: AWS::Logs::LogGroup, DeletionPolicy: Snapshot}'),
    'Template error: resource type AWS::Logs::LogGroup does not support deletion policy Snapshot',
  ],
  [
    'a wait of no duration',
    only('L: {Type: AWS::Logs::LogGroup, CreationPolicy: {ResourceSignal: {Timeout: soon}}}'),
    'Template format error: CreationPolicy Timeout of resource L must be an ISO8601 duration of at most 12 hours',
  ],
  [
    'an alias',
    'Resources:\n  A: &a {Type: AWS::Logs::LogGroup}\n  B: *a\n',
    'Template error: YAML aliases are not allowed in CloudFormation templates',
  ],
  [
    'an alias in a short form',
    'Resources:\n  A: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Join [&d "-", [a, *d]]}}\n',
    'Template error: YAML aliases are not allowed in CloudFormation templates',
  ],
  [
    'a tag of nobody',
    named('!GetAttr L.Arn'),
    'Template format error: YAML not well-formed. Unresolved tag: !GetAttr',
  ],
  ['no template', '', 'Either Template URL or Template Body must be specified.'],
  [
    'a body that is too long',
    `Metadata: {M: ${'x'.repeat(51_200)}}\n${only(LOGS)}`,
    "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
  ],
];

describe('A template that AWS refuses', () => {
  afterEach(async () => {
    expect((await cfn.listStacks({})).StackSummaries).toEqual([]);
    expect((await new CloudWatchLogs(engine.client).describeLogGroups({})).logGroups).toEqual([]);
  });

  it.each(REFUSED)('leaves nothing behind: %s', async (_what, TemplateBody, message) => {
    await expect(cfn.createStack({ StackName: 'none', TemplateBody })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message) as string,
    });
  });

  it.each(
    REFUSED.filter(([what]) =>
      /^(Ref|GetAtt|an attribute that the type lacks|a macro)$/.test(what),
    ),
  )('is refused by ValidateTemplate too: %s', async (_what, TemplateBody, message) => {
    await expect(cfn.validateTemplate({ TemplateBody })).rejects.toMatchObject({
      name: 'ValidationError',
      message,
    });
  });

  it('is refused quickly where its aliases would unfold to a billion', async () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `  l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`,
    );
    const TemplateBody = ['Metadata:', '  l0: &l0 [x]', ...levels, only(LOGS)].join('\n');
    const began = performance.now();
    await expect(cfn.createStack({ StackName: 'bomb', TemplateBody })).rejects.toMatchObject({
      name: 'ValidationError',
    });
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it.each<[string, Partial<CreateStackCommandInput>, string]>([
    ['RoleARN', { RoleARN: 'arn:aws:iam::000000000000:role/deploy' }, 'CreateStack with RoleARN'],
    [
      'NotificationARNs',
      { NotificationARNs: ['arn:aws:sns:us-east-1:000000000000:t'] },
      'CreateStack with NotificationARNs',
    ],
    ['StackPolicyBody', { StackPolicyBody: '{}' }, 'CreateStack with StackPolicyBody'],
    [
      'TemplateURL',
      { TemplateURL: 'https://s3.amazonaws.com/b/k' },
      'CreateStack with TemplateURL',
    ],
    ['DisableValidation', { DisableValidation: true }, 'CreateStack with DisableValidation'],
    [
      'DeploymentConfig',
      { DeploymentConfig: { Mode: 'EXPRESS' } },
      'CreateStack with DeploymentConfig',
    ],
    ['ResourceTypes', { ResourceTypes: ['AWS::*'] }, 'CreateStack with ResourceTypes'],
    [
      'RetainExceptOnCreate',
      { RetainExceptOnCreate: true },
      'CreateStack with RetainExceptOnCreate',
    ],
    [
      'RollbackConfiguration',
      { RollbackConfiguration: { MonitoringTimeInMinutes: 5 } },
      'CreateStack with RollbackConfiguration',
    ],
  ])('or is asked for with what has no effect here: %s', async (_what, more, operation) => {
    await expect(
      cfn.createStack({ StackName: 'none', TemplateBody: only(LOGS), ...more }),
    ).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: `Starboard's engine does not serve cloudformation:${operation} yet.`,
    });
  });

  it.each<[string, Partial<CreateStackCommandInput>, string]>([
    [
      'an unknown capability',
      { Capabilities: ['CAPABILITY_ALL' as 'CAPABILITY_IAM'] },
      "Value '[CAPABILITY_ALL]' at 'capabilities'",
    ],
    ['an unknown OnFailure', { OnFailure: 'IGNORE' as 'DELETE' }, "Value 'IGNORE' at 'onFailure'"],
    [
      'OnFailure and DisableRollback',
      { OnFailure: 'DELETE', DisableRollback: true },
      'either DisableRollback or OnFailure',
    ],
    ['a tag of AWS', { Tags: [{ Key: 'aws:x', Value: 'y' }] }, "aws: is AWS's own prefix"],
    ['no time at all', { TimeoutInMinutes: 0 }, "Value '0' at 'timeoutInMinutes'"],
  ])('or with an option of the wrong kind: %s', async (_what, more, message) => {
    await expect(
      cfn.createStack({ StackName: 'none', TemplateBody: only(LOGS), ...more }),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('A template that AWS takes', () => {
  it('may name what is not made in a branch that is not taken', async () => {
    await cfn.createStack({
      StackName: 'branches',
      TemplateBody: `${NEVER}On: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !If [Never, !Ref Off, on]}}}\nOutputs: {A: {Value: !If [Never, !GetAtt Off.Arn, none]}, B: {Value: !Ref Off, Condition: Never}}`,
    });
    const stack = await until('the stack is made', async () => {
      const found = (await cfn.describeStacks({ StackName: 'branches' })).Stacks?.[0];
      return found?.StackStatus === 'CREATE_COMPLETE' && found;
    });
    expect(stack.Outputs).toMatchObject([{ OutputKey: 'A', OutputValue: 'none' }]);
  });
});
