import type { EnvironmentVariable } from '@aws-sdk/client-codebuild';
import { RULE_TYPES } from '../../core/pipeline/action-types';
import { conditionOf, type RuleDeclaration } from '../../core/pipeline/declaration';
import { checkVariable } from '../../core/pipeline/rules';
import type { Execution, RuleRun } from '../../core/pipeline/types';
import { CLOSED_WINDOW_CODE, RULE_TIMEOUT_MS } from '../../core/pipeline/unverified';
import { resolveConfiguration, resolveText, VariableError } from '../../core/pipeline/variables';
import { inWindow, nextWindow } from '../../core/pipeline/windows';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { inputsOf } from './action-run';
import { artifactsFor, jsonList } from './build-input';
import { dispatchEvent } from './dispatch-event';
import { external, findExecution } from './store';

export function endRule(
  ctx: Ctx,
  e: Execution,
  ruleId: string,
  passed: boolean,
  message: string,
  code = 'RuleFailed',
): void {
  dispatchEvent(ctx, e.pipeline, {
    type: 'rule-ended',
    executionId: e.id,
    ruleId,
    status: passed ? 'Succeeded' : 'Failed',
    changes: passed ? { summary: message } : { error: { code, message } },
  });
  ctx.store.cancelJobs('codepipeline.rule-timeout', ruleId);
}

/** How a rule that is being evaluated was declared. */
export function ruleDeclaration(e: Execution, run: RuleRun): RuleDeclaration | undefined {
  return conditionOf(
    e.declaration.stages.find((s) => s.name === run.stage),
    run.condition,
  )?.rules?.find((r) => r.name === run.name);
}

interface RuleEvaluation {
  readonly ctx: Ctx;
  readonly e: Execution;
  readonly run: RuleRun;
  readonly declared: RuleDeclaration;
  readonly config: Readonly<Record<string, string>>;
}

function judgeWindow({ ctx, e, run, config }: RuleEvaluation): void {
  const now = ctx.clock.now();
  const cron = config['Cron'] ?? '';
  const open = inWindow(cron, config['TimeZone'], now);
  const next = open ? undefined : nextWindow(cron, config['TimeZone'], now);
  const message = open
    ? 'The deployment window is open'
    : `The deployment window is closed${next === undefined ? '' : `; it opens at ${new Date(next).toISOString().slice(0, 16).replace('T', ' ')} UTC`}`;
  endRule(ctx, e, run.id, open, message, CLOSED_WINDOW_CODE);
}

/** How often an alarm is looked at while a rule waits. */
const ALARM_LOOK_MS = 5000;
/** Whether a rule fails in this state of its alarm (ALARM where none is named). */
const stops = (config: Readonly<Record<string, string>>, state: string): boolean =>
  (config['AlarmStates'] ?? 'ALARM').split(',').some((s) => s.trim() === state);
const inState = (alarm: string, state: string, reason = ''): string =>
  `The alarm ${alarm} is in ${state}: ${reason}`;
const alarmWait = (alarm: string, ruleId: string): string => `alarm ${alarm}\u0001${ruleId}`;

/** An alarm has changed: rules that wait hear it at once, for it may be over before they look again. */
export function alarmChanged(ctx: Ctx, name: string, state: string, reason: string): void {
  for (const { executionId, ruleId } of ctx.store.list(external, alarmWait(name, ''))) {
    const e = findExecution(ctx, executionId);
    const run = e?.rules?.find((r) => r.id === ruleId);
    const declared = e && run && ruleDeclaration(e, run);
    if (!e || !declared || run?.status !== 'InProgress')
      ctx.store.delete(external, alarmWait(name, ruleId ?? ''));
    else if (stops(declared.configuration ?? {}, state))
      endRule(ctx, e, run.id, false, inState(name, state, reason));
  }
}

/** Fails as soon as the alarm is in one of the states, passes when the wait is over without (AWS-SEMANTICS 3.6; minutes). */
async function judgeAlarm({ ctx, e, run, config }: RuleEvaluation): Promise<void> {
  const name = config['AlarmName'] ?? '';
  const { MetricAlarms = [] } = await ctx.call.cloudwatch.describeAlarms({
    AlarmNames: [name],
  });
  const state = MetricAlarms[0]?.StateValue;
  if (state === undefined)
    return endRule(ctx, e, run.id, false, `There is no alarm ${name}.`, 'ConfigurationError');
  if (stops(config, state))
    return endRule(ctx, e, run.id, false, inState(name, state, MetricAlarms[0]?.StateReason));
  const until = run.startTime + Number(config['WaitTime'] ?? 0) * 60_000;
  if (ctx.clock.now() >= until)
    return endRule(ctx, e, run.id, true, `The alarm ${name} is in ${state}`);
  ctx.store.put(external, alarmWait(name, run.id), { executionId: e.id, ruleId: run.id });
  ctx.enqueue(
    'codepipeline.rule',
    run.id,
    { executionId: e.id, ruleId: run.id },
    Math.min(until, ctx.clock.now() + ALARM_LOOK_MS),
  );
}

