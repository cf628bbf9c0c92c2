import type * as CD from '@aws-sdk/client-codedeploy';
import type { DeploymentError, DeploymentEvent, Member } from '../../core/deployment/state';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { alarmStop } from './alarms';
import { deployments, type Deployment } from './deployments';
import { platformOf, type Group } from './documents';
import {
  fleetOf,
  fleetRule,
  foundWhere,
  memberOf,
  selected,
  selectionOf,
  type Choice,
  type Fleet,
  type Selection,
} from './fleet';
import { isBlueGreen, LIFECYCLES, shiftsTraffic, targetGroupNames, waitsOf } from './group-traffic';
import { targetGroupArns } from './target-groups';

export type Refusal = { readonly status: 'Stopped' | 'Failed' } & DeploymentError;
type Start = DeploymentEvent & { readonly type: 'start' };

/** What would run a deployment that nothing here can. */
const RUNS_ON: Readonly<Record<Exclude<CD.ComputePlatform, 'Server'>, string>> = {
  ECS: 'Amazon ECS: its services and load balancers would shift the traffic to a new task set',
  Lambda: 'AWS Lambda: it would shift the traffic of the alias to a new version of the function',
};

function refusalOf(platform: CD.ComputePlatform): Refusal | undefined {
  if (platform === 'Server') return undefined;
  return {
    status: 'Failed',
    code: 'INTERNAL_ERROR',
    message: `This deployment needs ${RUNS_ON[platform]}. Starboard's engine has none; deploy it in an AWS account.`,
  };
}

/** [infer] The error: a target group that is not there ends a deployment before it touches an instance. */
async function balancerRefusal(ctx: Ctx, traffic: Traffic): Promise<Refusal | undefined> {
  if (!shiftsTraffic(traffic)) return undefined;
  try {
    await targetGroupArns(ctx, targetGroupNames(traffic));
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { status: 'Failed', code: 'ELASTIC_LOAD_BALANCING_INVALID', message: error.message };
  }
}

/** Why a deployment may not begin; undefined when it may. */
export async function refusedBy(
  ctx: Ctx,
  group: Group,
  traffic: Traffic,
  alarms: CD.AlarmConfiguration | undefined,
): Promise<Refusal | undefined> {
  const refused = refusalOf(platformOf(group)) ?? (await balancerRefusal(ctx, traffic));
  if (refused) return refused;
  const stopped = await alarmStop(ctx, alarms);
  return stopped && { status: 'Stopped', ...stopped };
}

type Traffic = NonNullable<Deployment['traffic']>;

/** What is known of a deployment that is to begin. */
export type Given = Choice &
  Pick<
    Deployment,
    'config' | 'alarms' | 'traffic' | 'targetInstances' | 'copy' | 'action' | 'rollback' | 'creator'
  >;

/** What a deployment begins with: its instances as they are now, its rule, and whether it may begin at all. */
export interface Beginning {
  readonly start: Omit<Start, 'at'>;
  readonly onPremises: Fleet['onPremises'];
}

/** Who is deployed to, and what each goes through. */
type Parts = Pick<Start, 'fleet' | 'lifecycle' | 'blueGreen'> & Pick<Beginning, 'onPremises'>;

async function inPlace(ctx: Ctx, group: Group, d: Given): Promise<Parts> {
  const { members, onPremises } = await fleetOf(ctx, group, d, LIFECYCLES.inPlace);
  const isShifted = shiftsTraffic(d.traffic ?? {});
  // What joins a blue/green group later had no traffic before.
  const shifted = isBlueGreen(d.traffic ?? {})
    ? LIFECYCLES.launchWithTraffic
    : LIFECYCLES.inPlaceWithTraffic;
  return {
    fleet: members,
    lifecycle: isShifted ? shifted : LIFECYCLES.inPlace,
    onPremises,
  };
}

