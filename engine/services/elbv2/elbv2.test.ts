import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EC2 } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

const SUBNETS = ['subnet-0defa0175ba2b0a2a', 'subnet-0defa0175ba2b0a2b'];
const VPC = 'vpc-0defa0175ba2b0a2d';
const FIXED = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } } as const;
const HTTP = { Protocol: 'HTTP', Port: 80, VpcId: VPC } as const;

let engine: TestEngine;
let elb: ElasticLoadBalancingV2;
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_SANDBOX: 'none' });
  elb = new ElasticLoadBalancingV2(engine.client);
});
afterAll(() => engine.stop());

async function balancer(Name: string, more: object = {}): Promise<string> {
  const { LoadBalancers } = await elb.createLoadBalancer({ Name, Subnets: SUBNETS, ...more });
  return LoadBalancers?.[0]?.LoadBalancerArn ?? '';
}
async function group(Name: string, more: object = {}): Promise<string> {
  const { TargetGroups } = await elb.createTargetGroup({ Name, ...HTTP, ...more });
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
}
async function listener(LoadBalancerArn: string, Port: number, action: object = FIXED) {
  const { Listeners } = await elb.createListener({
    LoadBalancerArn,
    Protocol: 'HTTP',
    Port,
    DefaultActions: [action as typeof FIXED],
  });
  return Listeners?.[0]?.ListenerArn ?? '';
}
const to = (TargetGroupArn: string): object => ({ Type: 'forward', TargetGroupArn });
const refused = (what: Promise<unknown>): Promise<[string, string]> =>
  what.then(
    () => ['nothing', ''],
    (error: Error) => [error.name, error.message],
  );

describe('a load balancer', () => {
  it('is made once by the same request, and not with other settings', async () => {
    const arn = await balancer('once');
    expect(arn).toMatch(
      /^arn:aws:elasticloadbalancing:us-east-1:\d{12}:loadbalancer\/app\/once\/[0-9a-f]{16}$/,
    );
    expect(await balancer('once')).toBe(arn);
    expect(await refused(balancer('once', { Scheme: 'internal' }))).toEqual([
      'DuplicateLoadBalancerNameException',
      "A load balancer with the same name 'once' exists, but with different settings",
    ]);
  });

  it('is refused as on AWS', async () => {
    const codes = await Promise.all([
      refused(balancer('a'.repeat(33))),
      refused(balancer('-a')),
      refused(balancer('internal-a')),
      refused(balancer('a', { Subnets: SUBNETS.slice(0, 1) })),
      refused(balancer('a', { Subnets: ['subnet-1'] })),
      refused(balancer('a', { SecurityGroups: ['sg-00000000'] })),
      refused(balancer('a', { Type: 'gateway' })),
      refused(elb.describeLoadBalancers({ Names: ['none'] })),
    ]);
    expect(codes.map(([code]) => code)).toEqual([
      'ValidationError',
      'ValidationError',
      'ValidationError',
      'ValidationError',
      'SubnetNotFoundException',
      'InvalidSecurityGroupException',
      'NotImplementedException',
      'LoadBalancerNotFoundException',
    ]);
    expect(codes[6]?.[1]).toContain('Type other than application and network');
  });

  it('is kept by its protection, and goes twice without an error', async () => {
    const LoadBalancerArn = await balancer('kept');
    const protect = (Value: string): Promise<unknown> =>
      elb.modifyLoadBalancerAttributes({
        LoadBalancerArn,
        Attributes: [{ Key: 'deletion_protection.enabled', Value }],
      });
    await protect('true');
    expect((await refused(elb.deleteLoadBalancer({ LoadBalancerArn })))[0]).toBe(
      'OperationNotPermittedException',
    );
    await protect('false');
    await elb.deleteLoadBalancer({ LoadBalancerArn });
    await elb.deleteLoadBalancer({ LoadBalancerArn });
  });

  it('has attributes with their defaults, and refuses what has no effect here', async () => {
    const LoadBalancerArn = await balancer('attributes');
    const { Attributes = [] } = await elb.describeLoadBalancerAttributes({ LoadBalancerArn });
    expect(Attributes).toContainEqual({ Key: 'idle_timeout.timeout_seconds', Value: '60' });
    const set = (Key: string, Value: string): Promise<[string, string]> =>
      refused(elb.modifyLoadBalancerAttributes({ LoadBalancerArn, Attributes: [{ Key, Value }] }));
    expect(await set('idle_timeout.timeout_seconds', '4001')).toEqual([
      'InvalidConfigurationRequestException',
      "Load balancer attribute value '4001' is not valid for the key 'idle_timeout.timeout_seconds'",
    ]);
    expect((await set('constructor', '1'))[0]).toBe('InvalidConfigurationRequestException');
    expect(await set('access_logs.s3.enabled', 'true')).toEqual([
      'NotImplementedException',
      "Starboard's engine does not serve elbv2:ModifyLoadBalancerAttributes with access_logs.s3.enabled other than 'false' yet.",
    ]);
  });
});

