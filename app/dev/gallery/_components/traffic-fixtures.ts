import { countOf } from '@/lib/domain/deployments/targets';
import type { ChartMarker } from '@/components/charts/markers';
import { actionOf } from '@/lib/domain/traffic/listener';
import type { AutoScalingFleet } from '@/lib/domain/traffic/auto-scaling';
import type { LoadBalancerView } from '@/lib/domain/traffic/load-balancer';
import type { TrafficMetrics } from '@/lib/domain/traffic/metrics';
import type { TargetGroupView, TargetHealth } from '@/lib/domain/traffic/target-group';
import { activityStatus, balancerStatus, memberStatus, statusOf } from '@/lib/domain/status';
import type { DeploymentView, LifecycleCell, TargetView } from '@/lib/domain/views';
import { ROLLING } from './deployment-fixtures';
import { NOW } from './fixtures';

const MINUTE = 60_000;
const START = NOW - 24 * MINUTE;

const cell = (event: string, from?: number, seconds?: number, word?: string): LifecycleCell => ({
  event,
  startedAt: from === undefined ? undefined : START + from * 1000,
  ms: seconds === undefined ? undefined : seconds * 1000,
  status: statusOf(word ?? wordOf(from, seconds)),
});
function wordOf(from?: number, seconds?: number): string {
  if (from === undefined) return 'Pending';
  return seconds === undefined ? 'InProgress' : 'Succeeded';
}
const target = (
  id: string,
  label: string | undefined,
  word: string,
  cells: readonly LifecycleCell[],
): TargetView => ({ id, kind: 'instance', label, status: statusOf(word), cells });

const INSTALL = (from: number): LifecycleCell[] => [
  cell('ApplicationStop', from, 2),
  cell('Install', from + 2, 20),
  cell('ApplicationStart', from + 22, 9),
  cell('ValidateService', from + 31, 25),
];

const blueGreen = (
  more: Partial<DeploymentView> & Pick<DeploymentView, 'targets'>,
): DeploymentView => ({
  ...ROLLING,
  id: 'd-B1UEGREEN',
  style: 'BLUE_GREEN',
  isBalanced: true,
  createdAt: START,
  endedAt: undefined,
  readAt: NOW,
  blueGreen: { isCopied: true, rerouteMinutes: 60, terminateMinutes: 30 },
  count: countOf(more.targets.map((t) => t.status)),
  ...more,
});

const BLUES = ['i-0b1e000000000001', 'i-0b1e000000000002'];
const GREENS = ['i-09ee000000000001', 'i-09ee000000000002'];

export const READY = blueGreen({
  status: statusOf('Ready'),
  wait: { for: 'reroute', until: NOW + 37 * MINUTE },
  targets: [
    ...BLUES.map((id) => target(id, 'Blue', 'Pending', [cell('BlockTraffic')])),
    ...GREENS.map((id, i) =>
      target(id, 'Green', 'Ready', [...INSTALL(60 + i * 20), cell('AllowTraffic')]),
    ),
  ],
});
export const SHIFTING = blueGreen({
  id: 'd-SH1FT1NG0',
  targets: [
    target(BLUES[0] ?? '', 'Blue', 'InProgress', [cell('BlockTraffic', 800)]),
    target(BLUES[1] ?? '', 'Blue', 'Pending', [cell('BlockTraffic')]),
    ...GREENS.map((id, i) =>
      target(id, 'Green', 'Succeeded', [
        ...INSTALL(60 + i * 20),
        cell('AllowTraffic', 600, 60 + i * 90),
      ]),
    ),
  ],
});
export const TERMINATING = blueGreen({
  id: 'd-TERM1NAT0',
  wait: { for: 'termination', until: NOW + 12 * MINUTE },
  targets: [
    ...BLUES.map((id) => target(id, 'Blue', 'Succeeded', [cell('BlockTraffic', 800, 60)])),
    ...GREENS.map((id, i) =>
      target(id, 'Green', 'Succeeded', [...INSTALL(60 + i * 20), cell('AllowTraffic', 600, 60)]),
    ),
  ],
});
export const KEPT = blueGreen({
  status: statusOf('Succeeded'),
  over: true,
  endedAt: NOW,
  blueGreen: { isCopied: false },
  targets: TERMINATING.targets,
});
/** What CodeDeploy makes of the way back. */
export const REROUTED_BACK = blueGreen({
  id: 'd-R3R0UT3D0',
  status: statusOf('Succeeded'),
  over: true,
  endedAt: NOW,
  rollback: { of: 'd-TERM1NAT0' },
  targets: [
    ...BLUES.map((id) => target(id, 'Blue', 'Succeeded', [cell('AllowTraffic', 600, 30)])),
    ...GREENS.map((id) => target(id, 'Green', 'Succeeded', [cell('BlockTraffic', 640, 30)])),
  ],
});
/** A new fleet that is not there yet. */
export const PROVISIONING = blueGreen({
  id: 'd-PR0V1S100',
  targets: BLUES.map((id) => target(id, 'Blue', 'Pending', [cell('BlockTraffic')])),
});

