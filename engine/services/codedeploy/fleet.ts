import type * as CD from '@aws-sdk/client-codedeploy';
import type { FleetRule, MinimumHosts } from '../../core/deployment/health';
import type { Member } from '../../core/deployment/state';
import { selectsInstance } from '../../core/deployment/tag-filters';
import type { Ctx } from '../../ports/context';
import { configOrThrow } from './configs';
import type { DeploymentConfig, Group } from './documents';
import { healthOf, isOutdated } from './instance-health';
import { onPremisesFleet } from './on-premises';
import { PREFIX } from './predefined-configs';

const SECOND_MS = 1000;
const NO_MINIMUM: MinimumHosts = { type: 'FLEET_PERCENT', value: 0 };

/** A stopped instance is deployed to as well, and fails ([doc] "Instance health"). */
const STATES = ['running', 'stopping', 'stopped'];

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

interface Found {
  readonly id: string;
  readonly zone?: string | undefined;
  readonly launchedAt?: number | undefined;
}

async function instances(ctx: Ctx, group: Group): Promise<Found[]> {
  const { Reservations } = await ctx.call.ec2.describeInstances({
    Filters: [{ Name: 'instance-state-name', Values: STATES }],
  });
  return (Reservations ?? [])
    .flatMap((r) => r.Instances ?? [])
    .filter((i) => selectsInstance(i.Tags ?? [], group))
    .map((i) => ({
      id: i.InstanceId ?? '',
      zone: i.Placement?.AvailabilityZone,
      launchedAt: i.LaunchTime?.getTime(),
    }));
}

function isChosen(ctx: Ctx, group: Group, choice: Choice, found: Found): boolean {
  const { launchedSince } = choice;
  if (launchedSince) {
    const { at, butFor } = launchedSince;
    if ((found.launchedAt ?? 0) < at || butFor.includes(found.id)) return false;
  }
  return !choice.outdatedOnly || isOutdated(ctx, group.id, found.id, choice.revision);
}

/** The instances of a group that a deployment goes to. */
export async function fleetOf(ctx: Ctx, group: Group, choice: Choice): Promise<Fleet> {
  const machines = onPremisesFleet(ctx, group);
  const all: Found[] = [...(await instances(ctx, group)), ...machines.map((i) => ({ id: i.name }))];
  return {
    members: all
      .filter((i) => isChosen(ctx, group, choice, i))
      .map(({ id, zone }) => ({ id, zone, health: healthOf(ctx, group.id, id, group.revision) })),
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
