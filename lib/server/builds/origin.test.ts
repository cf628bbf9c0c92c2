import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import type { PipelineFacts } from '../data/pipeline-facts';
import { inPipeline, onItsOwn } from './origin';

const SHA = 'c81e5f07d2f4ab3be99b03e7a1c81e5f07d2f4ab';
const OTHER = '9b03e7a1c81e5f07d2f4ab3be9c81e5f07d2f4ab';

const source = (name: string, provider: string, configuration: Record<string, string>) => ({
  name,
  actionTypeId: { category: 'Source' as const, owner: 'AWS' as const, provider, version: '1' },
  configuration,
  outputArtifacts: [{ name }],
});
const ran = (more: Partial<ActionExecutionDetail>): ActionExecutionDetail => ({
  pipelineExecutionId: 'e2',
  ...more,
});
const facts = (actions: readonly ActionExecutionDetail[]): PipelineFacts => ({
  declaration: {
    name: 'shop',
    roleArn: '',
    stages: [
      {
        name: 'Source',
        actions: [
          source('App', 'CodeStarSourceConnection', { FullRepositoryId: 'acme/shop' }),
          source('Config', 'CodeCommit', { RepositoryName: 'config' }),
        ],
      },
    ],
  },
  arn: undefined,
  updatedAt: 0,
  stages: [],
  parallelExecutions: new Map(),
  executions: [
    {
      pipelineExecutionId: 'e2',
      sourceRevisions: [
        {
          actionName: 'App',
          revisionId: SHA,
          revisionSummary: '{"ProviderType":"GitHub","CommitMessage":"Retry capture\\n\\nmore"}',
        },
        { actionName: 'Config', revisionId: OTHER, revisionSummary: 'New limits' },
      ],
    },
  ],
  older: [],
  actions,
  live: new Map(),
  unread: new Map(),
});
const BUILT = ran({ output: { executionResult: { externalExecutionId: 'shop:b' } } });
const AUTHOR = ran({
  actionName: 'App',
  output: { outputVariables: { AuthorDisplayName: 'Sam Okafor' } },
});
const build = { id: 'shop:b', initiator: 'codepipeline/shop', resolvedSourceVersion: SHA };

describe('a build of a pipeline', () => {
  it('has the revision, message and author of its execution', () =>
    expect(inPipeline(facts([BUILT, AUTHOR]), build)).toMatchObject({
      pipeline: 'shop',
      execution: 'e2',
      author: 'Sam Okafor',
      repository: undefined,
      revision: { sha: SHA, message: 'Retry capture', others: [{ sha: OTHER }] },
    }));
  it('is told by the source that it was built from, not by the first', () =>
    expect(
      inPipeline(facts([BUILT, AUTHOR]), { ...build, resolvedSourceVersion: OTHER }),
    ).toMatchObject({
      repository: 'config',
      author: undefined,
      revision: { sha: OTHER, message: 'New limits' },
    }));
  it('of a batch is found by the batch', () =>
    expect(
      inPipeline(facts([BUILT]), {
        ...build,
        id: 'shop:part',
        buildBatchArn: 'arn:aws:codebuild:us-east-1:1:build-batch/shop:b',
      }).execution,
    ).toBe('e2'));
  it('that the pipeline no longer lists has its own revision alone', () =>
    expect(inPipeline(facts([]), build)).toMatchObject({
      execution: undefined,
      revision: { sha: SHA, message: '' },
    }));
});

describe('a build that no pipeline started', () => {
  it('names its repository in CodeCommit', () =>
    expect(
      onItsOwn({
        resolvedSourceVersion: SHA,
        source: {
          type: 'CODECOMMIT',
          location: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop',
        },
      }),
    ).toMatchObject({ repository: 'shop', revision: { sha: SHA, kind: 'commit' } }));
  it('has the page of its commit at GitHub', () =>
    expect(
      onItsOwn({
        resolvedSourceVersion: SHA,
        source: { type: 'GITHUB', location: 'https://github.com/acme/shop.git' },
      }).revision?.url,
    ).toBe(`https://github.com/acme/shop/commit/${SHA}`));
  it('has no revision without a source', () =>
    expect(onItsOwn({ source: { type: 'NO_SOURCE' } }).revision).toBeUndefined());
});