/** One instance of an Auto Scaling group, that is launched or terminated. */
async function oneOf(ctx: Ctx, group: Group, d: Given): Promise<Parts> {
  const isLaunch = d.creator === 'autoscaling';
  const found = await foundWhere(ctx, (id) => id === d.action?.instance);
  const [plain, withTraffic] = isLaunch
    ? [LIFECYCLES.launch, LIFECYCLES.launchWithTraffic]
    : [LIFECYCLES.termination, LIFECYCLES.terminationWithTraffic];
  return {
    fleet: found.map((i) => memberOf(ctx, group, i)),
    lifecycle: shiftsTraffic(d.traffic ?? {}) ? withTraffic : plain,
    onPremises: {},
  };
}

/** Where the replacement of a blue/green deployment is found. */
function replacementOf({ copy, targetInstances }: Given): Selection {
  if (copy) return { scalingGroups: [copy.name] };
  return {
    ec2TagFilters: targetInstances?.tagFilters,
    ec2TagSet: targetInstances?.ec2TagSet,
    scalingGroups: targetInstances?.autoScalingGroups ?? [],
  };
}

/** [infer] An instance that both mean is a replacement. */
async function blueGreen(ctx: Ctx, group: Group, d: Given): Promise<Parts> {
  const green = await selected(ctx, replacementOf(d));
  const blue = await selected(ctx, selectionOf(group));
  const losing = blue.filter((b) => !green.some((g) => g.id === b.id));
  return {
    fleet: green.map((i) => memberOf(ctx, group, i)),
    lifecycle: LIFECYCLES.gaining,
    blueGreen: {
      gaining: 'Green',
      ...waitsOf(d.traffic ?? {}),
      losing: losing.map((i) => memberOf(ctx, group, i, LIFECYCLES.losing)),
    },
    onPremises: {},
  };
}

/** The deployment that a blue/green deployment rolls back, where it is a rollback. */
function rolledBackBy(ctx: Ctx, d: Given): Deployment | undefined {
  const id = d.rollback?.rollbackTriggeringDeploymentId;
  return id !== undefined && d.creator === 'codeDeployRollback' && isBlueGreen(d.traffic ?? {})
    ? ctx.store.get(deployments, id)
    : undefined;
}

/** The instances of the deployment before as they are now: those that are gone have no traffic to get or to lose. */
async function wayBack(ctx: Ctx, group: Group, before: Deployment): Promise<Parts> {
  const { targets } = before.state;
  const found = await foundWhere(ctx, (id) => targets.some((t) => t.id === id));
  const of = (label: 'Blue' | 'Green', lifecycle?: typeof LIFECYCLES.losing): Member[] =>
    found
      .filter((i) => targets.some((t) => t.id === i.id && t.label === label))
      .map((i) => memberOf(ctx, group, i, lifecycle));
  return {
    fleet: of('Blue'),
    lifecycle: LIFECYCLES.regaining,
    blueGreen: { gaining: 'Blue', losing: of('Green', LIFECYCLES.losing) },
    onPremises: {},
  };
}

const NOBODY: Parts = { fleet: [], lifecycle: LIFECYCLES.inPlace, onPremises: {} };

function partsOf(ctx: Ctx, group: Group, d: Given): Parts | Promise<Parts> {
  if (platformOf(group) !== 'Server') return NOBODY;
  if (d.action) return oneOf(ctx, group, d);
  const before = rolledBackBy(ctx, d);
  if (before) return wayBack(ctx, group, before);
  const isShift = isBlueGreen(d.traffic ?? {}) && d.creator !== 'CodeDeployAutoUpdate';
  return isShift ? blueGreen(ctx, group, d) : inPlace(ctx, group, d);
}

export async function beginningOf(ctx: Ctx, group: Group, d: Given): Promise<Beginning> {
  const { onPremises, ...parts } = await partsOf(ctx, group, d);
  return {
    start: {
      type: 'start',
      ...parts,
      rule: fleetRule(ctx, d.config),
      refused: await refusedBy(ctx, group, d.traffic ?? {}, d.alarms),
    },
    onPremises,
  };
}
