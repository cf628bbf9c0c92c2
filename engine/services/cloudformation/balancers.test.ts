import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { makeStack, removeStack } from '../../testing/stacks';
import { until } from '../../testing/wait';

let engine: TestEngine;
let cfn: CloudFormation;
let elb: ElasticLoadBalancingV2;
let scaling: AutoScaling;
let ec2: EC2;
let subnets: string[];
let vpc: string;
beforeAll(async () => {
  engine = await startTestEngine();
  cfn = new CloudFormation(engine.client);
  elb = new ElasticLoadBalancingV2(engine.client);
  scaling = new AutoScaling(engine.client);
  ec2 = new EC2(engine.client);
  const { Subnets = [] } = await ec2.describeSubnets({});
  subnets = Subnets.map((s) => s.SubnetId ?? '');
  vpc = Subnets[0]?.VpcId ?? '';
});
afterAll(() => engine.stop());

const att = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });
const output = (values: Readonly<Record<string, object>>) =>
  Object.fromEntries(Object.entries(values).map(([key, Value]) => [key, { Value }]));

const balancer = (more: object = {}) => ({
  Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  Properties: { Subnets: subnets, ...more },
});
const group = (more: object = {}) => ({
  Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  Properties: { Protocol: 'HTTP', Port: 80, VpcId: vpc, ...more },
});

describe('A load balancer of a stack', { timeout: 90_000 }, () => {
  it('has its listener, rule and groups as they were given, and goes with them', async () => {
    const made = await makeStack(cfn, 'balanced', {
      Resources: {
        Balancer: balancer({
          LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '30' }],
          Tags: [{ Key: 'team', Value: 'web' }],
        }),
        Blue: group({
          HealthCheckPath: '/health',
          HealthCheckIntervalSeconds: '10',
          Matcher: { HttpCode: '200-299' },
          TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '15' }],
        }),
        Green: group(),
        Listener: {
          Type: 'AWS::ElasticLoadBalancingV2::Listener',
          Properties: {
            LoadBalancerArn: { Ref: 'Balancer' },
            Port: 80,
            Protocol: 'HTTP',
            DefaultActions: [
              {
                Type: 'forward',
                ForwardConfig: {
                  TargetGroups: [
                    { TargetGroupArn: { Ref: 'Blue' }, Weight: 90 },
                    { TargetGroupArn: { Ref: 'Green' }, Weight: '10' },
                  ],
                },
              },
            ],
          },
        },
        Rule: {
          Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
          Properties: {
            ListenerArn: { Ref: 'Listener' },
            Priority: 5,
            Conditions: [{ Field: 'path-pattern', Values: ['/old/*'] }],
            Actions: [
              {
                Type: 'fixed-response',
                FixedResponseConfig: { StatusCode: '410', ContentType: 'text/plain' },
              },
            ],
          },
        },
      },
      Outputs: output({
        Arn: { Ref: 'Balancer' },
        Address: att('Balancer', 'DNSName'),
        Name: att('Balancer', 'LoadBalancerName'),
        Full: att('Balancer', 'LoadBalancerFullName'),
        Group: att('Blue', 'TargetGroupName'),
        FullGroup: att('Blue', 'TargetGroupFullName'),
        GroupArn: { Ref: 'Blue' },
        ListenerArn: { Ref: 'Listener' },
        Default: att('Rule', 'IsDefault'),
      }),
    });
    expect([made.status, made.why]).toEqual(['CREATE_COMPLETE', '']);
    const { outputs } = made;
    expect(outputs['Name']).toMatch(/^balanc-Balanc-[A-Z0-9]{12}$/);
    expect(outputs['Address']).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(outputs['Full']).toMatch(new RegExp(`^app/${outputs['Name'] ?? ''}/\\w+$`));
    expect(outputs['FullGroup']).toMatch(
      new RegExp(`^targetgroup/${outputs['Group'] ?? ''}/\\w+$`),
    );
    expect(outputs['Default']).toBe('false');
    const { Attributes } = await elb.describeLoadBalancerAttributes({
      LoadBalancerArn: outputs['Arn'],
    });
    expect(Attributes).toContainEqual({ Key: 'idle_timeout.timeout_seconds', Value: '30' });
    const { TargetGroups } = await elb.describeTargetGroups({
      TargetGroupArns: [outputs['GroupArn'] ?? ''],
    });
    expect(TargetGroups).toMatchObject([
      {
        HealthCheckPath: '/health',
        HealthCheckIntervalSeconds: 10,
        Matcher: { HttpCode: '200-299' },
      },
    ]);
    const { TagDescriptions } = await elb.describeTags({ ResourceArns: [outputs['Arn'] ?? ''] });
    expect(TagDescriptions?.[0]?.Tags).toContainEqual({ Key: 'team', Value: 'web' });
    const { Rules } = await elb.describeRules({ ListenerArn: outputs['ListenerArn'] });
    expect(Rules?.map((r) => r.Priority)).toEqual(['5', 'default']);
    // As on AWS, a rule counts a moment after it was made; until then the default forwards to nobody.
    const status = async (): Promise<number | undefined> =>
      fetch(`http://${outputs['Address'] ?? ''}/old/page`).then(
        (r) => r.status,
        () => undefined,
      );
    await until('the rule counts', async () => (await status()) === 410);

    expect(await removeStack(cfn, made)).toBe('DELETE_COMPLETE');
    expect((await elb.describeLoadBalancers({})).LoadBalancers).toEqual([]);
    expect((await elb.describeTargetGroups({})).TargetGroups).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    [
      'prefix',
      { EnablePrefixForIpv6SourceNat: 'on' },
      /\[EnablePrefixForIpv6SourceNat\] are not served/,
    ],
    ['word', { Colour: 'red' }, /extraneous key \[Colour\] is not permitted/],
    ['subnets', { Subnets: 'one' }, /expected type: JSONArray, found: String/],
    ['unknown', { Subnets: ['subnet-00000000'] }, /subnet/i],
  ])('is refused by the name of what it cannot have: %s', async (name, properties, why) => {
    const made = await makeStack(cfn, `refused-${name}`, {
      Resources: { Balancer: balancer(properties) },
    });
    expect(made.status).toBe('ROLLBACK_COMPLETE');
    expect(made.why).toMatch(why);
  });
});

