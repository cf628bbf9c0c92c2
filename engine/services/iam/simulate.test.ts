import { IAM } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let iam: IAM;
beforeAll(async () => {
  engine = await startTestEngine();
  iam = new IAM(engine.client);
});
afterAll(() => engine.stop());

const ARN = 'arn:aws:codepipeline:us-east-1:000000000000:shop';

/** A role with these statements, each in a policy of its own. */
async function role(
  RoleName: string,
  policies: Record<string, object | object[]>,
): Promise<string> {
  const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: '{}' });
  for (const [PolicyName, Statement] of Object.entries(policies))
    await iam.putRolePolicy({
      RoleName,
      PolicyName,
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    });
  return Role?.Arn ?? '';
}
const simulate = async (
  PolicySourceArn: string,
  action: string,
  more: { ResourceArns?: string[]; PolicyInputList?: string[] } = {},
) => {
  const { EvaluationResults: [result] = [] } = await iam.simulatePrincipalPolicy({
    PolicySourceArn,
    ActionNames: [action],
    ...more,
  });
  return result;
};

const allow = (more: object = {}): object => ({
  Effect: 'Allow',
  Action: 'codepipeline:*',
  Resource: '*',
  ...more,
});

describe('SimulatePrincipalPolicy', () => {
  it('denies implicitly what no policy allows', async () => {
    const arn = await role('bare', {});
    expect(await simulate(arn, 'codepipeline:GetPipeline')).toMatchObject({
      EvalActionName: 'codepipeline:GetPipeline',
      EvalResourceName: '*',
      EvalDecision: 'implicitDeny',
      MatchedStatements: [],
      MissingContextValues: [],
    });
  });

  it('allows by a statement, and a deny wins; both are named', async () => {
    const arn = await role('both', {
      allows: allow({ Action: ['CodePipeline:Get*', 'codepipeline:Start?ipelineExecution'] }),
      denies: { Effect: 'Deny', Action: 'codepipeline:GetPipelineState', Resource: '*' },
    });
    const names = async (action: string) => {
      const found = await simulate(arn, action);
      return [found?.EvalDecision, found?.MatchedStatements?.map((s) => s.SourcePolicyId)];
    };
    expect(await names('codepipeline:GetPipeline')).toEqual(['allowed', ['allows']]);
    expect(await names('codepipeline:StartPipelineExecution')).toEqual(['allowed', ['allows']]);
    expect(await names('codepipeline:GetPipelineState')).toEqual(['explicitDeny', ['denies']]);
    expect(await names('codepipeline:DeletePipeline')).toEqual(['implicitDeny', []]);
  });

  it.each<[string, object, string]>([
    ['NotAction', { NotAction: 's3:*', Action: undefined }, 'allowed'],
    ['NotAction of it', { NotAction: 'codepipeline:*', Action: undefined }, 'implicitDeny'],
    ['a resource', { Resource: `${ARN}*` }, 'allowed'],
    ['another resource', { Resource: 'arn:aws:codepipeline:*:*:other' }, 'implicitDeny'],
    ['NotResource', { Resource: undefined, NotResource: 'arn:aws:s3:::*' }, 'allowed'],
    [
      'a condition',
      { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
      'implicitDeny',
    ],
    ['a condition IfExists', { Condition: { BoolIfExists: { 'aws:X': 'true' } } }, 'allowed'],
    ['a negated condition', { Condition: { StringNotEquals: { 'aws:X': 'y' } } }, 'allowed'],
    ['Null', { Condition: { Null: { 'aws:X': 'true' } } }, 'allowed'],
  ])('by %s', async (name, statement, decision) => {
    const arn = await role(name.replaceAll(' ', '-'), { one: allow(statement) });
    const found = await simulate(arn, 'codepipeline:GetPipeline', { ResourceArns: [ARN] });
    expect(found?.EvalDecision).toBe(decision);
    const isConditional = 'Condition' in statement;
    expect(found?.MissingContextValues?.length).toBe(isConditional ? 1 : 0);
  });

  it('gives one result for an action, the strictest, and each resource below it', async () => {
    const arn = await role('resources', { one: allow({ Resource: ARN }) });
    const other = `${ARN}-other`;
    expect(
      await simulate(arn, 'codepipeline:GetPipeline', { ResourceArns: [ARN, other] }),
    ).toMatchObject({
      EvalDecision: 'implicitDeny',
      MatchedStatements: [],
      ResourceSpecificResults: [
        {
          EvalResourceName: ARN,
          EvalResourceDecision: 'allowed',
          MatchedStatements: [{ SourcePolicyId: 'one' }],
        },
        { EvalResourceName: other, EvalResourceDecision: 'implicitDeny', MatchedStatements: [] },
      ],
    });
  });

  it('weighs policies that are given, and pages by action', async () => {
    const arn = await role('given', {});
    const PolicyInputList = [JSON.stringify({ Statement: allow() })];
    expect(await simulate(arn, 'codepipeline:GetPipeline', { PolicyInputList })).toMatchObject({
      EvalDecision: 'allowed',
      MatchedStatements: [{ SourcePolicyId: 'PolicyInputList.1' }],
    });
    const first = await iam.simulatePrincipalPolicy({
      PolicySourceArn: arn,
      ActionNames: ['s3:GetObject', 's3:PutObject'],
      MaxItems: 1,
    });
    expect([first.IsTruncated, first.EvaluationResults?.length]).toEqual([true, 1]);
    const second = await iam.simulatePrincipalPolicy({
      PolicySourceArn: arn,
      ActionNames: ['s3:GetObject', 's3:PutObject'],
      MaxItems: 1,
      Marker: first.Marker,
    });
    expect(second.EvaluationResults?.[0]?.EvalActionName).toBe('s3:PutObject');
    await expect(simulate(arn, 'nonsense')).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  it('knows AdministratorAccess, and refuses by name a managed policy that is not kept here', async () => {
    const arn = await role('attached', {});
    const attach = (name: string) =>
      iam.attachRolePolicy({
        RoleName: 'attached',
        PolicyArn: `arn:aws:iam::aws:policy/${name}`,
      });
    await attach('AdministratorAccess');
    expect((await simulate(arn, 's3:GetObject'))?.EvalDecision).toBe('allowed');
    await attach('ReadOnlyAccess');
    await expect(simulate(arn, 's3:GetObject')).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringContaining('ReadOnlyAccess') as string,
    });
  });
});
