import { shortRevision, type Revision } from '@/lib/domain/commits/revision';
import { isGood, isMoving } from '@/lib/domain/status';
import type { TargetView } from '@/lib/domain/views';

const sha = (r: Revision | undefined): string =>
  r?.sha ? `\`${shortRevision(r)}\`` : 'the last good revision';

export interface StopFacts {
  readonly rollsBack: boolean;
  /** The group itself rolls back what somebody stops. */
  readonly rollsBackAnyway: boolean;
  readonly to: Revision | undefined;
  /** The pipeline that waits for it. */
  readonly pipeline: { readonly pipeline: string; readonly stage: string } | undefined;
  readonly count: readonly Pick<TargetView, 'status'>[];
}

/** What stopping a deployment does (CodeDeploy API reference, StopDeployment; user guide, "Stop a deployment"). */
export function stopDeploymentSteps(f: StopFacts): string[] {
  const updated = f.count.filter((t) => isGood(t.status)).length;
  const now = f.count.filter((t) => isMoving(t.status)).length;
  return [
    `No further host is updated. ${updated} of ${f.count.length} have the new revision${now ? `, ${now} ${now === 1 ? 'is' : 'are'} in the middle of it and may be left half updated` : ''}.`,
    ...(f.rollsBack || f.rollsBackAnyway
      ? [
          `${f.rollsBack ? 'CodeDeploy' : "The group's own setting"} then deploys ${sha(f.to)} to these hosts again, as a new deployment. Nothing is rebuilt.`,
        ]
      : []),
    ...stoppedPipeline(f.pipeline),
  ];
}

/** The pipeline that waits for a deployment which is stopped. */
export const stoppedPipeline = (waiting: StopFacts['pipeline']): string[] =>
  waiting ? [`The stage ${waiting.stage} of ${waiting.pipeline}, which waits for it, fails.`] : [];

/** What deploying a revision again does, outside any pipeline. */
export const deployRevisionSteps = (
  application: string,
  group: string,
  what: string,
  isSame: boolean,
  config: string | undefined,
): string[] => [
  `CodeDeploy deploys ${what} to ${application} ${group}${config ? `, by ${config}` : ''}. Nothing is rebuilt.`,
  isSame
    ? 'It is what is live by its last success; every host runs its hooks again.'
    : 'It replaces what is live. No approval is needed.',
  'The next release that reaches this group replaces it.',
];
