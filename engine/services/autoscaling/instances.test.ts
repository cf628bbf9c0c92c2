import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scaling } from '../../testing/scaling';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let s: Scaling;
let elb: ElasticLoadBalancingV2;
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_SANDBOX: 'none' });
  s = await Scaling.of(engine.client);
  elb = new ElasticLoadBalancingV2(engine.client);
});
afterAll(() => engine.stop());

const stateOf = async (name: string, id: string): Promise<string | undefined> =>
  (await s.instances(name)).find((i) => i.InstanceId === id)?.LifecycleState;
const untilIt = (name: string, id: string, state: string | undefined): Promise<unknown> =>
  until(`${id} is ${state ?? 'gone'}`, async () => (await stateOf(name, id)) === state);

describe('instances of a group', () => {
  let arn = '';
  let ids: string[] = [];
  const targets = async (): Promise<string[]> =>
    ((await elb.describeTargetHealth({ TargetGroupArn: arn })).TargetHealthDescriptions ?? []).map(
      (t) => t.Target?.Id ?? '',
    );
  const untilTargets = (wanted: readonly string[]): Promise<unknown> =>
    until('the target group has them', async () => {
      const now = await targets();
      return now.length === wanted.length && wanted.every((id) => now.includes(id));
    });

  it('are the targets of the target group that is attached', async () => {
    const { TargetGroups } = await elb.createTargetGroup({
      Name: 'web',
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: 'vpc-0defa0175ba2b0a2d',
    });
    arn = TargetGroups?.[0]?.TargetGroupArn ?? '';
    await s.create('fleet');
    ids = await s.all('fleet', 2);
    await s.api.attachTrafficSources({
      AutoScalingGroupName: 'fleet',
      TrafficSources: [{ Identifier: arn, Type: 'elbv2' }],
    });
    await untilTargets(ids);
    const { TrafficSources } = await s.api.describeTrafficSources({
      AutoScalingGroupName: 'fleet',
    });
    expect(TrafficSources).toEqual([
      { TrafficSource: arn, Identifier: arn, State: 'Added', Type: 'elbv2' },
    ]);
  });

  it('go to standby, out of traffic, and come back', async () => {
    const [one = '', other = ''] = ids;
    const AutoScalingGroupName = 'fleet';
    const { Activities } = await s.api.enterStandby({
      ...{ AutoScalingGroupName, InstanceIds: [one], ShouldDecrementDesiredCapacity: true },
    });
    expect(Activities?.[0]).toMatchObject({
      Description: `Moving EC2 instance to Standby: ${one}`,
      StatusCode: 'InProgress',
      Progress: 50,
    });
    await untilIt('fleet', one, 'Standby');
    await untilTargets([other]);
    await s.api.exitStandby({ AutoScalingGroupName, InstanceIds: [one] });
    await untilIt('fleet', one, 'InService');
    await untilTargets(ids);
  });

  it('leave the group alive, and join it again', async () => {
    const [one = '', other = ''] = ids;
    const AutoScalingGroupName = 'fleet';
    await s.api.detachInstances({
      ...{ AutoScalingGroupName, InstanceIds: [one], ShouldDecrementDesiredCapacity: true },
    });
    await untilIt('fleet', one, undefined);
    await untilTargets([other]);
    const tags = async (): Promise<(string | undefined)[]> =>
      (
        (await s.ec2.describeInstances({ InstanceIds: [one] })).Reservations?.[0]?.Instances?.[0]
          ?.Tags ?? []
      ).map((t) => t.Key);
    await until(
      'its tag is gone',
      async () => !(await tags()).includes('aws:autoscaling:groupName'),
    );
    await s.api.attachInstances({ AutoScalingGroupName, InstanceIds: [one] });
    await untilIt('fleet', one, 'InService');
    await untilTargets(ids);
    await until('it has its tag', async () => (await tags()).includes('aws:autoscaling:groupName'));
    await expect(
      s.api.attachInstances({ AutoScalingGroupName, InstanceIds: [one] }),
    ).rejects.toThrow(/is already part of AutoScalingGroup:fleet/);
  });

  it('that are called unhealthy are replaced, unless their grace period is respected', async () => {
    const [one = ''] = ids;
    await s.api.updateAutoScalingGroup({
      AutoScalingGroupName: 'fleet',
      HealthCheckGracePeriod: 3600,
    });
    const ill = { InstanceId: one, HealthStatus: 'Unhealthy' };
    await s.api.setInstanceHealth(ill);
    expect(await stateOf('fleet', one)).toBe('InService');
    await s.api.setInstanceHealth({ ...ill, ShouldRespectGracePeriod: false });
    await untilIt('fleet', one, undefined);
    ids = await s.all('fleet', 2);
    expect((await s.activities('fleet'))[1]).toMatch(
      /taken out of service in response to a user health-check\.$/,
    );
  });

  it('that are protected stay when the group shrinks', async () => {
    const [one = '', other = ''] = ids;
    await s.api.setInstanceProtection({
      ...{ AutoScalingGroupName: 'fleet', InstanceIds: [one], ProtectedFromScaleIn: true },
    });
    await s.api.setDesiredCapacity({ AutoScalingGroupName: 'fleet', DesiredCapacity: 1 });
    await untilIt('fleet', other, undefined);
    expect(await s.all('fleet', 1)).toEqual([one]);
    const { Activity } = await s.api.terminateInstanceInAutoScalingGroup({
      ...{ InstanceId: one, ShouldDecrementDesiredCapacity: true },
    });
    expect(Activity?.Cause).toMatch(
      /taken out of service in response to a user request, shrinking the capacity from 1 to 0\.$/,
    );
    await untilIt('fleet', one, undefined);
    await s.remove('fleet');
    await untilTargets([]);
  });
});

