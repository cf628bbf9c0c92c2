import { until } from '../wait';
import { without, type Any, type Calling, type Calls } from './calls';

const SUBNETS = ['subnet-0defa0175ba2b0a2a', 'subnet-0defa0175ba2b0a2b'];
const VpcId = 'vpc-0defa0175ba2b0a2d';
const NONE =
  'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/none/0000000000000000';
const ANSWER = {
  Type: 'fixed-response',
  FixedResponseConfig: { StatusCode: '200', MessageBody: 'ok', ContentType: 'text/plain' },
};
const OTHER_ANSWER = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } };
const CONDITION = { Field: 'path-pattern', Values: ['/a'] };
const TARGET = { Id: '127.0.0.1', Port: 8080 };
/** Names of load balancers and target groups have at most 32 characters. */
const nameOf = (c: Calling): string => c.n.slice(0, 32);

/** A load balancer that all calls share: each one is a process. */
const balancer = (c: Calling): Promise<string> =>
  c.once('balancer', async () => {
    const { LoadBalancers } = await c.call('elbv2:CreateLoadBalancer', {
      Name: 'members',
      Subnets: SUBNETS,
    });
    const arn = LoadBalancers[0].LoadBalancerArn as string;
    await until('it is active', async () => {
      const { LoadBalancers: now } = await c.call('elbv2:DescribeLoadBalancers', {
        LoadBalancerArns: [arn],
      });
      return now[0].State.Code === 'active';
    });
    return arn;
  });
const ports = new WeakMap<object, number>();
const nextPort = (c: Calling): number => {
  const port = (ports.get(c.engine) ?? 1000) + 1;
  ports.set(c.engine, port);
  return port;
};
const listener = async (c: Calling): Promise<string> => {
  const { Listeners } = await c.call('elbv2:CreateListener', {
    LoadBalancerArn: await balancer(c),
    Protocol: 'HTTP',
    Port: nextPort(c),
    DefaultActions: [ANSWER],
  });
  return Listeners[0].ListenerArn as string;
};
const shared = (c: Calling): Promise<string> => c.once('listener', () => listener(c));
const priorities = new WeakMap<object, number>();
const nextPriority = (c: Calling): number => {
  const priority = (priorities.get(c.engine) ?? 0) + 1;
  priorities.set(c.engine, priority);
  return priority;
};
const rule = async (c: Calling): Promise<string> => {
  const { Rules } = await c.call('elbv2:CreateRule', {
    ListenerArn: await shared(c),
    Priority: nextPriority(c),
    Conditions: [CONDITION],
    Actions: [ANSWER],
  });
  return Rules[0].RuleArn as string;
};
const GROUP = { Protocol: 'HTTP', Port: 80, VpcId, TargetType: 'ip' };
const group = async (c: Calling, Name = nameOf(c)): Promise<string> =>
  (await c.call('elbv2:CreateTargetGroup', { Name, ...GROUP })).TargetGroups[0]
    .TargetGroupArn as string;
const tags = async (c: Calling, arn: string): Promise<unknown> =>
  (await c.call('elbv2:DescribeTags', { ResourceArns: [arn] })).TagDescriptions[0].Tags.filter(
    (t: Any) => t.Key !== 'starboard:address',
  ) as unknown;
/** What differs between any two of them. */
const plain = (one: Any): unknown =>
  without(
    one,
    'DNSName',
    'LoadBalancerArn',
    'ListenerArn',
    'RuleArn',
    'TargetGroupArn',
    'CreatedTime',
    'Port',
    'Priority',
  );
const two = (c: Calling): Promise<void> =>
  c.once('two groups', async () => {
    for (const n of ['a', 'b']) await group(c, `two-${n}`);
  });

