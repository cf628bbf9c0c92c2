import type { IpPermission } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../engine/adapters/free-port';
import { Deployments } from '../../engine/testing/deployments';
import { hasPrivateAddresses, missingIsolation } from '../../engine/testing/sandbox';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { until } from '../../engine/testing/wait';

/** The same port on every instance, as on AWS; nobody tells it which. `/ask/HOST/PORT` says what that one answers. */
const APPLICATION = `require('http').createServer((q, a) => {
  const [, verb, host, port] = q.url.split('/');
  if (verb !== 'ask') return a.end(require('os').hostname() + ' ' + process.env.ID);
  const ask = require('http').get({ host, port, timeout: 1500, agent: false }, (b) => b.pipe(a));
  ask.on('error', (e) => a.end(e.code)).on('timeout', () => a.end('timeout') && ask.destroy());
}).listen(8080)`;
const APPSPEC = `version: 0.0
os: linux
hooks:
  ApplicationStart: [{ location: start.sh, timeout: 60 }]
  ValidateService: [{ location: validate.sh, timeout: 60 }]
`;
const START = `#!/bin/bash
[ -e /root/id ] || node -p 'crypto.randomUUID()' >/root/id
ID=$(cat /root/id) nohup node -e "${APPLICATION.replaceAll('"', '\\"')}" >/dev/null 2>&1 &
`;
const VALIDATE =
  '#!/bin/bash\ncurl -sf --retry 20 --retry-delay 1 --retry-connrefused http://127.0.0.1:8080/\n';

const listening = (server: Server): Promise<number> =>
  new Promise((done) =>
    server.listen(0, '0.0.0.0', () => done((server.address() as AddressInfo).port)),
  );

/** A line for each attempt: its name, and what came of it. Who has connected waits long: the machine may be busy. */
const attempt = (name: string, curl: string): string =>
  `echo "${name}: $(curl -s -o /dev/null -w '%{http_code} %{errormsg}' --connect-timeout 4 --max-time 60 ${curl} | cut -c1-60)"`;

