import 'server-only';
import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { isGood, isMoving, statusOf } from '@/lib/domain/status';
import {
  liveInStage,
  type Deployed,
  type LiveFinding,
  type PartlyDeployed,
  type Passed,
} from '@/lib/domain/deployments/live';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { artifactKey, type GroupDeployments } from './deployed';
import { ms } from './dates';
import { deployingActions, deployingIn, newestAttempts } from './deploying';
import type { PipelineFacts } from './pipeline-facts';
import { hasAllActions } from './sources';

type Base = Omit<PipelineFacts, 'live' | 'unread' | 'older'>;

/** When an execution finished a stage: its last action there. */
const finishedAt = (facts: Base, stage: string, id: string): number =>
  Math.max(
    0,
    ...facts.actions
      .filter((a) => a.stageName === stage && a.pipelineExecutionId === id)
      .map((a) => ms(a.lastUpdateTime)),
  );

interface StagePassed extends Passed {
  /** The execution, where it is not among the newest. */
  readonly summary?: PipelineExecutionSummary | undefined;
}

/**
 * As long as one execution holds a stage and has not passed it, no other one passes it (but in PARALLEL mode): that is
 * asked again so seldom, in ms, for an answer may lag behind.
 */
const PASSED_MS = 60_000;

/** The newest execution that succeeded in a stage, as a whole. */
async function passedOf(
  connection: Connection,
  facts: Base,
  stage: string,
): Promise<StagePassed | undefined> {
  const held = facts.stages.find((s) => s.stageName === stage)?.latestExecution;
  if (held?.pipelineExecutionId && isGood(statusOf(held.status)))
    return {
      executionId: held.pipelineExecutionId,
      at: finishedAt(facts, stage, held.pipelineExecutionId),
    };
  if (!held) return undefined;
  const name = facts.declaration.name ?? '';
  const isAlone = facts.declaration.executionMode !== 'PARALLEL';
  const found = await cache.read(
    ['passed', name, stage, held.pipelineExecutionId ?? ''],
    [],
    moment(isAlone ? PASSED_MS : undefined),
    async () => {
      const codepipeline = await client('codepipeline', connection);
      return pages(async (nextToken) => {
        const p = await codepipeline.listPipelineExecutions({
          pipelineName: name,
          maxResults: 1,
          nextToken,
          filter: { succeededInStage: { stageName: stage } },
        });
        return [p.pipelineExecutionSummaries, p.nextToken] as const;
      }, 1);
    },
  );
  const summary = found[0];
  const id = summary?.pipelineExecutionId;
  return id === undefined
    ? undefined
    : {
        executionId: id,
        at: finishedAt(facts, stage, id) || ms(summary?.lastUpdateTime),
        summary,
      };
}

interface InStage {
  readonly passed?: Passed | undefined;
  readonly partly?: (PartlyDeployed & Passed) | undefined;
  /** Executions that some deploying action has not finished, or not with success, while others have or still may. */
  readonly unsettled: ReadonlySet<string>;
}

/**
 * The newest execution in which every deploying action of the stage has succeeded, whatever came of the rest of the
 * stage: an approval after the deployment may wait, a test after it may have failed. And a newer one that only some of
 * them have deployed, if it has come to rest so.
 */
function deployedIn(facts: Base, stage: string): InStage {
  const names = deployingActions(facts, stage).map((a) => a.name ?? '');
  const deploys = deployingIn(facts, stage);
  const byExecution = new Map<string, ActionExecutionDetail[]>();
  for (const a of facts.actions) {
    const id = a.pipelineExecutionId ?? '';
    if (deploys(a)) byExecution.set(id, [...(byExecution.get(id) ?? []), a]);
  }
  const unsettled = new Set<string>();
  let passed: Passed | undefined;
  let partly: InStage['partly'];
  for (const [executionId, actions] of byExecution) {
    const attempts = newestAttempts(actions);
    // Of an older version of the pipeline the actions of today may not be there.
    const current = actions[0]?.pipelineVersion === facts.declaration.version;
    const all = current ? names : [...attempts.keys()];
    const by = all.filter((n) => isGood(statusOf(attempts.get(n)?.status)));
    const at = Math.max(...[...attempts.values()].map((a) => ms(a.lastUpdateTime)));
    if (all.length && by.length === all.length) {
      if (!passed || at > passed.at) passed = { executionId, at };
      continue;
    }
    const moves = [...attempts.values()].some((a) => isMoving(statusOf(a.status)));
    if (by.length || moves) unsettled.add(executionId);
    if (by.length && isTold(facts, stage, executionId) && (!partly || at > partly.at))
      partly = { executionId, by, notBy: all.filter((n) => !by.includes(n)), at };
  }
  return {
    passed,
    partly: partly && partly.at > (passed?.at ?? 0) ? partly : undefined,
    unsettled,
  };
}

