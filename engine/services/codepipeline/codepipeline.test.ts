import { CodePipeline, type PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let cp: CodePipeline;
beforeAll(async () => {
  engine = await startTestEngine();
  cp = new CodePipeline(engine.client);
  const cc = new CodeCommit(engine.client);
  await cc.createRepository({ repositoryName: 'r' });
  await cc.putFile({
    repositoryName: 'r',
    branchName: 'main',
    filePath: 'a',
    fileContent: Buffer.from('a'),
    commitMessage: 'First',
  });
  await new S3({ ...engine.client, forcePathStyle: true }).createBucket({ Bucket: 'artifacts' });
});
afterAll(() => engine.stop());

const type = (category: string, provider: string) => ({
  category: category as 'Source',
  owner: 'AWS' as const,
  provider,
  version: '1',
});
const source = {
  name: 'Source',
  actionTypeId: type('Source', 'CodeCommit'),
  configuration: { RepositoryName: 'r', BranchName: 'main' },
  outputArtifacts: [{ name: 'S' }],
};
const gate = { name: 'Approve', actionTypeId: type('Approval', 'Manual') };
const declare = (name: string, stages: PipelineDeclaration['stages']): PipelineDeclaration => ({
  name,
  roleArn: 'arn:aws:iam::000000000000:role/r',
  artifactStore: { type: 'S3', location: 'artifacts' },
  pipelineType: 'V2',
  stages,
});
const gated = (name: string) =>
  declare(name, [
    { name: 'Source', actions: [source] },
    { name: 'Gate', actions: [gate] },
  ]);

const token = (name: string) =>
  until(
    'an approval waits',
    async () =>
      (await cp.getPipelineState({ name })).stageStates?.[1]?.actionStates?.[0]?.latestExecution
        ?.token,
  );
const ended = (name: string, id: string) =>
  until('the execution ends', async () => {
    const e = (await cp.getPipelineExecution({ pipelineName: name, pipelineExecutionId: id }))
      .pipelineExecution;
    return e?.status !== 'InProgress' && e?.status !== 'Stopping' && e;
  });
const newest = async (name: string) =>
  until(
    'an execution',
    async () =>
      (await cp.listPipelineExecutions({ pipelineName: name })).pipelineExecutionSummaries?.[0]
        ?.pipelineExecutionId,
  );

describe('CodePipeline', () => {
  it.each<[string, PipelineDeclaration['stages'], string, RegExp]>([
    [
      'one stage',
      [{ name: 'Source', actions: [source] }],
      'InvalidStructureException',
      /minimum of 2 stages/,
    ],
    [
      'a source in the second stage',
      [
        { name: 'Source', actions: [source] },
        { name: 'B', actions: [{ ...source, name: 'Again', outputArtifacts: [{ name: 'T' }] }] },
      ],
      'InvalidStructureException',
      /only allowed in the first stage/,
    ],
    [
      'a first stage without source',
      [
        { name: 'A', actions: [gate] },
        { name: 'B', actions: [gate] },
      ],
      'InvalidStructureException',
      /must hold only source actions/,
    ],
    [
      'an input that nothing makes',
      [
        { name: 'Source', actions: [source] },
        {
          name: 'B',
          actions: [
            {
              name: 'B',
              actionTypeId: type('Build', 'CodeBuild'),
              configuration: { ProjectName: 'p' },
              inputArtifacts: [{ name: 'X' }],
            },
          ],
        },
      ],
      'InvalidStructureException',
      /Input artifact X .* not produced by an earlier action/,
    ],
    [
      'a missing configuration',
      [
        { name: 'Source', actions: [{ ...source, configuration: { BranchName: 'main' } }] },
        { name: 'G', actions: [gate] },
      ],
      'InvalidActionDeclarationException',
      /missing required configuration 'RepositoryName'/,
    ],
    [
      'two stages of one name',
      [
        { name: 'Source', actions: [source] },
        { name: 'G', actions: [gate] },
        { name: 'G', actions: [gate] },
      ],
      'InvalidStageDeclarationException',
      /duplicate stage names: G/,
    ],
  ])("refuses %s with AWS's exception", async (_what, stages, name, message) => {
    await expect(cp.createPipeline({ pipeline: declare('bad', stages) })).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message) as string,
    });
  });

  it('starts at once when created; a token is good once, and a rejection fails the stage with its reason', async () => {
    await cp.createPipeline({ pipeline: gated('gated') });
    const id = await newest('gated');
    const first = await token('gated');
    const answer = (t: string, status: 'Approved' | 'Rejected') =>
      cp.putApprovalResult({
        pipelineName: 'gated',
        stageName: 'Gate',
        actionName: 'Approve',
        token: t,
        result: { summary: 'too risky', status },
      });
    await expect(answer('00000000-0000-4000-8000-000000000000', 'Approved')).rejects.toMatchObject({
      name: 'InvalidApprovalTokenException',
    });
    await answer(first, 'Rejected');
    expect(await ended('gated', id)).toMatchObject({
      status: 'Failed',
      trigger: { triggerType: 'CreatePipeline' },
    });
    await expect(answer(first, 'Approved')).rejects.toMatchObject({
      name: 'InvalidApprovalTokenException',
    });
    await expect(answer('00000000-0000-4000-8000-000000000000', 'Approved')).rejects.toMatchObject({
      name: 'ApprovalAlreadyCompletedException',
    });
    const retried = await cp.retryStageExecution({
      pipelineName: 'gated',
      stageName: 'Gate',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    });
    expect(retried.pipelineExecutionId).toBe(id);
    await answer(await token('gated'), 'Approved');
    expect(await ended('gated', id)).toMatchObject({ status: 'Succeeded' });
    await expect(
      cp.retryStageExecution({
        pipelineName: 'gated',
        stageName: 'Gate',
        pipelineExecutionId: id,
        retryMode: 'FAILED_ACTIONS',
      }),
    ).rejects.toMatchObject({ name: 'StageNotRetryableException' });
  });

  it('lets an approval expire after seven days by the movable clock', async () => {
    await cp.createPipeline({ pipeline: gated('slow') });
    const id = await newest('slow');
    await token('slow');
    await fetch(`${engine.endpoint}/_starboard/clock`, {
      method: 'POST',
      body: JSON.stringify({ advanceSeconds: 7 * 86_400 + 60 }),
    });
    expect(await ended('slow', id)).toMatchObject({
      status: 'Failed',
      statusSummary: 'The approval was not answered in time.',
    });
  });

  it('stops, supersedes, closes transitions, and says why it cannot roll back', async () => {
    await cp.createPipeline({ pipeline: gated('busy') });
    const one = await newest('busy');
    await token('busy');
    const { pipelineExecutionId: two = '' } = await cp.startPipelineExecution({ name: 'busy' });
    await until(
      'the second waits',
      async () =>
        (await cp.getPipelineState({ name: 'busy' })).stageStates?.[1]?.inboundExecution
          ?.pipelineExecutionId === two,
    );
    const { pipelineExecutionId: three = '' } = await cp.startPipelineExecution({
      name: 'busy',
      clientRequestToken: 'again',
    });
    expect(
      (await cp.startPipelineExecution({ name: 'busy', clientRequestToken: 'again' }))
        .pipelineExecutionId,
    ).toBe(three);
    expect(await ended('busy', two)).toMatchObject({ status: 'Superseded' });
    await cp.disableStageTransition({
      pipelineName: 'busy',
      stageName: 'Gate',
      transitionType: 'Inbound',
      reason: 'freeze',
    });
    await expect(
      cp.rollbackStage({ pipelineName: 'busy', stageName: 'Gate', targetPipelineExecutionId: one }),
    ).rejects.toMatchObject({
      name: 'UnableToRollbackStageException',
      message: 'The target execution did not succeed in stage Gate',
    });
    await expect(
      cp.rollbackStage({
        pipelineName: 'busy',
        stageName: 'Source',
        targetPipelineExecutionId: one,
      }),
    ).rejects.toMatchObject({ name: 'UnableToRollbackStageException' });
    await cp.stopPipelineExecution({
      pipelineName: 'busy',
      pipelineExecutionId: one,
      abandon: true,
      reason: 'enough',
    });
    expect(await ended('busy', one)).toMatchObject({ status: 'Stopped' });
    await expect(
      cp.stopPipelineExecution({ pipelineName: 'busy', pipelineExecutionId: one }),
    ).rejects.toMatchObject({ name: 'PipelineExecutionNotStoppableException' });
    const state = (await cp.getPipelineState({ name: 'busy' })).stageStates?.[1];
    expect([
      state?.inboundTransitionState,
      state?.inboundExecution?.pipelineExecutionId,
    ]).toMatchObject([{ enabled: false, disabledReason: 'freeze' }, three]);
    await cp.enableStageTransition({
      pipelineName: 'busy',
      stageName: 'Gate',
      transitionType: 'Inbound',
    });
    await token('busy');
  });

  it('fails an action it does not serve by its name, and a missing branch by its cause', async () => {
    await cp.createPipeline({
      pipeline: declare('odd', [
        { name: 'Source', actions: [source] },
        {
          name: 'Invoke',
          actions: [
            {
              name: 'Call',
              actionTypeId: type('Invoke', 'Lambda'),
              configuration: { FunctionName: 'f' },
            },
          ],
        },
      ]),
    });
    expect(await ended('odd', await newest('odd'))).toMatchObject({
      status: 'Failed',
      statusSummary: "The action type Invoke/AWS/Lambda/1 is not served by Starboard's engine yet.",
    });
    await cp.createPipeline({
      pipeline: declare('lost', [
        {
          name: 'Source',
          actions: [{ ...source, configuration: { RepositoryName: 'r', BranchName: 'gone' } }],
        },
        { name: 'G', actions: [gate] },
      ]),
    });
    expect(await ended('lost', await newest('lost'))).toMatchObject({
      status: 'Failed',
      statusSummary: 'BranchDoesNotExistException: Branch gone does not exist',
    });
  });
});
