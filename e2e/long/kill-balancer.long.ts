import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writerOf } from '../../engine/adapters/local-machines';
import { until } from '../../engine/testing/wait';
import { startEngineProcess } from '../support/engine-process';
import { ownEngine } from '../support/own-programs';
import { killApps, startApp, type SmallApp } from '../support/small-apps';

const ROUNDS = 24;
const MAX_DELAY_MS = 400;
const own = ownEngine();
afterAll(() => killApps());

const elb = (): ElasticLoadBalancingV2 => new ElasticLoadBalancingV2(own.program.client);

function killProxy(): void {
  const balancers = join(own.home, 'balancers');
  const proxy = writerOf(join(balancers, readdirSync(balancers)[0] ?? ''));
  try {
    if (proxy) process.kill(proxy.pid, 'SIGKILL');
  } catch (error) {
    // It is being started again.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

it(`comes to the same end with engine, proxy or both killed ${ROUNDS} times`, async () => {
  const [a, b] = [await startApp('a'), await startApp('b')];
  const { LoadBalancers: [lb] = [] } = await elb().createLoadBalancer({
    Name: 'web',
    Subnets: ['subnet-0defa0175ba2b0a2a', 'subnet-0defa0175ba2b0a2b'],
  });
  const { TargetGroups: [group] = [] } = await elb().createTargetGroup({
    Name: 'web',
    Protocol: 'HTTP',
    Port: 80,
    VpcId: lb?.VpcId,
    TargetType: 'ip',
    HealthCheckIntervalSeconds: 5,
    HealthCheckTimeoutSeconds: 2,
  });
  const TargetGroupArn = group?.TargetGroupArn ?? '';
  await elb().modifyTargetGroupAttributes({
    TargetGroupArn,
    Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '20' }],
  });
  await elb().createListener({
    LoadBalancerArn: lb?.LoadBalancerArn,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
  });
  const targets = (...apps: SmallApp[]) => ({
    TargetGroupArn,
    Targets: apps.map(({ port: Port }) => ({ Id: '127.0.0.1', Port })),
  });
  const states = async (): Promise<Record<string, string>> => {
    const { TargetHealthDescriptions: found = [] } = await elb().describeTargetHealth({
      TargetGroupArn,
    });
    return Object.fromEntries(
      found.map((t) => [t.Target?.Port === a.port ? 'a' : 'b', t.TargetHealth?.State ?? '']),
    );
  };
  await elb().registerTargets(targets(a));
  for (let round = 0; round < ROUNDS; round++) {
    const isIn = round % 2 === 0;
    if (isIn) await elb().registerTargets(targets(b));
    else await elb().deregisterTargets(targets(b));
    await new Promise((r) => setTimeout(r, Math.random() * MAX_DELAY_MS));
    const what = ['engine', 'proxy', 'both'][Math.floor(round / 2) % 3] ?? '';
    if (what !== 'engine') killProxy();
    if (what !== 'proxy') {
      await own.program.kill();
      own.program = await startEngineProcess(own.home);
    }
    const wanted = isIn ? { a: 'healthy', b: 'healthy' } : { a: 'healthy' };
    await until(`round ${round}, ${what}: ${JSON.stringify(wanted)}`, async () => {
      const now = await states();
      return JSON.stringify(now) === JSON.stringify(wanted);
    });
    await until(`round ${round}, ${what}: who answers`, async () => {
      const seen = new Set<string>();
      for (let i = 0; i < 6; i++)
        seen.add(
          await fetch(`http://${lb?.DNSName}/`).then(
            (r) => r.text(),
            () => 'nobody',
          ),
        );
      return [...seen].sort().join() === Object.keys(wanted).join();
    });
  }
  expect(own.program.errors()).toBe('');
  expect((await elb().describeLoadBalancers({})).LoadBalancers?.[0]?.DNSName).toBe(lb?.DNSName);
}, 300_000);
