import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError, notServed } from '../../wire/errors';
import { checkedActions } from './actions';
import { MAX_PAGE, unusedPort } from './load-balancers';
import {
  balancerOrThrow,
  changed,
  groupsOf,
  invalid,
  listenerOrThrow,
  listeners,
  listenersOf,
  newId,
  rules,
  rulesOf,
  tagsOf,
  type Listener,
  type LoadBalancer,
} from './store';
import { leftGroups } from './targets';

/** [doc] Listeners of a load balancer (ELB quotas). */
const MAX_LISTENERS = 50;

const dtoOf = (l: Listener): ELB.Listener => ({
  ListenerArn: l.arn,
  LoadBalancerArn: l.balancer,
  Port: l.port,
  Protocol: l.protocol,
  DefaultActions: [...l.actions],
});

function checkedProtocol(
  operation: string,
  lb: LoadBalancer,
  protocol: string | undefined,
): Listener['protocol'] {
  const usual = lb.type === 'application' ? 'HTTP' : 'TCP';
  if (protocol === undefined) throw invalid('A listener protocol must be specified');
  const others =
    lb.type === 'application' ? ['HTTPS'] : ['TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'];
  if (others.includes(protocol))
    throw notServed(
      'elbv2',
      operation,
      `Protocol ${protocol}${protocol === 'HTTPS' || protocol === 'TLS' ? ' (there is no certificate manager here)' : ''}`,
    );
  if (protocol !== usual)
    throw new AwsError(
      'UnsupportedProtocol',
      `Listeners of ${lb.type === 'application' ? 'an application' : 'a network'} load balancer do not support the protocol '${protocol}'`,
    );
  return usual;
}

const isPortTaken = (ctx: Ctx, balancer: string, port: number, but?: string): boolean =>
  listenersOf(ctx, balancer).some((l) => l.port === port && l.arn !== but);

/** The balancer's own port, where no other listener has it. */
async function localPortOf(ctx: Ctx, lb: LoadBalancer): Promise<number> {
  const isOwnTaken = listenersOf(ctx, lb.arn).some((l) => l.localPort === lb.port);
  return isOwnTaken ? unusedPort(ctx) : lb.port;
}

const duplicate = (): AwsError =>
  new AwsError(
    'DuplicateListener',
    'A listener already exists on this port for this load balancer',
  );

export const createListener: Handler<ELB.CreateListenerInput, ELB.CreateListenerOutput> = async (
  input,
  ctx,
) => {
  const lb = balancerOrThrow(ctx, input.LoadBalancerArn);
  const protocol = checkedProtocol('CreateListener', lb, input.Protocol);
  const { Port: port } = input;
  if (port === undefined) throw invalid('A listener port must be specified');
  const spare = await localPortOf(ctx, lb);
  return ctx.store.transaction(() => {
    balancerOrThrow(ctx, lb.arn);
    const wanted = { balancer: lb.arn, protocol };
    const actions = checkedActions(ctx, 'CreateListener', input.DefaultActions, wanted);
    const there = listenersOf(ctx, lb.arn);
    const same = there.find((l) => l.port === port);
    // [doc] The same request twice makes one listener.
    if (
      same &&
      JSON.stringify([same.protocol, same.actions]) === JSON.stringify([protocol, actions])
    )
      return { Listeners: [dtoOf(same)] };
    if (same) throw duplicate();
    if (there.length >= MAX_LISTENERS)
      throw new AwsError(
        'TooManyListeners',
        "You've reached the limit on the number of listeners per load balancer.",
      );
    // A port was looked for in between: another listener may have the balancer's own by now.
    if (there.some((l) => l.localPort === spare))
      throw new AwsError('ResourceInUse', 'Another listener is being made: try again');
    const made: Listener = {
      ...wanted,
      arn: `${lb.arn.replace(':loadbalancer/', ':listener/')}/${newId(ctx)}`,
      port,
      localPort: spare,
      actions,
      attributes: {},
      tags: tagsOf(input.Tags),
    };
    ctx.store.put(listeners, made.arn, made);
    changed(ctx, lb.arn);
    return { Listeners: [dtoOf(made)] };
  });
};

export const describeListeners: Handler<ELB.DescribeListenersInput, ELB.DescribeListenersOutput> = (
  input,
  ctx,
) => {
  const { LoadBalancerArn: balancer, ListenerArns: arns } = input;
  if (balancer === undefined && !arns?.length)
    throw invalid('You must specify either listener ARNs or a load balancer ARN');
  if (balancer !== undefined && arns?.length)
    throw invalid('Listener ARNs and a load balancer ARN cannot be specified at the same time');
  const found =
    balancer === undefined
      ? (arns ?? []).map((arn) => listenerOrThrow(ctx, arn))
      : listenersOf(ctx, balancerOrThrow(ctx, balancer).arn);
  const { items, nextToken } = page(found, input.PageSize ?? MAX_PAGE, input.Marker);
  return { Listeners: items.map(dtoOf), NextMarker: nextToken };
};

export const modifyListener: Handler<ELB.ModifyListenerInput, ELB.ModifyListenerOutput> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const before = listenerOrThrow(ctx, input.ListenerArn);
    const lb = balancerOrThrow(ctx, before.balancer);
    const protocol =
      input.Protocol === undefined
        ? before.protocol
        : checkedProtocol('ModifyListener', lb, input.Protocol);
    const port = input.Port ?? before.port;
    if (isPortTaken(ctx, lb.arn, port, before.arn)) throw duplicate();
    const sentTo = groupsOf(ctx, lb.arn);
    const actions = input.DefaultActions
      ? checkedActions(ctx, 'ModifyListener', input.DefaultActions, before)
      : before.actions;
    const next = { ...before, protocol, port, actions };
    ctx.store.put(listeners, next.arn, next);
    leftGroups(ctx, lb.arn, sentTo);
    changed(ctx, lb.arn);
    return { Listeners: [dtoOf(next)] };
  });

export const deleteListener: Handler<ELB.DeleteListenerInput, ELB.DeleteListenerOutput> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const listener = listenerOrThrow(ctx, input.ListenerArn);
    const sentTo = groupsOf(ctx, listener.balancer);
    for (const rule of rulesOf(ctx, listener.arn)) ctx.store.delete(rules, rule.arn);
    ctx.store.delete(listeners, listener.arn);
    leftGroups(ctx, listener.balancer, sentTo);
    changed(ctx, listener.balancer);
    return {};
  });