const host = (n: number, from: number | undefined, failed = false): TargetView => {
  const id = `i-0c41d000000000${n}`;
  if (from === undefined)
    return target(id, undefined, 'Pending', [
      cell('BlockTraffic'),
      cell('Install'),
      cell('AllowTraffic'),
    ]);
  return failed
    ? target(id, undefined, 'Failed', [
        cell('BlockTraffic', from, 30),
        cell('Install', from + 30, 20),
        cell('ValidateService', from + 50, 30, 'Failed'),
        cell('AllowTraffic', undefined, undefined, 'Skipped'),
      ])
    : target(id, undefined, 'Succeeded', [
        cell('BlockTraffic', from, 30),
        cell('Install', from + 30, 20),
        cell('ValidateService', from + 50, 30),
        cell('AllowTraffic', from + 80, 40),
      ]);
};
const inPlace = (id: string, targets: readonly TargetView[], more: Partial<DeploymentView>) => ({
  ...ROLLING,
  id,
  isBalanced: true,
  createdAt: START,
  readAt: NOW,
  targets,
  count: countOf(targets.map((t) => t.status)),
  endedAt: undefined,
  ...more,
});
export const IN_PLACE = inPlace(
  'd-1NPLACE00',
  [host(1, 60), host(2, 300), host(3, undefined), host(4, undefined)],
  {},
);
export const IN_PLACE_FAILED = inPlace('d-FA1LED000', [host(1, 60, true), host(2, undefined)], {
  status: statusOf('Failed'),
  over: true,
  endedAt: NOW,
});

const CHECK = {
  isOn: true,
  protocol: 'HTTP',
  port: 'traffic-port',
  path: '/health',
  matcher: '200',
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyAfter: 5,
  unhealthyAfter: 2,
};
const ARN = 'arn:test:elasticloadbalancing:eu-west-1:123456789012:';
export const BALANCER_REF = {
  name: 'orders-lb',
  arn: `${ARN}loadbalancer/app/orders-lb/50dc6c495c0c9188`,
  type: 'application',
};
const health = (
  id: string,
  state: string,
  reason?: string,
  description?: string,
): TargetHealth => ({
  id,
  port: 8080,
  zone: 'eu-west-1a',
  state,
  reason,
  description,
});
const group = (name: string, targets: readonly TargetHealth[] | undefined): TargetGroupView => ({
  name,
  arn: `${ARN}targetgroup/${name}/6d0ecf831eec9f09`,
  targetType: 'instance',
  protocol: 'HTTP',
  port: 8080,
  balancers: [BALANCER_REF],
  check: CHECK,
  drainSeconds: 300,
  targets,
});

export const SHIFTING_GROUP = group('orders-tg', [
  health(
    BLUES[0] ?? '',
    'draining',
    'Target.DeregistrationInProgress',
    'Target deregistration is in progress',
  ),
  health(BLUES[1] ?? '', 'healthy'),
  health(GREENS[0] ?? '', 'healthy'),
  health(
    GREENS[1] ?? '',
    'unhealthy',
    'Target.ResponseCodeMismatch',
    'Health checks failed with these codes: [503]',
  ),
]);
/** Instances of the environment's fixtures. */
export const IN_BALANCER = group('orders-tg', [
  health('i-0c41d0', 'healthy'),
  health('i-0c41d1', 'unused', 'Target.InvalidState', 'Target is in the stopped state'),
]);
export const READY_GROUP = group(
  'orders-tg',
  BLUES.map((id) => health(id, 'healthy')),
);
const ALL_SICK = group('orders-old', [
  health('i-0dead00000000001', 'unhealthy', 'Target.Timeout', 'Request timed out'),
  health('i-0dead00000000002', 'unhealthy', 'Target.FailedHealthChecks', 'Health checks failed'),
]);

export const FLEET: AutoScalingFleet = {
  name: 'orders-asg',
  desired: 3,
  min: 2,
  max: 6,
  members: [
    { id: BLUES[0] ?? '', status: memberStatus('InService'), health: 'Healthy' },
    { id: BLUES[1] ?? '', status: memberStatus('InService'), health: 'Unhealthy' },
    { id: 'i-0a77e0000000003', status: memberStatus('Pending:Wait'), health: 'Healthy' },
  ],
  suspended: [{ process: 'AZRebalance' }, { process: 'ReplaceUnhealthy' }],
  activities: [
    {
      id: 'a1',
      group: 'orders-asg',
      status: activityStatus('MidLifecycleAction'),
      description: 'Launching a new EC2 instance: i-0a77e0000000003',
      cause:
        'At 2026-11-29T14:20:04Z a user request update of AutoScalingGroup constraints to min: 2, max: 6, desired: 3 changing the desired capacity from 2 to 3. At 2026-11-29T14:20:15Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to 3.',
      at: NOW - 10 * MINUTE,
    },
    {
      id: 'a2',
      group: 'orders-asg',
      status: activityStatus('Failed'),
      description: 'Launching a new EC2 instance.  Status Reason: Insufficient capacity.',
      message: 'We currently do not have sufficient t3.micro capacity in eu-west-1c.',
      cause: 'At 2026-11-29T14:12:04Z an instance was started in response to a difference.',
      at: NOW - 18 * MINUTE,
      endedAt: NOW - 18 * MINUTE,
    },
  ],
};
export const QUIET_FLEET: AutoScalingFleet = {
  ...FLEET,
  name: 'CodeDeploy_production_d-B1UEGREEN',
  desired: 2,
  members: GREENS.map((id) => ({ id, status: memberStatus('InService'), health: 'Healthy' })),
  suspended: [],
  activities: [],
};

