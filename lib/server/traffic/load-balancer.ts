import 'server-only';
import type {
  Listener,
  LoadBalancer,
  Rule,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  actionOf,
  byPriority,
  conditionWords,
  type ListenerView,
  type RuleView,
} from '@/lib/domain/traffic/listener';
import type { LoadBalancerView } from '@/lib/domain/traffic/load-balancer';
import type { TargetGroupView } from '@/lib/domain/traffic/target-group';
import type { TrafficView } from '@/lib/domain/traffic/traffic';
import { balancerStatus, isMoving, targetHealthStatus } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { ms } from '../data/dates';
import { Parts } from './parts';
import { balancerRef, groupView, targetGroupsOf, targetHealth } from '../data/target-groups';

async function readBalancer(connection: Connection, name: string): Promise<LoadBalancer> {
  const elb = await client('elasticloadbalancing', connection);
  const missing = (cause?: unknown): AppError =>
    new AppError(
      'not_found',
      `There is no load balancer ${name} in ${connection.region ? `Region ${connection.region}` : 'this Region'} of this account.`,
      cause,
    );
  try {
    const { LoadBalancers = [] } = await elb.describeLoadBalancers({ Names: [name] });
    if (LoadBalancers[0]) return LoadBalancers[0];
  } catch (error) {
    // A name that is none comes of an address that was typed.
    if (isAwsError(error, 'LoadBalancerNotFoundException', 'ValidationError')) throw missing(error);
    throw error;
  }
  throw missing();
}

const ruleOf = (r: Rule): RuleView => ({
  arn: r.RuleArn ?? '',
  priority: r.IsDefault ? 'default' : (r.Priority ?? ''),
  conditions: (r.Conditions ?? []).map(conditionWords),
  actions: (r.Actions ?? []).map(actionOf),
});

/** What a listener does where it has no rules: those of Network Load Balancers. */
const defaultRule = (l: Listener): RuleView => ({
  arn: l.ListenerArn ?? '',
  priority: 'default',
  conditions: [],
  actions: (l.DefaultActions ?? []).map(actionOf),
});

async function listenersOf(
  connection: Connection,
  parts: Parts,
  { LoadBalancerArn, Type }: LoadBalancer,
): Promise<readonly ListenerView[]> {
  const elb = await client('elasticloadbalancing', connection);
  const listeners = await pages(async (Marker) => {
    const p = await elb.describeListeners({ LoadBalancerArn, Marker });
    return [p.Listeners, p.NextMarker] as const;
  });
  const rulesOf = (ListenerArn: string | undefined): Promise<Rule[]> =>
    pages(async (Marker) => {
      const p = await elb.describeRules({ ListenerArn, Marker });
      return [p.Rules, p.NextMarker] as const;
    });
  const views = listeners.map(async (l): Promise<ListenerView> => {
    const rules =
      Type === 'application'
        ? await parts.read(`the rules of port ${l.Port ?? 0}`, rulesOf(l.ListenerArn))
        : [];
    return {
      arn: l.ListenerArn ?? '',
      port: l.Port ?? 0,
      protocol: l.Protocol ?? '',
      policy: l.SslPolicy,
      rules: rules && (rules.length ? byPriority(rules.map(ruleOf)) : [defaultRule(l)]),
    };
  });
  return (await Promise.all(views)).sort((a, b) => a.port - b.port);
}

/** How long a target that goes may finish what it has begun, in s: an attribute of its group. */
async function drainSeconds(
  connection: Connection,
  TargetGroupArn: string,
): Promise<number | undefined> {
  const elb = await client('elasticloadbalancing', connection);
  const { Attributes = [] } = await elb.describeTargetGroupAttributes({ TargetGroupArn });
  const value = Attributes.find((a) => a.Key === 'deregistration_delay.timeout_seconds')?.Value;
  return value === undefined ? undefined : Number(value);
}

async function groupOf(
  connection: Connection,
  parts: Parts,
  balancer: LoadBalancer,
  group: TargetGroup,
): Promise<TargetGroupView> {
  const name = group.TargetGroupName ?? '';
  const arn = group.TargetGroupArn ?? '';
  const [targets, drain] = await Promise.all([
    parts.read(`the health of the targets of ${name}`, targetHealth(connection, arn)),
    parts.read(`the attributes of ${name}`, drainSeconds(connection, arn)),
  ]);
  return groupView(group, [balancerRef(balancer)], targets, drain);
}

/** Deployment groups that deploy behind it, among those that somebody has looked at: no call. */
function environmentsOf(arn: string): LoadBalancerView['environments'] {
  const known = [
    ...cache.allKnown<TrafficView>('environment-traffic'),
    ...cache.allKnown<TrafficView>('deployment-traffic'),
  ].filter(({ value }) => value.balancers.some((b) => b.arn === arn));
  const found = new Map(
    known.map(({ value: { of } }) => [`${of.application}/${of.group}`, of] as const),
  );
  return [...found.values()];
}

async function read(connection: Connection, name: string): Promise<LoadBalancerView> {
  const parts = new Parts();
  const balancer = await readBalancer(connection, name);
  const [listeners, found] = await Promise.all([
    parts.read('its listeners', listenersOf(connection, parts, balancer)),
    parts.read('its target groups', targetGroupsOf(connection, balancer.LoadBalancerArn ?? '')),
  ]);
  const groups = await Promise.all(
    (found ?? []).map((g) => groupOf(connection, parts, balancer, g)),
  );
  const status = balancerStatus(balancer.State?.Code);
  return {
    ...balancerRef(balancer),
    status,
    reason: balancer.State?.Reason || undefined,
    scheme: balancer.Scheme ?? '',
    dns: balancer.DNSName ?? '',
    createdAt: ms(balancer.CreatedTime),
    zones: (balancer.AvailabilityZones ?? []).flatMap((z) => z.ZoneName ?? []),
    securityGroups: balancer.SecurityGroups ?? [],
    listeners,
    groups,
    environments: environmentsOf(balancer.LoadBalancerArn ?? ''),
    isThisMachine: connection.isThisMachine,
    unread: parts.unread,
    hasFailed: parts.hasFailed,
    moving:
      isMoving(status) ||
      groups.some((g) => g.targets?.some((t) => isMoving(targetHealthStatus(t.state)))),
  };
}

/** A load balancer whole: its listeners and rules, its target groups, and how each target is. */
export const getLoadBalancer = (connection: Connection, name: string): Promise<LoadBalancerView> =>
  cache.read(['load-balancer', name], [], moment(connection.pacing.addressesMs), () =>
    read(connection, name),
  );
