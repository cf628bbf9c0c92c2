import 'server-only';
import { principalName } from '@/lib/domain/account/principal';
import { behindOf } from '@/lib/domain/projects/behind';
import type { LiveFacts, ProjectCommit } from '@/lib/domain/projects/project';
import { isGood, statusOf } from '@/lib/domain/status';
import { accountOf } from '../aws/arn';
import type { Connection } from '../aws/connection';
import { readCommit } from './commits';
import { isDeployStage } from './deploying';
import type { PipelineFacts } from './pipeline-facts';
import { executionOf, revisionOf, sourceOf, takenAt } from './sources';
import { liveIn } from './stages';

const MANUAL = 'StartPipelineExecution';

/** Who let an execution into a stage: the last who approved it on its way there, or who started it by hand. */
function byWhom(facts: PipelineFacts, stage: string, execution: string): LiveFacts['by'] {
  const order = (facts.declaration.stages ?? []).map((s) => s.name);
  const at = order.indexOf(stage);
  const [approval] = facts.actions.filter(
    (a) =>
      a.pipelineExecutionId === execution &&
      a.input?.actionTypeId?.category === 'Approval' &&
      isGood(statusOf(a.status)) &&
      order.indexOf(a.stageName) <= at &&
      order.indexOf(a.stageName) >= at - 1,
  );
  if (approval?.updatedBy) return { did: 'approved', name: principalName(approval.updatedBy) };
  const { triggerType, triggerDetail } = executionOf(facts, execution)?.trigger ?? {};
  return triggerType === MANUAL && accountOf(triggerDetail)
    ? { did: 'released', name: principalName(triggerDetail) }
    : undefined;
}

/** The distinct revisions that the pipeline has taken since an execution's own. */
function releasesSince(facts: PipelineFacts, execution: string, sha: string): number {
  const since = takenAt(facts, execution);
  const newer = facts.executions
    .map((e) => e.pipelineExecutionId)
    .filter((id) => since > 0 && takenAt(facts, id) > since)
    .flatMap((id) => revisionOf(facts, id)?.sha ?? [])
    .filter((other) => other !== sha);
  return new Set(newer).size;
}

async function authorOf(
  connection: Connection,
  facts: PipelineFacts,
  commits: readonly ProjectCommit[],
  sha: string,
): Promise<string | undefined> {
  const known = commits.find((c) => c.sha === sha);
  const { provider, repository } = sourceOf(facts);
  if (known || provider !== 'CodeCommit' || !sha) return known?.author || undefined;
  // What cannot be read of one commit costs its author's name.
  return readCommit(connection, repository, sha).then(
    ({ author }) => author || undefined,
    () => undefined,
  );
}

/** Of each stage that has something live: who brought it, and how far it is behind. */
export function projectLive(
  connection: Connection,
  facts: PipelineFacts,
  commits: readonly ProjectCommit[],
): Promise<LiveFacts[]> {
  const isOfBranch = sourceOf(facts).provider === 'CodeCommit';
  const stages = facts.stages.flatMap(({ stageName = '' }) => {
    const live = isDeployStage(facts, stageName) ? liveIn(facts, stageName) : undefined;
    return live?.executionId === undefined
      ? []
      : [{ stage: stageName, sha: live.sha, execution: live.executionId }];
  });
  return Promise.all(
    stages.map(async ({ stage, sha, execution }) => ({
      stage,
      author: await authorOf(connection, facts, commits, sha),
      by: byWhom(facts, stage, execution),
      behind: behindOf({
        sha,
        branch: isOfBranch ? commits.map((c) => c.sha) : [],
        releases: releasesSince(facts, execution, sha),
      }),
    })),
  );
}
