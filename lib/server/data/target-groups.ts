import 'server-only';
import type {
  LoadBalancer,
  TargetGroup,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { BalancerRef, TargetGroupView, TargetHealth } from '@/lib/domain/traffic/target-group';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

const isNoGroup = (error: unknown): boolean => isAwsError(error, 'TargetGroupNotFoundException');

/** Target groups by name; one that is not there is left out. DescribeTargetGroups answers for all of them, or for none. */
export function targetGroupsByName(
  connection: Connection,
  names: readonly string[],
): Promise<readonly TargetGroup[]> {
  const Names = [...new Set(names)].sort();
  if (!Names.length) return Promise.resolve([]);
  return cache.read(
    ['target-groups', Names.join(' ')],
    [],
    moment(connection.pacing.stacksMs),
    async () => {
      const elb = await client('elasticloadbalancing', connection);
      const read = async (some: string[]): Promise<TargetGroup[]> =>
        (await elb.describeTargetGroups({ Names: some })).TargetGroups ?? [];
      return read(Names).catch(async (error: unknown) => {
        if (!isNoGroup(error)) throw error;
        const each = Names.map((name) =>
          read([name]).catch((e: unknown) => {
            if (isNoGroup(e)) return [];
            throw e;
          }),
        );
        return (await Promise.all(each)).flat();
      });
    },
  );
}

/** The target groups that a load balancer's listeners name. */
export async function targetGroupsOf(
  connection: Connection,
  LoadBalancerArn: string,
): Promise<readonly TargetGroup[]> {
  const elb = await client('elasticloadbalancing', connection);
  return pages(async (Marker) => {
    const p = await elb.describeTargetGroups({ LoadBalancerArn, Marker });
    return [p.TargetGroups, p.NextMarker] as const;
  });
}

/** DescribeLoadBalancers takes 20 ARNs (API reference). */
const BALANCERS_AT_ONCE = 20;

export function balancersByArn(
  connection: Connection,
  arns: readonly string[],
): Promise<readonly LoadBalancer[]> {
  const all = [...new Set(arns)].sort().slice(0, BALANCERS_AT_ONCE);
  if (!all.length) return Promise.resolve([]);
  return cache.read(
    ['load-balancers', all.join(' ')],
    [],
    moment(connection.pacing.stacksMs),
    async () => {
      const elb = await client('elasticloadbalancing', connection);
      return (await elb.describeLoadBalancers({ LoadBalancerArns: all })).LoadBalancers ?? [];
    },
  );
}

const healthOf = ({ Target, TargetHealth: h }: TargetHealthDescription): TargetHealth => ({
  id: Target?.Id ?? '',
  port: Target?.Port,
  zone: Target?.AvailabilityZone,
  state: h?.State ?? '',
  reason: h?.Reason,
  description: h?.Description,
});

/** Each target of a group with its health: one call, whoever looks. */
export function targetHealth(
  connection: Connection,
  TargetGroupArn: string,
): Promise<readonly TargetHealth[]> {
  return cache.read(
    ['target-health', TargetGroupArn],
    [['deployments']],
    moment(connection.pacing.addressesMs),
    async () => {
      const elb = await client('elasticloadbalancing', connection);
      const { TargetHealthDescriptions = [] } = await elb.describeTargetHealth({ TargetGroupArn });
      return TargetHealthDescriptions.map(healthOf);
    },
  );
}

export const balancerRef = (b: LoadBalancer): BalancerRef => ({
  name: b.LoadBalancerName ?? '',
  arn: b.LoadBalancerArn ?? '',
  type: b.Type ?? '',
});

/** A target group as pages show it. */
export const groupView = (
  g: TargetGroup,
  balancers: readonly BalancerRef[],
  targets: readonly TargetHealth[] | undefined,
  drainSeconds?: number,
): TargetGroupView => ({
  name: g.TargetGroupName ?? '',
  arn: g.TargetGroupArn ?? '',
  targetType: g.TargetType ?? 'instance',
  protocol: g.Protocol,
  port: g.Port,
  balancers: balancers.filter((b) => g.LoadBalancerArns?.includes(b.arn)),
  check: {
    isOn: g.HealthCheckEnabled ?? true,
    protocol: g.HealthCheckProtocol,
    port: g.HealthCheckPort,
    path: g.HealthCheckPath,
    matcher: g.Matcher?.HttpCode ?? g.Matcher?.GrpcCode,
    intervalSeconds: g.HealthCheckIntervalSeconds,
    timeoutSeconds: g.HealthCheckTimeoutSeconds,
    healthyAfter: g.HealthyThresholdCount,
    unhealthyAfter: g.UnhealthyThresholdCount,
  },
  drainSeconds,
  targets,
});
