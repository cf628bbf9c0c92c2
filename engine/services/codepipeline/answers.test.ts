import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import type { ActionExecutionDetail, SourceRevisionOverride } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  declare,
  gate,
  gated,
  source,
  startBench,
  type,
  type Bench,
} from '../../testing/pipelines';
import { until } from '../../testing/wait';

/**
 * Answers as AWS writes them. What is expected here has the form of published answers of AWS: GetPipelineState of 2026-09,
 * 2022-07 and 2020 (CodePipeline user guide), executions of 2020 and 2022, notifications of 2022 with approvals.
 */
let b: Bench;
let s3: S3;
let cc: CodeCommit;
beforeAll(async () => {
  b = await startBench();
  s3 = new S3({ ...b.engine.client, forcePathStyle: true });
  cc = new CodeCommit(b.engine.client);
  await cc.createRepository({ repositoryName: 'second' });
  await cc.putFile({
    repositoryName: 'second',
    branchName: 'main',
    filePath: 'a',
    fileContent: Buffer.from('a'),
    commitMessage: 'The other one\n\nWith a body\n',
  });
  await s3.createBucket({ Bucket: 'data' });
  await s3.putBucketVersioning({
    Bucket: 'data',
    VersioningConfiguration: { Status: 'Enabled' },
  });
});
afterAll(() => b.engine.stop());

const second = {
  ...source,
  name: 'Second',
  configuration: { ...source.configuration, RepositoryName: 'second' },
  outputArtifacts: [{ name: 'T' }],
};
const object = (name: string, S3ObjectKey: string, more: object = {}) => ({
  name,
  actionTypeId: type('Source', 'S3'),
  configuration: { S3Bucket: 'data', S3ObjectKey, PollForSourceChanges: 'false', ...more },
  outputArtifacts: [{ name }],
});
const tip = async (repositoryName: string) =>
  (await cc.getBranch({ repositoryName, branchName: 'main' })).branch?.commitId ?? '';
const execution = async (pipelineName: string, id: string) =>
  (await b.cp.listPipelineExecutions({ pipelineName })).pipelineExecutionSummaries?.find(
    (e) => e.pipelineExecutionId === id,
  );
const state = async (name: string, stage: number) =>
  (await b.cp.getPipelineState({ name })).stageStates?.[stage];
const ran = (pipelineName: string, id: string, action: string): Promise<ActionExecutionDetail> =>
  until(`${action} of ${pipelineName}`, async () =>
    (
      await b.cp.listActionExecutions({ pipelineName, filter: { pipelineExecutionId: id } })
    ).actionExecutionDetails?.find((a) => a.actionName === action && a.status !== 'InProgress'),
  );
const commitUrl = (repository: string, id: string): string =>
  `https://console.aws.amazon.com/codecommit/home?region=us-east-1#/repository/${repository}/commit/${id}`;
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the revisions of an execution', () => {
  it("are each their own source's, in the order of the declaration, with AWS's URL for a commit and none for an object", async () => {
    const put = await s3.putObject({ Bucket: 'data', Key: 'a.zip', Body: 'a' });
    const told = await s3.putObject({
      Bucket: 'data',
      Key: 'b.zip',
      Body: 'b',
      Metadata: { 'codepipeline-artifact-revision-summary': 'Prices of March' },
    });
    await b.cp.createPipeline({
      pipeline: declare('several', [
        {
          name: 'Source',
          actions: [second, object('Plain', 'a.zip'), source, object('Told', 'b.zip')],
        },
        { name: 'Gate', actions: [gate] },
      ]),
    });
    const id = await b.newest('several');
    await b.token('several');
    const [of2, of1] = [await tip('second'), await tip('r')];
    expect((await execution('several', id))?.sourceRevisions).toEqual([
      {
        actionName: 'Second',
        revisionId: of2,
        revisionSummary: 'The other one\n\nWith a body\n',
        revisionUrl: commitUrl('second', of2),
      },
      {
        actionName: 'Plain',
        revisionId: put.VersionId,
        revisionSummary: `Amazon S3 version id: ${put.VersionId ?? ''}`,
      },
      {
        actionName: 'Source',
        revisionId: of1,
        revisionSummary: 'First',
        revisionUrl: commitUrl('r', of1),
      },
      { actionName: 'Told', revisionId: told.VersionId, revisionSummary: 'Prices of March' },
    ]);
    const { pipelineExecution } = await b.cp.getPipelineExecution({
      pipelineName: 'several',
      pipelineExecutionId: id,
    });
    expect(pipelineExecution?.artifactRevisions?.map((r) => [r.name, r.revisionUrl])).toEqual([
      ['T', commitUrl('second', of2)],
      ['Plain', undefined],
      ['S', commitUrl('r', of1)],
      ['Told', undefined],
    ]);
    expect((await state('several', 0))?.actionStates?.[3]?.latestExecution?.summary).toBe(
      'Prices of March',
    );
  });

  it('of a bucket without versions: there are none, the action fails', async () => {
    await s3.createBucket({ Bucket: 'unversioned' });
    await s3.putObject({ Bucket: 'unversioned', Key: 'a.zip', Body: 'a' });
    await b.cp.createPipeline({
      pipeline: declare('unversioned', [
        { name: 'Source', actions: [object('O', 'a.zip', { S3Bucket: 'unversioned' })] },
        { name: 'Gate', actions: [gate] },
      ]),
    });
    const ended = await b.ended('unversioned', await b.newest('unversioned'));
    expect([ended.status, ended.statusSummary]).toEqual([
      'Failed',
      expect.stringMatching(
        /bucket unversioned .* does not have versioning\. Enable versioning/,
      ) as string,
    ]);
    expect(ended.artifactRevisions).toEqual([]);
  });
});