describe('listeners and rules', () => {
  it('have the port of their balancer, and then ports of their own', async () => {
    const arn = await balancer('ports');
    const { LoadBalancers } = await elb.describeLoadBalancers({ LoadBalancerArns: [arn] });
    const address = async (ResourceArn: string): Promise<string | undefined> =>
      (await elb.describeTags({ ResourceArns: [ResourceArn] })).TagDescriptions?.[0]?.Tags?.find(
        (t) => t.Key === 'starboard:address',
      )?.Value;
    const first = await listener(arn, 80);
    expect(await address(first)).toBe(LoadBalancers?.[0]?.DNSName);
    const second = await listener(arn, 81);
    expect(await address(second)).not.toBe(LoadBalancers?.[0]?.DNSName);
    expect(await listener(arn, 80)).toBe(first);
    const other = { ...FIXED, FixedResponseConfig: { StatusCode: '404' } };
    expect((await refused(listener(arn, 80, other)))[0]).toBe('DuplicateListenerException');
    const status = async (): Promise<number | undefined> =>
      fetch(`http://${await address(second)}`).then(
        (r) => r.status,
        () => undefined,
      );
    await until('the second one answers', async () => (await status()) === 200);
  });

  it('refuse what is of another protocol or another balancer', async () => {
    const arn = await balancer('other');
    const used = await group('used');
    await listener(await balancer('owner'), 80, to(used));
    const https = elb.createListener({
      LoadBalancerArn: arn,
      Protocol: 'HTTPS',
      Port: 443,
      DefaultActions: [FIXED],
    });
    const { 0: code, 1: message } = await refused(https);
    expect(code).toBe('NotImplementedException');
    expect(message).toContain('there is no certificate manager here');
    expect((await refused(listener(arn, 80, to(used))))[0]).toBe(
      'TargetGroupAssociationLimitException',
    );
    const tcp = await group('tcp', { Protocol: 'TCP' });
    expect((await refused(listener(arn, 80, to(tcp))))[0]).toBe('IncompatibleProtocolsException');
    expect((await refused(elb.deleteTargetGroup({ TargetGroupArn: used })))[0]).toBe(
      'ResourceInUseException',
    );
  });

  it('are tried by priority, which nobody else has', async () => {
    const arn = await balancer('rules');
    const ListenerArn = await listener(arn, 80);
    const made = async (Priority: number, path: string, StatusCode: string): Promise<string> =>
      (
        await elb.createRule({
          ListenerArn,
          Priority,
          Conditions: [{ Field: 'path-pattern', Values: [path] }],
          Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode } }],
        })
      ).Rules?.[0]?.RuleArn ?? '';
    const wide = await made(1, '/*', '404');
    await made(2, '/a', '403');
    expect((await refused(made(2, '/b', '402')))[0]).toBe('PriorityInUseException');
    const { LoadBalancers } = await elb.describeLoadBalancers({ LoadBalancerArns: [arn] });
    const status = async (): Promise<number | undefined> =>
      fetch(`http://${LoadBalancers?.[0]?.DNSName}/a`).then(
        (r) => r.status,
        () => undefined,
      );
    await until('the first one counts', async () => (await status()) === 404);
    await elb.setRulePriorities({ RulePriorities: [{ RuleArn: wide, Priority: 3 }] });
    await until('the other one counts', async () => (await status()) === 403);
    const { Rules = [] } = await elb.describeRules({ ListenerArn });
    expect(Rules.map((r) => r.Priority)).toEqual(['2', '3', 'default']);
    const own = Rules.at(-1)?.RuleArn;
    expect((await refused(elb.deleteRule({ RuleArn: own })))[0]).toBe(
      'OperationNotPermittedException',
    );
  });

  it('have conditions as AWS takes them', async () => {
    const ListenerArn = await listener(await balancer('conditions'), 80);
    const rule = (Conditions: object[]): Promise<[string, string]> =>
      refused(elb.createRule({ ListenerArn, Priority: 9, Conditions, Actions: [FIXED] }));
    for (const wrong of [
      [],
      [{ Field: 'nothing', Values: ['a'] }],
      [{ Field: 'path-pattern', Values: [] }],
      [{ Field: 'path-pattern', Values: ['a'.repeat(129)] }],
      [{ Field: 'path-pattern', Values: ['/a b'] }],
      [{ Field: 'http-header', HttpHeaderConfig: { Values: ['a'] } }],
      [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.1'] } }],
      [{ Field: 'host-header', Values: ['*.*.*.*.*.*.*'] }],
      [{ Field: 'path-pattern', Values: ['/1', '/2', '/3', '/4', '/5', '/6'] }],
    ])
      expect([wrong, (await rule(wrong))[0]]).toEqual([wrong, 'ValidationError']);
    const regex = await rule([{ Field: 'path-pattern', RegexValues: ['.*'] }]);
    expect(regex[0]).toBe('NotImplementedException');
  });
});

