import { Refused, type Answers } from './answering';

/** What AWS answers of an account whose deployments stand behind a load balancer, none of them made by Starboard. */
const ACCOUNT = 'arn:aws:elasticloadbalancing:eu-north-1:111122223333:';
export const BALANCER_ARN = `${ACCOUNT}loadbalancer/app/butik-lb/50dc6c495c0c9188`;
export const GROUP_ARN = `${ACCOUNT}targetgroup/butik-tg/6d0ecf831eec9f09`;
const LISTENER_ARN = `${ACCOUNT}listener/app/butik-lb/50dc6c495c0c9188/0467ef3c8400ae65`;

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** A value as the Query protocol has it: lists are of `member`s. */
function xml(name: string, value: Value): string {
  if (Array.isArray(value))
    return `<${name}>${value.map((v: Value) => xml('member', v)).join('')}</${name}>`;
  if (typeof value === 'object')
    return `<${name}>${Object.entries(value)
      .map(([k, v]) => xml(k, v))
      .join('')}</${name}>`;
  return `<${name}>${String(value)}</${name}>`;
}
export const answer = (operation: string, result: Record<string, Value>): string =>
  `<${operation}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">${xml(
    `${operation}Result`,
    result,
  )}<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${operation}Response>`;

/** The sample answers of the ELB API reference (version 2015-12-01), with this account's names. */
export const TARGET_GROUP = {
  TargetGroupArn: GROUP_ARN,
  TargetGroupName: 'butik-tg',
  Protocol: 'HTTP',
  Port: 80,
  VpcId: 'vpc-3ac0fb5f',
  HealthCheckProtocol: 'HTTP',
  HealthCheckPort: 'traffic-port',
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: 30,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 5,
  UnhealthyThresholdCount: 2,
  HealthCheckPath: '/health',
  Matcher: { HttpCode: '200' },
  LoadBalancerArns: [BALANCER_ARN],
  TargetType: 'instance',
} as const;

export const health = (Id: string, State: string, Reason?: string, Description?: string) => ({
  Target: { Id, Port: 80 },
  HealthCheckPort: '80',
  TargetHealth: {
    State,
    ...(Reason === undefined ? {} : { Reason }),
    ...(Description === undefined ? {} : { Description }),
  },
});

export const elb = (targets: readonly ReturnType<typeof health>[]): Answers => ({
  DescribeTargetGroups: (input) => {
    const name = input['Names.member.1'];
    if (name !== undefined && name !== 'butik-tg')
      throw new Refused('TargetGroupNotFound', 'One or more target groups not found');
    return answer('DescribeTargetGroups', { TargetGroups: [TARGET_GROUP] });
  },
  DescribeLoadBalancers: (input) => {
    const name = input['Names.member.1'];
    if (name !== undefined && name !== 'butik-lb')
      throw new Refused('LoadBalancerNotFound', `Load balancers '[${String(name)}]' not found`);
    return answer('DescribeLoadBalancers', {
      LoadBalancers: [
        {
          LoadBalancerArn: BALANCER_ARN,
          LoadBalancerName: 'butik-lb',
          DNSName: 'butik-lb-424835706.eu-north-1.elb.amazonaws.com',
          CanonicalHostedZoneId: 'Z23TAZ6LKFMNIO',
          CreatedTime: '2026-03-25T21:26:12.920Z',
          Scheme: 'internet-facing',
          VpcId: 'vpc-3ac0fb5f',
          State: { Code: 'active' },
          Type: 'application',
          AvailabilityZones: [
            { SubnetId: 'subnet-8360a9e7', ZoneName: 'eu-north-1a' },
            { SubnetId: 'subnet-b7d581c0', ZoneName: 'eu-north-1b' },
          ],
          SecurityGroups: ['sg-5943793c'],
          IpAddressType: 'ipv4',
        },
      ],
    });
  },
  DescribeTargetHealth: () => answer('DescribeTargetHealth', { TargetHealthDescriptions: targets }),
  DescribeListeners: () =>
    answer('DescribeListeners', {
      Listeners: [
        {
          ListenerArn: LISTENER_ARN,
          LoadBalancerArn: BALANCER_ARN,
          Port: 80,
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'forward', TargetGroupArn: GROUP_ARN }],
        },
      ],
    }),
  DescribeRules: () =>
    answer('DescribeRules', {
      Rules: [
        {
          RuleArn: `${LISTENER_ARN}/default`,
          Priority: 'default',
          IsDefault: true,
          Conditions: [],
          Actions: [{ Type: 'forward', TargetGroupArn: GROUP_ARN }],
        },
        {
          RuleArn: `${LISTENER_ARN}/9683b2d02a6cabee`,
          Priority: '10',
          IsDefault: false,
          Conditions: [{ Field: 'path-pattern', Values: ['/img/*'] }],
          Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
        },
      ],
    }),
  DescribeTargetGroupAttributes: () =>
    answer('DescribeTargetGroupAttributes', {
      Attributes: [
        { Key: 'stickiness.enabled', Value: 'false' },
        { Key: 'deregistration_delay.timeout_seconds', Value: '300' },
      ],
    }),
});

