import type { ActionExecutionDetail, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { stepsOf } from './steps';

const declaration: PipelineDeclaration = {
  name: 'shop',
  roleArn: 'arn:aws:iam::111122223333:role/pipeline',
  stages: [
    { name: 'Source', actions: [action('Source', 'CodeCommit')] },
    { name: 'Check', actions: [action('Lint', 'CodeBuild'), action('Test', 'CodeBuild')] },
    { name: 'Ask', actions: [action('Ask', 'Manual')] },
    { name: 'Live', actions: [action('Deploy', 'CodeDeploy')] },
  ],
};

function action(name: string, provider: string) {
  const category = { CodeCommit: 'Source', Manual: 'Approval', CodeDeploy: 'Deploy' } as const;
  return {
    name,
    actionTypeId: {
      category: category[provider as keyof typeof category] ?? ('Build' as const),
      owner: 'AWS' as const,
      provider,
      version: '1',
    },
  };
}

const ran = (stageName: string, name: string, status: string): ActionExecutionDetail => ({
  stageName,
  actionName: name,
  actionExecutionId: `${stageName}-${name}`,
  status: status as never,
  startTime: new Date(1_796_000_000_000),
  lastUpdateTime: new Date(1_796_000_060_000),
  input: {
    actionTypeId: declaration.stages
      ?.find((s) => s.name === stageName)
      ?.actions?.find((a) => a.name === name)?.actionTypeId,
  },
});

/** The stages' words, in order. */
const said = (actions: readonly ActionExecutionDetail[], over = false): string[] =>
  stepsOf(declaration, actions, over, {
    builds: new Map(),
    deployments: new Map(),
    members: new Map(),
    tests: new Map(),
    usual: new Map([['Live Deploy', 3000]]),
    links: () => ({}),
    away: () => undefined,
    revision: () => undefined,
    facts: () => false,
  })
    .filter((s) => s.kind === 'stage')
    .map((s) => `${s.label}: ${s.status.word}`);

const source = ran('Source', 'Source', 'Succeeded');
const checked = [ran('Check', 'Lint', 'Succeeded'), ran('Check', 'Test', 'Succeeded')];

describe('a stage of one execution', () => {
  it('that was not reached has not started, also behind one that runs or waits', () => {
    expect(said([source, ran('Check', 'Lint', 'InProgress')])).toEqual([
      'Source: Succeeded',
      'Check: Running',
      'Ask: Not started',
      'Live: Not started',
    ]);
    expect(said([source, ...checked, ran('Ask', 'Ask', 'InProgress')]).slice(2)).toEqual([
      'Ask: Waiting for approval',
      'Live: Not started',
    ]);
  });

  it('runs between two of its actions', () => {
    expect(said([source, ran('Check', 'Lint', 'Succeeded')])[1]).toBe('Check: Running');
  });

  it('that the execution left half done has not succeeded', () => {
    expect(said([source, ran('Check', 'Lint', 'Succeeded')], true)).toEqual([
      'Source: Succeeded',
      'Check: Stopped',
      'Ask: Not started',
      'Live: Not started',
    ]);
  });
});
