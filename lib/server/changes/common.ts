import 'server-only';
import type { SourceRevisionOverride, SourceRevisionType } from '@aws-sdk/client-codepipeline';
import type {
  ChangeDone,
  ChangePreview,
  ShownRevision,
  ChangeRequest,
} from '@/lib/domain/changes/change';
import { doubtOf, noneLive } from '@/lib/domain/deployments/live-words';
import { shortRevision, type Revision } from '@/lib/domain/commits/revision';
import { routes } from '@/lib/routes';
import { AppError } from '../aws/errors';
import type { PipelineFacts } from '../data/pipeline-facts';
import { isDeployStage } from '../data/deploying';
import { revisionOf, sourcesOf, takenAt, type Source } from '../data/sources';
import { gatedStages, heldIn, liveIn } from '../data/stages';

/** What is live in a stage, with what is to be known before that is believed. */
export function live(facts: PipelineFacts, stage: string): ShownRevision | undefined {
  const found = liveIn(facts, stage);
  return found && { ...found, doubt: doubtOf(found, facts.unread.get(stage)) };
}

export function shown(facts: PipelineFacts, id: string | undefined): ShownRevision | undefined {
  const revision = revisionOf(facts, id);
  return (
    revision && {
      ...revision,
      at: takenAt(facts, id),
      executionId: id,
    }
  );
}

/** What a stage holds, as the side of a dialog that is to be changed. */
export const liveNow = (
  facts: PipelineFacts,
  stage: string,
  label = heldIn(facts, stage),
): NonNullable<ChangePreview['before']> => ({
  label,
  revision: live(facts, stage),
  none: noneLive(facts.unread.get(stage)),
});

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

/** What a source's revision is called where it is chosen, by provider (StartPipelineExecution, sourceRevisions, revisionType). */
const REVISION_TYPES: Readonly<Record<string, SourceRevisionType>> = {
  CodeCommit: 'COMMIT_ID',
  CodeStarSourceConnection: 'COMMIT_ID',
  ECR: 'IMAGE_DIGEST',
  S3: 'S3_OBJECT_VERSION_ID',
};
export const isChoosable = ({ provider }: Pick<Source, 'provider'>): boolean =>
  Object.hasOwn(REVISION_TYPES, provider);

/** Revisions as StartPipelineExecution takes them; sources that cannot be chosen, or have no revision, are left out. */
export const choosableRevisions = (
  facts: PipelineFacts,
  revisions: readonly Revision[],
): SourceRevisionOverride[] =>
  sourcesOf(facts).flatMap((s) => {
    const revision = revisions.find((r) => r.source === s.action);
    const revisionType = isChoosable(s) ? REVISION_TYPES[s.provider] : undefined;
    return revision?.sha && revisionType
      ? [{ actionName: s.action, revisionType, revisionValue: revision.sha }]
      : [];
  });

export const watchAt = (pipeline: string) => ({
  href: routes.pipeline(pipeline),
  hrefLabel: `Pipeline ${pipeline}`,
});
/** An execution that the dialog follows from now on. */
export const watching = (
  pipeline: string,
  executionId: string,
  stage?: string,
): NonNullable<ChangeDone['watch']> => ({ pipeline, executionId, stage, at: Date.now() });
export const short = shortRevision;
