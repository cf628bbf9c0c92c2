import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Action } from '../../core/balancer/config';
import type { Ctx } from '../../ports/context';
import { AwsError, notServed } from '../../wire/errors';
import { balancerOf, groupOrThrow, groupsIn, groupsOf, invalid, type Listener } from './store';

const CONTENT_TYPES = [
  'text/plain',
  'text/css',
  'text/html',
  'application/javascript',
  'application/json',
];
const MAX_WEIGHT = 999;
/** [doc] Target groups of one action (ELB quotas). */
const MAX_GROUPS = 5;
/** [doc] Target groups of a load balancer, and targets of one (ELB quotas). */
const MAX_GROUPS_OF_BALANCER = 100;
const STICKY = { first: 1, last: 604_800 } as const;

const unsuitable = (message: string): AwsError =>
  new AwsError('InvalidLoadBalancerAction', message);

function forward(action: ELB.Action): ELB.Action {
  const given = action.ForwardConfig?.TargetGroups;
  const [only] = given ?? [];
  const arn = action.TargetGroupArn;
  if (arn !== undefined && given && (given.length !== 1 || only?.TargetGroupArn !== arn))
    throw invalid(
      'You cannot specify both a target group ARN and a forward config with other target groups',
    );
  const named = given ?? (arn === undefined ? [] : [{ TargetGroupArn: arn }]);
  if (!named.length) throw unsuitable('A target group ARN must be specified for a forward action');
  if (named.length > MAX_GROUPS)
    throw new AwsError(
      'TooManyUniqueTargetGroupsPerLoadBalancer',
      `A forward action can name at most ${MAX_GROUPS} target groups`,
    );
  if (new Set(named.map((t) => t.TargetGroupArn)).size < named.length)
    throw invalid('A target group can be named only once in a forward action');
  const targets = named.map((t) => ({ TargetGroupArn: t.TargetGroupArn, Weight: t.Weight ?? 1 }));
  for (const { Weight } of targets)
    if (Weight < 0 || Weight > MAX_WEIGHT)
      throw invalid(`The weight of a target group must be between 0 and ${MAX_WEIGHT}`);
  const sticky = action.ForwardConfig?.TargetGroupStickinessConfig;
  const seconds = sticky?.DurationSeconds;
  if (sticky?.Enabled && (seconds === undefined || seconds < STICKY.first || seconds > STICKY.last))
    throw invalid(
      `Target group stickiness duration must be between ${STICKY.first} and ${STICKY.last} seconds`,
    );
  return {
    Type: 'forward',
    Order: action.Order,
    TargetGroupArn: targets.length === 1 ? targets[0]?.TargetGroupArn : undefined,
    ForwardConfig: {
      TargetGroups: targets,
      TargetGroupStickinessConfig: { Enabled: sticky?.Enabled ?? false, DurationSeconds: seconds },
    },
  };
}

function redirect(action: ELB.Action): ELB.Action {
  const given = action.RedirectConfig;
  if (!given) throw unsuitable('A redirect config must be specified for a redirect action');
  const config = {
    Protocol: given.Protocol ?? '#{protocol}',
    Port: given.Port ?? '#{port}',
    Host: given.Host ?? '#{host}',
    Path: given.Path ?? '/#{path}',
    Query: given.Query ?? '#{query}',
    StatusCode: given.StatusCode,
  };
  if (!/^(#\{port\}|\d{1,5})$/.test(config.Port))
    throw invalid(`Redirect port '${config.Port}' must be a number or '#{port}'`);
  if (!config.Path.startsWith('/')) throw invalid("The redirect path must begin with '/'");
  const isSame =
    config.Protocol === '#{protocol}' &&
    config.Port === '#{port}' &&
    config.Host === '#{host}' &&
    config.Path === '/#{path}';
  if (isSame)
    throw invalid('The redirect must change at least one of protocol, port, hostname and path');
  return { Type: 'redirect', Order: action.Order, RedirectConfig: config };
}

function fixed(action: ELB.Action): ELB.Action {
  const given = action.FixedResponseConfig;
  if (!given) throw unsuitable('A fixed response config must be specified for a fixed-response');
  if (given.ContentType !== undefined && !CONTENT_TYPES.includes(given.ContentType))
    throw unsuitable(
      "The ContentType must be one of:'text/html', 'application/json', 'application/javascript', 'text/css', 'text/plain'",
    );
  return { Type: 'fixed-response', Order: action.Order, FixedResponseConfig: given };
}

function checked(operation: string, action: ELB.Action): ELB.Action {
  if (action.Type === 'forward') return forward(action);
  if (action.Type === 'redirect') return redirect(action);
  if (action.Type === 'fixed-response') return fixed(action);
  throw notServed('elbv2', operation, `actions of type ${action.Type ?? ''}`);
}

/** The actions of a request, as AWS describes them afterwards. */
export function checkedActions(
  ctx: Ctx,
  operation: string,
  given: readonly ELB.Action[],
  listener: Pick<Listener, 'balancer' | 'protocol'>,
): ELB.Action[] {
  const [first, ...others] = given;
  if (!first) throw invalid('At least one action must be specified');
  if (others.length)
    throw new AwsError(
      'TooManyActions',
      'An action list must have one routing action, as its last',
    );
  const action = checked(operation, first);
  if (listener.protocol === 'TCP' && (action.Type !== 'forward' || groupsIn([action]).length > 1))
    throw unsuitable('The action of a TCP listener must forward to one target group');
  for (const arn of groupsIn([action])) {
    const group = groupOrThrow(ctx, arn);
    if (group.protocol !== listener.protocol)
      throw new AwsError(
        'IncompatibleProtocols',
        `The protocol of the target group '${arn}' is not compatible with the protocol of the listener`,
      );
    const other = balancerOf(ctx, arn);
    if (other !== undefined && other !== listener.balancer)
      throw new AwsError(
        'TargetGroupAssociationLimit',
        `The following target groups cannot be associated with more than one load balancer: ${arn}`,
      );
  }
  const all = new Set([...groupsOf(ctx, listener.balancer), ...groupsIn([action])]);
  if (all.size > MAX_GROUPS_OF_BALANCER)
    throw new AwsError(
      'TooManyUniqueTargetGroupsPerLoadBalancer',
      "You've reached the limit on the number of unique target groups per load balancer across all listeners.",
    );
  return [action];
}

/** What the proxy does for an action. */
export function plainAction([action]: readonly ELB.Action[]): Action {
  const { ForwardConfig: to, RedirectConfig: lead, FixedResponseConfig: said } = action ?? {};
  if (lead)
    return {
      type: 'redirect',
      status: lead.StatusCode === 'HTTP_301' ? 301 : 302,
      protocol: lead.Protocol ?? '',
      host: lead.Host ?? '',
      port: lead.Port ?? '',
      path: lead.Path ?? '',
      query: lead.Query ?? '',
    };
  if (said)
    return {
      type: 'fixed-response',
      status: Number(said.StatusCode),
      contentType: said.ContentType ?? 'text/plain',
      body: said.MessageBody ?? '',
    };
  const sticky = to?.TargetGroupStickinessConfig;
  return {
    type: 'forward',
    groups: (to?.TargetGroups ?? []).map((t) => ({
      arn: t.TargetGroupArn ?? '',
      weight: t.Weight ?? 1,
    })),
    stickySeconds: sticky?.Enabled ? sticky.DurationSeconds : undefined,
  };
}
