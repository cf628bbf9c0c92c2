import 'server-only';
import type { StageState } from '@aws-sdk/client-codepipeline';
import { retrySteps, stopSteps } from '@/lib/domain/changes/consequences';
import { isFailure, isMoving, isStopped, isStopping, statusOf } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import { whoAmI } from '../aws/identity';
import { ms } from '../data/dates';
import { AppError } from '../aws/errors';
import { whereIs } from '../data/executions';
import { readPipeline } from '../data/facts';
import { isOnlyAsked, isOnlyRefused } from '../data/gates';
import { shownStage } from '../data/stages';
import { deployStages, liveNow, short, shown, watchAt, watching } from './common';
import { writeJournal } from './journal-write';
import { stageDurations } from '../data/durations';
import type { Planner } from './plan';

/** When the newest of a stage's actions changed its state: a stage that fails again is not as it was before. */
const changedAt = (state: StageState): number =>
  Math.max(0, ...(state.actionStates ?? []).map((a) => ms(a.latestExecution?.lastStatusChange)));

/** Retry: the failed actions of the stage where an execution ended. */
export const retry: Planner = async (connection, request) => {
  const facts = await readPipeline(connection, request.pipeline);
  const stage = request.stage ?? '';
  const state = (facts.parallelExecutions.get(request.execution ?? '') ?? facts.stages).find(
    (s) => s.stageName === stage,
  );
  if (!state)
    throw new AppError('not_found', `The pipeline ${request.pipeline} has no stage ${stage}.`);
  const execution = request.execution ?? state.latestExecution?.pipelineExecutionId ?? '';
  const status = statusOf(state.latestExecution?.status);
  const revision = shown(facts, execution);
  const target = shownStage(facts, stage);
  const gate = isOnlyRefused(facts, state);
  const blocked =
    state.latestExecution?.pipelineExecutionId !== execution
      ? `A newer execution has entered ${target}. Only the newest can be retried.`
      : isFailure(status) || isStopped(status)
        ? undefined
        : `Nothing failed in ${target}.`;
  const input = {
    pipelineName: request.pipeline,
    stageName: stage,
    pipelineExecutionId: execution,
    retryMode: 'FAILED_ACTIONS',
  } as const;
  return {
    pinned: {
      stage,
      execution,
      held: state.latestExecution?.pipelineExecutionId,
      status: state.latestExecution?.status,
      since: changedAt(state),
      version: facts.declaration.version,
    },
    preview: {
      title: `Retry ${target} of ${request.pipeline}`,
      subtitle: 'The same execution continues from where it failed.',
      before: liveNow(facts, target),
      after: { label: 'Retried', revision },
      steps: retrySteps(target, revision, gate),
      unchanged: ['The source is not read again. The commit stays the same.'],
      durations: gate ? [] : stageDurations(facts, stage),
      reason: 'optional',
      reasonHint: 'Saved in the history.',
      call: { service: 'codepipeline', operation: 'retry-stage-execution', input },
      button: gate ? `Ask again for ${short(revision)}` : `Retry ${target}`,
      danger: false,
      blocked,
    },
    shownBy: 'pin',
    async act(command) {
      try {
        await (await client('codepipeline', connection)).retryStageExecution(input);
      } catch (error) {
        if (
          isAwsError(
            error,
            'StageNotRetryableException',
            'NotLatestPipelineExecutionException',
            'ConflictException',
          )
        )
          throw new AppError('conflict', `CodePipeline refuses: ${error.message}`, error);
        throw error;
      }
      const reason = (command.reason ?? '').trim();
      const warning = reason
        ? await writeJournal(connection, request.pipeline, {
            type: 'retry',
            stage,
            reason,
            by: (await whoAmI(connection)).person,
            executionId: execution,
          })
        : undefined;
      return {
        ...watchAt(request.pipeline),
        sentence: gate
          ? `Approval for ${target} requested again.`
          : `Retry of ${target} started with \`${short(revision)}\`.`,
        watch: gate ? undefined : watching(request.pipeline, execution, target),
        warning,
        reverse: {
          label: 'Stop it…',
          request: { kind: 'stop', pipeline: request.pipeline, execution },
        },
      };
    },
  };
};

/** Stop: what runs is let finish; an approval is withdrawn; asked a second time, it ends at once. */
export const stop: Planner = async (connection, request) => {
  const facts = await readPipeline(connection, request.pipeline);
  const moving = facts.executions.find((e) =>
    request.execution ? e.pipelineExecutionId === request.execution : isMoving(statusOf(e.status)),
  );
  const execution = moving?.pipelineExecutionId ?? request.execution ?? '';
  const running = moving !== undefined && isMoving(statusOf(moving.status));
  const { where } = whereIs(facts, execution);
  const held = [...(facts.parallelExecutions.get(execution) ?? facts.stages)]
    .reverse()
    .find((s) => s.latestExecution?.pipelineExecutionId === execution);
  const revision = shown(facts, execution);
  const how =
    held !== undefined && isOnlyAsked(facts, held)
      ? 'gate'
      : moving && isStopping(statusOf(moving.status))
        ? 'abandon'
        : 'wait';
  const input = {
    pipelineName: request.pipeline,
    pipelineExecutionId: execution,
    abandon: how !== 'wait',
  };
  return {
    // That it has gone a stage further meanwhile is no reason to refuse: whoever stops wants it stopped.
    pinned: { execution, how, running },
    preview: {
      title: `Stop ${short(revision) || 'the execution'} of ${request.pipeline}`,
      subtitle: 'The commit goes no further. What is live stays live.',
      before: where ? { label: `In progress, ${where}`, revision } : undefined,
      steps: stopSteps(where, revision, how),
      unchanged: deployStages(facts)
        .filter((s) => s !== where)
        .map((s) => `${s}: its live version stays.`),
      durations: [],
      reason: 'required',
      reasonHint: 'AWS keeps it with the execution.',
      call: {
        service: 'codepipeline',
        operation: 'stop-pipeline-execution',
        input,
        reasonIn: ['reason'],
      },
      button: how === 'abandon' ? `Stop ${short(revision)} at once` : `Stop ${short(revision)}`,
      danger: true,
      blocked: running
        ? undefined
        : moving
          ? 'This execution has finished.'
          : 'Nothing is in progress.',
    },
    shownBy: 'pin',
    async act(command) {
      try {
        await (
          await client('codepipeline', connection)
        ).stopPipelineExecution({
          ...input,
          reason: (command.reason ?? '').trim(),
        });
      } catch (error) {
        if (
          isAwsError(
            error,
            'PipelineExecutionNotStoppableException',
            'DuplicatedStopRequestException',
            'ConflictException',
          )
        )
          throw new AppError('conflict', `CodePipeline refuses: ${error.message}`, error);
        throw error;
      }
      return {
        ...watchAt(request.pipeline),
        sentence: `Asked \`${short(revision)}\` to stop.`,
        watch: watching(request.pipeline, execution),
        reverse: held
          ? {
              label: 'Retry it…',
              request: {
                kind: 'retry',
                pipeline: request.pipeline,
                stage: held.stageName ?? '',
                execution,
              },
            }
          : undefined,
      };
    },
  };
};
