import { CloudWatch } from '@aws-sdk/client-cloudwatch';
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

let b: Bench;
beforeAll(async () => {
  b = await startBench();
});
afterAll(() => b.engine.stop());

const rule = (
  name: string,
  provider: string,
  configuration: Record<string, string>,
  more: object = {},
) => ({
  name,
  ruleTypeId: { category: 'Rule' as const, owner: 'AWS' as const, provider, version: '1' },
  configuration,
  ...more,
});
const check = (value: string) =>
  rule('Check', 'VariableCheck', { Variable: '#{variables.stop}', Operator: 'EQ', Value: value });
const waitFor = (name: string, pipelineExecutionId: string) =>
  until(
    'an approval of this execution',
    async () =>
      (
        await b.cp.listActionExecutions({ pipelineName: name, filter: { pipelineExecutionId } })
      ).actionExecutionDetails?.find((a) => a.actionName === 'Approve' && a.status === 'InProgress')
        ?.output?.executionResult?.externalExecutionId,
  );

describe('a QUEUED pipeline', () => {
  it('keeps the order of those that wait, and refuses the 51st', async () => {
    await b.cp.createPipeline({ pipeline: gated('queued', { executionMode: 'QUEUED' }) });
    const first = await b.newest('queued');
    await b.token('queued');
    const two = (await b.cp.startPipelineExecution({ name: 'queued' })).pipelineExecutionId;
    await until(
      'two waits',
      async () =>
        (await b.cp.getPipelineState({ name: 'queued' })).stageStates?.[1]?.inboundExecutions
          ?.length === 1,
    );
    const three = (await b.cp.startPipelineExecution({ name: 'queued' })).pipelineExecutionId;
    const inbound = () =>
      b.cp
        .getPipelineState({ name: 'queued' })
        .then((s) => s.stageStates?.[1]?.inboundExecutions?.map((e) => e.pipelineExecutionId));
    await until('three waits', async () => (await inbound())?.length === 2);
    expect(await inbound()).toEqual([two, three]);
    for (let i = 3; i < 50; i++) await b.cp.startPipelineExecution({ name: 'queued' });
    await expect(b.cp.startPipelineExecution({ name: 'queued' })).rejects.toMatchObject({
      name: 'ConcurrentPipelineExecutionsLimitExceededException',
    });
    await b.answer('queued', await b.token('queued'));
    expect(await b.ended('queued', first)).toMatchObject({
      status: 'Succeeded',
      executionMode: 'QUEUED',
    });
    expect((await inbound())?.[0]).toBe(three);
  });
});

