import type { ChangeRequest } from './change-schema';

/** Ways back to an earlier release, the best first: each weaker one is for when those above it cannot. */
export interface RollbackOption {
  readonly key: 'rollback' | 'release' | 'redeploy';
  readonly label: string;
  readonly detail: string;
  /** Why it cannot be taken; unset when it can. */ readonly why?: string | undefined;
  readonly request: ChangeRequest;
}

export interface RollbackFacts {
  readonly pipeline: string;
  readonly stage: string;
  readonly sha: string;
  readonly execution: string;
  /** Why the stage cannot be rolled back, or not to this release. */
  readonly rollbackProblem: string | undefined;
  readonly pipelineType: string;
  readonly sourceTakesCommit: boolean;
  /** Who approves before the stage, if anybody. */
  readonly gated: boolean;
  readonly provider: string;
  readonly artifact: 'there' | 'gone' | undefined;
  readonly deployment: string | undefined;
}

const short = (sha: string): string => (sha ? `\`${sha.slice(0, 7)}\`` : 'that commit');

/**
 * Stage rollback → release of that commit → redeployment of that revision. CodePipeline takes a chosen commit in V2 alone
 * (StartPipelineExecution, sourceRevisions), so a pipeline of type V1 has only the last.
 */
export function rollbackOptions(f: RollbackFacts): RollbackOption[] {
  const target = { pipeline: f.pipeline, stage: f.stage, execution: f.execution };
  const redeploy =
    f.provider !== 'CodeDeploy'
      ? `${f.provider || 'This action'} has no revisions that can be redeployed on their own`
      : f.artifact === 'gone'
        ? 'Its artifact is no longer in S3'
        : f.deployment === undefined
          ? 'Its deployment is no longer known'
          : undefined;
  return [
    {
      key: 'rollback',
      label: 'Roll the stage back',
      detail: `Deploys the artifact of ${short(f.sha)} again. Nothing is rebuilt, and nothing else changes.`,
      why: f.rollbackProblem,
      request: { kind: 'rollback', ...target },
    },
    {
      key: 'release',
      label: 'Release that commit again',
      detail: `Builds ${short(f.sha)} again and takes it through every stage${f.gated ? ', with its approvals' : ''}.`,
      why:
        f.pipelineType !== 'V2'
          ? 'Only pipelines of type V2 can start with a chosen commit'
          : f.sourceTakesCommit
            ? undefined
            : 'This source cannot be started with a chosen commit',
      request: { kind: 'release', pipeline: f.pipeline, execution: f.execution },
    },
    {
      key: 'redeploy',
      label: 'Deploy that revision again',
      detail: `CodeDeploy only, outside the pipeline. The pipeline still shows its own last release, and the board says so.`,
      why: redeploy,
      request: { kind: 'redeploy', ...target },
    },
  ];
}

/** The first that can be taken. */
export const firstOption = (options: readonly RollbackOption[]): RollbackOption | undefined =>
  options.find((r) => r.why === undefined);