/** Whether nothing of an execution moves in a stage any more, and all that it did is among the actions that were read. */
function isTold(facts: Base, stage: string, id: string): boolean {
  const stages = facts.parallelExecutions.get(id) ?? facts.stages;
  const held = stages.find((s) => s.stageName === stage)?.latestExecution;
  const rests = held?.pipelineExecutionId !== id || !isMoving(statusOf(held.status));
  return rests && hasAllActions(facts, id);
}

/**
 * The executions whose actions in the stage have made a deployment, or were given, with success, the artifact that it
 * deployed, newest first. Not every revision is an artifact: an AppSpec of Lambda or ECS is text. A deployment may have
 * ended already while its action has not, and go on after its action was abandoned.
 */
function carriersOf(facts: Base, stage: string, deployed: Deployed): string[] {
  const own = facts.actions.filter((a) => a.stageName === stage);
  const made = own.filter(
    (a) => a.output?.executionResult?.externalExecutionId === deployed.deploymentId,
  );
  const given = own.filter(
    (a) =>
      isGood(statusOf(a.status)) &&
      a.input?.inputArtifacts?.some(
        (i) =>
          i.s3location && artifactKey(i.s3location.bucket, i.s3location.key) === deployed.artifact,
      ),
  );
  return (made.length ? made : given).map((a) => a.pipelineExecutionId ?? '');
}

/** What failed deployments left, with the execution that brought it; that of the first group which has any. */
function leftBy(facts: Base, groups: readonly GroupDeployments[]): LiveFinding['left'] {
  const left = groups.flatMap(({ failed }) => {
    const action = facts.actions.find(
      (a) => a.output?.executionResult?.externalExecutionId === failed?.deployment,
    );
    return failed?.targets ? [{ ...failed, executionId: action?.pipelineExecutionId }] : [];
  });
  const [first] = left;
  if (first?.executionId === undefined) return first;
  const same = left.filter((l) => l.executionId === first.executionId);
  const sum = (counts: readonly number[]): number => counts.reduce((n, c) => n + c, 0);
  return { ...first, targets: sum(same.map((l) => l.targets)), of: sum(same.map((l) => l.of)) };
}

/** What is live in each stage, and the executions that this names beyond the newest. */
export async function liveStages(
  connection: Connection,
  facts: Base,
  groups: ReadonlyMap<string, readonly GroupDeployments[]>,
): Promise<{ live: Map<string, LiveFinding>; older: PipelineExecutionSummary[] }> {
  const live = new Map<string, LiveFinding>();
  const older: PipelineExecutionSummary[] = [];
  await Promise.all(
    facts.stages.map(async ({ stageName = '' }) => {
      const { partly, unsettled, passed: whole } = deployedIn(facts, stageName);
      const passed = whole ?? (await passedOf(connection, facts, stageName));
      const own = groups.get(stageName) ?? [];
      const deployed = own.flatMap(({ succeeded }) =>
        succeeded
          ? [{ deployed: succeeded, carriers: carriersOf(facts, stageName, succeeded) }]
          : [],
      );
      // Of a first release that has come only half the way, that half is what is there.
      const found =
        liveInStage(passed, deployed, unsettled) ??
        (partly && { executionId: partly.executionId, at: partly.at });
      if (!found) return;
      if (passed && 'summary' in passed && passed.summary) older.push(passed.summary);
      const by = deployingActions(facts, stageName).at(-1);
      live.set(stageName, {
        ...found,
        by: by && { provider: by.actionTypeId?.provider ?? '', action: by.name ?? '' },
        left: leftBy(facts, own),
        partly,
      });
    }),
  );
  return { live, older };
}
