import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import { HEX } from '../../core/alphabets';
import type { Draining, HealthState } from '../../core/balancer/config';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}
export type Settings = Readonly<Record<string, string>>;

export interface LoadBalancer {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly type: 'application' | 'network';
  readonly scheme: ELB.LoadBalancerSchemeEnum;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly createdAt: number;
  /** Of its first listener, and of its DNS name. */
  readonly port: number;
  readonly state: ELB.LoadBalancerState;
  /** What was changed: the others have their defaults. */
  readonly attributes: Settings;
  readonly tags: readonly Tag[];
  /** How far its proxy's journal has been read. */
  readonly offset: number;
}

export interface Target {
  readonly id: string;
  readonly port: number;
  readonly zone?: string | undefined;
  /** Says this registration and no other. */
  readonly registration: string;
  readonly state: HealthState;
  readonly reason?: string | undefined;
  readonly description?: string | undefined;
  readonly draining?: Draining | undefined;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly protocol: 'HTTP' | 'TCP';
  readonly protocolVersion?: string | undefined;
  readonly port: number;
  readonly vpcId: string;
  readonly targetType: 'instance' | 'ip';
  readonly health: HealthSettings;
  readonly attributes: Settings;
  readonly tags: readonly Tag[];
  readonly targets: readonly Target[];
}

export interface HealthSettings {
  readonly protocol: 'HTTP' | 'TCP';
  readonly port: string;
  readonly path?: string | undefined;
  readonly codes?: string | undefined;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyCount: number;
  readonly unhealthyCount: number;
}

export interface Listener {
  readonly arn: string;
  readonly balancer: string;
  readonly protocol: 'HTTP' | 'TCP';
  /** As it was asked for. */
  readonly port: number;
  /** The one of 127.0.0.1 that stands for it. */
  readonly localPort: number;
  readonly actions: readonly ELB.Action[];
  readonly attributes: Settings;
  readonly tags: readonly Tag[];
}

export interface Rule {
  readonly arn: string;
  readonly listener: string;
  readonly priority: number;
  readonly conditions: readonly ELB.RuleCondition[];
  readonly actions: readonly ELB.Action[];
  readonly tags: readonly Tag[];
}

export const balancers = kind<LoadBalancer>('elbv2.load-balancer');
export const groups = kind<TargetGroup>('elbv2.target-group');
export const listeners = kind<Listener>('elbv2.listener');
export const rules = kind<Rule>('elbv2.rule');

const ID_LENGTH = 16;
export const newId = (ctx: Ctx): string => ctx.ids.random(ID_LENGTH, HEX);
export const elbArn = (ctx: Ctx, resource: string): string =>
  ctx.arn('elasticloadbalancing', resource);

export const notFound = (code: string, message: string): AwsError => new AwsError(code, message);
export const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

export function balancerOrThrow(ctx: Ctx, arn: string): LoadBalancer {
  const found = ctx.store.get(balancers, arn);
  if (!found) throw notFound('LoadBalancerNotFound', `Load balancer '${arn}' not found`);
  return found;
}

export function groupOrThrow(ctx: Ctx, arn: string): TargetGroup {
  const found = ctx.store.get(groups, arn);
  if (!found) throw notFound('TargetGroupNotFound', `Target group '${arn}' not found`);
  return found;
}

export function listenerOrThrow(ctx: Ctx, arn: string): Listener {
  const found = ctx.store.get(listeners, arn);
  if (!found) throw notFound('ListenerNotFound', `Listener '${arn}' not found`);
  return found;
}

export function ruleOrThrow(ctx: Ctx, arn: string): Rule {
  const found = ctx.store.get(rules, arn);
  if (!found) throw notFound('RuleNotFound', `Rule '${arn}' not found`);
  return found;
}

export const listenersOf = (ctx: Ctx, balancer: string): Listener[] =>
  ctx.store.list(listeners, `${balancer.replace(':loadbalancer/', ':listener/')}/`);

/** By priority. */
export const rulesOf = (ctx: Ctx, listener: string): Rule[] =>
  ctx.store
    .list(rules, `${listener.replace(':listener/', ':listener-rule/')}/`)
    .sort((a, b) => a.priority - b.priority);

/** The target groups that actions name. */
export const groupsIn = (actions: readonly ELB.Action[]): string[] =>
  actions.flatMap((a) => (a.ForwardConfig?.TargetGroups ?? []).map((t) => t.TargetGroupArn ?? ''));

const groupsOfListener = (ctx: Ctx, l: Listener): string[] => [
  ...groupsIn(l.actions),
  ...rulesOf(ctx, l.arn).flatMap((r) => groupsIn(r.actions)),
];

/** The target groups that a load balancer sends anything to. */
export const groupsOf = (ctx: Ctx, balancer: string): string[] => [
  ...new Set(listenersOf(ctx, balancer).flatMap((l) => groupsOfListener(ctx, l))),
];

/** The load balancer that sends to a target group; AWS allows one. */
export const balancerOf = (ctx: Ctx, group: string): string | undefined =>
  ctx.store.list(listeners).find((l) => groupsOfListener(ctx, l).includes(group))?.balancer;

/** The tags of a request, each key once. */
export function tagsOf(tags: readonly ELB.Tag[] | undefined): Tag[] {
  const all = (tags ?? []).map((t) => ({ Key: t.Key ?? '', Value: t.Value ?? '' }));
  if (new Set(all.map((t) => t.Key)).size < all.length)
    throw new AwsError('DuplicateTagKeys', 'A tag key was specified more than once.');
  return all;
}

/** The proxy of a load balancer hears of what has changed. */
export const changed = (ctx: Ctx, balancer: string | undefined): void => {
  if (balancer !== undefined) ctx.enqueue('elbv2.sync', balancer);
};