describe('a lifecycle hook', () => {
  const AutoScalingGroupName = 'hooked';
  const LifecycleHookName = 'prepare';

  it('holds an instance, tells EventBridge and its queue, and lets it go on when it is answered', async () => {
    const sqs = new SQS(engine.client);
    const events = new EventBridge(engine.client);
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'told' });
    const queue = 'arn:aws:sqs:us-east-1:000000000000:told';
    await events.putRule({
      Name: 'hooks',
      EventPattern: JSON.stringify({
        source: ['aws.autoscaling'],
        'detail-type': ['EC2 Instance-launch Lifecycle Action', 'EC2 Instance Launch Successful'],
      }),
    });
    await events.putTargets({ Rule: 'hooks', Targets: [{ Id: 'q', Arn: queue }] });
    await s.create(AutoScalingGroupName, {
      DesiredCapacity: 1,
      LifecycleHookSpecificationList: [
        {
          ...{ LifecycleHookName, LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' },
          ...{ NotificationMetadata: 'mine', NotificationTargetARN: queue },
          RoleARN: 'arn:aws:iam::000000000000:role/tell',
        },
      ],
    });
    const [id = ''] = await s.all(AutoScalingGroupName, 1, 'Pending:Wait');
    const told: Record<string, unknown>[] = [];
    const hear = (count: number): Promise<unknown> =>
      until(`${count} messages`, async () => {
        const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
        for (const { Body = '{}', ReceiptHandle } of Messages) {
          told.push(JSON.parse(Body) as Record<string, unknown>);
          await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
        }
        return told.length >= count;
      });
    // The target is tested first.
    await hear(3);
    expect(told.find((m) => m['Event'] === 'autoscaling:TEST_NOTIFICATION')).toMatchObject({
      AutoScalingGroupName,
      Service: 'AWS Auto Scaling',
    });
    const detail = {
      AutoScalingGroupName,
      LifecycleHookName,
      EC2InstanceId: id,
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      NotificationMetadata: 'mine',
      Origin: 'EC2',
      Destination: 'AutoScalingGroup',
    };
    expect(told.find((m) => 'detail' in m)).toMatchObject({
      source: 'aws.autoscaling',
      'detail-type': 'EC2 Instance-launch Lifecycle Action',
      detail,
    });
    expect(told.find((m) => 'LifecycleActionToken' in m)).toMatchObject({
      ...detail,
      Service: 'AWS Auto Scaling',
    });
    const answer = { AutoScalingGroupName, LifecycleHookName, InstanceId: id };
    await s.api.recordLifecycleActionHeartbeat(answer);
    await s.api.completeLifecycleAction({ ...answer, LifecycleActionResult: 'CONTINUE' });
    await s.all(AutoScalingGroupName, 1);
    await hear(4);
    expect(told[3]).toMatchObject({
      'detail-type': 'EC2 Instance Launch Successful',
      detail: { EC2InstanceId: id, Description: `Launching a new EC2 instance: ${id}` },
    });
    await expect(
      s.api.completeLifecycleAction({ ...answer, LifecycleActionResult: 'CONTINUE' }),
    ).rejects.toThrow(`No active Lifecycle Action found with instance ID ${id}`);
  });

  it('holds one that goes; deleted, it holds nobody', async () => {
    const [id = ''] = await s.all(AutoScalingGroupName, 1);
    await s.api.putLifecycleHook({
      ...{ AutoScalingGroupName, LifecycleHookName: 'last-words' },
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    });
    await s.api.setDesiredCapacity({ AutoScalingGroupName, DesiredCapacity: 0 });
    await untilIt(AutoScalingGroupName, id, 'Terminating:Wait');
    const { LifecycleHooks } = await s.api.describeLifecycleHooks({ AutoScalingGroupName });
    expect(LifecycleHooks?.map((h) => [h.HeartbeatTimeout, h.GlobalTimeout])).toEqual([
      [3600, 172_800],
      [3600, 172_800],
    ]);
    await s.api.deleteLifecycleHook({ AutoScalingGroupName, LifecycleHookName: 'last-words' });
    await untilIt(AutoScalingGroupName, id, undefined);
  });
});