describe('a revision that is asked for', () => {
  const start = (name: string, ...sourceRevisions: SourceRevisionOverride[]) =>
    b.cp.startPipelineExecution({ name, sourceRevisions });

  it('is taken by its own source, several at a time; the others take their newest', async () => {
    const [old2, newest1] = [await tip('second'), await tip('r')];
    const { commitId: new2 = '' } = await cc.putFile({
      repositoryName: 'second',
      branchName: 'main',
      filePath: 'a',
      fileContent: Buffer.from('b'),
      parentCommitId: old2,
      commitMessage: 'Newer',
    });
    const first = (await s3.putObject({ Bucket: 'data', Key: 'k1', Body: '1' })).VersionId;
    await s3.putObject({ Bucket: 'data', Key: 'k1', Body: '2' });
    const other = (await s3.putObject({ Bucket: 'data', Key: 'k2', Body: '3' })).VersionId;
    await b.cp.createPipeline({
      pipeline: declare(
        'chosen',
        [
          {
            name: 'Source',
            actions: [
              source,
              second,
              object('Version', 'k1'),
              object('Key', 'k1', { AllowOverrideForS3ObjectKey: 'true' }),
            ],
          },
          { name: 'Gate', actions: [gate] },
        ],
        { executionMode: 'PARALLEL' },
      ),
    });
    const { pipelineExecutionId: id = '' } = await start(
      'chosen',
      { actionName: 'Second', revisionType: 'COMMIT_ID', revisionValue: old2 },
      { actionName: 'Version', revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: first ?? '' },
      { actionName: 'Key', revisionType: 'S3_OBJECT_KEY', revisionValue: 'k2' },
      { actionName: 'Key', revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: other ?? '' },
    );
    for (const a of ['Source', 'Second', 'Version', 'Key']) await ran('chosen', id, a);
    expect(
      (await execution('chosen', id))?.sourceRevisions?.map((r) => [r.actionName, r.revisionId]),
    ).toEqual([
      ['Source', newest1],
      ['Second', old2],
      ['Version', first],
      ['Key', other],
    ]);
    expect(new2).not.toBe(old2);
  });

  it('that does not exist fails its source, and names the commit', async () => {
    const commit = 'f'.repeat(40);
    const { pipelineExecutionId: id = '' } = await start('chosen', {
      actionName: 'Second',
      revisionType: 'COMMIT_ID',
      revisionValue: commit,
    });
    const failed = await ran('chosen', id, 'Second');
    expect(failed.output?.executionResult?.errorDetails).toMatchObject({
      code: 'JobFailed',
      message: expect.stringContaining(commit) as string,
    });
    expect(
      (await execution('chosen', id))?.sourceRevisions?.map((r) => r.actionName),
    ).not.toContain('Second');
  });

  it.each<[string, SourceRevisionOverride, RegExp]>([
    [
      'for an action that is no source',
      { actionName: 'Approve', revisionType: 'COMMIT_ID', revisionValue: 'a'.repeat(40) },
      /no source action Approve/,
    ],
    [
      'of an image for a repository',
      { actionName: 'Source', revisionType: 'IMAGE_DIGEST', revisionValue: 'sha256:aa' },
      /IMAGE_DIGEST are not supported by Source\/AWS\/CodeCommit/,
    ],
    [
      'of a commit for a bucket',
      { actionName: 'Version', revisionType: 'COMMIT_ID', revisionValue: 'a'.repeat(40) },
      /COMMIT_ID are not supported by Source\/AWS\/S3/,
    ],
    [
      'of a key where the action does not allow it',
      { actionName: 'Version', revisionType: 'S3_OBJECT_KEY', revisionValue: 'k2' },
      /AllowOverrideForS3ObjectKey/,
    ],
    [
      'that is longer than 1500 characters',
      { actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: 'a'.repeat(1501) },
      /less than or equal to 1500/,
    ],
  ])('is refused %s', async (_what, override, message) => {
    await expect(start('chosen', override)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message) as string,
    });
  });

  it('may be an image: the action is told of it, and fails by name', async () => {
    await b.cp.createPipeline({
      pipeline: declare('image', [
        {
          name: 'Source',
          actions: [
            {
              name: 'Image',
              actionTypeId: type('Source', 'ECR'),
              configuration: { RepositoryName: 'r' },
              outputArtifacts: [{ name: 'I' }],
            },
          ],
        },
        { name: 'Gate', actions: [gate] },
      ]),
    });
    const { pipelineExecutionId: id = '' } = await start('image', {
      actionName: 'Image',
      revisionType: 'IMAGE_DIGEST',
      revisionValue: `sha256:${'a'.repeat(64)}`,
    });
    expect((await b.ended('image', id)).statusSummary).toMatch(/Source\/AWS\/ECR\/1 is not served/);
  });
});

