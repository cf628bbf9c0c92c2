import 'server-only';
import { closeSteps, openSteps, overrideSteps } from '@/lib/domain/changes/consequences';
import { isFailure, statusOf } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import { AppError } from '../aws/errors';
import { ms } from '../data/dates';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { revisionOf } from '../data/sources';
import { shownStage } from '../data/stages';
import { liveNow, short, shown, watchAt, watching } from './common';
import type { Planner } from './plan';

function stageOf(facts: PipelineFacts, pipeline: string, name: string | undefined) {
  const state = facts.stages.find((s) => s.stageName === name);
  if (!state)
    throw new AppError('not_found', `The pipeline ${pipeline} has no stage ${name ?? ''}.`);
  return state;
}

const modeOf = (facts: PipelineFacts): string => facts.declaration.executionMode ?? 'SUPERSEDED';
const waitingFor = (facts: PipelineFacts, name: string) =>
  (facts.stages.find((s) => s.stageName === name)?.inboundExecutions ?? []).map((e) =>
    revisionOf(facts, e.pipelineExecutionId),
  );

const inbound = (pipelineName: string, stageName: string) =>
  ({ pipelineName, stageName, transitionType: 'Inbound' }) as const;

/** Close: nothing enters the stage until somebody opens it again. */
export const close: Planner = async (connection, request) => {
  const facts = await readPipeline(connection, request.pipeline);
  const state = stageOf(facts, request.pipeline, request.stage);
  const stage = state.stageName ?? '';
  const target = shownStage(facts, stage);
  const closed = state.inboundTransitionState?.enabled === false;
  const blocked =
    modeOf(facts) === 'PARALLEL'
      ? 'A pipeline in PARALLEL mode has no transitions: its executions do not wait for each other.'
      : facts.stages[0]?.stageName === stage
        ? 'There is nothing before the source stage.'
        : closed
          ? 'This transition is already closed.'
          : undefined;
  return {
    pinned: {
      stage,
      closed,
      since: ms(state.inboundTransitionState?.lastChangedAt),
      version: facts.declaration.version,
    },
    preview: {
      title: `Close entry to ${target} of ${request.pipeline}`,
      subtitle: 'A freeze: executions stop in front of this stage until somebody opens it.',
      before: liveNow(facts, target),
      steps: closeSteps(target, modeOf(facts)),
      unchanged: [
        `What is running in ${target} continues.`,
        `${target} can still be rolled back.`,
        'Earlier stages keep building and deploying.',
      ],
      durations: [],
      reason: 'required',
      reasonHint: 'Shown on the stage. Letters, digits, spaces and ! @ ( ) . * ? - fit.',
      call: {
        service: 'codepipeline',
        operation: 'disable-stage-transition',
        input: inbound(request.pipeline, stage),
        reasonIn: ['reason'],
      },
      button: `Close ${target}`,
      danger: false,
      blocked,
    },
    shownBy: 'pin',
    async act(command) {
      await (
        await client('codepipeline', connection)
      ).disableStageTransition({
        ...inbound(request.pipeline, stage),
        reason: (command.reason ?? '').trim(),
      });
      return {
        ...watchAt(request.pipeline),
        sentence: `Entry to ${target} was closed.`,
        reverse: {
          label: `Open ${target}…`,
          request: { kind: 'open', pipeline: request.pipeline, stage },
        },
      };
    },
  };
};

