import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../../adapters/free-port';
import type {
  Action,
  Attributes,
  BalancerConfig,
  GroupConfig,
  RuleConfig,
  TargetConfig,
} from '../../core/balancer/config';
import { Counts } from './counts';
import { Fleet } from './fleet';
import { HealthChecks } from './health-checks';
import { Listeners } from './listeners';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
const app = (answer: RequestListener): Promise<number> => listening(createServer(answer));
const saying = (text: string): Promise<number> => app((_, r) => r.end(text));

const target = (port: number, more: Partial<TargetConfig> = {}): TargetConfig => ({
  key: `127.0.0.1:${port}`,
  registration: 'r',
  host: '127.0.0.1',
  port,
  healthPort: port,
  state: 'healthy',
  ...more,
});
const group = (targets: readonly TargetConfig[], attributes: Attributes = {}): GroupConfig => ({
  arn: 'group',
  attributes,
  targets,
  health: {
    enabled: false,
    protocol: 'HTTP',
    path: '/health',
    codes: '200',
    intervalMs: 20,
    timeoutMs: 100,
    healthyCount: 2,
    unhealthyCount: 2,
  },
});
const FORWARD: Action = { type: 'forward', groups: [{ arn: 'group', weight: 1 }] };

interface Given {
  readonly groups?: readonly GroupConfig[];
  readonly targets?: readonly TargetConfig[];
  readonly action?: Action;
  readonly rules?: readonly RuleConfig[];
  readonly attributes?: Attributes;
  readonly listener?: Attributes;
  readonly protocol?: 'HTTP' | 'TCP';
}
interface Proxy {
  readonly port: number;
  readonly counts: Counts;
  readonly fleet: Fleet;
  readonly problems: () => readonly string[];
  update(given: Given): void;
  ask(path?: string, options?: object, body?: string): Promise<Answer>;
}
interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
}