describe('a pipeline as GetPipeline answers it', () => {
  it('has run orders and empty lists also where none were given', async () => {
    await b.cp.createPipeline({ pipeline: gated('filled') });
    const { pipeline } = await b.cp.getPipeline({ name: 'filled' });
    expect(pipeline?.stages?.flatMap((s) => s.actions)).toEqual([
      { ...source, runOrder: 1, inputArtifacts: [] },
      { ...gate, runOrder: 1, configuration: {}, inputArtifacts: [], outputArtifacts: [] },
    ]);
  });

  it('that is put back as it was read changes no structure: what failed can be retried', async () => {
    const id = await b.newest('filled');
    await b.answer('filled', await b.token('filled'), 'Rejected');
    await b.ended('filled', id);
    const { pipeline } = await b.cp.getPipeline({ name: 'filled' });
    await b.cp.updatePipeline({ pipeline: pipeline ?? gated('filled') });
    const retried = await b.cp.retryStageExecution({
      pipelineName: 'filled',
      stageName: 'Gate',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    });
    expect(retried.pipelineExecutionId).toBe(id);
  });
});

describe('the state of a pipeline', () => {
  it('of stages and actions: what ran, what never ran, and where each leads', async () => {
    await b.cp.createPipeline({
      pipeline: declare('told', [
        { name: 'Source', actions: [source] },
        { name: 'Gate', actions: [gate] },
        {
          name: 'Ship',
          actions: [
            {
              name: 'Make',
              actionTypeId: type('Build', 'CodeBuild'),
              configuration: { ProjectName: 'maker' },
              inputArtifacts: [{ name: 'S' }],
            },
            {
              name: 'Roll',
              actionTypeId: type('Deploy', 'CodeDeploy'),
              configuration: { ApplicationName: 'app', DeploymentGroupName: 'fleet' },
              inputArtifacts: [{ name: 'S' }],
            },
          ],
        },
      ]),
    });
    const id = await b.newest('told');
    const token = await b.token('told');
    const commit = await tip('r');
    const { stageStates = [] } = await b.cp.getPipelineState({ name: 'told' });
    const sourceState = stageStates[0]?.actionStates?.[0];
    expect(plain(stageStates[0])).toEqual({
      stageName: 'Source',
      inboundExecutions: [],
      inboundTransitionState: { enabled: true },
      actionStates: [
        {
          actionName: 'Source',
          currentRevision: { revisionId: commit },
          latestExecution: {
            actionExecutionId: sourceState?.latestExecution?.actionExecutionId,
            status: 'Succeeded',
            summary: 'First',
            lastStatusChange: sourceState?.latestExecution?.lastStatusChange?.toISOString(),
            externalExecutionId: commit,
          },
          entityUrl:
            'https://console.aws.amazon.com/codecommit/home?region=us-east-1#/repository/r/browse/main/--/',
          revisionUrl: commitUrl('r', commit),
        },
      ],
      latestExecution: { pipelineExecutionId: id, status: 'Succeeded' },
    });
    const waiting = stageStates[1]?.actionStates?.[0]?.latestExecution;
    expect(plain(stageStates[1]?.actionStates)).toEqual([
      {
        actionName: 'Approve',
        latestExecution: {
          actionExecutionId: waiting?.actionExecutionId,
          status: 'InProgress',
          lastStatusChange: waiting?.lastStatusChange?.toISOString(),
          token,
        },
      },
    ]);
    expect(plain(stageStates[2])).toEqual({
      stageName: 'Ship',
      inboundExecutions: [],
      inboundTransitionState: { enabled: true },
      actionStates: [
        {
          actionName: 'Make',
          entityUrl:
            'https://console.aws.amazon.com/codebuild/home?region=us-east-1#/projects/maker/view',
        },
        {
          actionName: 'Roll',
          entityUrl:
            'https://console.aws.amazon.com/codedeploy/home?region=us-east-1#/applications/app/deployment-groups/fleet',
        },
      ],
    });
  });

  it('lists a waiting execution as inbound, the newest alone as well', async () => {
    const { pipelineExecutionId: next } = await b.cp.startPipelineExecution({ name: 'told' });
    const gateState = await until('it waits in front of the gate', async () => {
      const s = await state('told', 1);
      return s?.inboundExecutions?.length ? s : undefined;
    });
    const inbound = { pipelineExecutionId: next, status: 'InProgress' };
    expect(plain([gateState.inboundExecution, gateState.inboundExecutions])).toEqual([
      inbound,
      [inbound],
    ]);
  });

  it('of an action that was listed: its configuration, its region, its role, and where it leads', async () => {
    const id = (await b.cp.listPipelineExecutions({ pipelineName: 'told' }))
      .pipelineExecutionSummaries?.[0]?.pipelineExecutionId;
    const done = await ran('told', id ?? '', 'Source');
    const commit = await tip('r');
    expect(plain(done.input)).toEqual({
      actionTypeId: source.actionTypeId,
      configuration: source.configuration,
      resolvedConfiguration: source.configuration,
      region: 'us-east-1',
      inputArtifacts: [],
    });
    expect(done.output?.executionResult).toEqual({
      externalExecutionId: commit,
      externalExecutionSummary: 'First',
      externalExecutionUrl: commitUrl('r', commit),
    });
    const role = 'arn:aws:iam::000000000000:role/other';
    await b.cp.createPipeline({
      pipeline: declare('roled', [
        { name: 'Source', actions: [{ ...source, roleArn: role }] },
        { name: 'Gate', actions: [gate] },
      ]),
    });
    await b.token('roled');
    const both = (await b.cp.listActionExecutions({ pipelineName: 'roled' }))
      .actionExecutionDetails;
    expect(both?.map((a) => [a.actionName, a.input?.roleArn, a.input?.region])).toEqual([
      ['Approve', undefined, 'us-east-1'],
      ['Source', role, 'us-east-1'],
    ]);
    expect(plain(both?.[0]?.output)).toEqual({
      outputArtifacts: [],
      executionResult: { externalExecutionId: await b.token('roled') },
      outputVariables: {},
    });
  });
});