/** Commands and CodeBuild rules are builds; the build's end is the rule's. */
async function startBuild(j: RuleEvaluation): Promise<void> {
  const { ctx, e, run, declared, config } = j;
  const inputs = inputsOf(j);
  if (config['BatchEnabled'] === 'true')
    return endRule(
      ctx,
      e,
      run.id,
      false,
      "Batch builds of a rule are not served by Starboard's engine",
      'ConfigurationError',
    );
  const started =
    declared.ruleTypeId.provider === 'Commands'
      ? await ctx.internal.codebuild.startCommands({
          owner: e.pipeline,
          token: run.id,
          stream: `${e.id}/${run.stage}/${run.name}/${run.id}`,
          roleArn: declared.roleArn ?? e.declaration.roleArn,
          commands: (declared.commands ?? []).map((c) => resolveText(c, e, 'a command')),
          exported: [],
          files: [],
          environment: [],
          pipeline: artifactsFor(inputs, undefined, []),
        })
      : await ctx.internal.codebuild.startBuild({
          request: {
            projectName: config['ProjectName'],
            idempotencyToken: run.id,
            environmentVariablesOverride: jsonList<EnvironmentVariable>(j, 'EnvironmentVariables'),
          },
          origin: {
            initiator: `codepipeline/${e.pipeline}`,
            pipeline: inputs.length ? artifactsFor(inputs, config['PrimarySource'], []) : undefined,
          },
        });
  const externalId = started.build?.id ?? '';
  ctx.store.transaction(() => {
    ctx.store.put(external, externalId, { executionId: e.id, ruleId: run.id });
    dispatchEvent(ctx, e.pipeline, {
      type: 'rule-progress',
      executionId: e.id,
      ruleId: run.id,
      changes: { externalId },
    });
    ctx.enqueue('codepipeline.build-check', externalId);
  });
}

/** Job: evaluates a rule (AWS-SEMANTICS 3.6). */
export async function runRule(job: Job, ctx: Ctx): Promise<void> {
  const { executionId, ruleId } = job.payload as { executionId: string; ruleId: string };
  const e = findExecution(ctx, executionId);
  const run = e?.rules?.find((r) => r.id === ruleId);
  const declared = e && run && ruleDeclaration(e, run);
  if (!e || !declared || run?.status !== 'InProgress') return;
  const provider = declared.ruleTypeId.provider;
  try {
    const config = resolveConfiguration(declared.configuration ?? {}, e);
    dispatchEvent(ctx, e.pipeline, {
      type: 'rule-progress',
      executionId: e.id,
      ruleId,
      changes: { resolved: config },
    });
    const j: RuleEvaluation = { ctx, e, run, declared, config };
    ctx.store.cancelJobs('codepipeline.rule-timeout', ruleId);
    ctx.enqueue(
      'codepipeline.rule-timeout',
      ruleId,
      { executionId, ruleId },
      run.startTime +
        (declared.timeoutInMinutes === undefined
          ? RULE_TIMEOUT_MS
          : declared.timeoutInMinutes * 60_000),
    );
    if (!RULE_TYPES[provider]?.served)
      return endRule(
        ctx,
        e,
        ruleId,
        false,
        `The rule ${provider} is not served by Starboard's engine yet.`,
        'ConfigurationError',
      );
    if (provider === 'DeploymentWindow') return judgeWindow(j);
    if (provider === 'CloudWatchAlarm') return await judgeAlarm(j);
    if (provider === 'VariableCheck') {
      const verdict = checkVariable(
        config['Variable'] ?? '',
        config['Operator'] ?? '',
        config['Value'] ?? '',
      );
      return endRule(ctx, e, ruleId, verdict.passed, verdict.message);
    }
    await startBuild(j);
  } catch (error) {
    if (!(error instanceof VariableError) && !(error instanceof AwsError)) throw error;
    endRule(ctx, e, ruleId, false, error.message, 'ConfigurationError');
  }
}

/** Job: a rule that has not ended in time has failed. */
export function expireRule(job: Job, ctx: Ctx): void {
  const { executionId, ruleId } = job.payload as { executionId: string; ruleId: string };
  const e = findExecution(ctx, executionId);
  if (e) endRule(ctx, e, ruleId, false, 'The rule did not end in time.', 'TimeoutError');
}
