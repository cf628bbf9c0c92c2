import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, Refused, type Answering, type Answers } from '@/e2e/support/answering';
import {
  activity,
  answer,
  BALANCER_ARN,
  elb,
  GROUP_ARN,
  health,
  IN_PLACE_BEGAN,
  IN_PLACE_TARGETS,
  scalingGroup,
} from '@/e2e/support/traffic-answers';
import { fleetsOf, servingWords, shareNow } from '@/lib/domain/deployments/fleets';
import { waitWords } from '@/lib/domain/deployments/blue-green';
import { reasonWords } from '@/lib/domain/traffic/target-group';
import { cache } from '../cache/cache';
import { planOf } from '../changes/preview';
import { getDeploymentView } from '../data/deployments';
import { environmentAddress } from '../data/environment-address';
import { getLoadBalancer } from './load-balancer';
import { getLoadBalancers } from './load-balancers';
import { getDeploymentMetrics } from './metrics';
import { getDeploymentTraffic, getEnvironmentTraffic } from './read';

let aws: Answering | undefined;
beforeEach(() => {
  cache.clear();
});
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
});

/** Seconds since the epoch: 2026-11-22T12:14:16Z. */
const AT = 1795349656;
const event = (lifecycleEventName: string, start?: number, end?: number) => ({
  lifecycleEventName,
  status: start === undefined ? 'Pending' : end === undefined ? 'InProgress' : 'Succeeded',
  ...(start === undefined ? {} : { startTime: AT + start }),
  ...(end === undefined ? {} : { endTime: AT + end }),
});
const target = (
  targetId: string,
  instanceLabel: string | undefined,
  status: string,
  events: object[],
) => ({
  deploymentTargetType: 'InstanceTarget',
  instanceTarget: { targetId, instanceLabel, status, lifecycleEvents: events },
});
const INSTALL = [
  event('BeforeInstall', 100, 101),
  event('Install', 101, 120),
  event('ValidateService', 120, 140),
];
const BLUE = ['i-0b1', 'i-0b2'].map((id) => target(id, 'Blue', 'Pending', [event('BlockTraffic')]));
const GREEN = ['i-0a1', 'i-0a2'].map((id) =>
  target(id, 'Green', 'Ready', [...INSTALL, event('AllowTraffic')]),
);

interface Case {
  readonly info?: object;
  readonly group?: object;
  readonly targets: readonly { instanceTarget: { targetId: string } }[];
  readonly more?: Answers;
}

/** A blue/green deployment of somebody else's, whose new fleet is a copy of an Auto Scaling group. */
async function account({ info = {}, group = {}, targets, more = {} }: Case): Promise<Answering> {
  const balanced = { loadBalancerInfo: { targetGroupInfoList: [{ name: 'butik-tg' }] } };
  aws = await answering('eu-north-1', {
    GetDeployment: () => ({
      deploymentInfo: {
        deploymentId: 'd-B1UEGREEN',
        applicationName: 'butik',
        deploymentGroupName: 'prod',
        status: 'Ready',
        createTime: AT,
        deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
        blueGreenDeploymentConfiguration: {
          terminateBlueInstancesOnDeploymentSuccess: {
            action: 'TERMINATE',
            terminationWaitTimeInMinutes: 5,
          },
          deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 60 },
          greenFleetProvisioningOption: { action: 'COPY_AUTO_SCALING_GROUP' },
        },
        instanceTerminationWaitTimeStarted: false,
        ...balanced,
        ...info,
      },
    }),
    ListDeploymentTargets: () => ({ targetIds: targets.map((t) => t.instanceTarget.targetId) }),
    BatchGetDeploymentTargets: () => ({ deploymentTargets: targets }),
    BatchGetDeploymentGroups: () => ({
      deploymentGroupsInfo: [
        {
          applicationName: 'butik',
          deploymentGroupName: 'prod',
          computePlatform: 'Server',
          autoScalingGroups: [{ name: 'butik-asg', hook: 'CodeDeploy-managed-…' }],
          ...balanced,
          ...group,
        },
      ],
    }),
    ListDeployments: () => ({ deployments: [] }),
    DescribeAutoScalingGroups: () =>
      answer('DescribeAutoScalingGroups', {
        AutoScalingGroups: [
          scalingGroup('butik-asg', ['i-0b1', 'i-0b2'], ['AZRebalance']),
          scalingGroup('CodeDeploy_prod_d-B1UEGREEN', ['i-0a1', 'i-0late']),
        ],
      }),
    DescribeScalingActivities: ({ AutoScalingGroupName: name }) =>
      answer('DescribeScalingActivities', {
        Activities:
          name === 'butik-asg'
            ? [
                activity('in-its-time', '2026-11-22T12:15:00.000Z', '2026-11-22T12:16:00.000Z'),
                activity('before', '2026-11-22T11:00:00.000Z', '2026-11-22T11:01:00.000Z'),
              ]
            : [],
      }),
    ...elb([
      health('i-0b1', 'healthy'),
      health('i-0b2', 'healthy'),
      health('i-0a1', 'initial', 'Elb.InitialHealthChecking', 'Initial health checks in progress'),
    ]),
    ...more,
  });
  return aws;
}