describe('An Auto Scaling group of a stack', { timeout: 90_000 }, () => {
  const launch = (more: object = {}) => ({
    Type: 'AWS::EC2::LaunchTemplate',
    Properties: {
      LaunchTemplateData: { ImageId: { Ref: 'ImageId' }, InstanceType: 't3.micro', ...more },
    },
  });
  const Parameters = {
    ImageId: {
      Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      Default: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
    },
    Size: { Type: 'String', Default: '2' },
  };
  const scalingGroup = (more: object = {}) => ({
    Type: 'AWS::AutoScaling::AutoScalingGroup',
    Properties: {
      MinSize: '1',
      MaxSize: '3',
      DesiredCapacity: { Ref: 'Size' },
      VPCZoneIdentifier: subnets,
      LaunchTemplate: {
        LaunchTemplateId: { Ref: 'Launch' },
        Version: att('Launch', 'LatestVersionNumber'),
      },
      ...more,
    },
  });

  it('waits for a signal of each of its instances, and ends with them', async () => {
    const made = await makeStack(cfn, 'scaled', {
      Parameters,
      Resources: {
        Launch: launch(),
        Group: {
          ...scalingGroup({
            Tags: [{ Key: 'team', Value: 'web', PropagateAtLaunch: true }],
          }),
          CreationPolicy: { ResourceSignal: { Count: { Ref: 'Size' }, Timeout: 'PT1M' } },
          UpdatePolicy: { AutoScalingRollingUpdate: { MinInstancesInService: 1 } },
        },
        Hook: {
          Type: 'AWS::AutoScaling::LifecycleHook',
          Properties: {
            AutoScalingGroupName: { Ref: 'Group' },
            LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
            HeartbeatTimeout: 30,
            DefaultResult: 'CONTINUE',
          },
        },
      },
      Outputs: output({
        Name: { Ref: 'Group' },
        Arn: att('Group', 'AutoScalingGroupARN'),
        Template: { Ref: 'Launch' },
        Version: att('Launch', 'LatestVersionNumber'),
      }),
    });
    expect([made.status, made.why]).toEqual(['CREATE_COMPLETE', '']);
    const { outputs } = made;
    expect(outputs['Name']).toMatch(/^scaled-Group-[A-Z0-9]{12}$/);
    expect(outputs['Arn']).toContain(`autoScalingGroupName/${outputs['Name'] ?? ''}`);
    expect([outputs['Template'], outputs['Version']]).toEqual([
      expect.stringMatching(/^lt-[0-9a-f]+$/),
      '1',
    ]);
    const { AutoScalingGroups } = await scaling.describeAutoScalingGroups({});
    expect(AutoScalingGroups?.[0]?.Instances).toHaveLength(2);
    const { LifecycleHooks } = await scaling.describeLifecycleHooks({
      AutoScalingGroupName: outputs['Name'],
    });
    expect(LifecycleHooks).toMatchObject([{ HeartbeatTimeout: 30, DefaultResult: 'CONTINUE' }]);
    const { Reservations } = await ec2.describeInstances({
      Filters: [{ Name: 'tag:aws:autoscaling:groupName', Values: [outputs['Name'] ?? ''] }],
    });
    const tags = Reservations?.flatMap((r) => r.Instances ?? [])[0]?.Tags ?? [];
    expect(tags).toContainEqual({ Key: 'team', Value: 'web' });
    expect(tags).toContainEqual({ Key: 'aws:cloudformation:logical-id', Value: 'Group' });

    expect(await removeStack(cfn, made)).toBe('DELETE_COMPLETE');
    expect((await scaling.describeAutoScalingGroups({})).AutoScalingGroups).toEqual([]);
    expect((await ec2.describeLaunchTemplates({})).LaunchTemplates).toEqual([]);
  });

  it.each<[string, object, object, RegExp]>([
    ['capacity', {}, { DesiredCapacity: '9' }, /capacity/i],
    ['mixed', {}, { MixedInstancesPolicy: {} }, /\[MixedInstancesPolicy\] are not served/],
    ['hibernation', { HibernationOptions: {} }, {}, /HibernationOptions\] are not served/],
  ])('is refused by the name of what it cannot have: %s', async (name, data, properties, why) => {
    const made = await makeStack(cfn, `refused-${name}`, {
      Parameters,
      Resources: { Launch: launch(data), Group: scalingGroup(properties) },
    });
    expect(made.status).toBe('ROLLBACK_COMPLETE');
    expect(made.why).toMatch(why);
  });

  it('is refused with a policy that AWS does not know, and a count that is none', async () => {
    const sent = (policies: object) =>
      cfn.createStack({
        StackName: 'policies',
        TemplateBody: JSON.stringify({
          Parameters,
          Resources: { Launch: launch(), Group: { ...scalingGroup(), ...policies } },
        }),
      });
    await expect(sent({ UpdatePolicy: { Sideways: {} } })).rejects.toThrow(/Sideways/);
    await expect(
      sent({ CreationPolicy: { ResourceSignal: { Count: { Ref: 'ImageId' } } } }),
    ).rejects.toThrow(/Count of resource Group must be a positive integer/);
    await expect(
      sent({ CreationPolicy: { ResourceSignal: { Count: { Ref: 'Nobody' } } } }),
    ).rejects.toThrow(/Unresolved resource dependencies \[Nobody\]/);
  });
});
