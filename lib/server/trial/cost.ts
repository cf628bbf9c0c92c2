import 'server-only';
import { AppError } from '../aws/app-error';
import type { ProjectPlan } from '../projects/plan';

/** How long a trial's resources may be there before somebody is told that they are. */
const HOURS = 3;
/** Prices of the dearest Regions are less than twice those of us-east-1. */
const DEAREST = 2;

/**
 * USD an hour in us-east-1 (AWS's price lists of EC2, of public IPv4 addresses and of EBS, 2025). What has no price for
 * being there is not in it.
 */
const HOURLY: Readonly<Record<string, number>> = {
  'AWS::EC2::Instance': 0.0104 + 0.002,
  'AWS::EC2::EIP': 0.005,
};
const PRICED_INSTANCE = 't3.micro';

/** Three executions of CodePipeline V2 at 0.002 USD a minute of an action, ten minutes each. */
const ACTION_MINUTES = 3 * 10;
const ACTION_MINUTE = 0.002;
/** Two builds of at most twenty minutes on general1.small. */
const BUILDS = 2 * 20 * 0.005;
/** Storage, requests, logs and events: together less than this. */
const SMALL = 0.05;
/** CodeCommit, for a user beyond the five that are free. */
const CODECOMMIT_USER = 1;

/** What a trial may cost at most, in USD, rounded up to a cent. Throws for an instance whose price is not known here. */
export function costBound(plan: ProjectPlan): number {
  const resources = Object.values(plan.document.Resources);
  const instance = plan.parameters['InstanceType'] ?? PRICED_INSTANCE;
  const hasInstances = resources.some((r) => r.Type === 'AWS::EC2::Instance');
  if (hasInstances && instance !== PRICED_INSTANCE)
    throw new AppError(
      'invalid',
      `What a ${instance} costs is not known here. Leave InstanceType out: a trial uses ${PRICED_INSTANCE}.`,
    );
  const hourly = resources.reduce((sum, r) => sum + (HOURLY[r.Type] ?? 0), 0);
  const actions = 2 + 2 * plan.environments.length;
  const once = ACTION_MINUTES * actions * ACTION_MINUTE + BUILDS + SMALL;
  const all = (hourly * HOURS + once) * DEAREST + CODECOMMIT_USER;
  return Math.ceil(all * 100) / 100;
}
