import type { Stack } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { targets } from '@/templates/targets/index';
import { commonNames, NAME_READS, stackProblem, wantedNames } from './names-taken';

const document = (target: keyof typeof targets) =>
  targets[target]({
    name: 'shop',
    environments: ['staging', 'production'],
    approve: [],
    runtime: 'nodejs',
  });

describe('the names of a project', () => {
  it('are all checked: every type that a target names is known', () => {
    // A deployment group's name is one of its application's.
    const known = new Set([
      ...Object.keys(NAME_READS),
      'AWS::CodeDeploy::DeploymentGroup',
      'Custom::BlueGreenDeploymentGroup',
    ]);
    const named = Object.keys(targets).flatMap((target) =>
      Object.values(document(target as keyof typeof targets).Resources).flatMap((r) =>
        Object.entries(r.Properties ?? {}).some(
          ([key, value]) => /^(\w*Name|Name)$/.test(key) && typeof value === 'string',
        )
          ? [r.Type]
          : [],
      ),
    );
    const unknown = named.filter((type) => !known.has(type) && type !== 'AWS::EC2::Instance');
    expect(unknown).toEqual([]);
  });

  it('are those of the document', () => {
    expect(wantedNames(document('server'), {}).map((w) => w.name)).toEqual([
      'shop',
      '/aws/codebuild/shop',
      'shop',
      'shop',
      '/starboard/shop/staging',
      '/starboard/shop/production',
      'shop',
    ]);
  });

  it('have no repository where a connection leads to one', () => {
    const types = wantedNames(document('static'), { ConnectionArn: 'arn:aws:…' }).map(
      (w) => w.type,
    );
    expect(types).not.toContain('AWS::CodeCommit::Repository');
    expect(types).toContain('AWS::CodePipeline::Pipeline');
  });

  it('are known before the environments are', () => {
    expect(commonNames('shop').map((w) => w.name)).toContain('/aws/codebuild/shop');
  });
});

describe('a stack that has the name', () => {
  const stack = (StackStatus: string, ours = true): Stack => ({
    StackName: 'starboard-shop',
    CreationTime: new Date(0),
    StackStatus: StackStatus as 'CREATE_COMPLETE',
    Tags: ours ? [{ Key: 'starboard:project', Value: 'shop' }] : [],
  });

  it.each([
    [
      'CREATE_COMPLETE',
      /^A project 'shop' already exists.*delete it first: starboard delete shop\./,
    ],
    ['DELETE_FAILED', /was not deleted completely.*DELETE_FAILED.*starboard delete shop/],
    ['ROLLBACK_COMPLETE', /earlier creation .* failed.*ROLLBACK_COMPLETE.*starboard delete shop/],
    ['ROLLBACK_FAILED', /earlier creation .* failed/],
    ['DELETE_IN_PROGRESS', /is being deleted\. Wait/],
    ['CREATE_IN_PROGRESS', /is being created or changed.*Wait/],
  ])('%s says so', (status, words) => {
    expect(stackProblem('shop', stack(status))).toMatch(words);
  });

  it('is named where it is not ours, and nobody is told to delete it', () => {
    const said = stackProblem('shop', stack('CREATE_COMPLETE', false));
    expect(said).toMatch(/Starboard did not make\. Choose another name\.$/);
  });
});
