import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { startNginx } from './nginx';
import { median, startProgram, type Figures, type Started } from './engine';

const READY = /engine ready/;
const REQUESTS = 2000;
const ROUNDS = 5;
const CONNECTIONS = 16;
const LOAD_SECONDS = 4;
const SUBNETS = ['subnet-0defa0175ba2b0a2a', 'subnet-0defa0175ba2b0a2b'];

/** What targets run: nothing but an answer. */
const APP = `require('node:http').createServer((q, r) => r.end('hello'))
  .listen(0, '127.0.0.1', function () { process.stdout.write(this.address().port + '\\n'); });`;

async function startApp(): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['-e', APP], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(line.toString()) };
}

function ask(port: number, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, agent }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(String(answer.statusCode))),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** One request after another over one connection, in milliseconds each. */
async function each(port: number, count: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    await ask(port, agent);
    took.push(performance.now() - began);
  }
  agent.destroy();
  return took;
}

/** As many as there can be over several connections, a second. */
async function load(port: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const end = performance.now() + LOAD_SECONDS * 1000;
  let done = 0;
  const one = async (): Promise<void> => {
    for (; performance.now() < end; done++) await ask(port, agent);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  agent.destroy();
  return done / LOAD_SECONDS;
}

/** A load balancer before these ports; its own port once a target is healthy. */
async function balance(
  { client }: Started,
  type: 'application' | 'network',
  ports: number[],
): Promise<number> {
  const elb = new ElasticLoadBalancingV2(client);
  const Protocol = type === 'application' ? 'HTTP' : 'TCP';
  const { LoadBalancers: [lb] = [] } = await elb.createLoadBalancer({
    Name: type,
    Type: type,
    Subnets: SUBNETS,
  });
  const { TargetGroups: [group] = [] } = await elb.createTargetGroup({
    Name: type,
    Protocol,
    Port: 80,
    VpcId: lb?.VpcId,
    TargetType: 'ip',
  });
  const TargetGroupArn = group?.TargetGroupArn;
  await elb.registerTargets({
    TargetGroupArn,
    Targets: ports.map((Port) => ({ Id: '127.0.0.1', Port })),
  });
  await elb.createListener({
    LoadBalancerArn: lb?.LoadBalancerArn,
    Protocol,
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
  });
  for (;;) {
    const { TargetHealthDescriptions: found = [] } = await elb.describeTargetHealth({
      TargetGroupArn,
    });
    if (found.every((t) => t.TargetHealth?.State === 'healthy')) break;
    await new Promise((r) => setTimeout(r, 50));
  }
  return Number(lb?.DNSName?.split(':')[1]);
}

const ms = (value: number): string => `${value.toFixed(3)} ms`;

/** The proxy of a load balancer beside its target, asked directly. */
export async function measureBalancer(root: string, home: string): Promise<Figures> {
  const app = await startApp();
  const engine = await startProgram(root, home, ['engine'], READY);
  const nginx = await startNginx(home, app.port);
  try {
    const ways = {
      directly: app.port,
      'application load balancer': await balance(engine, 'application', [app.port]),
      'network load balancer': await balance(engine, 'network', [app.port]),
      ...(nginx && { nginx: nginx.port }),
    };
    const took = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
    for (const port of Object.values(ways)) await each(port, REQUESTS);
    // In turn, so that what else the machine does falls on all of them.
    for (let round = 0; round < ROUNDS; round++)
      for (const [way, port] of Object.entries(ways))
        took.get(way)?.push(...(await each(port, REQUESTS / ROUNDS)));
    const direct = median(took.get('directly') ?? []);
    const figures: Figures = nginx ? [] : [['nginx', 'is not installed: no comparison']];
    for (const [way, all] of took) {
      const middle = median(all);
      const more = way === 'directly' ? '' : ` (${ms(middle - direct)} more)`;
      figures.push([`a request, ${way}, median of ${all.length}`, ms(middle) + more]);
    }
    for (const [way, port] of Object.entries(ways))
      figures.push([
        `requests a second, ${way}, ${CONNECTIONS} connections`,
        String(Math.round(await load(port))),
      ]);
    return figures;
  } finally {
    app.child.kill();
    nginx?.child.kill();
    await engine.stop();
  }
}
