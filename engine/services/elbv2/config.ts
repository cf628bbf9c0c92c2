import type {
  BalancerConfig,
  GroupConfig,
  ListenerConfig,
  RuleConfig,
  TargetConfig,
} from '../../core/balancer/config';
import { waitOf } from '../../core/balancer/times';
import type { Ctx } from '../../ports/context';
import { plainAction } from './actions';
import { allAttributes, balancerTable, groupTable, listenerTable } from './attribute-tables';
import { plainCondition } from './conditions';
import {
  balancers,
  groups,
  groupsOf,
  listenersOf,
  rulesOf,
  type Listener,
  type Target,
  type TargetGroup,
} from './store';
import { targetKey } from './targets';

const SECOND_MS = 1000;

/** Where something can be reached now. */
interface Place {
  readonly host: string;
  readonly port: number;
  readonly isAdmitted?: boolean;
}

const placeKey = (id: string, port: number): string => `${id}:${port}`;
const healthPortOf = (group: TargetGroup, target: Target): number =>
  group.health.port === 'traffic-port' ? target.port : Number(group.health.port);

/** Where the targets of a load balancer are: of instances EC2 knows it. */
async function places(
  ctx: Ctx,
  arns: readonly string[],
  from: readonly string[],
): Promise<Map<string, Place>> {
  const found = new Map<string, Place>();
  for (const arn of arns) {
    const group = ctx.store.get(groups, arn);
    for (const target of group?.targets ?? [])
      for (const port of group ? [target.port, healthPortOf(group, target)] : []) {
        const place = target.id.startsWith('i-')
          ? await ctx.internal.ec2.addressOf({ instanceId: target.id, port, from })
          : { host: target.id, port };
        if (place) found.set(placeKey(target.id, port), place);
      }
  }
  return found;
}

function targetConfig(
  group: TargetGroup,
  target: Target,
  found: ReadonlyMap<string, Place>,
): readonly TargetConfig[] {
  const place = found.get(placeKey(target.id, target.port));
  const health = found.get(placeKey(target.id, healthPortOf(group, target)));
  // One that is stopped has no address.
  if (!place || !health) return [];
  const shut = [place, health].filter((p) => p.isAdmitted === false).map((p) => p.port);
  return [
    {
      key: targetKey(target),
      registration: target.registration,
      host: place.host,
      port: place.port,
      healthPort: health.port,
      ...(shut.length ? { shut } : {}),
      state: target.state,
      draining: target.draining,
    },
  ];
}

function groupConfig(group: TargetGroup, found: ReadonlyMap<string, Place>): GroupConfig {
  const { health } = group;
  return {
    arn: group.arn,
    attributes: allAttributes(groupTable(group), group.attributes),
    health: {
      enabled: true,
      protocol: health.protocol,
      path: health.path ?? '/',
      codes: health.codes ?? '200',
      intervalMs: waitOf(health.intervalSeconds),
      timeoutMs: health.timeoutSeconds * SECOND_MS,
      healthyCount: health.healthyCount,
      unhealthyCount: health.unhealthyCount,
    },
    targets: group.targets.flatMap((t) => targetConfig(group, t, found)),
  };
}

function listenerConfig(ctx: Ctx, listener: Listener): ListenerConfig {
  const own: RuleConfig = {
    key: listener.arn,
    conditions: [],
    action: plainAction(listener.actions),
  };
  return {
    arn: listener.arn,
    protocol: listener.protocol,
    port: listener.localPort,
    attributes: allAttributes(listenerTable(listener), listener.attributes),
    rules: [
      ...rulesOf(ctx, listener.arn).map((rule) => ({
        key: rule.arn,
        conditions: rule.conditions.map(plainCondition),
        action: plainAction(rule.actions),
      })),
      own,
    ],
  };
}

/** All that a load balancer's proxy is to do now; undefined where the balancer is gone. */
export async function configOf(ctx: Ctx, arn: string): Promise<BalancerConfig | undefined> {
  const from = ctx.store.get(balancers, arn)?.securityGroups ?? [];
  const found = await places(ctx, groupsOf(ctx, arn), from);
  // From here on nothing is waited for: it is of one moment.
  const lb = ctx.store.get(balancers, arn);
  if (!lb) return undefined;
  return {
    home: ctx.paths.home,
    type: lb.type,
    attributes: allAttributes(balancerTable(lb), lb.attributes),
    listeners: listenersOf(ctx, arn).map((l) => listenerConfig(ctx, l)),
    groups: groupsOf(ctx, arn).flatMap((g) => {
      const group = ctx.store.get(groups, g);
      return group ? [groupConfig(group, found)] : [];
    }),
  };
}