const readyCase: Case = { targets: [...BLUE, ...GREEN] };

describe('a blue/green deployment that waits', () => {
  it('says until when, and what comes then', async () => {
    const { connection } = await account(readyCase);
    const d = await getDeploymentView(connection, 'd-B1UEGREEN');
    expect(d).toMatchObject({
      isBalanced: true,
      blueGreen: { isCopied: true, rerouteMinutes: 60, terminateMinutes: 5 },
      wait: { for: 'reroute', until: (AT + 140 + 3600) * 1000 },
    });
    expect(d.wait && waitWords(d.wait, d.targets)).toContain('old fleet (2 instances)');
  });
  it('shows both fleets as the balancer has them', async () => {
    const { connection } = await account(readyCase);
    const d = await getDeploymentView(connection, 'd-B1UEGREEN');
    const traffic = await getDeploymentTraffic(connection, 'd-B1UEGREEN');
    const fleets = fleetsOf(d, traffic.groups);
    expect(servingWords(fleets, true, false)).toBe(
      'Requests go to both instances of the old fleet.',
    );
    const [starting] = fleets[1]?.members.flatMap((m) => m.health) ?? [];
    expect(starting && reasonWords(starting.health, starting.group)).toContain('5 good ones');
    expect(traffic.balancers).toEqual([
      { name: 'butik-lb', arn: BALANCER_ARN, type: 'application' },
    ]);
    expect(traffic.unread).toEqual([]);
  });
  it('shows what Auto Scaling did in its time, and what is suspended', async () => {
    const { connection, calls } = await account(readyCase);
    const { fleets } = await getDeploymentTraffic(connection, 'd-B1UEGREEN');
    expect(fleets.map((f) => [f.name, f.desired, f.activities?.map((a) => a.id)])).toEqual([
      ['butik-asg', 2, ['in-its-time']],
      ['CodeDeploy_prod_d-B1UEGREEN', 2, []],
    ]);
    expect(fleets[0]?.suspended).toMatchObject([{ process: 'AZRebalance' }]);
    const [, asked] = calls.find(([name]) => name === 'DescribeAutoScalingGroups') ?? [];
    expect(Object.values(asked ?? {})).toContain('CodeDeploy_prod_d-B1UEGREEN');
  });
  it('is read once for everybody who looks', async () => {
    const { connection, calls } = await account(readyCase);
    await Promise.all(
      Array.from({ length: 5 }, () => getDeploymentTraffic(connection, 'd-B1UEGREEN')),
    );
    await getEnvironmentTraffic(connection, 'butik', 'prod');
    expect(calls.filter(([name]) => name === 'DescribeTargetHealth')).toHaveLength(1);
    expect(calls.filter(([name]) => name === 'DescribeTargetGroups')).toHaveLength(1);
  });
});

describe('what cannot be read of traffic is named', () => {
  it('a Classic Load Balancer, a target group that is gone', async () => {
    const { connection } = await account({
      ...readyCase,
      group: {
        loadBalancerInfo: {
          elbInfoList: [{ name: 'old-elb' }],
          targetGroupInfoList: [{ name: 'butik-tg' }, { name: 'gone-tg' }],
        },
      },
      more: {
        DescribeTargetGroups: (input) => {
          if (Object.values(input).includes('gone-tg'))
            throw new Refused('TargetGroupNotFound', 'One or more target groups not found');
          const found = elb([])['DescribeTargetGroups'];
          return found?.(input) ?? '';
        },
      },
    });
    const { groups, unread } = await getEnvironmentTraffic(connection, 'butik', 'prod');
    expect(groups.map((g) => g.name)).toEqual(['butik-tg']);
    expect(unread.join(' ')).toMatch(/old-elb is a Classic.*no target group gone-tg/);
  });
  it('pairs of target groups are read too', async () => {
    const { connection } = await account({
      ...readyCase,
      group: {
        autoScalingGroups: [],
        loadBalancerInfo: {
          targetGroupPairInfoList: [{ targetGroups: [{ name: 'butik-tg' }] }],
        },
      },
    });
    const { groups } = await getEnvironmentTraffic(connection, 'butik', 'prod');
    expect(groups.map((g) => g.arn)).toEqual([GROUP_ARN]);
  });
  it('a missing permission', async () => {
    const denied = () => {
      throw new Refused('AccessDenied', 'User: x is not authorized to perform: y');
    };
    const { connection } = await account({
      ...readyCase,
      more: { DescribeTargetHealth: denied, DescribeAutoScalingGroups: denied },
    });
    const traffic = await getEnvironmentTraffic(connection, 'butik', 'prod');
    expect(traffic.groups[0]?.targets).toBeUndefined();
    expect(traffic.unread.join(' ')).toMatch(
      /health of the targets of butik-tg: .*|Auto Scaling groups: /,
    );
    expect(traffic.unread).toHaveLength(2);
  });
});

