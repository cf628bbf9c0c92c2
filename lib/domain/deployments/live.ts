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

/** The last successful deployment of one of a stage's deployment groups. */
export interface GroupDeployed {
  readonly deployed: Deployed;
  /** The executions that have carried it, newest first. */
  readonly carriers: readonly string[];
}

function liveInGroup(
  passed: Passed | undefined,
  { deployed, carriers }: GroupDeployed,
  unsettled: ReadonlySet<string>,
): LiveFinding | undefined {
  const agrees =
    (passed && carriers.includes(passed.executionId)) || carriers.some((c) => unsettled.has(c));
  if (agrees) return passed && { executionId: passed.executionId, at: passed.at };
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

/**
 * What is live in a stage: what the pipeline says has passed it, held against each deployment group's last successful
 * deployment. Where these disagree the finding says so. `unsettled` are executions that have not, or not yet, deployed
 * the whole stage: a group that is ahead with one of them is no disagreement.
 */
export function liveInStage(
  passed: Passed | undefined,
  groups: readonly GroupDeployed[],
  unsettled: ReadonlySet<string>,
): LiveFinding | undefined {
  const found = groups.map((g) => liveInGroup(passed, g, unsettled));
  if (!found.length) return passed && { executionId: passed.executionId, at: passed.at };
  const [first] = found;
  if (found.every((f) => f?.executionId === first?.executionId)) return first;
  return (
    passed && {
      executionId: passed.executionId,
      at: passed.at,
      disagrees: found.find((f) => f?.disagrees)?.disagrees,
    }
  );
}