describe('approvals in one stage', () => {
  const named = (name: string, more: object = {}) => ({ ...gate, name, ...more });
  const tokenOf = (name: string, stage: number, action: string) =>
    until(
      `${action} waits`,
      async () =>
        (await state(name, stage))?.actionStates?.find((a) => a.actionName === action)
          ?.latestExecution?.token,
    );
  const answer = (
    pipelineName: string,
    actionName: string,
    token: string,
    summary = '',
    status: 'Approved' | 'Rejected' = 'Approved',
  ) =>
    b.cp.putApprovalResult({
      pipelineName,
      stageName: 'Gate',
      actionName,
      token,
      result: { summary, status },
    });

  it('side by side: each by its own action and token, and one leaves the other waiting', async () => {
    await b.cp.createPipeline({
      pipeline: declare('beside', [
        { name: 'Source', actions: [source] },
        { name: 'Gate', actions: [named('Legal'), named('Security')] },
      ]),
    });
    const id = await b.newest('beside');
    const [legal, security] = [
      await tokenOf('beside', 1, 'Legal'),
      await tokenOf('beside', 1, 'Security'),
    ];
    await expect(answer('beside', 'Legal', security)).rejects.toMatchObject({
      name: 'InvalidApprovalTokenException',
    });
    await expect(answer('beside', 'Nobody', legal)).rejects.toMatchObject({
      name: 'ActionNotFoundException',
    });
    await answer('beside', 'Security', security, 'Reviewed with Ada');
    expect(await b.status('beside', id)).toBe('InProgress');
    await expect(answer('beside', 'Legal', security)).rejects.toMatchObject({
      name: 'InvalidApprovalTokenException',
    });
    expect(
      (await state('beside', 1))?.actionStates?.map((a) => [
        a.actionName,
        a.latestExecution?.status,
        a.latestExecution?.summary,
        a.latestExecution?.token,
      ]),
    ).toEqual([
      ['Legal', 'InProgress', undefined, legal],
      ['Security', 'Succeeded', 'Reviewed with Ada', undefined],
    ]);
    await answer('beside', 'Legal', legal);
    expect((await b.ended('beside', id)).status).toBe('Succeeded');
    const by = (await state('beside', 1))?.actionStates?.[0]?.latestExecution;
    expect(by?.lastUpdatedBy).toMatch(/^arn:aws:/);
    expect(by?.summary).toBe(`Approved by ${by?.lastUpdatedBy ?? ''}`);
    const listed = await ran('beside', id, 'Security');
    expect(listed.output?.executionResult).toEqual({
      externalExecutionId: security,
      externalExecutionSummary: 'Reviewed with Ada',
    });
  });

  it('in turn: the second has no token before the first was answered, and its own time', async () => {
    await b.cp.createPipeline({
      pipeline: declare('turns', [
        { name: 'Source', actions: [source] },
        {
          name: 'Gate',
          actions: [
            named('First', { runOrder: 1 }),
            named('Second', { runOrder: 2, timeoutInMinutes: 5 }),
          ],
        },
      ]),
    });
    const id = await b.newest('turns');
    const first = await tokenOf('turns', 1, 'First');
    expect((await state('turns', 1))?.actionStates?.[1]).toEqual({ actionName: 'Second' });
    await expect(answer('turns', 'Second', first)).rejects.toMatchObject({
      name: 'InvalidApprovalTokenException',
    });
    // Longer than the second one's time: the first has seven days.
    await b.clock(301);
    expect(await b.status('turns', id)).toBe('InProgress');
    await answer('turns', 'First', first);
    await tokenOf('turns', 1, 'Second');
    await b.clock(301);
    expect((await b.ended('turns', id)).status).toBe('Failed');
    expect((await state('turns', 1))?.actionStates?.map((a) => a.latestExecution?.status)).toEqual([
      'Succeeded',
      'Failed',
    ]);
  });

  it('in the middle and at the end of a stage: what comes after waits, and what came before has run', async () => {
    const write = (name: string, runOrder: number) => ({
      name,
      runOrder,
      actionTypeId: type('Deploy', 'S3'),
      configuration: { BucketName: 'data', Extract: 'false', ObjectKey: `${name}.zip` },
      inputArtifacts: [{ name: 'S' }],
    });
    await b.cp.createPipeline({
      pipeline: declare('inside', [
        { name: 'Source', actions: [source] },
        {
          name: 'Gate',
          actions: [
            write('Before', 1),
            named('Middle', { runOrder: 2 }),
            write('After', 3),
            named('End', { runOrder: 4 }),
          ],
        },
      ]),
    });
    const id = await b.newest('inside');
    const statuses = async () =>
      (await state('inside', 1))?.actionStates?.map((a) => a.latestExecution?.status);
    const middle = await tokenOf('inside', 1, 'Middle');
    expect(await statuses()).toEqual(['Succeeded', 'InProgress', undefined, undefined]);
    await answer('inside', 'Middle', middle);
    const end = await tokenOf('inside', 1, 'End');
    expect(await statuses()).toEqual(['Succeeded', 'Succeeded', 'Succeeded', 'InProgress']);
    await answer('inside', 'End', end, 'no', 'Rejected');
    expect((await b.ended('inside', id)).status).toBe('Failed');
    // A published notification of a rejection has the person's own words, and this code.
    expect((await ran('inside', id, 'End')).output?.executionResult).toMatchObject({
      externalExecutionSummary: 'no',
      errorDetails: { code: 'JobFailed' },
    });
    expect((await state('inside', 1))?.actionStates?.[3]?.latestExecution?.summary).toBe('no');
  });

  it('rejected without a word says who did it', async () => {
    await b.cp.createPipeline({
      pipeline: declare('silent', [
        { name: 'Source', actions: [source] },
        { name: 'Gate', actions: [gate] },
      ]),
    });
    await answer('silent', 'Approve', await b.token('silent'), '', 'Rejected');
    const ended = (await state('silent', 1))?.actionStates?.[0]?.latestExecution;
    expect(ended?.summary).toBe(`Rejected by ${ended?.lastUpdatedBy ?? ''}`);
  });
});

