import 'server-only';
import type { ShownRevision } from '@/lib/domain/change';
import type { ChangeRequest } from '@/lib/domain/change';
import { shortRevision } from '@/lib/domain/revision';
import { routes } from '@/lib/routes';
import { AppError } from '../data/errors';
import { ms } from '../data/dates';
import type { PipelineFacts } from '../data/facts';
import { isDeployStage } from '../data/deploying';
import { revisionOf } from '../data/sources';
import { gatedStages, liveIn } from '../data/stages';

export const live = liveIn;

export function shown(facts: PipelineFacts, id: string | undefined): ShownRevision | undefined {
  const revision = revisionOf(facts, id);
  return (
    revision && {
      ...revision,
      at: ms(facts.executions.find((e) => e.pipelineExecutionId === id)?.startTime),
      executionId: id,
    }
  );
}

/** The stages that deploy, in order. */
export const deployStages = (facts: PipelineFacts): string[] =>
  gatedStages(facts)
    .map((g) => g.state.stageName ?? '')
    .filter((s) => isDeployStage(facts, s));

/** The stage asked for; without one the last that deploys, which is what people mean by "roll back". */
export function stageOrLast(facts: PipelineFacts, request: ChangeRequest): string {
  const stage = request.stage ?? deployStages(facts).at(-1);
  if (stage === undefined || !facts.stages.some((s) => s.stageName === stage))
    throw new AppError(
      'not_found',
      `The pipeline ${request.pipeline} has no stage ${request.stage ?? 'that deploys'}.`,
    );
  return stage;
}

/** Sources whose commit can be chosen at the start (StartPipelineExecution, sourceRevisions). */
export const CHOOSABLE: readonly string[] = ['CodeCommit', 'CodeStarSourceConnection'];

export const watchAt = (pipeline: string) => ({
  href: routes.pipeline(pipeline),
  hrefLabel: `Pipeline ${pipeline}`,
});
export const short = shortRevision;
