import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writerOf } from '../../engine/adapters/local-machines';
import { isAlive } from '../../engine/adapters/process/identity';
import { lost, SteadyClient } from '../../engine/testing/steady-client';
import { until } from '../../engine/testing/wait';
import { startEngineProcess } from '../support/engine-process';
import { ownEngine } from '../support/own-programs';
import { killApps, startApp, type SmallApp } from '../support/small-apps';

const own = ownEngine();
const SUBNETS = ['subnet-0defa0175ba2b0a2a', 'subnet-0defa0175ba2b0a2b'];
const elb = (): ElasticLoadBalancingV2 => new ElasticLoadBalancingV2(own.program.client);
let balancer = '';
let group = '';
let port = 0;

const targetOf = (app: SmallApp) => ({ Id: '127.0.0.1', Port: app.port });
async function healthOf(app: SmallApp): Promise<string | undefined> {
  const { TargetHealthDescriptions: [found] = [] } = await elb().describeTargetHealth({
    TargetGroupArn: group,
    Targets: [targetOf(app)],
  });
  return found?.TargetHealth?.Reason === 'Target.NotRegistered'
    ? 'gone'
    : found?.TargetHealth?.State;
}
const becomes = (app: SmallApp, state: string): Promise<unknown> =>
  until(`${app.name} is ${state}`, async () => (await healthOf(app)) === state);
async function register(...apps: SmallApp[]): Promise<void> {
  await elb().registerTargets({ TargetGroupArn: group, Targets: apps.map(targetOf) });
  for (const app of apps) await becomes(app, 'healthy');
}
async function drain(app: SmallApp): Promise<void> {
  await elb().deregisterTargets({ TargetGroupArn: group, Targets: [targetOf(app)] });
  expect(await healthOf(app)).toBe('draining');
  await becomes(app, 'gone');
}
const stateOf = async () =>
  (await elb().describeLoadBalancers({ LoadBalancerArns: [balancer] })).LoadBalancers?.[0];
const page = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/`)).text();
const answers = (): Promise<unknown> =>
  until('it answers', async () => (await page().catch(() => '')) !== '');

beforeAll(async () => {
  const { LoadBalancers: [lb] = [] } = await elb().createLoadBalancer({
    Name: 'web',
    Subnets: SUBNETS,
  });
  balancer = lb?.LoadBalancerArn ?? '';
  port = Number(lb?.DNSName?.replace('127.0.0.1:', ''));
  const { TargetGroups: [made] = [] } = await elb().createTargetGroup({
    Name: 'web',
    Protocol: 'HTTP',
    Port: 8080,
    VpcId: lb?.VpcId,
    TargetType: 'ip',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: 5,
    HealthCheckTimeoutSeconds: 2,
  });
  group = made?.TargetGroupArn ?? '';
  await elb().modifyTargetGroupAttributes({
    TargetGroupArn: group,
    Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '20' }],
  });
  await elb().createListener({
    LoadBalancerArn: balancer,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: group }],
  });
});
afterAll(() => killApps());

it('loses no request while targets come, drain and die, and its engine is killed', async () => {
  const [a, b, c, d] = await Promise.all(['a', 'b', 'c', 'd'].map((name) => startApp(name)));
  if (!a || !b || !c || !d) throw new Error('no apps');
  await register(a, b);
  const client = new SteadyClient(`http://127.0.0.1:${port}/`, 200);
  await register(c);
  await drain(a);
  await a.kill();
  await b.kill();
  await becomes(b, 'unhealthy');
  const before = client.count('c');
  await own.program.kill();
  await until('it goes on without its engine', () =>
    Promise.resolve(client.count('c') > before + 100),
  );
  own.program = await startEngineProcess(own.home);
  await register(d);
  await drain(c);
  await c.kill();
  const last = client.count('d');
  await until('d has all of it', () => Promise.resolve(client.count('d') > last + 50));
  const answers = await client.stop();
  expect(lost(answers)).toEqual([]);
  expect(answers.length).toBeGreaterThan(500);
  expect([...new Set(answers.map((a) => a.body))].sort()).toEqual(['a', 'b', 'c', 'd']);
});

it('tells CloudWatch what it has done', async () => {
  const dimension = balancer.split(':loadbalancer/')[1];
  const sumOf = async (MetricName: string): Promise<number> => {
    const { Datapoints = [] } = await new CloudWatch(own.program.client).getMetricStatistics({
      Namespace: 'AWS/ApplicationELB',
      MetricName,
      Dimensions: [{ Name: 'LoadBalancer', Value: dimension }],
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 60,
      Statistics: ['Sum'],
    });
    return Datapoints.reduce((sum, p) => sum + (p.Sum ?? 0), 0);
  };
  await until('they are counted', async () => (await sumOf('RequestCount')) > 500);
  expect(await sumOf('HTTPCode_Target_2XX_Count')).toBeGreaterThan(500);
  expect(await sumOf('HTTPCode_ELB_5XX_Count')).toBe(0);
});

it('comes back on its port when it is killed, and with its engine', async () => {
  const balancers = join(own.home, 'balancers');
  const dir = join(balancers, readdirSync(balancers)[0] ?? '');
  const proxy = writerOf(dir);
  process.kill(proxy?.pid ?? 0, 'SIGKILL');
  await answers();
  expect(writerOf(dir)?.pid).not.toBe(proxy?.pid);

  await own.program.stop();
  const ended = writerOf(dir);
  expect(ended && isAlive(ended)).toBe(false);
  const stranger = createServer();
  await new Promise<void>((done) => stranger.listen(port, '127.0.0.1', done));
  own.program = await startEngineProcess(own.home);
  await until('it says who has its port', async () => (await stateOf())?.State?.Code === 'failed');
  expect((await stateOf())?.State?.Reason).toContain(`Port ${port} is taken by another process.`);
  expect((await stateOf())?.DNSName).toBe(`127.0.0.1:${port}`);
  await new Promise((done) => stranger.close(done));
  await until('it has its port', async () => (await stateOf())?.State?.Code === 'active');
  await answers();
});

it('goes with what it ran on', async () => {
  await elb().deleteLoadBalancer({ LoadBalancerArn: balancer });
  await until('its process has ended', async () =>
    page().then(
      () => false,
      () => true,
    ),
  );
  await elb().deleteTargetGroup({ TargetGroupArn: group });
  await until('nothing is left', () =>
    Promise.resolve(readdirSync(join(own.home, 'balancers')).length === 0),
  );
});
