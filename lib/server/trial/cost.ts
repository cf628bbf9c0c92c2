import 'server-only';
import { ROOT_DISK_GB } from '@/lib/domain/projects/idle-costs';
import { AppError } from '../aws/app-error';
import { instancesOf } from '../projects/placement';
import type { ProjectPlan } from '../projects/plan';

/** How long a trial's resources may be there before somebody is told that they are. */
const HOURS = 3;
/** An estimate: prices of the dearest Regions are less than twice those of us-east-1. */
const DEAREST = 2;

/**
 * USD in us-east-1, compared on 29 November 2026. `AWS's page` is what AWS itself writes there; `estimate` is what others
 * publish of a table that AWS's page loads by script, and was not seen at AWS.
 */
const PRICES = {
  /** Estimate (aws.amazon.com/ec2/pricing/on-demand, Linux). */
  t3MicroHour: 0.0104,
  /** Estimate (aws.amazon.com/vpc/pricing); that each public IPv4 address is billed since February 2024 is AWS's own word. */
  publicAddressHour: 0.005,
  /** Estimate (aws.amazon.com/elasticloadbalancing/pricing): the hour and one capacity unit. */
  balancerHour: 0.0225 + 0.008,
  /** Estimate (aws.amazon.com/ebs/pricing, gp3). */
  diskGbMonth: 0.08,
  /** AWS's page (aws.amazon.com/codepipeline/pricing): V2, approvals are not billed, 100 minutes a month are free. */
  actionMinute: 0.002,
  /** Estimate (aws.amazon.com/codebuild/pricing, general1.small on Linux); 100 minutes a month are free. */
  smallBuildMinute: 0.005,
  /** AWS's page (aws.amazon.com/codecommit/pricing): each active user beyond five, in a month. */
  codeCommitUser: 1,
} as const;

const HOURS_A_MONTH = 730;
/** A load balancer has an address in each of its zones. */
const BALANCER_ZONES = 2;

/** An hour of what costs by being there. */
const HOURLY: Readonly<Record<string, number>> = {
  'AWS::EC2::EIP': PRICES.publicAddressHour,
  'AWS::ElasticLoadBalancingV2::LoadBalancer':
    PRICES.balancerHour + BALANCER_ZONES * PRICES.publicAddressHour,
};
const INSTANCE_HOUR =
  PRICES.t3MicroHour +
  PRICES.publicAddressHour +
  (ROOT_DISK_GB * PRICES.diskGbMonth) / HOURS_A_MONTH;
const PRICED_INSTANCE = 't3.micro';

/** Three executions, in each of which an action takes ten minutes at most. */
const ACTION_MINUTES = 3 * 10;
/** Two builds of at most twenty minutes. */
const BUILDS = 2 * 20 * PRICES.smallBuildMinute;
/** An estimate: storage, requests, logs and events are together less than this. */
const SMALL = 0.05;
/** Whoever tries it, and the pipeline's role: identities that a service uses are active users too (CodeCommit's pricing page). */
const CODECOMMIT_USERS = 2;

/** What a trial may cost at most by these estimates, in USD, rounded up to a cent. Throws for an instance whose price is not known here. */
export function costBound(plan: ProjectPlan): number {
  const resources = Object.values(plan.document.Resources);
  const instance = plan.parameters['InstanceType'] ?? PRICED_INSTANCE;
  const instances = instancesOf(plan).most;
  if (instances > 0 && instance !== PRICED_INSTANCE)
    throw new AppError(
      'invalid',
      `What a ${instance} costs is not known here. Leave InstanceType out: a trial uses ${PRICED_INSTANCE}.`,
    );
  const hourly =
    instances * INSTANCE_HOUR + resources.reduce((sum, r) => sum + (HOURLY[r.Type] ?? 0), 0);
  const actions = 2 + 2 * plan.environments.length;
  const once = ACTION_MINUTES * actions * PRICES.actionMinute + BUILDS + SMALL;
  const all = (hourly * HOURS + once) * DEAREST + CODECOMMIT_USERS * PRICES.codeCommitUser;
  return Math.ceil(all * 100) / 100;
}
