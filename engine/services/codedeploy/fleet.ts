import type * as CD from '@aws-sdk/client-codedeploy';
import type { LifecycleEvent } from '../../../common/appspec';
import type { FleetRule, MinimumHosts } from '../../core/deployment/health';
import type { Member } from '../../core/deployment/state';
import { selectsInstance } from '../../core/deployment/tag-filters';
import type { Ctx } from '../../ports/context';
import { configOrThrow } from './configs';
import type { DeploymentConfig, Group, GroupSettings } from './documents';
import { healthOf, isOutdated } from './instance-health';
import { onPremisesFleet } from './on-premises';
import { PREFIX } from './predefined-configs';

const SECOND_MS = 1000;
const NO_MINIMUM: MinimumHosts = { type: 'FLEET_PERCENT', value: 0 };

/** A stopped instance is deployed to as well, and fails ([doc] "Instance health"). */
const STATES = ['running', 'stopping', 'stopped'];

/** [infer] Instances of an Auto Scaling group that are part of it: others are launched or terminated, and have deployments of their own. */
export const STATES_IN_GROUP: readonly string[] = ['InService', 'EnteringStandby', 'Standby'];

/** What is deployed to, and the ARNs of those that are on-premises instances. */
export interface Fleet {
  readonly members: readonly Member[];
  readonly onPremises: Readonly<Record<string, string>>;
}

/** What a deployment chooses of its group's instances. */
export interface Choice {
  readonly revision: CD.RevisionLocation;
  readonly outdatedOnly?: boolean | undefined;
  /** Only those that were launched since, but for the ones named. */
  readonly launchedSince?: { readonly at: number; readonly butFor: readonly string[] } | undefined;
}

/** Which instances of EC2: those with these tags, and those of these Auto Scaling groups. */
export type Selection = Pick<GroupSettings, 'ec2TagFilters' | 'ec2TagSet'> & {
  readonly scalingGroups: readonly string[];
};

export const selectionOf = (group: GroupSettings): Selection => ({
  ec2TagFilters: group.ec2TagFilters,
  ec2TagSet: group.ec2TagSet,
  scalingGroups: (group.autoScalingGroups ?? []).flatMap((g) => g.name ?? []),
});

/** An instance, as a deployment finds it. */
export interface Found {
  readonly id: string;
  readonly zone?: string | undefined;
  readonly launchedAt?: number | undefined;
}

async function inScalingGroups(ctx: Ctx, names: readonly string[]): Promise<Set<string>> {
  if (!names.length) return new Set();
  const { AutoScalingGroups = [] } = await ctx.call.autoscaling.describeAutoScalingGroups({
    AutoScalingGroupNames: [...names],
  });
  const all = AutoScalingGroups.flatMap((g) => g.Instances ?? []);
  return new Set(
    all.flatMap((i) =>
      STATES_IN_GROUP.includes(i.LifecycleState ?? '') ? (i.InstanceId ?? []) : [],
    ),
  );
}

/** The instances of EC2 that a test means, as they are now. */
export async function foundWhere(
  ctx: Ctx,
  isMeant: (id: string, tags: readonly { Key?: string; Value?: string }[]) => boolean,
): Promise<Found[]> {
  const { Reservations } = await ctx.call.ec2.describeInstances({
    Filters: [{ Name: 'instance-state-name', Values: STATES }],
  });
  return (Reservations ?? [])
    .flatMap((r) => r.Instances ?? [])
    .filter((i) => isMeant(i.InstanceId ?? '', i.Tags ?? []))
    .map((i) => ({
      id: i.InstanceId ?? '',
      zone: i.Placement?.AvailabilityZone,
      launchedAt: i.LaunchTime?.getTime(),
    }));
}

export async function selected(ctx: Ctx, selection: Selection): Promise<Found[]> {
  const scaled = await inScalingGroups(ctx, selection.scalingGroups);
  return foundWhere(ctx, (id, tags) => scaled.has(id) || selectsInstance(tags, selection));
}

function isChosen(ctx: Ctx, group: Group, choice: Choice, found: Found): boolean {
  const { launchedSince } = choice;
  if (launchedSince) {
    const { at, butFor } = launchedSince;
    if ((found.launchedAt ?? 0) < at || butFor.includes(found.id)) return false;
  }
  return !choice.outdatedOnly || isOutdated(ctx, group.id, found.id, choice.revision);
}

/** An instance as the machine has it. */
export const memberOf = (
  ctx: Ctx,
  group: Group,
  { id, zone }: Found,
  lifecycle?: readonly LifecycleEvent[],
): Member => ({
  id,
  zone,
  health: healthOf(ctx, group.id, id, group.revision),
  ...(lifecycle && { lifecycle }),
});

/** The instances of a group that a deployment in place goes to; on-premises ones, which no balancer knows, by a lifecycle of their own. */
export async function fleetOf(
  ctx: Ctx,
  group: Group,
  choice: Choice,
  ofMachines?: readonly LifecycleEvent[],
): Promise<Fleet> {
  const machines = onPremisesFleet(ctx, group);
  const found = await selected(ctx, selectionOf(group));
  const isMeant = (i: Found): boolean => isChosen(ctx, group, choice, i);
  return {
    members: [
      ...found.filter(isMeant).map((i) => memberOf(ctx, group, i)),
      ...machines
        .map((i) => ({ id: i.name }))
        .filter(isMeant)
        .map((i) => memberOf(ctx, group, i, ofMachines)),
    ],
    onPremises: Object.fromEntries(machines.map((i) => [i.name, i.arn])),
  };
}

const seconds = (value: number | undefined): number => (value ?? 0) * SECOND_MS;

/** A configuration of instances as the machine has it. */
function ruleOf({ name, minimumHealthyHosts, zonalConfig: zonal }: DeploymentConfig): FleetRule {
  const { type = 'FLEET_PERCENT', value = 0 } = zonal?.minimumHealthyHostsPerZone ?? {};
  const others = zonal?.monitorDurationInSeconds;
  return {
    minimum: minimumHealthyHosts ?? NO_MINIMUM,
    predefined: name.startsWith(PREFIX),
    zonal: zonal && {
      firstZoneMs: seconds(zonal.firstZoneMonitorDurationInSeconds ?? others),
      otherZonesMs: seconds(others),
      minimum: { type, value },
    },
  };
}

/** The rule of a configuration, by its name. */
export const fleetRule = (ctx: Ctx, config: string): FleetRule =>
  ruleOf(configOrThrow(ctx, config));