describe('changes of a blue/green deployment', () => {
  const plan = async (
    kind: 'reroute' | 'terminate-original' | 'stop-and-roll-back',
    made: Case,
  ) => {
    cache.clear();
    const { connection } = await account(made);
    const request = { kind, pipeline: 'butik', stage: 'prod', execution: 'd-B1UEGREEN' } as const;
    return planOf(connection, request);
  };
  it('rerouting says what is missing in the new fleet, and is one call', async () => {
    const { preview, act } = await plan('reroute', readyCase);
    expect(preview.blocked).toBeUndefined();
    expect(preview.warning).toMatch(/i-0a2 is no longer .* i-0late joined/);
    expect(preview.steps.join(' ')).toContain('Capacity: 2 serve now, 2 serve afterwards.');
    expect(preview.call).toEqual({
      service: 'deploy',
      operation: 'continue-deployment',
      input: { deploymentId: 'd-B1UEGREEN', deploymentWaitType: 'READY_WAIT' },
    });
    // Nothing answers ContinueDeployment here.
    await expect(act({} as never)).rejects.toThrow();
    expect(aws?.calls.at(-1)).toEqual([
      'ContinueDeployment',
      { deploymentId: 'd-B1UEGREEN', deploymentWaitType: 'READY_WAIT' },
    ]);
  });
  const rerouted: Case = {
    info: { status: 'InProgress', instanceTerminationWaitTimeStarted: true },
    targets: [
      ...['i-0b1', 'i-0b2'].map((id) =>
        target(id, 'Blue', 'Succeeded', [event('BlockTraffic', 200, 230)]),
      ),
      ...['i-0a1', 'i-0a2'].map((id) =>
        target(id, 'Green', 'Succeeded', [...INSTALL, event('AllowTraffic', 150, 190)]),
      ),
    ],
    more: elb([health('i-0a1', 'healthy'), health('i-0a2', 'healthy')]),
  };
  it('terminating the old fleet is there while it waits, and not before', async () => {
    const { preview } = await plan('terminate-original', rerouted);
    expect(preview.blocked).toBeUndefined();
    expect(preview.steps[0]).toContain('terminates 2 old instances now');
    expect((await plan('terminate-original', readyCase)).preview.blocked).toContain('not wait');
    expect((await plan('reroute', rerouted)).preview.blocked).toContain('not wait');
  });
  it('going back is a rerouting while the old fleet runs', async () => {
    const { preview } = await plan('stop-and-roll-back', rerouted);
    expect(preview.title).toBe('Reroute butik to prod back to the old fleet');
    expect(preview.steps[0]).toContain('registers 2 old instances again');
    expect(preview.warning).toContain('nothing installed');
    expect(preview.blocked).toBeUndefined();
  });
});

it('the address of an environment behind a balancer is the balancer, not an instance of it', async () => {
  const { connection, calls } = await account({
    ...readyCase,
    more: {
      DescribeStacks: () => {
        throw new Refused('ValidationError', 'Stack with id starboard-butik does not exist');
      },
    },
  });
  const at = await environmentAddress(connection, 'butik', 'prod', ['i-0b1']);
  expect(at?.url).toBe('http://butik-lb-424835706.eu-north-1.elb.amazonaws.com');
  expect(calls.map(([name]) => name)).not.toContain('DescribeInstances');
});

it("a load balancer's page has listeners, rules in order, and each target's health", async () => {
  const { connection } = await account(readyCase);
  const view = await getLoadBalancer(connection, 'butik-lb');
  expect(view.status.word).toBe('Active');
  expect(
    view.listeners?.[0]?.rules?.map((r) => [r.priority, r.conditions, r.actions[0]?.words]),
  ).toEqual([
    ['10', ['path is /img/*'], 'Answers 404 itself'],
    ['default', [], 'Forwards'],
  ]);
  expect(view.groups[0]).toMatchObject({ name: 'butik-tg', drainSeconds: 300 });
  expect(view.groups[0]?.targets).toHaveLength(3);
  await expect(getLoadBalancer(connection, 'none')).rejects.toMatchObject({ kind: 'not_found' });
});