describe.skipIf(missingIsolation() !== undefined)(
  `instances with networks of their own (${missingIsolation() ?? 'here'})`,
  () => {
    let engine: TestEngine;
    let fleet: Deployments;
    const asked: string[] = [];
    const proxy = createServer((request, answer) => {
      asked.push(request.url ?? '');
      answer.end('downloaded');
    });
    const persons = createServer((_request, answer) => answer.end('secret'));
    let port = 0;
    let [app, balancer] = ['', ''];
    const group = async (GroupName: string): Promise<string> => {
      const made = await fleet.ec2.createSecurityGroup({ GroupName, Description: GroupName });
      return made.GroupId ?? '';
    };
    const ITSELF = (GroupId = app): IpPermission => ({
      IpProtocol: 'tcp',
      FromPort: 8080,
      ToPort: 8080,
      UserIdGroupPairs: [{ GroupId }],
    });

    beforeAll(async () => {
      port = await listening(persons);
      engine = await startTestEngine({
        http_proxy: `http://me:hidden@127.0.0.1:${await listening(proxy)}`,
      });
      fleet = new Deployments(engine, 'fleet');
      [app, balancer] = [await group('app'), await group('balancer')];
      await fleet.ec2.authorizeSecurityGroupIngress({
        GroupId: app,
        IpPermissions: [ITSELF(), { ...ITSELF(balancer), FromPort: 80, ToPort: 8080 }],
      });
      await fleet.prepare({ count: 2, groups: [app] });
    });
    afterAll(async () => {
      await engine.stop();
      persons.close();
      proxy.close();
    });

    const addresses = async (): Promise<string[]> =>
      ((await fleet.ec2.describeInstances({})).Reservations ?? []).flatMap((r) =>
        (r.Instances ?? []).map((i) => i.PublicIpAddress ?? ''),
      );
    const page = async (address: string): Promise<string> =>
      (await fetch(`http://${address}/`)).text();

    it('may all listen on 8080, and each answers at its own address', async () => {
      const files = { 'appspec.yml': APPSPEC, 'start.sh': START, 'validate.sh': VALIDATE };
      const { status, message } = await fleet.run(files);
      expect({ status, message }).toEqual({ status: 'Succeeded', message: '' });
      const pages = await Promise.all((await addresses()).map(page));
      expect(new Set(pages).size).toBe(2);
    });

    it('reach neither each other, nor the servers of this machine; downloads go by its proxy', async () => {
      const [one = '', two = ''] = await addresses();
      const [lan] = Object.values(networkInterfaces())
        .flatMap((found) => found ?? [])
        .filter((i) => !i.internal && i.family === 'IPv4');
      const own = `http://127.0.0.1:${port}/`;
      const { events } = await fleet.run({
        'appspec.yml': APPSPEC.replace(
          'hooks:\n',
          'hooks:\n  AfterInstall: [{ location: a.sh, timeout: 120 }]\n',
        ),
        'start.sh': START,
        'validate.sh': VALIDATE,
        'a.sh': [
          '#!/bin/bash',
          attempt('server', own),
          attempt('server-6', `http://[::1]:${port}/`),
          attempt('one', `http://${one}/`),
          attempt('two', `http://${two}/`),
          attempt('tunnel', `--noproxy '' -p -x $http_proxy ${own}`),
          attempt('request', `--noproxy '' -x $http_proxy ${own}`),
          attempt('instance', `--noproxy '' -x $http_proxy http://${two}/`),
          attempt('local-name', `--noproxy '' -p -x $http_proxy http://q.localhost:${port}/`),
          attempt('lan', `http://${lan?.address ?? '127.0.0.1'}:${port}/`),
          attempt('past-the-proxy', `--noproxy '*' http://${lan?.address ?? '127.0.0.2'}:${port}/`),
          attempt('metadata', 'http://169.254.169.254/latest/'),
          attempt('engine', '$AWS_ENDPOINT_URL/'),
          'echo "download: $(curl -s http://downloads.example/tool)"',
          'echo "sees: $(env | grep -c hidden) $(node -p "Object.keys(os.networkInterfaces())")"',
          'exit 1',
          '',
        ].join('\n'),
      });
      const said = events.find((e) => e.status === 'Failed')?.diagnostics?.logTail ?? '';
      const told = Object.fromEntries(
        said.split('\n').flatMap((line) => {
          const [, name, what] = /^\[stdout\]([\w-]+): (.*)$/.exec(line) ?? [];
          return name === undefined ? [] : [[name, what]];
        }),
      );
      const nobody = expect.stringMatching(/^000 .*(connect|refused|unreachable)/i) as string;
      const refused = expect.stringMatching(/^(000 .*(response|code) 403|403 )/) as string;
      expect(told).toEqual({
        server: nobody,
        'server-6': nobody,
        one: nobody,
        two: nobody,
        tunnel: refused,
        request: refused,
        instance: refused,
        'local-name': refused,
        lan: refused,
        'past-the-proxy': nobody,
        metadata: refused,
        engine: expect.stringMatching(/^[1-5]\d\d /) as string,
        download: 'downloaded',
        sees: hasPrivateAddresses() ? "0 [ 'lo', 'eth0' ]" : "0 [ 'lo' ]",
      });
      expect(new Set(asked)).toEqual(new Set(['http://downloads.example/tool']));
    });

    it.skipIf(!hasPrivateAddresses())(
      'reach each other by private addresses as security groups let them',
      async () => {
        const { Reservations = [] } = await fleet.ec2.describeInstances({});
        const [one, two] = Reservations.flatMap((r) => r.Instances ?? []);
        const [from, to] = [one?.PublicIpAddress ?? '', two?.PrivateIpAddress ?? ''];
        const asked = (host: string, at = 8080) => page(`${from}/ask/${host}/${at}`);
        const [its, own] = [await page(two?.PublicIpAddress ?? ''), await page(from)];
        const becomes = (what: string, host = to) =>
          until(`${host} answers ${what}`, async () => (await asked(host)) === what);
        await becomes(its);
        await becomes(its, two?.PrivateDnsName);
        await becomes(own, one?.PrivateIpAddress);
        // No rule lets these in: the ways out, an instance of nobody's here, and what listens on the loopback.
        expect(
          await Promise.all([asked(to, 3128), asked('172.31.0.1', port), asked('172.31.9.9')]),
        ).toEqual(['timeout', 'timeout', 'timeout']);
        const rule = { GroupId: app, IpPermissions: [ITSELF()] };
        await fleet.ec2.revokeSecurityGroupIngress(rule);
        await becomes('timeout');
        await fleet.ec2.authorizeSecurityGroupIngress(rule);
        await becomes(its);
      },
    );

    /** What a balancer in these security groups makes of the first instance's port. */
    async function healthAt(name: string, port: number, groups?: string[]) {
      const elb = new ElasticLoadBalancingV2(engine.client);
      const { Subnets = [] } = await fleet.ec2.describeSubnets({});
      const { TargetGroups: [made] = [] } = await elb.createTargetGroup({
        Name: name,
        Protocol: 'HTTP',
        Port: port,
        VpcId: Subnets[0]?.VpcId,
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
        UnhealthyThresholdCount: 2,
      });
      const { LoadBalancers: [lb] = [] } = await elb.createLoadBalancer({
        Name: name,
        Subnets: Subnets.slice(0, 2).map((s) => s.SubnetId ?? ''),
        SecurityGroups: groups,
      });
      const { TargetGroupArn } = made ?? {};
      await elb.createListener({
        LoadBalancerArn: lb?.LoadBalancerArn,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'forward', TargetGroupArn }],
      });
      await elb.registerTargets({ TargetGroupArn, Targets: [{ Id: fleet.instanceId }] });
      return until(`${name} is known`, async () => {
        const { TargetHealthDescriptions } = await elb.describeTargetHealth({ TargetGroupArn });
        const health = TargetHealthDescriptions?.[0]?.TargetHealth;
        return health?.State === 'initial' ? undefined : [health?.State, health?.Reason];
      });
    }

    it('are reached by a balancer port by port, and only where security groups let it in', async () => {
      expect(
        await Promise.all([
          healthAt('let-in', 8080, [balancer]),
          healthAt('nobody-listens', 80, [balancer]),
          healthAt('kept-out', 8080, [await group('outside')]),
        ]),
      ).toEqual([
        ['healthy', undefined],
        ['unhealthy', 'Target.FailedHealthChecks'],
        ['unhealthy', 'Target.Timeout'],
      ]);
    });

    it('answer at the ports they are told, the same after an agent was killed', async () => {
      const dir = join(engine.home, 'instances', fleet.instanceId);
      const given = await freePort();
      writeFileSync(join(dir, 'listeners.json'), JSON.stringify({ 8080: given }));
      const answers = (): Promise<string> =>
        until('the port answers', () => page(`127.0.0.1:${given}`).catch(() => undefined));
      const before = await answers();
      const { pid } = readFileSync(join(dir, 'journal.ndjson'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"started"'))
        .map((line) => JSON.parse(line) as { pid: number })
        .at(-1) ?? { pid: 0 };
      process.kill(pid, 'SIGKILL');
      await until('it is gone', async () => !(await page(`127.0.0.1:${given}`).catch(() => '')));
      // Its boot runs the ApplicationStart of what was installed last.
      expect(await answers()).toBe(before);
      const { Output = '' } = await fleet.ec2.getConsoleOutput({ InstanceId: fleet.instanceId });
      expect(Buffer.from(Output, 'base64').toString()).toContain(
        'sandbox: bubblewrap; network: its own',
      );
    });
  },
);
