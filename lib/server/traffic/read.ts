import 'server-only';
import type { DeploymentGroupInfo, LoadBalancerInfo } from '@aws-sdk/client-codedeploy';
import { copyName, during, type AutoScalingFleet } from '@/lib/domain/traffic/auto-scaling';
import type { TargetGroupView } from '@/lib/domain/traffic/target-group';
import type { TrafficView } from '@/lib/domain/traffic/traffic';
import { isMoving } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { moment, type Policy } from '../cache/policy';
import { readGroup } from '../data/deployment-groups';
import { getDeploymentView } from '../data/deployments';
import { targetGroupNames } from '../data/balancer-address';
import { Parts } from './parts';
import { autoScalingGroups, fleetOf, scalingActivities } from './auto-scaling';
import {
  balancerRef,
  balancersByArn,
  groupView,
  targetGroupsByName,
  targetHealth,
} from '../data/target-groups';

const classicNames = (info: LoadBalancerInfo | undefined): readonly string[] =>
  (info?.elbInfoList ?? []).flatMap((b) => b.name ?? []);

async function groupsOf(
  connection: Connection,
  parts: Parts,
  names: readonly string[],
): Promise<Pick<TrafficView, 'groups' | 'balancers'>> {
  const found = await parts.read('the target groups', targetGroupsByName(connection, names));
  if (!found) return { groups: [], balancers: [] };
  const missing = names.filter((n) => !found.some((g) => g.TargetGroupName === n));
  if (missing.length)
    parts.unread.push(
      `There is no target group ${missing.join(', ')} here, though the deployment group names it.`,
    );
  const arns = found.flatMap((g) => g.LoadBalancerArns ?? []);
  const all = await parts.read('the load balancers', balancersByArn(connection, arns));
  const balancers = (all ?? []).map(balancerRef);
  const groups = found.map(async (g): Promise<TargetGroupView> => {
    const of = `the health of the targets of ${g.TargetGroupName ?? ''}`;
    const targets = await parts.read(of, targetHealth(connection, g.TargetGroupArn ?? ''));
    return groupView(g, balancers, targets);
  });
  return { balancers, groups: await Promise.all(groups) };
}

/** Between these moments, in ms since the epoch; without them the newest activities. */
interface Span {
  readonly from: number;
  readonly to: number;
}

async function fleetsOf(
  connection: Connection,
  parts: Parts,
  names: readonly string[],
  span: Span | undefined,
): Promise<AutoScalingFleet[]> {
  const found = await parts.read('the Auto Scaling groups', autoScalingGroups(connection, names));
  return Promise.all(
    (found ?? []).map(async (g) => {
      const name = g.AutoScalingGroupName ?? '';
      const all = await parts.read(
        `the scaling activities of ${name}`,
        scalingActivities(connection, name, span?.from),
      );
      return fleetOf(g, span && all ? during(all, span.from, span.to) : all);
    }),
  );
}

async function trafficOf(
  connection: Connection,
  of: TrafficView['of'],
  group: DeploymentGroupInfo | undefined,
  copies: readonly string[],
  span?: Span,
): Promise<TrafficView> {
  const parts = new Parts();
  const info = group?.loadBalancerInfo;
  for (const name of classicNames(info))
    parts.unread.push(
      `${name} is a Classic Load Balancer, which Starboard does not read. Who is in it is known from CodeDeploy's events alone.`,
    );
  const scaling = (group?.autoScalingGroups ?? []).flatMap((g) => g.name ?? []);
  const [{ balancers, groups }, fleets] = await Promise.all([
    groupsOf(connection, parts, targetGroupNames(info)),
    fleetsOf(connection, parts, [...scaling, ...copies], span),
  ]);
  return {
    of,
    balancers,
    groups,
    fleets,
    unread: parts.unread,
    hasFailed: parts.hasFailed,
    moving: fleets.some((f) => f.members.some((m) => isMoving(m.status))),
  };
}

/** Read anew each time; what is known of it tells which deployment groups a load balancer stands before. */
const KEPT: Policy<TrafficView> = { ...moment(), isKept: true };

/** What stands before a deployment group, and what keeps its size. */
export const getEnvironmentTraffic = (
  connection: Connection,
  application: string,
  group: string,
): Promise<TrafficView> =>
  cache.read(['environment-traffic', application, group], [['deployments']], KEPT, async () =>
    trafficOf(
      connection,
      { application, group },
      await readGroup(connection, application, group),
      [],
    ),
  );

/** The same for a deployment, with what Auto Scaling did in its time. */
export const getDeploymentTraffic = (connection: Connection, id: string): Promise<TrafficView> =>
  cache.read(['deployment-traffic', id], [['deployment', id]], KEPT, async () => {
    const d = await getDeploymentView(connection, id);
    const { application, group } = d;
    const copies = d.blueGreen?.isCopied ? [copyName(group, id)] : [];
    const found = await readGroup(connection, application, group);
    const span = { from: d.createdAt, to: d.endedAt ?? Date.now() };
    return trafficOf(connection, { application, group }, found, copies, span);
  });