describe('a rollback', () => {
  it('to the execution that is live, and to another of the same commit, is taken as AWS takes it', async () => {
    await b.cp.createPipeline({ pipeline: gated('back') });
    const one = await b.newest('back');
    await b.answer('back', await b.token('back'));
    await b.ended('back', one);
    const { pipelineExecutionId: two = '' } = await b.cp.startPipelineExecution({ name: 'back' });
    await b.answer('back', await b.token('back'));
    await b.ended('back', two);
    for (const target of [two, one]) {
      const { pipelineExecutionId: back = '' } = await b.cp.rollbackStage({
        pipelineName: 'back',
        stageName: 'Gate',
        targetPipelineExecutionId: target,
      });
      expect(await execution('back', back)).toMatchObject({
        executionType: 'ROLLBACK',
        rollbackMetadata: { rollbackTargetPipelineExecutionId: target },
        // It carries the revisions of its target (user guide, "View rollback status details").
        sourceRevisions: [{ actionName: 'Source', revisionId: await tip('r') }],
      });
      expect((await state('back', 1))?.latestExecution).toMatchObject({
        pipelineExecutionId: back,
        type: 'ROLLBACK',
      });
      await expect(
        b.cp.rollbackStage({
          pipelineName: 'back',
          stageName: 'Gate',
          targetPipelineExecutionId: target,
        }),
      ).rejects.toMatchObject({ name: 'UnableToRollbackStageException' });
      await b.answer('back', await b.token('back'));
      expect((await b.ended('back', back)).status).toBe('Succeeded');
      await expect(
        b.cp.rollbackStage({
          pipelineName: 'back',
          stageName: 'Gate',
          targetPipelineExecutionId: back,
        }),
      ).rejects.toMatchObject({ name: 'UnableToRollbackStageException' });
    }
  });

  it('by itself names the execution that failed, as JSON', async () => {
    await b.cp.createPipeline({
      pipeline: gated('byitself', {}, { onFailure: { result: 'ROLLBACK' } }),
    });
    const good = await b.newest('byitself');
    await b.answer('byitself', await b.token('byitself'));
    await b.ended('byitself', good);
    const { pipelineExecutionId: bad = '' } = await b.cp.startPipelineExecution({
      name: 'byitself',
    });
    await b.answer('byitself', await b.token('byitself'), 'Rejected');
    await b.ended('byitself', bad);
    const back = await execution('byitself', await b.newest('byitself'));
    expect(back).toMatchObject({
      executionType: 'ROLLBACK',
      trigger: {
        triggerType: 'AutomatedRollback',
        triggerDetail: JSON.stringify({ FailedPipelineExecutionId: bad }),
      },
    });
  });
});

