import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { IAM } from '@aws-sdk/client-iam';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CodeStarNotifications } from '../../clients/codestar-notifications';
import { startTestEngine, type TestEngine } from '../testing/start';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
  const iam = new IAM(engine.client);
  await iam.createRole({ RoleName: 'r', AssumeRolePolicyDocument: '{"Version":"2012-10-17"}' });
  await new SSM(engine.client).putParameter({ Name: 'p', Type: 'String', Value: 'v' });
  await new CodeBuild(engine.client).createReportGroup({
    name: 'g-unit',
    type: 'TEST',
    exportConfig: { exportConfigType: 'NO_EXPORT' },
  });
});
afterAll(() => engine.stop());

/** What every JavaScript object answers to, and no table of ours has. */
const KEYS = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
const ARN = 'arn:aws:codebuild:us-east-1:000000000000:report-group/g-unit';

it.each<[string, (key: string) => Promise<unknown>, string]>([
  [
    'a role has no policy',
    (PolicyName) => new IAM(engine.client).getRolePolicy({ RoleName: 'r', PolicyName }),
    'NoSuchEntityException',
  ],
  [
    'a role loses no policy',
    (PolicyName) => new IAM(engine.client).deleteRolePolicy({ RoleName: 'r', PolicyName }),
    'NoSuchEntityException',
  ],
  [
    'parameters have no filter',
    (Key) =>
      new SSM(engine.client).describeParameters({ ParameterFilters: [{ Key, Values: ['x'] }] }),
    'ValidationException',
  ],
  [
    'notification rules have no filter',
    (Name) =>
      new CodeStarNotifications(engine.client).listNotificationRules({
        Filters: [{ Name: Name as 'RESOURCE', Value: 'x' }],
      }),
    'ValidationException',
  ],
  [
    'reports have no trend',
    (field) =>
      new CodeBuild(engine.client).getReportGroupTrend({
        reportGroupArn: ARN,
        trendField: field as 'PASS_RATE',
      }),
    'InvalidInputException',
  ],
  [
    'a template has no parameter',
    (ParameterKey) =>
      new CloudFormation(engine.client).createStack({
        StackName: 's',
        TemplateBody:
          '{"Parameters":{"A":{"Type":"String"}},"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}',
        Parameters: [{ ParameterKey, ParameterValue: 'x' }],
      }),
    'ValidationError',
  ],
])('%s by a name that every object has', async (_what, call, error) => {
  for (const key of KEYS) await expect(call(key), key).rejects.toMatchObject({ name: error });
});