it('metrics are one call for everybody, and none where no balancer stands before it', async () => {
  const { connection, calls } = await account({
    ...readyCase,
    info: { status: 'Succeeded', completeTime: AT + 400 },
    more: {
      GetMetricData: () => ({
        MetricDataResults: [
          { Id: 'r0', StatusCode: 'Complete', Timestamps: [AT - (AT % 60)], Values: [420] },
          { Id: 't0', StatusCode: 'Complete', Timestamps: [AT - (AT % 60)], Values: [0.25] },
        ],
      }),
    },
  });
  const [m] = await Promise.all([1, 2].map(() => getDeploymentMetrics(connection, 'd-B1UEGREEN')));
  const part = m?.at.indexOf((AT - (AT % 60)) * 1000) ?? -1;
  expect([m?.groups[0]?.requests[part], m?.groups[0]?.responseMs[part]]).toEqual([420, 250]);
  expect(calls.filter(([name]) => name === 'GetMetricData')).toHaveLength(1);
  const [, asked] = calls.find(([name]) => name === 'GetMetricData') ?? [];
  expect(JSON.stringify(asked)).toContain('app/butik-lb/50dc6c495c0c9188');
  expect(JSON.stringify(asked)).toContain('targetgroup/butik-tg/6d0ecf831eec9f09');
});

it('target groups that could not be read are no absence of a balancer, and no answer that is kept', async () => {
  let isDenied = true;
  const { connection } = await account({
    ...readyCase,
    info: { status: 'Succeeded', completeTime: AT + 400 },
    more: {
      DescribeTargetGroups: () => {
        if (isDenied) throw new Refused('AccessDenied', 'User: x is not authorized to perform: y');
        return answer('DescribeTargetGroups', { TargetGroups: [] });
      },
    },
  });
  await expect(getDeploymentMetrics(connection, 'd-B1UEGREEN')).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringMatching(
      /^Could not read the target groups: .*DescribeTargetGroups/,
    ) as string,
  });
  isDenied = false;
  cache.clear();
  expect((await getDeploymentMetrics(connection, 'd-B1UEGREEN')).why).toMatch(/^No Application/);
});

describe('the list of load balancers', () => {
  const listed: Answers = {
    ListApplications: () => ({ applications: ['butik'] }),
    ListDeploymentGroups: () => ({ deploymentGroups: ['prod'] }),
  };
  it('has listeners, targets and what deploys behind each', async () => {
    const { connection } = await account({ targets: [], more: listed });
    const { rows, unread } = await getLoadBalancers(connection);
    expect(unread).toEqual([]);
    expect(rows).toEqual([
      expect.objectContaining({
        name: 'butik-lb',
        type: 'application',
        scheme: 'internet-facing',
        listeners: ['HTTP:80'],
        targets: { healthy: 2, all: 3 },
        environments: [{ application: 'butik', group: 'prod' }],
      }),
    ]);
  });
  it('says what could not be read, and takes nothing for absent', async () => {
    const refused = (): never => {
      throw new Refused('AccessDenied', 'not authorized');
    };
    const { connection } = await account({
      targets: [],
      more: { ...listed, DescribeTargetHealth: refused, ListApplications: refused },
    });
    const { rows, unread } = await getLoadBalancers(connection);
    expect(rows[0]).toMatchObject({ listeners: ['HTTP:80'] });
    expect([rows[0]?.targets, rows[0]?.environments]).toEqual([undefined, undefined]);
    expect(unread).toHaveLength(2);
  });
  it('that cannot be read is no empty one', async () => {
    const { connection } = await account({
      targets: [],
      more: {
        DescribeLoadBalancers: () => {
          throw new Refused('AccessDenied', 'not authorized');
        },
      },
    });
    await expect(getLoadBalancers(connection)).rejects.toThrow();
  });
});

describe('an in-place deployment behind a load balancer, as AWS answered of one', () => {
  it('says which instance left the traffic and did not come back, and which goes on serving', async () => {
    const { connection } = await account({
      targets: IN_PLACE_TARGETS,
      info: {
        deploymentId: 'd-1H7E9HBQF',
        status: 'Failed',
        createTime: IN_PLACE_BEGAN,
        completeTime: IN_PLACE_TARGETS[1]?.instanceTarget.lastUpdatedAt,
        deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
        blueGreenDeploymentConfiguration: undefined,
      },
    });
    const d = await getDeploymentView(connection, 'd-1H7E9HBQF');
    expect(d.isBalanced).toBe(true);
    const fleets = fleetsOf(d, []);
    expect(fleets.map((f) => f.members.map((m) => [m.target.id, m.step, m.serves]))).toEqual([
      [['i-0076ebeb196703200', 'Skipped', true]],
      [['i-03ffb163f3a80ec87', 'AfterInstall failed', false]],
    ]);
    expect(servingWords(fleets, false, true)).toBe(
      'When it ended, requests went to the only instance with the old revision.',
    );
    expect(shareNow(d)).toMatchObject({ before: 1, after: 0 });
  });
});