describe('the health checks of a load balancer', () => {
  it('take out an instance that does not answer them', async () => {
    const { TargetGroups } = await elb.createTargetGroup({
      Name: 'silent',
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: 'vpc-0defa0175ba2b0a2d',
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      UnhealthyThresholdCount: 2,
    });
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
    await elb.modifyTargetGroupAttributes({
      TargetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '0' }],
    });
    const { LoadBalancers } = await elb.createLoadBalancer({
      Name: 'silent',
      Subnets: ['subnet-0defa0175ba2b0a2a', 'subnet-0defa0175ba2b0a2b'],
    });
    const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn ?? '';
    await elb.createListener({
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    });
    await s.create('silent', {
      DesiredCapacity: 1,
      HealthCheckType: 'ELB',
      HealthCheckGracePeriod: 0,
      TargetGroupARNs: [TargetGroupArn],
    });
    const ill = await until('it was taken out', async () => {
      const all = await s.activities('silent');
      const found = all.filter((a) => /^Successful.* an ELB system health check failure/.test(a));
      return found.length > 0 && found;
    });
    expect(ill.at(-1)).toBe(
      'Successful: Terminating EC2 instance: i-ID | At NOW an instance was taken out of service in response to an ELB system health check failure.',
    );
    await s.remove('silent');
    await elb.deleteLoadBalancer({ LoadBalancerArn });
  }, 60_000);
});