/** Open: who waits in front enters, as the mode has it. */
export const open: Planner = async (connection, request) => {
  const facts = await readPipeline(connection, request.pipeline);
  const state = stageOf(facts, request.pipeline, request.stage);
  const stage = state.stageName ?? '';
  const target = shownStage(facts, stage);
  const transition = state.inboundTransitionState;
  const waiting = waitingFor(facts, stage);
  return {
    pinned: {
      stage,
      closed: transition?.enabled === false,
      since: ms(transition?.lastChangedAt),
      waiting: waiting.map((w) => w?.sha),
    },
    preview: {
      title: `Open entry to ${target} of ${request.pipeline}`,
      subtitle: transition?.disabledReason
        ? `Closed because: “${transition.disabledReason}”`
        : 'Executions can enter the stage again.',
      before: liveNow(facts, target),
      after: waiting[0]
        ? { label: 'Enters now', revision: { ...waiting[0], at: ms(transition?.lastChangedAt) } }
        : undefined,
      steps: openSteps(target, waiting),
      unchanged: ['What is live stays live until the next release is deployed.'],
      durations: [],
      reason: 'none',
      reasonHint: '',
      call: {
        service: 'codepipeline',
        operation: 'enable-stage-transition',
        input: inbound(request.pipeline, stage),
      },
      button: `Open ${target}`,
      danger: false,
      blocked: transition?.enabled === false ? undefined : 'This transition is already open.',
    },
    shownBy: 'pin',
    async act() {
      await (
        await client('codepipeline', connection)
      ).enableStageTransition(inbound(request.pipeline, stage));
      return {
        ...watchAt(request.pipeline),
        sentence: `Entry to ${target} was opened.`,
        reverse: {
          label: `Close ${target} again…`,
          request: { kind: 'close', pipeline: request.pipeline, stage },
        },
      };
    },
  };
};

/** Override: a stage that its condition has held goes on all the same. */
export const override: Planner = async (connection, request) => {
  const facts = await readPipeline(connection, request.pipeline);
  const ownStages = facts.parallelExecutions.get(request.execution ?? '');
  const state = stageOf(
    ownStages ? { ...facts, stages: ownStages } : facts,
    request.pipeline,
    request.stage,
  );
  const stage = state.stageName ?? '';
  const target = shownStage(facts, stage);
  const execution = request.execution ?? state.latestExecution?.pipelineExecutionId ?? '';
  const failed = (c: typeof state.beforeEntryConditionState): boolean =>
    isFailure(statusOf(c?.latestExecution?.status));
  const entry = failed(state.beforeEntryConditionState);
  const type = entry
    ? 'BEFORE_ENTRY'
    : failed(state.onSuccessConditionState)
      ? 'ON_SUCCESS'
      : undefined;
  const rules = (
    (entry ? state.beforeEntryConditionState : state.onSuccessConditionState)?.conditionStates ?? []
  )
    .flatMap((c) => c.ruleStates ?? [])
    .filter((r) => isFailure(statusOf(r.latestExecution?.status)));
  const revision = shown(facts, execution);
  const blocked =
    state.latestExecution?.pipelineExecutionId !== execution
      ? `A newer execution has entered ${target}; only the newest can continue.`
      : type === undefined || !isFailure(statusOf(state.latestExecution.status))
        ? `No condition holds ${target}.`
        : undefined;
  const input = {
    pipelineName: request.pipeline,
    stageName: stage,
    pipelineExecutionId: execution,
    conditionType: type,
  } as const;
  return {
    pinned: { stage, execution, type, version: facts.declaration.version },
    preview: {
      title: `Override the condition of ${target}`,
      subtitle: `The execution continues although the condition failed.`,
      before: liveNow(facts, target),
      after: { label: entry ? 'Enters' : 'Goes on', revision },
      steps: overrideSteps(
        target,
        revision,
        entry,
        rules.map(
          (r) => `${r.ruleName ?? ''}: ${r.latestExecution?.errorDetails?.message ?? 'failed'}`,
        ),
      ),
      unchanged: ['The condition stays: it is checked again for the next execution.'],
      durations: [],
      reason: 'none',
      reasonHint: '',
      call: { service: 'codepipeline', operation: 'override-stage-condition', input },
      button: `Override and let ${short(revision)} go on`,
      danger: true,
      blocked,
    },
    shownBy: 'pin',
    async act() {
      try {
        await (await client('codepipeline', connection)).overrideStageCondition(input);
      } catch (error) {
        if (
          isAwsError(
            error,
            'ConditionNotOverridableException',
            'NotLatestPipelineExecutionException',
            'ConflictException',
            'ConcurrentPipelineExecutionsLimitExceededException',
          )
        )
          throw new AppError('conflict', `CodePipeline refuses: ${error.message}`, error);
        throw error;
      }
      return {
        ...watchAt(request.pipeline),
        sentence: `Condition of ${target} overridden for \`${short(revision)}\`.`,
        watch: watching(request.pipeline, execution, target),
        reverse: {
          label: 'Stop it…',
          request: { kind: 'stop', pipeline: request.pipeline, execution },
        },
      };
    },
  };
};
