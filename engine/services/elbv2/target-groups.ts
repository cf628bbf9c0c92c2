import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError, notServed } from '../../wire/errors';
import { MAX_PAGE } from './load-balancers';
import {
  balancerOf,
  balancerOrThrow,
  changed,
  elbArn,
  groupOrThrow,
  groups,
  groupsOf,
  invalid,
  newId,
  notFound,
  tagsOf,
  type HealthSettings,
  type TargetGroup,
} from './store';

const MAX_NAME = 32;
/** [doc] Target groups of a region (ELB quotas). */
const MAX_GROUPS = 3000;
/** [doc] Codes that an application load balancer may expect. */
const CODES = { first: 200, last: 499 } as const;
const CODES_TCP = { first: 200, last: 599 } as const;

function checkName(name: string): void {
  if (name.length > MAX_NAME)
    throw invalid(`Target group name '${name}' cannot be longer than '32' characters`);
  if (!/^[a-zA-Z0-9-]+$/.test(name))
    throw invalid(
      `Target group name '${name}' can only contain characters that are alphanumeric characters or hyphens(-)`,
    );
  if (/^-|-$/.test(name)) throw invalid(`Target group name '${name}' cannot begin or end with '-'`);
}

function checkCodes(codes: string, protocol: TargetGroup['protocol']): void {
  const { first, last } = protocol === 'HTTP' ? CODES : CODES_TCP;
  const isRange = (part: string): boolean => {
    const found = /^(\d{3})(?:-(\d{3}))?$/.exec(part);
    const from = Number(found?.[1]);
    const to = Number(found?.[2] ?? found?.[1]);
    return found !== null && from >= first && from <= to && to <= last;
  };
  if (!codes.split(',').every(isRange))
    throw invalid(
      `Health check matcher HTTP code '${codes}' must be within '${first}-${last}' inclusive`,
    );
}

/** Members by which a health check is set, of the request that makes a target group and of the one that changes it. */
type HealthInput = Pick<
  ELB.CreateTargetGroupInput,
  | 'HealthCheckProtocol'
  | 'HealthCheckPort'
  | 'HealthCheckPath'
  | 'HealthCheckEnabled'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'UnhealthyThresholdCount'
  | 'Matcher'
>;

const defaultsOf = (protocol: TargetGroup['protocol']): HealthSettings =>
  protocol === 'HTTP'
    ? {
        protocol: 'HTTP',
        port: 'traffic-port',
        path: '/',
        codes: '200',
        intervalSeconds: 30,
        timeoutSeconds: 5,
        healthyCount: 5,
        unhealthyCount: 2,
      }
    : {
        protocol: 'TCP',
        port: 'traffic-port',
        intervalSeconds: 30,
        timeoutSeconds: 10,
        healthyCount: 5,
        unhealthyCount: 2,
      };

const isPort = (port: string): boolean => /^\d{1,5}$/.test(port) && +port >= 1 && +port <= 65535;

function healthOf(
  operation: string,
  input: HealthInput,
  group: TargetGroup['protocol'],
  before: HealthSettings,
): HealthSettings {
  const asked = input.HealthCheckProtocol ?? before.protocol;
  if (asked !== 'HTTP' && asked !== 'TCP')
    throw notServed('elbv2', operation, `HealthCheckProtocol ${asked}`);
  if (group === 'HTTP' && asked === 'TCP')
    throw invalid("Health check protocol 'TCP' is not supported for target groups with HTTP");
  if (input.HealthCheckEnabled === false)
    throw invalid('Health check enabled must be true for target groups with target type instance');
  const port = input.HealthCheckPort ?? before.port;
  if (port !== 'traffic-port' && !isPort(port))
    throw invalid(
      `Health check port '${port}' must be either 'traffic-port' or a number between 1 and 65535`,
    );
  const isHttp = asked === 'HTTP';
  if (!isHttp && (input.HealthCheckPath !== undefined || input.Matcher !== undefined))
    throw invalid('Health check path and matcher are only for health checks with HTTP');
  const path = input.HealthCheckPath ?? before.path ?? '/';
  if (isHttp && !path.startsWith('/'))
    throw invalid(`Health check path '${path}' must begin with a '/' character`);
  const codes = input.Matcher?.HttpCode ?? before.codes ?? (group === 'HTTP' ? '200' : '200-399');
  if (isHttp) checkCodes(codes, group);
  const intervalSeconds = input.HealthCheckIntervalSeconds ?? before.intervalSeconds;
  const timeoutSeconds = input.HealthCheckTimeoutSeconds ?? before.timeoutSeconds;
  if (group === 'HTTP' && timeoutSeconds >= intervalSeconds)
    throw invalid(
      `Health check timeout '${timeoutSeconds}' must be smaller than the interval '${intervalSeconds}'`,
    );
  return {
    protocol: asked,
    port,
    ...(isHttp ? { path, codes } : {}),
    intervalSeconds,
    timeoutSeconds,
    healthyCount: input.HealthyThresholdCount ?? before.healthyCount,
    unhealthyCount: input.UnhealthyThresholdCount ?? before.unhealthyCount,
  };
}

function dtoOf(ctx: Ctx, group: TargetGroup): ELB.TargetGroup {
  const { health } = group;
  const balancer = balancerOf(ctx, group.arn);
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    ProtocolVersion: group.protocol === 'HTTP' ? 'HTTP1' : undefined,
    Port: group.port,
    VpcId: group.vpcId,
    TargetType: group.targetType,
    IpAddressType: 'ipv4',
    HealthCheckEnabled: true,
    HealthCheckProtocol: health.protocol,
    HealthCheckPort: health.port,
    HealthCheckPath: health.path,
    HealthCheckIntervalSeconds: health.intervalSeconds,
    HealthCheckTimeoutSeconds: health.timeoutSeconds,
    HealthyThresholdCount: health.healthyCount,
    UnhealthyThresholdCount: health.unhealthyCount,
    Matcher: health.codes === undefined ? undefined : { HttpCode: health.codes },
    LoadBalancerArns: balancer === undefined ? [] : [balancer],
  };
}

