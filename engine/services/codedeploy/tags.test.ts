import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

const arn = (resource: string): string => `arn:aws:codedeploy:us-east-1:000000000000:${resource}`;
const serviceRoleArn = 'arn:aws:iam::000000000000:role/deploy';

let engine: TestEngine;
let cd: CodeDeploy;
beforeAll(async () => {
  engine = await startTestEngine();
  cd = new CodeDeploy(engine.client);
  await cd.createApplication({ applicationName: 'app', tags: [{ Key: 'a', Value: '1' }] });
  await cd.createDeploymentGroup({
    applicationName: 'app',
    deploymentGroupName: 'group',
    serviceRoleArn,
    tags: [{ Key: 'g', Value: '' }],
  });
});
afterAll(() => engine.stop());

const tagsOf = async (resource: string) =>
  (await cd.listTagsForResource({ ResourceArn: arn(resource) })).Tags;

describe('the tags of an application and of a deployment group', () => {
  it('are those they were made with, then those that were set and not taken away', async () => {
    expect(await tagsOf('application:app')).toEqual([{ Key: 'a', Value: '1' }]);
    expect(await tagsOf('deploymentgroup:app/group')).toEqual([{ Key: 'g', Value: '' }]);
    const ResourceArn = arn('application:app');
    await cd.tagResource({
      ResourceArn,
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '3' },
      ],
    });
    expect(await tagsOf('application:app')).toEqual([
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '3' },
    ]);
    await cd.untagResource({ ResourceArn, TagKeys: ['a', 'missing'] });
    expect(await tagsOf('application:app')).toEqual([{ Key: 'b', Value: '3' }]);
    expect(await tagsOf('deploymentgroup:app/group')).toEqual([{ Key: 'g', Value: '' }]);
  });

  it('stay when the group changes', async () => {
    await cd.updateDeploymentGroup({
      applicationName: 'app',
      currentDeploymentGroupName: 'group',
      deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
    });
    expect(await tagsOf('deploymentgroup:app/group')).toEqual([{ Key: 'g', Value: '' }]);
  });

  it.each<[string, string, object[], string]>([
    ["AWS's own prefix", 'application:app', [{ Key: 'aws:x', Value: 'y' }], 'InvalidTagsToAdd'],
    ['no key', 'application:app', [{ Key: '', Value: 'y' }], 'InvalidTagsToAdd'],
    ['a long key', 'application:app', [{ Key: 'k'.repeat(129), Value: '' }], 'InvalidTagsToAdd'],
    ['a long value', 'application:app', [{ Key: 'k', Value: 'v'.repeat(257) }], 'InvalidTagsToAdd'],
    [
      'more than fifty',
      'deploymentgroup:app/group',
      Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: '' })),
      'InvalidTagsToAdd',
    ],
    ['none', 'application:app', [], 'TagRequired'],
    [
      'an application that does not exist',
      'application:no',
      [{ Key: 'k' }],
      'ApplicationDoesNotExist',
    ],
    [
      'a group that does not exist',
      'deploymentgroup:app/no',
      [{ Key: 'k' }],
      'DeploymentGroupDoesNotExist',
    ],
    ['an instance', 'instance:i-1', [{ Key: 'k' }], 'ArnNotSupported'],
  ])('are refused: %s', async (_what, resource, Tags, code) => {
    await expect(cd.tagResource({ ResourceArn: arn(resource), Tags })).rejects.toMatchObject({
      name: `${code}Exception`,
    });
  });

  it.each([
    'app',
    'arn:aws:s3:::bucket',
    'arn:aws:codedeploy:eu-west-1:000000000000:application:app',
  ])('are not those of %s', async (ResourceArn) => {
    await expect(cd.listTagsForResource({ ResourceArn })).rejects.toMatchObject({
      name: 'InvalidArnException',
    });
  });

  it('what is made with a tag that cannot be is not made', async () => {
    const tags = [{ Key: 'aws:x', Value: 'y' }];
    await expect(cd.createApplication({ applicationName: 'other', tags })).rejects.toMatchObject({
      name: 'InvalidTagsToAddException',
    });
    await expect(cd.getApplication({ applicationName: 'other' })).rejects.toMatchObject({
      name: 'ApplicationDoesNotExistException',
    });
  });

  it('are set by a stack: its own, and those of the resource', async () => {
    const cfn = new CloudFormation(engine.client);
    const StackName = 'tagged';
    await cfn.createStack({
      StackName,
      Tags: [{ Key: 'stack', Value: 's' }],
      TemplateBody: JSON.stringify({
        Resources: {
          App: {
            Type: 'AWS::CodeDeploy::Application',
            Properties: { ApplicationName: 'made', Tags: [{ Key: 'own', Value: 'a' }] },
          },
          Group: {
            Type: 'AWS::CodeDeploy::DeploymentGroup',
            Properties: {
              ApplicationName: { Ref: 'App' },
              DeploymentGroupName: 'g',
              ServiceRoleArn: serviceRoleArn,
              Tags: [{ Key: 'own', Value: 'g' }],
            },
          },
        },
      }),
    });
    await until('the stack is made', async () => {
      const { Stacks } = await cfn.describeStacks({ StackName });
      return Stacks?.[0]?.StackStatus === 'CREATE_COMPLETE';
    });
    const expected = (own: string) => [
      { Key: 'stack', Value: 's' },
      { Key: 'own', Value: own },
    ];
    expect(await tagsOf('application:made')).toEqual(expected('a'));
    expect(await tagsOf('deploymentgroup:made/g')).toEqual(expected('g'));
  });
});
