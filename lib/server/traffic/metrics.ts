import 'server-only';
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  AROUND_MS,
  balancerDimension,
  groupDimension,
  LATE_MS,
  partsOf,
  periodFor,
  placed,
  type TrafficMetrics,
} from '@/lib/domain/traffic/metrics';
import type { TargetGroupView } from '@/lib/domain/traffic/target-group';
import type { TrafficView } from '@/lib/domain/traffic/traffic';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import type { Policy } from '../cache/policy';
import { getDeploymentView } from '../data/deployments';
import { getLoadBalancer } from './load-balancer';
import { getDeploymentTraffic } from './read';

type Asked = Pick<TrafficView, 'balancers' | 'groups' | 'unread' | 'hasFailed'> & {
  readonly from: number;
  readonly to: number;
};

/** So many target groups are asked about: four figures each, and CloudWatch counts every one. */
const MOST_GROUPS = 5;

/** Metrics of Application Load Balancers (ELB user guide, "CloudWatch metrics for your Application Load Balancer"). */
function queryOf(
  Id: string,
  MetricName: string,
  Stat: string,
  dimensions: Readonly<Record<string, string>>,
  Period: number,
): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    Id,
    MetricStat: {
      Metric: { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions },
      Period,
      Stat,
    },
  };
}

const nothing = (why: string): TrafficMetrics => ({
  at: [],
  periodMs: 0,
  groups: [],
  balancerErrors: [],
  why,
});

interface Measured {
  readonly group: TargetGroupView;
  readonly dimensions: { readonly LoadBalancer: string; readonly TargetGroup: string };
}

function measuredOf({ balancers, groups }: Asked): Measured[] {
  return groups.slice(0, MOST_GROUPS).flatMap((group) => {
    const own = group.balancers.find((b) => b.type === 'application');
    const LoadBalancer = own && balancers.includes(own) ? balancerDimension(own.arn) : undefined;
    const TargetGroup = groupDimension(group.arn);
    return LoadBalancer && TargetGroup
      ? [{ group, dimensions: { LoadBalancer, TargetGroup } }]
      : [];
  });
}

async function measure(connection: Connection, asked: Asked): Promise<TrafficMetrics> {
  const measured = measuredOf(asked);
  // Nobody knows then what stands before it, and no answer may be kept.
  if (!measured.length && asked.hasFailed)
    throw new AppError('unavailable', asked.unread.join(' '));
  if (!measured.length)
    return nothing(
      asked.balancers.some((b) => b.type === 'network')
        ? 'A Network Load Balancer counts connections, not requests.'
        : 'No Application Load Balancer stands before it.',
    );
  const periodMs = periodFor(asked.from, asked.to, Date.now());
  const at = partsOf(asked.from, asked.to, periodMs);
  const period = periodMs / 1000;
  const balancers = [...new Set(measured.map((m) => m.dimensions.LoadBalancer))];
  const MetricDataQueries = [
    ...measured.flatMap(({ dimensions: d }, i) => [
      queryOf(`r${i}`, 'RequestCount', 'Sum', d, period),
      queryOf(`e${i}`, 'HTTPCode_Target_5XX_Count', 'Sum', d, period),
      queryOf(`t${i}`, 'TargetResponseTime', 'p90', d, period),
    ]),
    ...balancers.map((LoadBalancer, i) =>
      queryOf(`b${i}`, 'HTTPCode_ELB_5XX_Count', 'Sum', { LoadBalancer }, period),
    ),
  ];
  const cloudwatch = await client('cloudwatch', connection);
  const found = await pages(async (NextToken) => {
    const p = await cloudwatch.getMetricData({
      MetricDataQueries,
      StartTime: new Date(at[0] ?? asked.from),
      EndTime: new Date((at.at(-1) ?? asked.to) + periodMs),
      NextToken,
    });
    return [p.MetricDataResults, p.NextToken] as const;
  });
  const valuesOf = (id: string, factor = 1): (number | null)[] => {
    const own = found.filter((r) => r.Id === id);
    const times = own.flatMap((r) => (r.Timestamps ?? []).map((t) => t.getTime()));
    return placed(
      at,
      times,
      own.flatMap((r) => (r.Values ?? []).map((v) => v * factor)),
    );
  };
  return {
    at,
    periodMs,
    groups: measured.map(({ group }, i) => ({
      group: group.name,
      requests: valuesOf(`r${i}`),
      errors: valuesOf(`e${i}`),
      responseMs: valuesOf(`t${i}`, 1000),
    })),
    balancerErrors: at.map((_, part) =>
      balancers.reduce((sum, __, i) => sum + (valuesOf(`b${i}`)[part] ?? 0), 0),
    ),
  };
}

/** CloudWatch counts what is asked for, and has a new value a minute: all who look share one call. */
const MINUTE = 60_000;
const policyUntil = (to: number): Policy<TrafficMetrics> => ({
  maxAge: Date.now() > to + LATE_MS ? Infinity : MINUTE,
  isKept: true,
});

/** Requests, errors and response times around a deployment. */
export async function getDeploymentMetrics(
  connection: Connection,
  id: string,
): Promise<TrafficMetrics> {
  const d = await getDeploymentView(connection, id);
  if (!d.isBalanced) return nothing('No load balancer stands before it.');
  const ended = d.over ? (d.endedAt ?? d.readAt) : undefined;
  const last = ended === undefined ? Infinity : ended + AROUND_MS;
  return cache.read(['deployment-metrics', id], [], policyUntil(last), async () => {
    const traffic = await getDeploymentTraffic(connection, id);
    const from = d.createdAt - AROUND_MS;
    return measure(connection, { ...traffic, from, to: Math.min(Date.now(), last) });
  });
}

/** What a load balancer's page shows. */
const RECENT_MS = 3 * 60 * MINUTE;

export const getLoadBalancerMetrics = (
  connection: Connection,
  name: string,
): Promise<TrafficMetrics> =>
  cache.read(['load-balancer-metrics', name], [], policyUntil(Infinity), async () => {
    const view = await getLoadBalancer(connection, name);
    const now = Date.now();
    // Its target groups name it as it is here.
    const groups = view.groups.map((g) => ({ ...g, balancers: [view] }));
    return measure(connection, {
      ...view,
      balancers: [view],
      groups,
      from: now - RECENT_MS,
      to: now,
    });
  });