describe('a PARALLEL pipeline', () => {
  it('tells nothing by GetPipelineState, and takes an approval by the external execution id', async () => {
    await b.cp.createPipeline({ pipeline: gated('parallel', { executionMode: 'PARALLEL' }) });
    const one = await b.newest('parallel');
    const two = (await b.cp.startPipelineExecution({ name: 'parallel' })).pipelineExecutionId ?? '';
    const [tokenOne, tokenTwo] = [await waitFor('parallel', one), await waitFor('parallel', two)];
    expect(
      (await b.cp.getPipelineState({ name: 'parallel' })).stageStates?.map((s) => [
        s.latestExecution,
        s.actionStates?.[0]?.latestExecution,
      ]),
    ).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
    await b.answer('parallel', tokenTwo);
    expect((await b.ended('parallel', two)).status).toBe('Succeeded');
    expect(await b.status('parallel', one)).toBe('InProgress');
    await expect(b.answer('parallel', tokenTwo)).rejects.toMatchObject({
      name: 'InvalidApprovalTokenException',
    });
    await b.answer('parallel', tokenOne, 'Rejected');
    expect((await b.ended('parallel', one)).status).toBe('Failed');
    expect(
      (
        await b.cp.retryStageExecution({
          pipelineName: 'parallel',
          stageName: 'Gate',
          pipelineExecutionId: one,
          retryMode: 'FAILED_ACTIONS',
        })
      ).pipelineExecutionId,
    ).toBe(one);
    await b.answer('parallel', await waitFor('parallel', one));
    expect((await b.ended('parallel', one)).status).toBe('Succeeded');
  });

  it('that becomes a QUEUED one leaves nobody without an answer: each approval still takes its own', async () => {
    const pipeline = gated('changes', { executionMode: 'PARALLEL' });
    await b.cp.createPipeline({ pipeline });
    const one = await b.newest('changes');
    const two = (await b.cp.startPipelineExecution({ name: 'changes' })).pipelineExecutionId ?? '';
    const tokens = [await waitFor('changes', one), await waitFor('changes', two)] as const;
    await b.cp.updatePipeline({ pipeline: { ...pipeline, executionMode: 'QUEUED' } });
    for (const [i, id] of [one, two].entries()) {
      await b.answer('changes', tokens[i] ?? '');
      expect((await b.ended('changes', id)).status).toBe('Succeeded');
    }
  });

  it('cannot be rolled back, and has no transitions to close', async () => {
    const id = await b.newest('parallel');
    await expect(
      b.cp.rollbackStage({
        pipelineName: 'parallel',
        stageName: 'Gate',
        targetPipelineExecutionId: id,
      }),
    ).rejects.toMatchObject({
      name: 'UnableToRollbackStageException',
      message: expect.stringContaining('PARALLEL') as string,
    });
    await expect(
      b.cp.disableStageTransition({
        pipelineName: 'parallel',
        stageName: 'Gate',
        transitionType: 'Inbound',
        reason: 'x',
      }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('conditions', () => {
  it('hold a stage with their reason; an override lets it go on, and a second has nothing to override', async () => {
    const pipeline = gated(
      'held',
      { variables: [{ name: 'stop', defaultValue: 'no' }] },
      { beforeEntry: { conditions: [{ result: 'FAIL', rules: [check('yes')] }] } },
    );
    await b.cp.createPipeline({ pipeline });
    const id = await b.newest('held');
    expect(await b.ended('held', id)).toMatchObject({
      status: 'Failed',
      statusSummary: "Rule Check failed: 'no' is not 'yes'",
    });
    const stage = (await b.cp.getPipelineState({ name: 'held' })).stageStates?.[1];
    expect(stage?.beforeEntryConditionState).toMatchObject({
      latestExecution: { status: 'Failed' },
      conditionStates: [
        {
          ruleStates: [
            {
              ruleName: 'Check',
              latestExecution: { status: 'Failed', errorDetails: { code: 'RuleFailed' } },
            },
          ],
        },
      ],
    });
    expect(
      (await b.cp.listRuleExecutions({ pipelineName: 'held', filter: { pipelineExecutionId: id } }))
        .ruleExecutionDetails,
    ).toMatchObject([
      { ruleName: 'Check', status: 'Failed', input: { resolvedConfiguration: { Variable: 'no' } } },
    ]);
    const override = {
      pipelineName: 'held',
      stageName: 'Gate',
      pipelineExecutionId: id,
      conditionType: 'BEFORE_ENTRY' as const,
    };
    await expect(
      b.cp.overrideStageCondition({ ...override, conditionType: 'ON_SUCCESS' }),
    ).rejects.toMatchObject({ name: 'ConditionNotOverridableException' });
    await expect(
      b.cp.overrideStageCondition({ ...override, stageName: 'Nowhere' }),
    ).rejects.toMatchObject({ name: 'StageNotFoundException' });
    await b.cp.overrideStageCondition(override);
    await expect(b.cp.overrideStageCondition(override)).rejects.toMatchObject({
      name: 'ConditionNotOverridableException',
    });
    await b.answer('held', await b.token('held'));
    expect((await b.ended('held', id)).status).toBe('Succeeded');
    const two = await b.cp.startPipelineExecution({
      name: 'held',
      variables: [{ name: 'stop', value: 'nope' }],
    });
    await b.ended('held', two.pipelineExecutionId ?? '');
    await expect(b.cp.overrideStageCondition(override)).rejects.toMatchObject({
      name: 'NotLatestPipelineExecutionException',
    });
  });

  it('run commands of their own, and fail at once by name where the rule is not served', async () => {
    await b.cp.createPipeline({
      pipeline: gated(
        'asks',
        {},
        {
          beforeEntry: {
            conditions: [
              {
                result: 'FAIL',
                rules: [
                  rule(
                    'Shell',
                    'Commands',
                    {},
                    { commands: ['test -f a', 'echo seen'], inputArtifacts: [{ name: 'S' }] },
                  ),
                ],
              },
            ],
          },
        },
      ),
    });
    await b.answer('asks', await b.token('asks'));
    expect((await b.ended('asks', await b.newest('asks'))).status).toBe('Succeeded');
    await b.cp.createPipeline({
      pipeline: gated(
        'alarm',
        {},
        {
          beforeEntry: {
            conditions: [
              { result: 'FAIL', rules: [rule('Ask', 'LambdaInvoke', { FunctionName: 'a' })] },
            ],
          },
        },
      ),
    });
    expect((await b.ended('alarm', await b.newest('alarm'))).statusSummary).toContain(
      "The rule LambdaInvoke is not served by Starboard's engine yet.",
    );
  });

  it('an alarm stops what it must: at once, or while the rule waits; one that is not there fails the rule by its name', async () => {
    const cw = new CloudWatch(b.engine.client);
    await cw.putMetricAlarm({
      AlarmName: 'errors',
      Namespace: 'Mine',
      MetricName: 'errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    const asked = (name: string, config: Record<string, string>) =>
      gated(
        name,
        {},
        {
          beforeEntry: {
            conditions: [{ result: 'FAIL', rules: [rule('Alarm', 'CloudWatchAlarm', config)] }],
          },
        },
      );
    await b.cp.createPipeline({ pipeline: asked('quiet', { AlarmName: 'errors' }) });
    await b.answer('quiet', await b.token('quiet'));
    expect((await b.ended('quiet', await b.newest('quiet'))).status).toBe('Succeeded');
    await b.cp.createPipeline({
      pipeline: asked('waits', { AlarmName: 'errors', WaitTime: '10' }),
    });
    await until(
      'the rule waits',
      async () =>
        (await b.cp.listRuleExecutions({ pipelineName: 'waits' })).ruleExecutionDetails?.[0]
          ?.status === 'InProgress',
    );
    // The alarm is over within its minute, before the rule looks again by itself: it has been heard.
    await cw.putMetricData({ Namespace: 'Mine', MetricData: [{ MetricName: 'errors', Value: 3 }] });
    await cw.setAlarmState({ AlarmName: 'errors', StateValue: 'OK', StateReason: 'over' });
    expect((await b.ended('waits', await b.newest('waits'))).statusSummary).toContain(
      'The alarm errors is in ALARM',
    );
    await b.cp.createPipeline({ pipeline: asked('missing', { AlarmName: 'none' }) });
    expect((await b.ended('missing', await b.newest('missing'))).statusSummary).toContain(
      'There is no alarm none.',
    );
  });

  it('RETRY makes one automatic attempt, and says so', async () => {
    await b.cp.createPipeline({
      pipeline: gated(
        'again',
        {},
        { onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'FAILED_ACTIONS' } } },
      ),
    });
    const id = await b.newest('again');
    const first = await b.token('again');
    await b.answer('again', first, 'Rejected');
    const second = await until('the second approval', async () => {
      const t = await b.token('again');
      return t !== first && t;
    });
    expect(
      (await b.cp.getPipelineState({ name: 'again' })).stageStates?.[1]?.retryStageMetadata,
    ).toEqual({
      autoStageRetryAttempt: 1,
      manualStageRetryAttempt: 0,
      latestRetryTrigger: 'AutomatedStageRetry',
    });
    await b.answer('again', second, 'Rejected');
    expect((await b.ended('again', id)).status).toBe('Failed');
  });

  it('ROLLBACK goes back by itself to the newest success', async () => {
    const stages = [
      { name: 'Source', actions: [source] },
      { name: 'Gate', actions: [gate], onFailure: { result: 'ROLLBACK' as const } },
    ];
    await b.cp.createPipeline({ pipeline: declare('back', stages) });
    const good = await b.newest('back');
    await b.answer('back', await b.token('back'));
    await b.ended('back', good);
    const bad = (await b.cp.startPipelineExecution({ name: 'back' })).pipelineExecutionId ?? '';
    await b.answer('back', await waitToken('back', bad), 'Rejected');
    await b.ended('back', bad);
    const rollback = await b.newest('back');
    expect(
      (await b.cp.listPipelineExecutions({ pipelineName: 'back', maxResults: 1 }))
        .pipelineExecutionSummaries?.[0],
    ).toMatchObject({
      executionType: 'ROLLBACK',
      rollbackMetadata: { rollbackTargetPipelineExecutionId: good },
      trigger: { triggerType: 'AutomatedRollback' },
    });
    await b.answer('back', await waitToken('back', rollback));
    expect((await b.ended('back', rollback)).status).toBe('Succeeded');
    await expect(
      b.cp.rollbackStage({
        pipelineName: 'back',
        stageName: 'Gate',
        targetPipelineExecutionId: rollback,
      }),
    ).rejects.toMatchObject({
      name: 'UnableToRollbackStageException',
      message: expect.stringContaining('itself a rollback') as string,
    });
    await b.cp.updatePipeline({ pipeline: declare('back', stages) });
    await expect(
      b.cp.rollbackStage({
        pipelineName: 'back',
        stageName: 'Gate',
        targetPipelineExecutionId: good,
      }),
    ).rejects.toMatchObject({ name: 'PipelineExecutionOutdatedException' });
    expect((await b.cp.getPipeline({ name: 'back', version: 1 })).pipeline?.version).toBe(1);
    await expect(b.cp.getPipeline({ name: 'back', version: 9 })).rejects.toMatchObject({
      name: 'PipelineVersionNotFoundException',
    });
  });
});

const waitToken = (name: string, id: string) =>
  until('its approval', async () => {
    const stage = (await b.cp.getPipelineState({ name })).stageStates?.[1];
    return (
      stage?.latestExecution?.pipelineExecutionId === id &&
      stage.actionStates?.[0]?.latestExecution?.token
    );
  });

describe('a change of course', () => {
  it('a stop that waits can be made one that abandons, not asked twice; a stopped execution can be retried', async () => {
    await b.cp.createPipeline({ pipeline: gated('stops') });
    const id = await b.newest('stops');
    await b.token('stops');
    const stop = (abandon: boolean) =>
      b.cp.stopPipelineExecution({
        pipelineName: 'stops',
        pipelineExecutionId: id,
        abandon,
        reason: 'r',
      });
    await stop(false);
    expect(await b.status('stops', id)).toBe('Stopping');
    await expect(stop(false)).rejects.toMatchObject({ name: 'DuplicatedStopRequestException' });
    await stop(true);
    await expect(stop(true)).rejects.toMatchObject({
      name: 'PipelineExecutionNotStoppableException',
    });
    expect(
      (
        await b.cp.listActionExecutions({
          pipelineName: 'stops',
          filter: { pipelineExecutionId: id },
        })
      ).actionExecutionDetails?.[0],
    ).toMatchObject({ actionName: 'Approve', status: 'Abandoned' });
    await expect(
      b.cp.stopPipelineExecution({
        pipelineName: 'stops',
        pipelineExecutionId: id,
        reason: 'x'.repeat(201),
      }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await b.cp.retryStageExecution({
      pipelineName: 'stops',
      stageName: 'Gate',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    });
    await b.answer('stops', await waitToken('stops', id));
    expect((await b.ended('stops', id)).status).toBe('Succeeded');
  });

  it('two answers at once: one wins, the other has a token that is not valid any more', async () => {
    await b.cp.createPipeline({ pipeline: gated('race') });
    const token = await b.token('race');
    const results = await Promise.allSettled([
      b.answer('race', token),
      b.answer('race', token, 'Rejected'),
    ]);
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((r) => r.status === 'rejected')?.reason).toMatchObject({
      name: 'InvalidApprovalTokenException',
    });
  });

  it('closes the way out of a stage as the way into the next, and takes no reason with markup', async () => {
    await b.cp.createPipeline({ pipeline: gated('arrow') });
    const base = {
      pipelineName: 'arrow',
      transitionType: 'Outbound' as const,
      reason: 'freeze (week 48)',
    };
    await b.cp.disableStageTransition({ ...base, stageName: 'Source' });
    expect(
      (await b.cp.getPipelineState({ name: 'arrow' })).stageStates?.[1]?.inboundTransitionState,
    ).toMatchObject({ enabled: false, disabledReason: 'freeze (week 48)' });
    await expect(b.cp.disableStageTransition({ ...base, stageName: 'Gate' })).rejects.toMatchObject(
      { name: 'ValidationException' },
    );
    await expect(
      b.cp.disableStageTransition({ ...base, stageName: 'Source', reason: '<b>' }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      b.cp.disableStageTransition({ ...base, stageName: 'Nowhere' }),
    ).rejects.toMatchObject({ name: 'StageNotFoundException' });
    await expect(
      b.cp.disableStageTransition({ ...base, pipelineName: 'none', stageName: 'Source' }),
    ).rejects.toMatchObject({ name: 'PipelineNotFoundException' });
  });

  it('starts with a chosen commit and variables, and refuses what it does not know', async () => {
    await b.cp.createPipeline({
      pipeline: gated('chosen', { variables: [{ name: 'who', defaultValue: 'x' }] }),
    });
    await b.token('chosen');
    const start = (more: object) => b.cp.startPipelineExecution({ name: 'chosen', ...more });
    await expect(start({ variables: [{ name: 'none', value: '1' }] })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(
      start({
        sourceRevisions: [{ actionName: 'Nope', revisionType: 'COMMIT_ID', revisionValue: 'a' }],
      }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      start({
        sourceRevisions: [
          { actionName: 'Source', revisionType: 'S3_OBJECT_KEY', revisionValue: 'a' },
        ],
      }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    const wrong = await start({
      sourceRevisions: [
        { actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: '0'.repeat(40) },
      ],
    });
    expect((await b.ended('chosen', wrong.pipelineExecutionId ?? '')).statusSummary).toContain(
      'CommitIdDoesNotExistException',
    );
    const right = await start({ variables: [{ name: 'who', value: 'Ada' }] });
    const e = await b.cp.getPipelineExecution({
      pipelineName: 'chosen',
      pipelineExecutionId: right.pipelineExecutionId,
    });
    expect(e.pipelineExecution?.variables).toEqual([{ name: 'who', resolvedValue: 'Ada' }]);
  });
});

it('a V1 pipeline has neither rollback nor source overrides', async () => {
  await b.cp.createPipeline({ pipeline: gated('first', { pipelineType: 'V1' }) });
  const id = await b.newest('first');
  await b.answer('first', await b.token('first'));
  await b.ended('first', id);
  expect(
    (await b.cp.listPipelines({})).pipelines?.find((p) => p.name === 'first')?.pipelineType,
  ).toBe('V1');
  await expect(
    b.cp.rollbackStage({ pipelineName: 'first', stageName: 'Gate', targetPipelineExecutionId: id }),
  ).rejects.toMatchObject({ name: 'UnableToRollbackStageException' });
  await expect(
    b.cp.startPipelineExecution({
      name: 'first',
      sourceRevisions: [{ actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: 'a' }],
    }),
  ).rejects.toMatchObject({ name: 'ValidationException' });
});

it('Commands run with the artifact, hand on variables and files, and Invoke starts another pipeline with them', async () => {
  await b.cp.createPipeline({
    pipeline: gated('downstream', { variables: [{ name: 'said', defaultValue: '-' }] }),
  });
  await b.token('downstream');
  await b.cp.createPipeline({
    pipeline: declare('runs', [
      { name: 'Source', actions: [source] },
      {
        name: 'Run',
        actions: [
          {
            name: 'Shell',
            namespace: 'sh',
            actionTypeId: type('Compute', 'Commands'),
            inputArtifacts: [{ name: 'S' }],
            outputArtifacts: [{ name: 'Out', files: ['out.txt'] }],
            commands: ['SAID=$(cat a)-$WORD', 'echo "$SAID" > out.txt'],
            outputVariables: ['SAID'],
            environmentVariables: [{ name: 'WORD', value: '#{codepipeline.PipelineExecutionId}' }],
          },
          {
            name: 'Next',
            runOrder: 2,
            actionTypeId: type('Invoke', 'CodePipeline'),
            configuration: {
              PipelineName: 'downstream',
              Variables: '[{"name":"said","value":"#{sh.SAID}"}]',
            },
          },
        ],
      },
    ]),
  });
  const id = await b.newest('runs');
  expect((await b.ended('runs', id)).status).toBe('Succeeded');
  const shell = (
    await b.cp.listActionExecutions({ pipelineName: 'runs', filter: { pipelineExecutionId: id } })
  ).actionExecutionDetails?.find((a) => a.actionName === 'Shell');
  expect(shell?.output?.outputVariables).toEqual({ SAID: `a-${id}` });
  expect(shell?.output?.executionResult?.logStreamARN).toContain('/aws/codepipeline/runs');
  const started = (await b.cp.listPipelineExecutions({ pipelineName: 'downstream', maxResults: 1 }))
    .pipelineExecutionSummaries?.[0]?.pipelineExecutionId;
  expect(
    (await b.cp.getPipelineExecution({ pipelineName: 'downstream', pipelineExecutionId: started }))
      .pipelineExecution?.variables,
  ).toEqual([{ name: 'said', resolvedValue: `a-${id}` }]);
});
