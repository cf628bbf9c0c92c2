import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import { own } from '../../core/own';
import type { Handler } from '../../ports/context';
import { AwsError, notServed } from '../../wire/errors';
import {
  allAttributes,
  balancerTable,
  groupTable,
  listenerTable,
  type AttributeTable,
} from './attribute-tables';
import {
  balancerOf,
  balancerOrThrow,
  balancers,
  changed,
  groupOrThrow,
  groups,
  listenerOrThrow,
  listeners,
  type Settings,
} from './store';

/** Attributes as AWS sends and takes them. */
interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

const shown = (all: Settings): { Key: string; Value: string }[] =>
  Object.entries(all).map(([Key, Value]) => ({ Key, Value }));

const wrong = (message: string): AwsError => new AwsError('InvalidConfigurationRequest', message);

function withSet(
  what: string,
  operation: string,
  table: AttributeTable,
  before: Settings,
  given: readonly Attribute[],
): Settings {
  const next: Record<string, string> = { ...before };
  const seen = new Set<string>();
  for (const { Key: key = '', Value: value = '' } of given) {
    if (seen.has(key)) throw wrong(`${what} attribute key '${key}' was specified more than once`);
    seen.add(key);
    const attribute = own(table, key);
    if (!attribute) throw wrong(`${what} attribute key '${key}' is not recognized`);
    if (!attribute.valid(value))
      throw wrong(`${what} attribute value '${value}' is not valid for the key '${key}'`);
    if (!attribute.served(value))
      throw notServed('elbv2', operation, `${key} other than '${attribute.usual}'`);
    next[key] = value;
  }
  return next;
}

export const describeLoadBalancerAttributes: Handler<
  ELB.DescribeLoadBalancerAttributesInput,
  ELB.DescribeLoadBalancerAttributesOutput
> = (input, ctx) => {
  const lb = balancerOrThrow(ctx, input.LoadBalancerArn);
  return { Attributes: shown(allAttributes(balancerTable(lb), lb.attributes)) };
};

export const modifyLoadBalancerAttributes: Handler<
  ELB.ModifyLoadBalancerAttributesInput,
  ELB.ModifyLoadBalancerAttributesOutput
> = (input, ctx) =>
  ctx.store.transaction(() => {
    const lb = balancerOrThrow(ctx, input.LoadBalancerArn);
    const table = balancerTable(lb);
    const attributes = withSet(
      'Load balancer',
      'ModifyLoadBalancerAttributes',
      table,
      lb.attributes,
      input.Attributes,
    );
    ctx.store.put(balancers, lb.arn, { ...lb, attributes });
    changed(ctx, lb.arn);
    return { Attributes: shown(allAttributes(table, attributes)) };
  });

export const describeTargetGroupAttributes: Handler<
  ELB.DescribeTargetGroupAttributesInput,
  ELB.DescribeTargetGroupAttributesOutput
> = (input, ctx) => {
  const group = groupOrThrow(ctx, input.TargetGroupArn);
  return { Attributes: shown(allAttributes(groupTable(group), group.attributes)) };
};

export const modifyTargetGroupAttributes: Handler<
  ELB.ModifyTargetGroupAttributesInput,
  ELB.ModifyTargetGroupAttributesOutput
> = (input, ctx) =>
  ctx.store.transaction(() => {
    const group = groupOrThrow(ctx, input.TargetGroupArn);
    const table = groupTable(group);
    const attributes = withSet(
      'Target group',
      'ModifyTargetGroupAttributes',
      table,
      group.attributes,
      input.Attributes,
    );
    const all = allAttributes(table, attributes);
    if (
      all['stickiness.enabled'] === 'true' &&
      all['stickiness.type'] === 'app_cookie' &&
      !all['stickiness.app_cookie.cookie_name']
    )
      throw wrong('A cookie name must be specified for stickiness of the type app_cookie');
    ctx.store.put(groups, group.arn, { ...group, attributes });
    changed(ctx, balancerOf(ctx, group.arn));
    return { Attributes: shown(all) };
  });

export const describeListenerAttributes: Handler<
  ELB.DescribeListenerAttributesInput,
  ELB.DescribeListenerAttributesOutput
> = (input, ctx) => {
  const listener = listenerOrThrow(ctx, input.ListenerArn);
  return { Attributes: shown(allAttributes(listenerTable(listener), listener.attributes)) };
};

export const modifyListenerAttributes: Handler<
  ELB.ModifyListenerAttributesInput,
  ELB.ModifyListenerAttributesOutput
> = (input, ctx) =>
  ctx.store.transaction(() => {
    const listener = listenerOrThrow(ctx, input.ListenerArn);
    const table = listenerTable(listener);
    const attributes = withSet(
      'Listener',
      'ModifyListenerAttributes',
      table,
      listener.attributes,
      input.Attributes,
    );
    ctx.store.put(listeners, listener.arn, { ...listener, attributes });
    changed(ctx, listener.balancer);
    return { Attributes: shown(allAttributes(table, attributes)) };
  });