describe('a deployment that failed', () => {
  it("is the group's last attempt, with how it ended; the last success stays; the action says so in AWS's words", async () => {
    const cd = new CodeDeploy(b.engine.client);
    await cd.createApplication({ applicationName: 'app' });
    await cd.createDeploymentGroup({
      applicationName: 'app',
      deploymentGroupName: 'fleet',
      serviceRoleArn: 'arn:aws:iam::000000000000:role/r',
      ec2TagFilters: [{ Key: 'Fleet', Value: 'none', Type: 'KEY_AND_VALUE' }],
    });
    await b.cp.createPipeline({
      pipeline: declare('fails', [
        { name: 'Source', actions: [source] },
        {
          name: 'Roll',
          actions: [
            {
              name: 'Roll',
              actionTypeId: type('Deploy', 'CodeDeploy'),
              configuration: { ApplicationName: 'app', DeploymentGroupName: 'fleet' },
              inputArtifacts: [{ name: 'S' }],
            },
          ],
        },
      ]),
    });
    const id = await b.newest('fails');
    await b.ended('fails', id);
    const result = (await ran('fails', id, 'Roll')).output?.executionResult;
    const deployment = result?.externalExecutionId ?? '';
    expect(deployment).toMatch(/^d-/);
    expect(result).toEqual({
      externalExecutionId: deployment,
      externalExecutionSummary: `Deployment ${deployment} failed`,
      externalExecutionUrl: `https://console.aws.amazon.com/codedeploy/home?region=us-east-1#/deployments/${deployment}`,
      errorDetails: { code: 'JobFailed', message: `Deployment ${deployment} failed` },
    });
    const { deploymentGroupInfo: group } = await cd.getDeploymentGroup({
      applicationName: 'app',
      deploymentGroupName: 'fleet',
    });
    const { deploymentInfo: info } = await cd.getDeployment({ deploymentId: deployment });
    expect(group?.lastAttemptedDeployment).toEqual({
      deploymentId: deployment,
      status: 'Failed',
      createTime: info?.createTime,
      endTime: info?.completeTime,
    });
    expect(group?.lastSuccessfulDeployment).toBeUndefined();
    expect(info).toMatchObject({
      status: 'Failed',
      errorInformation: { code: 'NO_INSTANCES' },
      rollbackInfo: {},
      updateOutdatedInstancesOnly: false,
      deploymentStatusMessages: [],
    });
  });

  it('because it was stopped fails its action at once, rolled back or not', async () => {
    const cd = new CodeDeploy(b.engine.client);
    const instanceName = 'silent';
    const tag = { Key: 'Fleet', Value: 'silent' };
    await cd.registerOnPremisesInstance({
      instanceName,
      iamUserArn: 'arn:aws:iam::000000000000:user/silent',
    });
    await cd.addTagsToOnPremisesInstances({ instanceNames: [instanceName], tags: [tag] });
    await cd.createApplication({ applicationName: 'stopped' });
    await cd.createDeploymentGroup({
      applicationName: 'stopped',
      deploymentGroupName: 'fleet',
      serviceRoleArn: 'arn:aws:iam::000000000000:role/r',
      onPremisesInstanceTagFilters: [{ ...tag, Type: 'KEY_AND_VALUE' }],
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST'] },
    });
    await b.cp.createPipeline({
      pipeline: declare('stops', [
        { name: 'Source', actions: [source] },
        {
          name: 'Roll',
          actions: [
            {
              name: 'Roll',
              actionTypeId: type('Deploy', 'CodeDeploy'),
              configuration: { ApplicationName: 'stopped', DeploymentGroupName: 'fleet' },
              inputArtifacts: [{ name: 'S' }],
            },
          ],
        },
      ]),
    });
    const id = await b.newest('stops');
    const deploymentId = await until('the deployment runs', async () => {
      const found = await cd.listDeployments({
        applicationName: 'stopped',
        deploymentGroupName: 'fleet',
      });
      return found.deployments?.[0];
    });
    await cd.stopDeployment({ deploymentId });
    expect((await b.ended('stops', id)).status).toBe('Failed');
    expect((await ran('stops', id, 'Roll')).output?.executionResult?.errorDetails).toEqual({
      code: 'JobFailed',
      message: `Deployment ${deploymentId} failed`,
    });
    const { deploymentInfo } = await cd.getDeployment({ deploymentId });
    expect(deploymentInfo).toMatchObject({
      status: 'Stopped',
      rollbackInfo: { rollbackMessage: expect.stringContaining('no earlier successful') as string },
    });
  });
});
