/** What a deployment group last deployed with success. `artifact` is bucket/key; times in ms since the epoch. */
export interface Deployed {
  readonly deploymentId: string;
  readonly artifact: string;
  readonly at: number;
}

/** One execution that succeeded in the stage, as the pipeline tells it. */
export interface Passed {
  readonly executionId: string;
  readonly at: number;
}

/** By action names. */
export interface PartlyDeployed {
  readonly executionId: string;
  readonly by: readonly string[];
  readonly notBy: readonly string[];
}

export interface LiveFinding {
  readonly executionId?: string | undefined;
  readonly at: number;
  readonly disagrees?: string | undefined;
  /** How it is known: the action that deployed it. */
  readonly by?: { readonly provider: string; readonly action: string } | undefined;
  /** A newer execution that some of the stage's deploying actions have deployed and others have not. */
  readonly partly?: PartlyDeployed | undefined;
  /** What a failed deployment has left on so many of its targets. */
  readonly left?:
    | {
        readonly deployment: string;
        readonly executionId: string | undefined;
        readonly targets: number;
        readonly of: number;
      }
    | undefined;
}

/**
 * What is live in a stage of CodeDeploy: the group's last successful deployment, mapped to the executions that have
 * `carried` it. Where pipeline and deployment disagree the finding says so.
 */
export function liveInStage(
  passed: Passed | undefined,
  deployed: Deployed | undefined,
  carriers: readonly string[],
): LiveFinding | undefined {
  if (!deployed) return passed && { executionId: passed.executionId, at: passed.at };
  if (passed && carriers.includes(passed.executionId))
    return { executionId: passed.executionId, at: passed.at };
  const [carrier] = carriers;
  if (carrier === undefined)
    return {
      executionId: passed?.executionId,
      at: deployed.at || (passed?.at ?? 0),
      disagrees: `Deployment ${deployed.deploymentId} deployed a revision that does not belong to this pipeline.`,
    };
  return {
    executionId: carrier,
    at: deployed.at,
    ...(passed
      ? {
          disagrees: `Deployment ${deployed.deploymentId} deployed it outside the pipeline's last release.`,
        }
      : {}),
  };
}