const named = (ctx: Ctx, name: string): TargetGroup | undefined =>
  ctx.store.list(groups).find((g) => g.name === name);

/** [doc] The same request twice makes one target group (API reference, CreateTargetGroup). */
function madeBefore(ctx: Ctx, wanted: TargetGroup): TargetGroup | undefined {
  const found = named(ctx, wanted.name);
  if (!found) return undefined;
  const settings = ({ protocol, port, vpcId, targetType, health }: TargetGroup): string =>
    JSON.stringify([protocol, port, vpcId, targetType, Object.entries(health).sort()]);
  if (settings(found) === settings(wanted)) return found;
  throw new AwsError(
    'DuplicateTargetGroupName',
    `A target group with the same name '${wanted.name}' exists, but with different settings`,
  );
}

async function checkedVpc(ctx: Ctx, id: string | undefined): Promise<string> {
  if (id === undefined) throw invalid('A VPC ID must be specified');
  const { Vpcs } = await ctx.call.ec2.describeVpcs({});
  if (!Vpcs?.some((vpc) => vpc.VpcId === id)) throw invalid(`The VPC ID '${id}' is not found`);
  return id;
}

export const createTargetGroup: Handler<
  ELB.CreateTargetGroupInput,
  ELB.CreateTargetGroupOutput
> = async (input, ctx) => {
  checkName(input.Name);
  const { Protocol: protocol, Port: port } = input;
  if (protocol === undefined || port === undefined)
    throw invalid('A protocol and a port must be specified');
  if (protocol !== 'HTTP' && protocol !== 'TCP')
    throw notServed('elbv2', 'CreateTargetGroup', `Protocol ${protocol}`);
  if (protocol === 'TCP' && input.ProtocolVersion !== undefined)
    throw invalid('Protocol version is only for target groups with HTTP or HTTPS');
  const vpcId = await checkedVpc(ctx, input.VpcId);
  const wanted: TargetGroup = {
    arn: elbArn(ctx, `targetgroup/${input.Name}/${newId(ctx)}`),
    name: input.Name,
    protocol,
    port,
    vpcId,
    targetType: input.TargetType === 'ip' ? 'ip' : 'instance',
    health: healthOf('CreateTargetGroup', input, protocol, defaultsOf(protocol)),
    attributes: {},
    tags: tagsOf(input.Tags),
    targets: [],
  };
  return ctx.store.transaction(() => {
    const before = madeBefore(ctx, wanted);
    if (!before && ctx.store.list(groups).length >= MAX_GROUPS)
      throw new AwsError(
        'TooManyTargetGroups',
        "You've reached the limit on the number of target groups for your AWS account.",
      );
    if (!before) ctx.store.put(groups, wanted.arn, wanted);
    return { TargetGroups: [dtoOf(ctx, before ?? wanted)] };
  });
};

function groupsAsked(ctx: Ctx, input: ELB.DescribeTargetGroupsInput): TargetGroup[] {
  const { LoadBalancerArn: balancer, TargetGroupArns: arns, Names: names } = input;
  if ([balancer, arns?.length, names?.length].filter(Boolean).length > 1)
    throw invalid(
      'Target group names, target group ARNs and a load balancer ARN cannot be specified at the same time',
    );
  if (balancer !== undefined) {
    balancerOrThrow(ctx, balancer);
    return groupsOf(ctx, balancer).map((arn) => groupOrThrow(ctx, arn));
  }
  const missing = (): AwsError =>
    notFound('TargetGroupNotFound', 'One or more target groups not found');
  if (arns?.length)
    return arns.map((arn) => {
      const found = ctx.store.get(groups, arn);
      if (!found) throw missing();
      return found;
    });
  if (names?.length)
    return names.map((name) => {
      const found = named(ctx, name);
      if (!found) throw missing();
      return found;
    });
  return ctx.store.list(groups);
}

export const describeTargetGroups: Handler<
  ELB.DescribeTargetGroupsInput,
  ELB.DescribeTargetGroupsOutput
> = (input, ctx) => {
  const found = groupsAsked(ctx, input);
  const { items, nextToken } = page(found, input.PageSize ?? MAX_PAGE, input.Marker);
  return { TargetGroups: items.map((g) => dtoOf(ctx, g)), NextMarker: nextToken };
};

export const modifyTargetGroup: Handler<ELB.ModifyTargetGroupInput, ELB.ModifyTargetGroupOutput> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const group = groupOrThrow(ctx, input.TargetGroupArn);
    const health = healthOf('ModifyTargetGroup', input, group.protocol, group.health);
    const next = { ...group, health };
    ctx.store.put(groups, group.arn, next);
    changed(ctx, balancerOf(ctx, group.arn));
    return { TargetGroups: [dtoOf(ctx, next)] };
  });

export const deleteTargetGroup: Handler<ELB.DeleteTargetGroupInput, ELB.DeleteTargetGroupOutput> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const arn = input.TargetGroupArn;
    if (balancerOf(ctx, arn) !== undefined)
      throw new AwsError(
        'ResourceInUse',
        `Target group '${arn}' is currently in use by a listener or a rule`,
      );
    ctx.store.delete(groups, arn);
    return {};
  });