describe('what a group is told to do later, and whom it tells', () => {
  it('a scheduled action changes the capacity, and a topic hears of the launch', async () => {
    const AutoScalingGroupName = 'planned';
    const sns = new SNS(engine.client);
    const sqs = new SQS(engine.client);
    const { TopicArn = '' } = await sns.createTopic({ Name: 'fleet' });
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'fleet' });
    await sns.subscribe({
      ...{ TopicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:us-east-1:000000000000:fleet' },
    });
    await s.create(AutoScalingGroupName, { DesiredCapacity: 0 });
    await s.api.putNotificationConfiguration({
      ...{ AutoScalingGroupName, TopicARN: TopicArn },
      NotificationTypes: ['autoscaling:EC2_INSTANCE_LAUNCH'],
    });
    await s.api.putScheduledUpdateGroupAction({
      ...{ AutoScalingGroupName, ScheduledActionName: 'morning' },
      ...{ StartTime: new Date(Date.now() + 1500), DesiredCapacity: 1 },
    });
    const planned = await s.api.describeScheduledActions({ AutoScalingGroupName });
    expect(planned.ScheduledUpdateGroupActions?.[0]?.ScheduledActionName).toBe('morning');
    await s.all(AutoScalingGroupName, 1);
    expect((await s.activities(AutoScalingGroupName))[0]).toMatch(
      /At NOW a scheduled action update of AutoScalingGroup constraints to min: 0, max: 4, desired: 1 changing the desired capacity from 0 to 1\. {2}At NOW an instance was started/,
    );
    const over = await s.api.describeScheduledActions({ AutoScalingGroupName });
    expect(over.ScheduledUpdateGroupActions).toEqual([]);
    const told = await until('the topic heard of it', async () => {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      const all = Messages.map((m) => JSON.parse(m.Body ?? '{}') as Record<string, string>);
      return all.find((m) => m['Subject'] === 'Auto Scaling: launch for group "planned"');
    });
    expect(JSON.parse(told['Message'] ?? '{}')).toMatchObject({
      Event: 'autoscaling:EC2_INSTANCE_LAUNCH',
      StatusCode: 'InProgress',
      Progress: 50,
    });
    await s.remove(AutoScalingGroupName);
  });
});

describe('a launch that is refused', () => {
  it('is an activity that failed, with what EC2 said', async () => {
    await s.ec2.createLaunchTemplate({
      LaunchTemplateName: 'fleeting',
      LaunchTemplateData: { ImageId: 'ami-12345678' },
    });
    const LaunchTemplate = { LaunchTemplateName: 'fleeting' };
    await s.create('refused', { LaunchTemplate, DesiredCapacity: 0 });
    await s.ec2.deleteLaunchTemplate(LaunchTemplate);
    await s.api.setDesiredCapacity({ AutoScalingGroupName: 'refused', DesiredCapacity: 1 });
    const found = await until('it failed', async () => {
      const { Activities } = await s.api.describeScalingActivities({
        AutoScalingGroupName: 'refused',
      });
      return Activities?.find((a) => a.StatusCode === 'Failed');
    });
    expect(found.StatusMessage).toMatch(
      /^Could not launch On-Demand Instances\. InvalidLaunchTemplateId\.NotFound - .* Launching EC2 instance failed\.$/,
    );
    await s.remove('refused');
  });
});

describe('processes', () => {
  it('are suspended and resumed by name, or all of them', async () => {
    const AutoScalingGroupName = 'paused';
    await s.create(AutoScalingGroupName, { DesiredCapacity: 0 });
    await s.api.suspendProcesses({ AutoScalingGroupName, ScalingProcesses: ['Launch'] });
    await s.api.setDesiredCapacity({ AutoScalingGroupName, DesiredCapacity: 1 });
    const suspended = (await s.group(AutoScalingGroupName))?.SuspendedProcesses?.[0];
    expect(suspended?.ProcessName).toBe('Launch');
    expect(suspended?.SuspensionReason).toMatch(/^User suspended at 2\d{3}-/);
    expect(await s.activities(AutoScalingGroupName)).toEqual([]);
    await s.api.suspendProcesses({ AutoScalingGroupName });
    expect((await s.group(AutoScalingGroupName))?.SuspendedProcesses).toHaveLength(9);
    await s.api.resumeProcesses({ AutoScalingGroupName });
    await s.all(AutoScalingGroupName, 1);
  });
});

describe('an orderly stop', () => {
  it('keeps the group and its instances', async () => {
    const ids = await s.all('paused', 1);
    await engine.stop(true);
    engine = await startTestEngine({ STARBOARD_SANDBOX: 'none' }, engine.home);
    expect(await new Scaling(engine.client).all('paused', 1)).toEqual(ids);
  });
});
