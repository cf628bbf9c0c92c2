import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { makeStack, settled, type Outcome } from '../../testing/stacks';

let engine: TestEngine;
let cfn: CloudFormation;
beforeAll(async () => {
  engine = await startTestEngine();
  cfn = new CloudFormation(engine.client);
});
afterAll(() => engine.stop());

const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    },
  },
};
const fn = (code: string, more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { ZipFile: code },
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Runtime: 'nodejs22.x',
    Timeout: 20,
    ...more,
  },
});
const ANSWER = `
const answer = (event, more) => fetch(event.ResponseURL, {
  method: 'PUT',
  body: new TextEncoder().encode(JSON.stringify({
    Status: 'SUCCESS', StackId: event.StackId, RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId, PhysicalResourceId: 'thing-1', ...more,
  })),
});`;

const create = (
  name: string,
  resources: Record<string, object>,
  Outputs?: Record<string, object>,
): Promise<Outcome> => makeStack(cfn, name, { Resources: { Role: ROLE, ...resources }, Outputs });

describe('A custom resource', { timeout: 90_000 }, () => {
  it('is what its function makes with its role, and is taken away by it', async () => {
    const made = await create(
      'custom',
      {
        Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/functions' } },
        Function: fn(
          `const { CodeDeploy } = require('@aws-sdk/client-codedeploy');${ANSWER}
exports.handler = async (event) => {
  const codedeploy = new CodeDeploy();
  const { Name: applicationName, Count } = event.ResourceProperties;
  if (event.RequestType === 'Create') await codedeploy.createApplication({ applicationName });
  else await codedeploy.deleteApplication({ applicationName });
  console.log(event.RequestType, event.ResourceType, event.PhysicalResourceId);
  await answer(event, { Data: { Kind: typeof Count } });
};`,
          { LoggingConfig: { LogGroup: { Ref: 'Logs' } } },
        ),
        Thing: {
          Type: 'Custom::Thing',
          DependsOn: ['Logs'],
          Properties: {
            ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] },
            Name: 'by-function',
            Count: 2,
          },
        },
      },
      {
        Id: { Value: { Ref: 'Thing' } },
        Kind: { Value: { 'Fn::GetAtt': ['Thing', 'Kind'] } },
      },
    );
    expect([made.status, made.why]).toEqual(['CREATE_COMPLETE', '']);
    expect(made.outputs).toEqual({ Id: 'thing-1', Kind: 'string' });
    const cd = new CodeDeploy(engine.client);
    expect((await cd.listApplications({})).applications).toEqual(['by-function']);
    const { events } = await new CloudWatchLogs(engine.client).filterLogEvents({
      logGroupName: '/functions',
    });
    expect(events?.map((e) => e.message?.trim())).toContain('Create Custom::Thing undefined');

    await cfn.deleteStack({ StackName: made.id });
    expect((await settled(cfn, made.id)).status).toBe('DELETE_COMPLETE');
    expect((await cd.listApplications({})).applications).toEqual([]);
  });

  it('that its function refuses fails the stack with the reason it gives', async () => {
    const { status, why } = await create('refused', {
      Function: fn(`${ANSWER}
exports.handler = (event) => answer(event, { Status: 'FAILED', Reason: 'no more room' });`),
      Thing: {
        Type: 'AWS::CloudFormation::CustomResource',
        Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } },
      },
    });
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(why).toContain(
      'Received response status [FAILED] from custom resource. Message returned: no more room',
    );
  });

  it('whose function throws is asked for three times, and then has no answer', async () => {
    const { status, why } = await create('thrown', {
      Function: fn(`exports.handler = async () => { throw new Error('broken'); };`),
      Thing: {
        Type: 'Custom::Thing',
        Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } },
      },
    });
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(why).toContain('CloudFormation did not receive a response from your Custom Resource');
  });

  it.each<[string, object, RegExp]>([
    ['python', fn('x', { Runtime: 'python3.13' }), /runtime python3\.13 is not served/],
    ['layers', fn('x', { Layers: [] }), /\[Layers\] are not served/],
    ['handler', fn('x', { Handler: 'main.handler' }), /Inline code is in the file index/],
  ])('has a function of its own kind: %s', async (name, made, reason) => {
    const { status, why } = await create(name, { Function: made });
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(why).toMatch(reason);
  });
});
