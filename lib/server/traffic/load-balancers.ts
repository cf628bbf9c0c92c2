import 'server-only';
import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import type { LoadBalancer, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancerRow, LoadBalancers } from '@/lib/domain/traffic/load-balancer';
import { isHealthy } from '@/lib/domain/traffic/target-group';
import { balancerStatus, isMoving } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { allGroups } from '../data/environments';
import { balancerRef, targetHealth } from '../data/target-groups';
import { Parts } from './parts';

/** Of so many the listeners and targets are read: each is a call, and one more for each target group. */
const READ_WHOLE = 20;

async function readBalancers(connection: Connection): Promise<LoadBalancer[]> {
  const elb = await client('elasticloadbalancing', connection);
  return pages(async (Marker) => {
    const p = await elb.describeLoadBalancers({ Marker });
    return [p.LoadBalancers, p.NextMarker] as const;
  });
}

async function readTargetGroups(connection: Connection): Promise<TargetGroup[]> {
  const elb = await client('elasticloadbalancing', connection);
  return pages(async (Marker) => {
    const p = await elb.describeTargetGroups({ Marker });
    return [p.TargetGroups, p.NextMarker] as const;
  });
}

async function listenersOf(connection: Connection, LoadBalancerArn: string): Promise<string[]> {
  const elb = await client('elasticloadbalancing', connection);
  const listeners = await pages(async (Marker) => {
    const p = await elb.describeListeners({ LoadBalancerArn, Marker });
    return [p.Listeners, p.NextMarker] as const;
  });
  return listeners
    .sort((a, b) => (a.Port ?? 0) - (b.Port ?? 0))
    .map((l) => `${l.Protocol ?? ''}:${l.Port ?? 0}`);
}

/** Targets in all of its groups; one that is in two of them counts once for each, as AWS counts. */
async function countTargets(
  connection: Connection,
  groups: readonly TargetGroup[],
): Promise<LoadBalancerRow['targets']> {
  const all = await Promise.all(
    groups.map((g) => targetHealth(connection, g.TargetGroupArn ?? '')),
  );
  const targets = all.flat();
  return { healthy: targets.filter(isHealthy).length, all: targets.length };
}

const namesIn = ({ loadBalancerInfo: info }: DeploymentGroupInfo): (string | undefined)[] => [
  ...(info?.targetGroupInfoList ?? []).map((g) => g.name),
  ...(info?.targetGroupPairInfoList ?? []).flatMap((p) =>
    (p.targetGroups ?? []).map((g) => g.name),
  ),
];

/** The deployment groups that name one of its target groups. */
const environmentsOf = (
  groups: readonly TargetGroup[],
  deploying: readonly DeploymentGroupInfo[],
): LoadBalancerRow['environments'] =>
  deploying
    .filter((d) => namesIn(d).some((name) => groups.some((g) => g.TargetGroupName === name)))
    .map((d) => ({ application: d.applicationName ?? '', group: d.deploymentGroupName ?? '' }));

async function read(connection: Connection): Promise<LoadBalancers> {
  const parts = new Parts();
  const balancers = (await readBalancers(connection)).sort((a, b) =>
    (a.LoadBalancerName ?? '').localeCompare(b.LoadBalancerName ?? ''),
  );
  if (!balancers.length) return { rows: [], unread: [], moving: false };
  const [groups, deploying] = await Promise.all([
    parts.read('target groups', readTargetGroups(connection)),
    parts.read('what deploys behind them', allGroups(connection)),
  ]);
  const rows = balancers.map(async (b, i): Promise<LoadBalancerRow> => {
    const ref = balancerRef(b);
    const own = groups?.filter((g) => g.LoadBalancerArns?.includes(ref.arn));
    const isWhole = i < READ_WHOLE;
    const [listeners, targets] = await Promise.all([
      isWhole
        ? parts.read(`the listeners of ${ref.name}`, listenersOf(connection, ref.arn))
        : undefined,
      isWhole && own
        ? parts.read(`the targets of ${ref.name}`, countTargets(connection, own))
        : undefined,
    ]);
    return {
      ...ref,
      status: balancerStatus(b.State?.Code),
      reason: b.State?.Reason || undefined,
      scheme: b.Scheme ?? '',
      listeners,
      targets,
      environments: own && deploying && environmentsOf(own, deploying),
    };
  });
  const all = await Promise.all(rows);
  const more = all.length - READ_WHOLE;
  return {
    rows: all,
    unread: [
      ...parts.unread,
      ...(more > 0
        ? [
            `Listeners and targets are read of the first ${READ_WHOLE}. Open one of the others to see its own.`,
          ]
        : []),
    ],
    moving: all.some((r) => isMoving(r.status)),
  };
}

/** The load balancers of this Region, by name. */
export const getLoadBalancers = (connection: Connection): Promise<LoadBalancers> =>
  cache.read(['load-balancer-list'], [], moment(connection.pacing.addressesMs), () =>
    read(connection),
  );
