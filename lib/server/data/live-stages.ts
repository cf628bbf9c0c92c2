import 'server-only';
import { isGood, statusOf } from '@/lib/domain/status';
import { liveInStage, type Deployed, type LiveFinding, type Passed } from '@/lib/domain/live';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { singleFlight } from '../single-flight';
import { artifactKey } from './deployed';
import { ms } from './dates';
import type { PipelineFacts } from './facts';

type Base = Omit<PipelineFacts, 'live' | 'unread'>;

/** When an execution finished a stage: its last action there. */
const finishedAt = (facts: Base, stage: string, id: string): number =>
  Math.max(
    0,
    ...facts.actions
      .filter((a) => a.stageName === stage && a.pipelineExecutionId === id)
      .map((a) => ms(a.lastUpdateTime)),
  );

/** The newest execution that succeeded in a stage. */
async function passedOf(
  connection: Connection,
  facts: Base,
  stage: string,
): Promise<Passed | undefined> {
  const held = facts.stages.find((s) => s.stageName === stage)?.latestExecution;
  if (held?.pipelineExecutionId && isGood(statusOf(held.status)))
    return {
      executionId: held.pipelineExecutionId,
      at: finishedAt(facts, stage, held.pipelineExecutionId),
    };
  if (!held) return undefined;
  const name = facts.declaration.name ?? '';
  const found = await singleFlight(
    `passed ${name} ${stage} ${held.pipelineExecutionId ?? ''} ${held.status ?? ''}`,
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
  const id = found[0]?.pipelineExecutionId;
  return id === undefined ? undefined : { executionId: id, at: finishedAt(facts, stage, id) };
}

/** Which executions of the stage carried an artifact, newest first. */
function carriers(facts: Base, stage: string): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const a of facts.actions.filter(
    (x) => x.stageName === stage && isGood(statusOf(x.status)),
  )) {
    for (const i of a.input?.inputArtifacts ?? []) {
      const key = artifactKey(i.s3location?.bucket, i.s3location?.key);
      map.set(key, [...(map.get(key) ?? []), a.pipelineExecutionId ?? '']);
    }
  }
  return map;
}

export async function liveStages(
  connection: Connection,
  facts: Base,
  deployed: ReadonlyMap<string, Deployed>,
): Promise<Map<string, LiveFinding>> {
  const live = new Map<string, LiveFinding>();
  await Promise.all(
    facts.stages.map(async ({ stageName = '' }) => {
      const found = liveInStage(
        await passedOf(connection, facts, stageName),
        deployed.get(stageName),
        carriers(facts, stageName),
      );
      if (found) live.set(stageName, found);
    }),
  );
  return live;
}