describe('targets', () => {
  it('are instances that run, or ports of 127.0.0.1', async () => {
    const ip = await group('ip', { TargetType: 'ip' });
    const register = (TargetGroupArn: string, Id: string): Promise<[string, string]> =>
      refused(elb.registerTargets({ TargetGroupArn, Targets: [{ Id, Port: 8080 }] }));
    expect((await register(ip, '10.0.0.1'))[0]).toBe('InvalidTargetException');
    expect((await register(await group('instances'), 'i-00000000'))[0]).toBe(
      'InvalidTargetException',
    );
    expect((await register(ip, '127.0.0.1'))[0]).toBe('nothing');
    const { TargetHealthDescriptions: found } = await elb.describeTargetHealth({
      TargetGroupArn: ip,
    });
    expect(found?.[0]?.TargetHealth).toMatchObject({
      State: 'unused',
      Reason: 'Target.NotInUse',
    });
    await elb.deregisterTargets({ TargetGroupArn: ip, Targets: [{ Id: '127.0.0.1', Port: 8080 }] });
    const { TargetHealthDescriptions: none } = await elb.describeTargetHealth({
      TargetGroupArn: ip,
      Targets: [{ Id: '127.0.0.1', Port: 8080 }],
    });
    expect(none?.[0]?.TargetHealth?.Reason).toBe('Target.NotRegistered');
  });

  it('are followed through the life of their instance', async () => {
    const ec2 = new EC2(engine.client);
    const { Instances = [] } = await ec2.runInstances({
      ImageId: 'ami-12345678',
      MinCount: 1,
      MaxCount: 1,
    });
    const id = Instances[0]?.InstanceId ?? '';
    const runs = async (state: string): Promise<boolean> => {
      const { Reservations } = await ec2.describeInstances({ InstanceIds: [id] });
      return Reservations?.[0]?.Instances?.[0]?.State?.Name === state;
    };
    const arn = await group('life', { HealthCheckIntervalSeconds: 6 });
    await until('it runs', () => runs('running'));
    await elb.registerTargets({ TargetGroupArn: arn, Targets: [{ Id: id }] });
    await listener(await balancer('life'), 80, to(arn));
    const health = async () =>
      (await elb.describeTargetHealth({ TargetGroupArn: arn })).TargetHealthDescriptions?.[0]
        ?.TargetHealth;
    // Nothing was deployed: nobody listens.
    await until('it is unhealthy', async () => (await health())?.State === 'unhealthy');
    await ec2.stopInstances({ InstanceIds: [id] });
    await until('it is unused', async () => (await health())?.Reason === 'Target.InvalidState');
    await ec2.terminateInstances({ InstanceIds: [id] });
    await until('it is no longer registered', async () => (await health()) === undefined);
  });
});
