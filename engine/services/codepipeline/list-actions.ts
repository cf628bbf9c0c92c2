import type * as CP from '@aws-sdk/client-codepipeline';
import { page, PageTokenError, placeOf, tokenOf } from '../../core/paging';
import type { ActionRun, Artifact, Execution, RuleRun } from '../../core/pipeline/types';
import type { Ctx, Handler } from '../../ports/context';
import { declaredIn, externalIdOf, linkOf, summaryOf } from './revisions';
import { ruleDeclaration } from './rule-run';
import { executionOrThrow, executionsOf, newestActions, pipelineOrThrow } from './store';

const artifact = (a: Artifact): CP.ArtifactDetail => ({
  name: a.name,
  s3location: { ...a.location },
});

function detail(ctx: Ctx, e: Execution, a: ActionRun): CP.ActionExecutionDetail {
  const declared = declaredIn(e, a.name, a.stage);
  const configuration = declared?.configuration ?? {};
  return {
    pipelineExecutionId: e.id,
    actionExecutionId: a.id,
    pipelineVersion: e.version,
    stageName: a.stage,
    actionName: a.name,
    startTime: new Date(a.startTime),
    lastUpdateTime: new Date(a.lastUpdate),
    updatedBy: a.updatedBy,
    status: a.status,
    input: {
      actionTypeId: declared?.actionTypeId as CP.ActionTypeId | undefined,
      configuration,
      // Nothing in it, nothing to resolve: also before the action has begun.
      resolvedConfiguration: Object.keys(configuration).length ? a.resolved : {},
      namespace: declared?.namespace,
      roleArn: declared?.roleArn,
      region: declared?.region ?? ctx.region,
      inputArtifacts: (a.inputs ?? []).map(artifact),
    },
    output: {
      outputArtifacts: (a.outputs ?? []).map(artifact),
      outputVariables: a.variables ?? {},
      executionResult: {
        externalExecutionId: externalIdOf(a, declared),
        externalExecutionSummary: summaryOf(a),
        externalExecutionUrl: linkOf(a, declared, ctx.region),
        errorDetails: a.error && { ...a.error },
        logStreamARN: a.logStreamArn,
      },
    },
  };
}

/** The executions that a filter asks for: one, or all. */
function asked(
  ctx: Ctx,
  pipeline: string,
  filter:
    | {
        pipelineExecutionId?: string | undefined;
        latestInPipelineExecution?: { pipelineExecutionId?: string | undefined } | undefined;
      }
    | undefined,
): Execution[] {
  const wanted =
    filter?.pipelineExecutionId ?? filter?.latestInPipelineExecution?.pipelineExecutionId;
  return wanted === undefined
    ? executionsOf(ctx, pipeline, Number.MAX_SAFE_INTEGER)
    : [executionOrThrow(ctx, pipeline, wanted)];
}

const newestFirst = <T extends { readonly startTime: number }>(
  all: { e: Execution; run: T }[],
): { e: Execution; run: T }[] =>
  all
    .map((x, at) => ({ ...x, at }))
    .sort((x, y) => y.run.startTime - x.run.startTime || y.at - x.at);

const MAX_PAGE = 100;
/** `START SERIAL PLACE`, as the store names it. */
const TOKEN = /^\d{15}\u0001\d{15}\u0001\d{15}$/;

/** Newest first. With `latestInPipelineExecution` only the newest attempt at each action counts. */
export const listActionExecutions: Handler<
  CP.ListActionExecutionsInput,
  CP.ListActionExecutionsOutput
> = (input, ctx) => {
  pipelineOrThrow(ctx, input.pipelineName);
  const size = Math.min(MAX_PAGE, Math.max(1, input.maxResults ?? MAX_PAGE));
  const filter = input.filter as CP.ActionExecutionFilter | undefined;
  if (filter?.pipelineExecutionId === undefined && !filter?.latestInPipelineExecution) {
    const before = input.nextToken === undefined ? undefined : placeOf(input.nextToken);
    if (before !== undefined && !TOKEN.test(before)) throw new PageTokenError(before);
    const { found, next } = newestActions(ctx, input.pipelineName, size, before);
    return {
      nextToken: next === undefined ? undefined : tokenOf(next),
      actionExecutionDetails: found.map(({ e, run }) => detail(ctx, e, run)),
    };
  }
  const all = asked(ctx, input.pipelineName, filter).flatMap((e) => {
    const runs = filter?.latestInPipelineExecution
      ? [...new Map(e.actions.map((a) => [`${a.stage} ${a.name}`, a])).values()]
      : e.actions;
    return runs.map((run) => ({ e, run }));
  });
  const { items, nextToken } = page(newestFirst(all), size, input.nextToken);
  return { nextToken, actionExecutionDetails: items.map(({ e, run }) => detail(ctx, e, run)) };
};

function ruleDetail(e: Execution, r: RuleRun): CP.RuleExecutionDetail {
  const declared = ruleDeclaration(e, r);
  return {
    pipelineExecutionId: e.id,
    ruleExecutionId: r.id,
    pipelineVersion: e.version,
    stageName: r.stage,
    ruleName: r.name,
    startTime: new Date(r.startTime),
    lastUpdateTime: new Date(r.lastUpdate),
    status: r.status,
    input: {
      ruleTypeId: declared?.ruleTypeId as CP.RuleTypeId | undefined,
      configuration: declared?.configuration,
      resolvedConfiguration: r.resolved,
      roleArn: declared?.roleArn,
      region: declared?.region,
      inputArtifacts: [],
    },
    output: {
      executionResult: {
        externalExecutionId: r.externalId,
        externalExecutionSummary: r.error?.message ?? r.summary,
        errorDetails: r.error && { ...r.error },
      },
    },
  };
}

/** Every evaluation of every rule, newest first (AWS-SEMANTICS 3.6). */
export const listRuleExecutions: Handler<
  CP.ListRuleExecutionsInput,
  CP.ListRuleExecutionsOutput
> = (input, ctx) => {
  pipelineOrThrow(ctx, input.pipelineName);
  const all = asked(
    ctx,
    input.pipelineName,
    input.filter as CP.RuleExecutionFilter | undefined,
  ).flatMap((e) => (e.rules ?? []).map((run) => ({ e, run })));
  const { items, nextToken } = page(
    newestFirst(all),
    Math.min(100, input.maxResults ?? 100),
    input.nextToken,
  );
  return { nextToken, ruleExecutionDetails: items.map(({ e, run }) => ruleDetail(e, run)) };
};
