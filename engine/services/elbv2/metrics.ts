import type {
  BalancerCounts,
  Statistic,
  TargetCounts,
  TrafficEntry,
} from '../../core/balancer/journal';
import { together } from '../../core/metrics/points';
import type { Ctx } from '../../ports/context';
import type { MetricValue } from '../../ports/internal-calls';
import type { Job } from '../../ports/store';
import { balancers, groups, groupsOf, type LoadBalancer } from './store';

/** What AWS has no metric for: how much each target has. */
const OWN_NAMESPACE = 'Starboard/LoadBalancing';
const ANSWERS = ['2XX', '3XX', '4XX', '5XX'];

type Dimensions = MetricValue['dimensions'];

const sumOf = (value: number): Statistic => ({ count: 1, sum: value, min: value, max: value });
const resourceOf = (arn: string): string => arn.split(':').slice(5).join(':');

/** AWS's dimensions: of a load balancer `app/NAME/ID`, of a target group `targetgroup/NAME/ID`. */
const balancerDimension = (arn: string): Dimensions[number] => ({
  Name: 'LoadBalancer',
  Value: resourceOf(arn).replace(/^loadbalancer\//, ''),
});
const groupDimension = (arn: string): Dimensions[number] => ({
  Name: 'TargetGroup',
  Value: resourceOf(arn),
});

function merged(all: readonly Statistic[], at: number): Statistic | undefined {
  return together(
    at,
    all.filter((s) => s.count).map((s) => ({ ...s, at })),
  );
}

type Values = readonly (readonly [name: string, value: Statistic | undefined])[];
type Value = readonly [name: string, value: Statistic | undefined];
/** [doc] Counts that are nothing are not reported. */
const amount = (name: string, value: number): Value => [name, value ? sumOf(value) : undefined];
/** [doc] Each request is a sample of its own: minimum, maximum and average are 1. */
const count = (name: string, n: number): Value => [
  name,
  n ? { count: n, sum: n, min: 1, max: 1 } : undefined,
];

/** [doc] What an application load balancer tells of its targets, together or by target group. */
function targetValues(targets: readonly TargetCounts[], at: number): Values {
  const total = (of: (t: TargetCounts) => number): number =>
    targets.reduce((sum, t) => sum + of(t), 0);
  return [
    count(
      'RequestCount',
      total((t) => t.requests),
    ),
    ...ANSWERS.map((kind) =>
      count(
        `HTTPCode_Target_${kind}_Count`,
        total((t) => t.answers[kind] ?? 0),
      ),
    ),
    count(
      'TargetConnectionErrorCount',
      total((t) => t.connectionErrors),
    ),
    [
      'TargetResponseTime',
      merged(
        targets.map((t) => t.seconds),
        at,
      ),
    ],
  ];
}

function ownValues({ own, ...b }: BalancerCounts): Values {
  const total = (first: string): number =>
    Object.entries(own).reduce((sum, [status, n]) => sum + (status.startsWith(first) ? n : 0), 0);
  return [
    count('HTTPCode_ELB_4XX_Count', total('4')),
    count('HTTPCode_ELB_5XX_Count', total('5')),
    ...['500', '502', '503', '504'].map((status) =>
      count(`HTTPCode_ELB_${status}_Count`, own[status] ?? 0),
    ),
    count('HTTP_Fixed_Response_Count', b.fixedResponses),
    count('HTTP_Redirect_Count', b.redirects),
    count('NewConnectionCount', b.newConnections),
    amount('ActiveConnectionCount', b.activeConnections),
    amount('ProcessedBytes', b.bytes),
  ];
}

const flowValues = (b: BalancerCounts): Values => [
  count('NewFlowCount', b.newConnections),
  ['ActiveFlowCount', sumOf(b.activeConnections)],
  amount('ProcessedBytes', b.bytes),
];

/** Hosts as they are now. */
function hostValues(ctx: Ctx, arn: string): Values {
  const targets = (ctx.store.get(groups, arn)?.targets ?? []).filter((t) => !t.draining);
  const healthy = targets.filter((t) => t.state === 'healthy').length;
  return [
    ['HealthyHostCount', sumOf(healthy)],
    ['UnHealthyHostCount', sumOf(targets.filter((t) => t.state === 'unhealthy').length)],
  ];
}

function valuesOf(ctx: Ctx, lb: LoadBalancer, entry: TrafficEntry): MetricValue[] {
  const values: MetricValue[] = [];
  const isHttp = lb.type === 'application';
  const namespace = isHttp ? 'AWS/ApplicationELB' : 'AWS/NetworkELB';
  const add = (to: string, dimensions: Dimensions, all: Values): void => {
    for (const [name, value] of all)
      if (value) values.push({ namespace: to, name, dimensions, at: entry.at, ...value });
  };
  const balancer = balancerDimension(lb.arn);
  if (isHttp) {
    add(
      namespace,
      [balancer],
      [...targetValues(entry.targets, entry.at), ...ownValues(entry.balancer)],
    );
  } else add(namespace, [balancer], flowValues(entry.balancer));
  for (const arn of groupsOf(ctx, lb.arn)) {
    const dimensions = [groupDimension(arn), balancer];
    const own = entry.targets.filter((t) => t.group === arn);
    if (isHttp) {
      add(namespace, dimensions, targetValues(own, entry.at));
      const hosts = ctx.store.get(groups, arn)?.targets.filter((t) => !t.draining).length ?? 0;
      const requests = own.reduce((sum, t) => sum + t.requests, 0);
      add(namespace, dimensions, [amount('RequestCountPerTarget', hosts ? requests / hosts : 0)]);
    }
    add(namespace, dimensions, hostValues(ctx, arn));
    for (const t of own)
      add(
        OWN_NAMESPACE,
        [...dimensions, { Name: 'Target', Value: t.target }],
        [count('RequestCount', t.requests)],
      );
  }
  return values;
}

/** Job: what a load balancer has done, as CloudWatch's metrics. */
export async function tellMetrics(job: Job, ctx: Ctx): Promise<void> {
  const lb = ctx.store.get(balancers, job.key.replace(/ metrics$/, ''));
  if (lb)
    await ctx.internal.cloudwatch.record({
      values: valuesOf(ctx, lb, job.payload as TrafficEntry),
    });
}
