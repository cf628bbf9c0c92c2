import 'server-only';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';

/**
 * The stage, where it rolls back by itself when it fails (CodePipeline user guide, "Configure automatic rollback"). If its
 * deployment group does so too, both bring back a revision, and each its own: the group's last good one, and the stage's.
 */
export const stageThatRollsBack = (
  declaration: PipelineDeclaration | undefined,
  stage: string | undefined,
): string | undefined =>
  declaration?.stages?.find((s) => s.name === stage)?.onFailure?.result === 'ROLLBACK'
    ? stage
    : undefined;