/** An Auto Scaling group as DescribeAutoScalingGroups has it. */
export const scalingGroup = (
  name: string,
  instances: readonly string[],
  suspended: readonly string[] = [],
) => ({
  AutoScalingGroupName: name,
  MinSize: 1,
  MaxSize: 4,
  DesiredCapacity: instances.length,
  DefaultCooldown: 300,
  AvailabilityZones: ['eu-north-1a', 'eu-north-1b'],
  TargetGroupARNs: [GROUP_ARN],
  HealthCheckType: 'ELB',
  HealthCheckGracePeriod: 300,
  CreatedTime: '2026-03-25T21:30:00.000Z',
  Instances: instances.map((InstanceId) => ({
    InstanceId,
    AvailabilityZone: 'eu-north-1a',
    LifecycleState: 'InService',
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: false,
  })),
  SuspendedProcesses: suspended.map((ProcessName) => ({
    ProcessName,
    SuspensionReason: 'User suspended at 2026-11-21T10:00:00Z',
  })),
});

/** The words of an activity are those of the Auto Scaling user guide ("Verify a scaling activity"). */
export const activity = (id: string, start: string, end: string) => ({
  ActivityId: id,
  AutoScalingGroupName: 'butik-asg',
  Description: 'Launching a new EC2 instance: i-0c0ffee0000000003',
  Cause:
    'At 2026-11-22T12:14:00Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 1 to 2.',
  StartTime: start,
  EndTime: end,
  StatusCode: 'Successful',
  Progress: 100,
});

const DIAGNOSTICS = { errorCode: 'Success', scriptName: '', message: 'Succeeded', logTail: '' };
export const IN_PLACE_BEGAN = Date.parse('2022-03-30T09:58:54Z') / 1000;
/** Event, and its start and end in seconds. */
const WENT_WELL: readonly (readonly [event: string, start: number, end: number])[] = [
  ['BeforeBlockTraffic', 0.299, 0.392],
  ['BlockTraffic', 0.858, 91.645],
  ['AfterBlockTraffic', 91.716, 91.786],
  ['ApplicationStop', 92.76, 92.856],
  ['DownloadBundle', 93.837, 97.362],
  ['BeforeInstall', 97.435, 97.9],
  ['Install', 98.489, 99.698],
];
const AFTERWARDS = [
  'ApplicationStart',
  'ValidateService',
  'BeforeAllowTraffic',
  'AllowTraffic',
  'AfterAllowTraffic',
];
const skipped = (lifecycleEventName: string) => ({ lifecycleEventName, status: 'Skipped' });

/**
 * What BatchGetDeploymentTargets of an in-place deployment behind a load balancer answered on 2022-03-30, as somebody has
 * published it, with its log made short: one instance fails after it was taken out of traffic, the other was never reached.
 */
export const IN_PLACE_TARGETS = [
  {
    deploymentTargetType: 'InstanceTarget',
    instanceTarget: {
      deploymentId: 'd-1H7E9HBQF',
      targetId: 'i-03ffb163f3a80ec87',
      targetArn: 'arn:aws:ec2:ap-southeast-2:000000000000:instance/i-03ffb163f3a80ec87',
      status: 'Failed',
      lastUpdatedAt: IN_PLACE_BEGAN + 104.513,
      lifecycleEvents: [
        ...WENT_WELL.map(([lifecycleEventName, start, end]) => ({
          lifecycleEventName,
          // CodeDeploy's own events have no message.
          diagnostics: {
            ...DIAGNOSTICS,
            ...(lifecycleEventName === 'BlockTraffic' ? { message: '' } : {}),
          },
          startTime: IN_PLACE_BEGAN + start,
          endTime: IN_PLACE_BEGAN + end,
          status: 'Succeeded',
        })),
        {
          lifecycleEventName: 'AfterInstall',
          diagnostics: {
            errorCode: 'ScriptFailed',
            scriptName: 'deploy/scripts/flyway_migrate.sh',
            message:
              'Script at specified location: deploy/scripts/awesome.sh run as user root failed with exit code 1',
            logTail:
              '[stderr]\r\n[stderr]Caused by: com.microsoft.sqlserver.jdbc.SQLServerException: The multi-part identifier "lme.systemlID" could not be bound.\n',
          },
          startTime: IN_PLACE_BEGAN + 99.75,
          endTime: IN_PLACE_BEGAN + 103.999,
          status: 'Failed',
        },
        ...AFTERWARDS.map(skipped),
      ],
    },
  },
  {
    deploymentTargetType: 'InstanceTarget',
    instanceTarget: {
      deploymentId: 'd-1H7E9HBQF',
      targetId: 'i-0076ebeb196703200',
      targetArn: 'arn:aws:ec2:ap-southeast-2:000000000000:instance/i-0076ebeb196703200',
      status: 'Skipped',
      lastUpdatedAt: IN_PLACE_BEGAN + 105.697,
      lifecycleEvents: [...WENT_WELL.map(([event]) => event), 'AfterInstall', ...AFTERWARDS].map(
        skipped,
      ),
    },
  },
];