function send(port: number, path: string, options: object, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, ...options }, (r) => {
      let text = '';
      r.on('data', (chunk: Buffer) => (text += chunk.toString()));
      r.on('end', () => resolve({ status: r.statusCode ?? 0, text, headers: r.headers }));
      r.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function proxy(first: Given, port?: number): Promise<Proxy> {
  const own = port ?? (await freePort());
  const counts = new Counts();
  const fleet = new Fleet();
  const checks = new HealthChecks(fleet, () => undefined);
  let config: BalancerConfig;
  let open: () => void = () => undefined;
  const isOpen = new Promise<void>((resolve) => (open = resolve));
  let problems: readonly string[] = [];
  const serving = {
    config: () => config,
    fleet,
    counts,
    names: () => ['qsecret.localhost'],
  };
  const listeners = new Listeners(serving, (ports, found) => {
    problems = found;
    if (ports.length || found.length) open();
  });
  const update = (given: Given): void => {
    config = {
      home: '',
      type: given.protocol === 'TCP' ? 'network' : 'application',
      attributes: given.attributes ?? {},
      groups: given.groups ?? [group(given.targets ?? [])],
      listeners: [
        {
          arn: 'listener',
          protocol: given.protocol ?? 'HTTP',
          port: own,
          attributes: given.listener ?? {},
          rules: [
            ...(given.rules ?? []),
            { key: 'own', conditions: [], action: given.action ?? FORWARD },
          ],
        },
      ],
    };
    fleet.update(config, Date.now());
    listeners.update(config);
    checks.update();
  };
  update(first);
  await isOpen;
  closing.push(() => {
    update({ targets: [] });
    void listeners.end();
  });
  return {
    port: own,
    counts,
    fleet,
    problems: () => problems,
    update,
    ask: (path = '/', options = {}, body = undefined) => send(own, path, options, body),
  };
}

it('hands a request on with who sent it, and the answer as it is', async () => {
  const port = await app((q, r) => {
    r.writeHead(201, 'Made', ['X-One', 'a', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']);
    let body = '';
    q.on('data', (chunk: Buffer) => (body += chunk.toString()));
    q.on('end', () => r.end(JSON.stringify({ url: q.url, headers: q.headers, body })));
  });
  const { ask, port: own } = await proxy({ targets: [target(port)] });
  const headers = { 'X-Forwarded-For': '10.0.0.1', Connection: 'X-Hop', 'X-Hop': '1' };
  const {
    status,
    text,
    headers: answered,
  } = await ask('/a%20b?c=d', { method: 'POST', headers }, 'body');
  expect(status).toBe(201);
  expect(answered['set-cookie']).toEqual(['a=1', 'b=2']);
  expect(JSON.parse(text)).toMatchObject({
    url: '/a%20b?c=d',
    body: 'body',
    headers: {
      host: `127.0.0.1:${own}`,
      'x-forwarded-for': '10.0.0.1, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': String(own),
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/) as string,
    },
  });
  expect(text).not.toContain('x-hop');
});

it('gives what one target does not take to the next, a body too', async () => {
  const closed = await freePort();
  const port = await app((q, r) => void q.pipe(r));
  const { ask, counts } = await proxy({ targets: [target(closed), target(port)] });
  for (let i = 0; i < 4; i++)
    expect(await ask('/', { method: 'POST' }, `body ${i}`)).toMatchObject({
      status: 200,
      text: `body ${i}`,
    });
  const { targets } = counts.takeAll(0);
  expect(targets.find((t) => t.target.endsWith(`:${closed}`))?.connectionErrors).toBe(2);
  expect(targets.find((t) => t.target.endsWith(`:${port}`))?.answers).toEqual({ '2XX': 4 });
});

it('sends again what a target has dropped, where the method is safe and no answer has begun', async () => {
  const dropping = await app((q) => void q.socket.destroy());
  const port = await saying('ok');
  const { ask } = await proxy({ targets: [target(dropping), target(port)] });
  for (let i = 0; i < 4; i++) expect((await ask()).text).toBe('ok');
  const posted = [];
  for (let i = 0; i < 2; i++) posted.push((await ask('/', { method: 'POST' }, 'x')).status);
  expect(posted.sort()).toEqual([200, 502]);
});

it('answers as AWS where no target does', async () => {
  const { ask, update } = await proxy({ targets: [] });
  const none = await ask();
  expect(none.status).toBe(503);
  expect(none.headers.server).toBe('awselb/2.0');
  expect(none.text).toContain('<center><h1>503 Service Temporarily Unavailable</h1></center>');
  update({ targets: [target(await freePort())] });
  expect(await ask()).toMatchObject({ status: 502 });
  const silent = await app(() => undefined);
  update({
    groups: [{ ...group([target(silent)]), arn: 'group' }],
    attributes: { 'idle_timeout.timeout_seconds': '1' },
  });
  expect(await ask()).toMatchObject({ status: 504 });
  expect((await ask('/', { method: 'TRACE' })).status).toBe(405);
  update({ targets: [], listener: { 'routing.http.response.server.enabled': 'false' } });
  expect((await ask()).headers.server).toBeUndefined();
});

it('sends nothing new to a target that drains, lets it finish, and ends its connections', async () => {
  let finish: () => void = () => undefined;
  const sockets = new Set<Socket>();
  const leaving = createServer((q, r) => {
    sockets.add(q.socket);
    if (q.url === '/slow') finish = () => r.end('slow');
    else r.end('leaving');
  });
  const port = await listening(leaving);
  const staying = await saying('staying');
  const { ask, update, fleet } = await proxy({ targets: [target(port)] });
  expect((await ask('/', {})).text).toBe('leaving');
  const slow = ask('/slow');
  while (fleet.groups.get('group')?.targets.get(`r 127.0.0.1:${port}`)?.inFlight !== 1)
    await new Promise((r) => setTimeout(r, 5));
  const draining = { waitUntil: 0, endAt: Date.now() + 60_000 };
  update({ targets: [target(port, { draining }), target(staying)] });
  for (let i = 0; i < 4; i++) expect((await ask()).text).toBe('staying');
  update({ targets: [target(staying)] });
  finish();
  expect((await slow).text).toBe('slow');
  await Promise.all([...sockets].map((s) => s.destroyed || once(s, 'close')));
});

it('ends what is in flight when the time of a draining target is over', async () => {
  const port = await app(() => undefined);
  const { ask, update, fleet } = await proxy({ targets: [target(port)] });
  const slow = ask().catch((error: Error) => error.message);
  while (![...fleet.targets()].some((t) => t.inFlight)) await new Promise((r) => setTimeout(r, 5));
  update({ targets: [target(port, { draining: { waitUntil: 0, endAt: 1 } })] });
  update({ targets: [] });
  expect(await slow).toMatchObject({ status: 502 });
});

it('keeps connections of clients and of targets', async () => {
  const seen = new Set<Socket>();
  const port = await app((q, r) => {
    seen.add(q.socket);
    r.end('x');
  });
  const { ask, counts } = await proxy({ targets: [target(port)] });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = 0; i < 5; i++) await ask('/', { agent });
  agent.destroy();
  expect(seen.size).toBe(1);
  expect(counts.takeAll(0).balancer.newConnections).toBe(1);
});

it('streams an answer as it comes', async () => {
  let more: () => void = () => undefined;
  const port = await app((_, r) => {
    r.writeHead(200);
    r.flushHeaders();
    more = () => r.end('end');
  });
  const { port: own } = await proxy({ targets: [target(port)] });
  const sent = request({ host: '127.0.0.1', port: own }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  more();
  expect(String((await once(answer, 'data'))[0])).toBe('end');
});

it('joins the ends of a WebSocket, with what came behind its head', async () => {
  const server = createServer();
  server.on('upgrade', (q, socket) => {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${q.headers.upgrade}\r\nConnection: Upgrade\r\n\r\nhello`,
    );
    socket.on('data', (chunk: Buffer) => socket.write(chunk.toString().toUpperCase()));
  });
  const { port, fleet } = await proxy({
    targets: [target(await freePort()), target(await listening(server))],
  });
  const client = connect(port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  let got = '';
  client.on('data', (chunk: Buffer) => (got += chunk.toString()));
  while (!got.endsWith('hello')) await once(client, 'data');
  expect(got).toContain('HTTP/1.1 101 Switching Protocols\r\n');
  client.write('abc');
  while (!got.endsWith('ABC')) await once(client, 'data');
  expect([...fleet.targets()].map((t) => t.inFlight).sort()).toEqual([0, 1]);
  client.destroy();
  while ([...fleet.targets()].some((t) => t.inFlight)) await new Promise((r) => setTimeout(r, 5));
});

it('refuses the name of the dashboard, and what is no HTTP', async () => {
  const { ask, port } = await proxy({ targets: [target(await saying('x'))] });
  expect((await ask('/', { headers: { host: `QSecret.localhost:${port}` } })).status).toBe(421);
  const client = connect(port, '127.0.0.1');
  client.write('nonsense\r\n\r\n');
  expect(String((await once(client, 'data'))[0])).toContain('HTTP/1.1 400 Bad Request');
});

it('follows rules: fixed answers, redirects, and weights', async () => {
  const when = (path: string, action: Action): RuleConfig => ({
    key: path,
    conditions: [{ field: 'path-pattern', values: [path] }],
    action,
  });
  const blue = { ...group([target(await saying('blue'))]), arn: 'blue' };
  const green = { ...group([target(await saying('green'))]), arn: 'green' };
  const weights = [
    { arn: 'blue', weight: 3 },
    { arn: 'green', weight: 1 },
  ];
  const { ask, port } = await proxy({
    groups: [blue, green],
    rules: [
      when('/fixed', { type: 'fixed-response', status: 418, contentType: 'text/css', body: 'b' }),
      when('/old', {
        type: 'redirect',
        status: 302,
        protocol: '#{protocol}',
        host: '#{host}',
        port: '#{port}',
        path: '/new',
        query: '#{query}',
      }),
      when('/sticky', { type: 'forward', groups: weights, stickySeconds: 60 }),
    ],
    action: { type: 'forward', groups: weights },
  });
  expect(await ask('/fixed')).toMatchObject({
    status: 418,
    text: 'b',
    headers: { 'content-type': 'text/css' },
  });
  expect((await ask('/old?a=b')).headers.location).toBe(`http://127.0.0.1:${port}/new?a=b`);
  const texts = [];
  for (let i = 0; i < 8; i++) texts.push((await ask()).text);
  expect(texts.filter((t) => t === 'green')).toHaveLength(2);
  const first = await ask('/sticky');
  const cookie = (first.headers['set-cookie'] ?? [])[0]?.split(';')[0] ?? '';
  expect(cookie).toMatch(/^AWSALBTG=/);
  for (let i = 0; i < 4; i++)
    expect((await ask('/sticky', { headers: { cookie } })).text).toBe(first.text);
});

it('keeps a client at its target by a cookie of its own or by the application’s', async () => {
  const targets = [target(await saying('a')), target(await saying('b'))];
  const on = { 'stickiness.enabled': 'true', 'stickiness.lb_cookie.duration_seconds': '60' };
  const own = await proxy({
    groups: [group(targets, { ...on, 'stickiness.type': 'lb_cookie' })],
  });
  const first = await own.ask();
  const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  for (let i = 0; i < 4; i++)
    expect((await own.ask('/', { headers: { cookie } })).text).toBe(first.text);

  const login = (name: string): Promise<number> =>
    app((q, r) => {
      if (q.url === '/login') r.setHeader('Set-Cookie', 'SID=1; Path=/');
      r.end(name);
    });
  const theirs = await proxy({
    groups: [
      group([target(await login('a')), target(await login('b'))], {
        'stickiness.enabled': 'true',
        'stickiness.type': 'app_cookie',
        'stickiness.app_cookie.cookie_name': 'SID',
        'stickiness.app_cookie.duration_seconds': '60',
      }),
    ],
  });
  expect((await theirs.ask()).headers['set-cookie']).toBeUndefined();
  const logged = await theirs.ask('/login');
  const held = logged.headers['set-cookie']?.find((c) => c.startsWith('AWSALBAPP-0='));
  for (let i = 0; i < 4; i++)
    expect((await theirs.ask('/', { headers: { cookie: held?.split(';')[0] } })).text).toBe(
      logged.text,
    );
});

it('asks for health, and sends to all where nobody is healthy', async () => {
  let isWell = true;
  const port = await app((q, r) => {
    r.statusCode = isWell || q.url !== '/health' ? 200 : 500;
    r.end(String(q.headers['user-agent']));
  });
  const other = await saying('other');
  const checking = (targets: TargetConfig[]): GroupConfig => {
    const made = group(targets);
    return { ...made, health: { ...made.health, enabled: true } };
  };
  const fresh = { state: 'initial' } as const;
  const { ask, fleet } = await proxy({
    groups: [checking([target(port, fresh), target(other, fresh)])],
  });
  const states = (): string[] => [...fleet.targets()].map((t) => t.state);
  const become = async (wanted: string[]): Promise<void> => {
    while (states().join() !== wanted.join()) await new Promise((r) => setTimeout(r, 5));
  };
  await become(['healthy', 'healthy']);
  isWell = false;
  await become(['unhealthy', 'healthy']);
  for (let i = 0; i < 3; i++) expect((await ask()).text).toBe('other');
  isWell = true;
  await become(['healthy', 'healthy']);
  const both = await proxy({
    targets: [target(port, { state: 'unhealthy' }), target(other, { state: 'unhealthy' })],
  });
  const texts = new Set([(await both.ask()).text, (await both.ask()).text]);
  expect(texts.size).toBe(2);
});

it('says that a stranger has its port, and takes it when it is free', async () => {
  const stranger = createTcpServer();
  const port = await listening(stranger);
  const { problems, ask } = await proxy({ targets: [target(await saying('ok'))] }, port);
  expect(problems()[0]).toContain(`Port ${port} is taken by another process.`);
  stranger.close();
  while (problems().length) await new Promise((r) => setTimeout(r, 20));
  expect((await ask()).text).toBe('ok');
});

it('hands connections on as bytes where it is a network load balancer', async () => {
  const server = createTcpServer((socket) => void socket.pipe(socket));
  const { port, update, fleet } = await proxy({
    protocol: 'TCP',
    targets: [target(await freePort()), target(await listening(server))],
  });
  for (let i = 0; i < 3; i++) {
    const client = connect(port, '127.0.0.1');
    client.write('bytes');
    expect(String((await once(client, 'data'))[0])).toBe('bytes');
    client.end();
    await once(client, 'close');
  }
  while ([...fleet.targets()].some((t) => t.inFlight)) await new Promise((r) => setTimeout(r, 5));
  update({ protocol: 'TCP', targets: [] });
  const client = connect(port, '127.0.0.1');
  await expect(once(client, 'close')).rejects.toThrow('ECONNRESET');
});