/** Elastic Load Balancing. */
export const balancers: Calls = {
  'elbv2:CreateListener': {
    input: async (c) => ({
      LoadBalancerArn: await balancer(c),
      Protocol: 'HTTP',
      Port: nextPort(c),
      DefaultActions: [ANSWER],
    }),
    reads: async (c, { Listeners }) => {
      const arn = Listeners[0].ListenerArn as string;
      const told = [plain(Listeners[0]), Listeners[0].Port === 800, await tags(c, arn)];
      Listeners.length = 0;
      await c.call('elbv2:DeleteListener', { ListenerArn: arn });
      return told;
    },
    members: { Protocol: 'TCP', Port: 800 },
  },
  'elbv2:CreateLoadBalancer': {
    input: (c) => ({ Name: nameOf(c), Subnets: SUBNETS }),
    reads: async (c, { LoadBalancers }) => {
      const [lb] = LoadBalancers;
      const told = [plain(lb), await tags(c, lb.LoadBalancerArn as string)];
      LoadBalancers.length = 0;
      await c.call('elbv2:DeleteLoadBalancer', { LoadBalancerArn: lb.LoadBalancerArn });
      return told;
    },
    members: {
      Subnets: ['subnet-00000000'],
      SubnetMappings: [{ SubnetId: 'subnet-00000000' }],
      SecurityGroups: ['sg-00000000'],
      Scheme: 'internal',
      Type: 'network',
    },
  },
  'elbv2:CreateRule': {
    input: async (c) => ({
      ListenerArn: await shared(c),
      Priority: nextPriority(c),
      Conditions: [CONDITION],
      Actions: [ANSWER],
    }),
    reads: async (c, { Rules }) => {
      const [one] = Rules;
      const told = [plain(one), await tags(c, one.RuleArn as string)];
      Rules.length = 0;
      await c.call('elbv2:DeleteRule', { RuleArn: one.RuleArn });
      return told;
    },
  },
  'elbv2:CreateTargetGroup': {
    input: (c) => ({ Name: nameOf(c), ...GROUP }),
    reads: async (c, { TargetGroups }) => {
      const [one] = TargetGroups;
      TargetGroups.length = 0;
      return [{ ...(plain(one) as object), Port: one.Port }, await tags(c, one.TargetGroupArn)];
    },
    members: {
      Protocol: 'TCP',
      Port: 81,
      VpcId: 'vpc-00000000',
      TargetType: 'instance',
      ProtocolVersion: 'GRPC',
      HealthCheckProtocol: 'TCP',
      HealthCheckPort: '81',
      HealthCheckEnabled: false,
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 31,
      HealthCheckTimeoutSeconds: 6,
      HealthyThresholdCount: 6,
      UnhealthyThresholdCount: 3,
      Matcher: { HttpCode: '204' },
    },
  },
  'elbv2:DescribeListeners': {
    input: async (c) => {
      await shared(c);
      await c.once('another listener', () => listener(c));
      return { LoadBalancerArn: await balancer(c) };
    },
    members: { LoadBalancerArn: NONE, ListenerArns: [NONE], PageSize: 1 },
  },
  'elbv2:DescribeLoadBalancers': {
    input: async (c) => {
      await balancer(c);
      return {};
    },
    members: { LoadBalancerArns: [NONE], Names: ['none'] },
    unseen: { PageSize: 'The smallest page is of one load balancer; there is one.' },
  },
  'elbv2:DescribeRules': {
    input: async (c) => {
      await c.once('a rule', () => rule(c));
      return { ListenerArn: await shared(c) };
    },
    members: { ListenerArn: NONE, RuleArns: [NONE], PageSize: 1 },
  },
  'elbv2:DescribeTargetGroups': {
    input: async (c) => {
      await two(c);
      return {};
    },
    members: { LoadBalancerArn: NONE, TargetGroupArns: [NONE], Names: ['none'], PageSize: 1 },
  },
  'elbv2:DescribeTargetHealth': {
    input: async (c) => {
      const TargetGroupArn = await c.once('targets', async () => {
        const arn = await group(c, 'targets');
        await c.call('elbv2:RegisterTargets', { TargetGroupArn: arn, Targets: [TARGET] });
        return arn;
      });
      return { TargetGroupArn };
    },
    members: { Targets: [{ Id: '127.0.0.1', Port: 1 }] },
  },
  'elbv2:ModifyListener': {
    input: async (c) => ({ ListenerArn: await listener(c) }),
    reads: async (c, { Listeners }) => {
      const [one] = Listeners;
      Listeners.length = 0;
      await c.call('elbv2:DeleteListener', { ListenerArn: one.ListenerArn });
      return [plain(one), one.Port === 900];
    },
    members: { Port: 900, Protocol: 'TCP', DefaultActions: [OTHER_ANSWER] },
  },
  'elbv2:ModifyRule': {
    input: async (c) => ({ RuleArn: await rule(c), Actions: [ANSWER] }),
    reads: async (c, { Rules }) => {
      const [one] = Rules;
      Rules.length = 0;
      await c.call('elbv2:DeleteRule', { RuleArn: one.RuleArn });
      return plain(one);
    },
    members: {
      Conditions: [{ Field: 'path-pattern', Values: ['/b'] }],
      Actions: [OTHER_ANSWER],
    },
  },
  'elbv2:ModifyTargetGroup': {
    input: async (c) => ({ TargetGroupArn: await group(c) }),
    reads: (_c, { TargetGroups }) => {
      const [one] = TargetGroups;
      TargetGroups.length = 0;
      return plain(one);
    },
    members: {
      HealthCheckProtocol: 'TCP',
      HealthCheckPort: '81',
      HealthCheckEnabled: false,
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 31,
      HealthCheckTimeoutSeconds: 6,
      HealthyThresholdCount: 6,
      UnhealthyThresholdCount: 3,
      Matcher: { HttpCode: '204' },
    },
  },
  'elbv2:SetSubnets': {
    input: async (c) => ({ LoadBalancerArn: await balancer(c), Subnets: SUBNETS }),
    members: {
      Subnets: ['subnet-00000000'],
      SubnetMappings: [{ SubnetId: 'subnet-00000000' }],
    },
  },
  'elbv2:AddTags': {
    input: async (c) => ({ ResourceArns: [await group(c)], Tags: [{ Key: 'k', Value: 'v' }] }),
    members: {},
  },
};
