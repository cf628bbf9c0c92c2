import 'server-only';
import type { ActionExecutionFilter, GetPipelineStateOutput } from '@aws-sdk/client-codepipeline';
import { isMoving, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { ms } from './dates';
import { readDeployed } from './deployed';
import type { PipelineFacts } from './pipeline-facts';
import { parallelExecutionsOf, newestOf } from './parallel-executions';
import { liveStages } from './live-stages';
import { withTargets } from './older';
import { hasConditions } from './rule-states';
import { ACTIONS, originOf } from './sources';

interface Declared extends Pick<PipelineFacts, 'declaration' | 'arn'> {
  readonly updated: number;
}
const EXECUTIONS = 50;
/** Where executions do not wait for each other, an old one can be under way behind many that have ended. */
const PARALLEL_EXECUTIONS = 200;
const PARALLEL_RULES = 200;

async function declarationOf(
  connection: Connection,
  name: string,
  updated: number,
): Promise<Declared> {
  return cache.read(
    ['declaration', name, 'newest', updated],
    [],
    // One answer may be older than the other.
    forever<Declared>((d) => d.updated === updated),
    async () => {
      const { pipeline, metadata } = await (
        await client('codepipeline', connection)
      ).getPipeline({ name });
      const declaration = pipeline ?? { name, roleArn: '', stages: [] };
      return { updated: ms(metadata?.updated), declaration, arn: metadata?.pipelineArn };
    },
  );
}

/** All that is known of a pipeline, from its state on: four calls and more. */
export async function readWhole(
  connection: Connection,
  name: string,
  state: GetPipelineStateOutput,
): Promise<PipelineFacts> {
  const codepipeline = await client('codepipeline', connection);
  const updatedAt = ms(state.updated);
  const stages = state.stageStates ?? [];
  const { declaration, arn } = await declarationOf(connection, name, updatedAt);
  const parallel = declaration.executionMode === 'PARALLEL';
  const actionsOf = (filter: ActionExecutionFilter | undefined, max: number) =>
    pages(async (nextToken) => {
      const p = await codepipeline.listActionExecutions({
        pipelineName: name,
        maxResults: ACTIONS,
        nextToken,
        filter,
      });
      return [p.actionExecutionDetails, p.nextToken] as const;
    }, max);
  const most = parallel ? PARALLEL_EXECUTIONS : EXECUTIONS;
  const [executions, newest, rules] = await Promise.all([
    pages(async (nextToken) => {
      const p = await codepipeline.listPipelineExecutions({
        pipelineName: name,
        maxResults: Math.min(100, most),
        nextToken,
      });
      return [p.pipelineExecutionSummaries, p.nextToken] as const;
    }, most),
    actionsOf(undefined, ACTIONS),
    parallel && hasConditions(declaration)
      ? pages(async (nextToken) => {
          const p = await codepipeline.listRuleExecutions({
            pipelineName: name,
            maxResults: ACTIONS,
            nextToken,
          });
          return [p.ruleExecutionDetails, p.nextToken] as const;
        }, PARALLEL_RULES)
      : [],
  ]);
  // One that has waited long is not among the newest actions, and in PARALLEL mode nothing else tells of it.
  const hidden =
    parallel && newest.length >= ACTIONS
      ? executions.filter(
          (e) => isMoving(statusOf(e.status)) && ms(e.startTime) < ms(newest.at(-1)?.startTime),
        )
      : [];
  const hiddenActions = (
    await Promise.all(
      hidden.map((e) => actionsOf({ pipelineExecutionId: e.pipelineExecutionId }, ACTIONS)),
    )
  ).flat();
  const actions = [
    ...new Map([...newest, ...hiddenActions].map((a) => [a.actionExecutionId, a])).values(),
  ];
  const parallelExecutions = parallelExecutionsOf({ declaration, executions, actions, rules });
  const base = {
    declaration,
    arn,
    updatedAt,
    stages: parallelExecutions.size ? newestOf(parallelExecutions, stages) : stages,
    parallelExecutions,
    executions,
    actions,
  };
  const { groups, unread } = await readDeployed(connection, base);
  const { live, older } = await liveStages(connection, base, groups);
  const reached = await withTargets(connection, declaration, executions, {
    older,
    ids: [...live.values()].flatMap((l) => l.executionId ?? []),
  });
  // What is live there has a revision that was not read: that is not to have none.
  for (const [stage, { executionId }] of live) {
    const why = reached.unread.get(
      originOf({ executions, older: reached.older }, executionId) ?? '',
    );
    if (why !== undefined && !unread.has(stage)) unread.set(stage, why);
  }
  return { ...base, unread, live, older: reached.older };
}