const PARTS = 36;
const at = Array.from({ length: PARTS }, (_, i) => START - 8 * MINUTE + i * MINUTE);
const wave = (i: number): number => 900 + Math.round(180 * Math.sin(i / 3));
/** Requests through a shift, with a few errors while it went on. */
/** A deployment that took seconds, in the minutes of a chart. */
export const SECONDS_APART: readonly ChartMarker[] = [
  { at: NOW - 5 * MINUTE, text: 'start' },
  { at: NOW - 5 * MINUTE + 4000, text: 'new in traffic' },
  { at: NOW - 5 * MINUTE + 9000, text: 'end' },
];

export const METRICS: TrafficMetrics = {
  at,
  periodMs: MINUTE,
  groups: [
    {
      group: 'orders-tg',
      requests: at.map((_, i) => (i === 3 ? null : wave(i))),
      errors: at.map((_, i) => (i >= 18 && i <= 22 ? (i - 16) * 7 : 0)),
      responseMs: at.map((_, i) => 42 + (i >= 17 ? 15 : 0) + (i % 5) * 3),
    },
  ],
  balancerErrors: at.map((_, i) => (i === 19 ? 12 : 0)),
};
export const NO_REQUESTS: TrafficMetrics = {
  ...METRICS,
  groups: METRICS.groups.map((g) => ({
    ...g,
    requests: at.map(() => null),
    errors: at.map(() => null),
    responseMs: at.map(() => null),
  })),
  balancerErrors: [],
};

const forward = (groups: readonly (readonly [string, number])[]) =>
  actionOf({
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: groups.map(([name, Weight]) => ({
        TargetGroupArn: group(name, []).arn,
        Weight,
      })),
    },
  });
export const BALANCER: LoadBalancerView = {
  ...BALANCER_REF,
  status: balancerStatus('active'),
  scheme: 'internet-facing',
  dns: 'orders-lb-424835706.elb.example.com',
  createdAt: START,
  zones: ['eu-west-1a', 'eu-west-1b'],
  securityGroups: ['sg-5943793c'],
  listeners: [
    {
      arn: 'l1',
      port: 80,
      protocol: 'HTTP',
      rules: [
        {
          arn: 'r0',
          priority: 'default',
          conditions: [],
          actions: [
            actionOf({
              Type: 'redirect',
              RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' },
            }),
          ],
        },
      ],
    },
    {
      arn: 'l2',
      port: 443,
      protocol: 'HTTPS',
      policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      rules: [
        {
          arn: 'r1',
          priority: '10',
          conditions: ['path is /api/* or /v1/*', 'header X-Canary is 1'],
          actions: [forward([['orders-tg', 1]])],
        },
        {
          arn: 'r2',
          priority: 'default',
          conditions: [],
          actions: [
            forward([
              ['orders-tg', 90],
              ['orders-old', 10],
            ]),
          ],
        },
      ],
    },
  ],
  groups: [SHIFTING_GROUP, ALL_SICK],
  environments: [{ application: 'orders-api', group: 'production' }],
  isThisMachine: false,
  unread: [],
  moving: false,
};
/** On the embedded engine, made a moment ago. */
export const BARE_BALANCER: LoadBalancerView = {
  ...BALANCER,
  name: 'orders-bare',
  status: balancerStatus('provisioning'),
  dns: '127.0.0.1:40123',
  zones: [],
  securityGroups: [],
  listeners: [],
  groups: [],
  environments: [],
  isThisMachine: true,
};
export const UNREAD_BALANCER: LoadBalancerView = {
  ...BARE_BALANCER,
  name: 'orders-unread',
  isThisMachine: false,
  status: balancerStatus('failed'),
  reason: 'The load balancer could not be set up: subnet-8360a9e7 has no free addresses.',
  listeners: undefined,
  groups: [group('orders-tg', undefined), group('orders-new', [])],
  unread: [
    'Could not read its listeners: starboard-viewer may not use elasticloadbalancing:DescribeListeners.',
    'Could not read the health of the targets of orders-tg: starboard-viewer may not use elasticloadbalancing:DescribeTargetHealth.',
  ],
};
