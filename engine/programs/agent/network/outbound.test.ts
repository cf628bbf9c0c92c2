import { createServer as createHttp, request, type IncomingMessage, type Server } from 'node:http';
import { connect, createServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DestinationError, type Names } from './destinations';
import { serveOutbound } from './outbound';

/** Its address is asked of nobody here: only the next proxy hears of it. */
const OUTSIDE = 'outside.example';
const servers: (Server | NetServer)[] = [];

async function listening<S extends Server | NetServer>(server: S): Promise<number> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

const heads: { url: string | undefined; headers: IncomingMessage['headers'] }[] = [];
let upstream = 0;
let echo = 0;

beforeEach(async () => {
  heads.length = 0;
  const proxy = createHttp((asked, answer) => {
    heads.push({ url: asked.url, headers: asked.headers });
    answer.setHeader('connection', 'close, x-hop').setHeader('x-hop', '1').end('by the proxy');
  });
  proxy.on('connect', (asked, socket) => {
    heads.push({ url: asked.url, headers: asked.headers });
    if (asked.url?.startsWith('closed')) {
      socket.end('HTTP/1.1 407 Who are you\r\n\r\n');
      return;
    }
    const through = connect(echo, '127.0.0.1');
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.pipe(through).pipe(socket);
  });
  upstream = await listening(proxy);
  echo = await listening(
    createServer((socket) => socket.on('error', () => undefined).pipe(socket)),
  );
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function outbound(
  variables: Readonly<Record<string, string>> = {},
  names?: Names,
): Promise<number> {
  const inside = createServer();
  serveOutbound(inside, { variables, ...(names ? { names } : {}) });
  return listening(inside);
}

/** What is answered to a request of the proxy, its target as it is given. */
function ask(port: number, path: string, headers = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path, headers, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (bytes: Buffer) => {
        text += bytes.toString();
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on('error', reject).end();
  });
}

function tunnel(port: number, target: string, first = ''): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes('echo me')) socket.end();
    });
    socket.on('close', () => resolve(text));
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n${first}`);
  });
}

describe('the way out of an instance', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '169.254.169.254'])(
    'does not lead to %s, by a tunnel or by a request',
    async (host) => {
      const port = await outbound();
      expect(await tunnel(port, `${host}:${echo}`)).toMatch(/^HTTP\/1.1 403 [\s\S]*does not reach/);
      const { status, text } = await ask(port, `http://${host}:${upstream}/`);
      expect({ status, text }).toMatchObject({ status: 403, text: expect.stringMatching(/reach/) });
      expect(heads).toEqual([]);
    },
  );

  it.each(['2130706433', '0x7f000001', '0177.0.0.1', '127.1'])(
    'does not lead to this machine written as %s',
    async (host) => {
      expect(await tunnel(await outbound(), `${host}:${echo}`)).toMatch(/^HTTP\/1.1 403 /);
      expect((await ask(await outbound(), `http://${host}:${upstream}/`)).status).toBe(403);
    },
  );

  it('does not lead to a name that resolves to this machine, by the next proxy neither', async () => {
    const names: Names = { own: () => [], resolve: () => Promise.resolve(['127.0.0.1']) };
    const proxy = `http://127.0.0.1:${upstream}`;
    for (const isByProxy of [false, true]) {
      const variables = isByProxy ? { http_proxy: proxy, https_proxy: proxy } : undefined;
      const port = await outbound(variables, names);
      expect(await tunnel(port, `evil.example:${echo}`)).toMatch(/^HTTP\/1.1 403 /);
      expect((await ask(port, 'http://evil.example/')).status).toBe(403);
    }
    expect(heads).toEqual([]);
  });

  it("goes by the machine's own proxy where there is one, with its login and without the client's", async () => {
    const names: Names = { own: () => [], resolve: () => Promise.resolve(['93.184.215.14']) };
    const proxy = `http://me:pass@127.0.0.1:${upstream}`;
    const port = await outbound({ http_proxy: proxy, https_proxy: proxy }, names);
    const authorization = `Basic ${Buffer.from('me:pass').toString('base64')}`;
    expect(await tunnel(port, `${OUTSIDE}:443`, 'echo me')).toMatch(
      /^HTTP\/1.1 200 [\s\S]*echo me$/,
    );
    const path = `http://${OUTSIDE}/a?b=c`;
    const headers = { 'proxy-authorization': 'Basic mine', connection: 'x-own', 'x-own': '1' };
    expect(await ask(port, path, headers)).toEqual({ status: 200, text: 'by the proxy' });
    expect(heads.map(({ url }) => url)).toEqual([`${OUTSIDE}:443`, path]);
    for (const head of heads) expect(head.headers['proxy-authorization']).toBe(authorization);
    expect(heads[1]?.headers).not.toHaveProperty('x-own');
    expect(await tunnel(port, 'closed.example:443')).toMatch(/^HTTP\/1.1 502 [\s\S]*answered 407/);
  });

  it('says what went wrong, and what it is for', async () => {
    const names: Names = { own: () => [], resolve: () => Promise.reject(new Error('ENOTFOUND')) };
    const port = await outbound({}, names);
    expect(await tunnel(port, 'nobody.example:443')).toMatch(/^HTTP\/1.1 502 [\s\S]*ENOTFOUND/);
    expect(await ask(port, '/')).toMatchObject({ status: 400 });
    for (const target of ['', '::', 'a b:1', 'x:99999'])
      expect(await tunnel(port, target)).toMatch(/^(HTTP\/1.1 502 |HTTP\/1.1 400 |$)/);
  });

  it('leads to other instances past every other way, and never to who only has such an address', async () => {
    const app = createHttp((asked, answer) => answer.end(`by ${asked.headers.host ?? ''}`));
    const port = await listening(app);
    const inside = createServer();
    serveOutbound(inside, {
      variables: { http_proxy: `http://127.0.0.1:${upstream}` },
      peers: (host, asked) => {
        if (!host.startsWith('172.31.')) return undefined;
        if (host === '172.31.0.6' && asked === 8080)
          return Promise.resolve(connect(port, '127.0.0.1'));
        return Promise.reject(new DestinationError(`${host}:${asked} lets nobody in`));
      },
    });
    const proxy = await listening(inside);
    expect(await ask(proxy, 'http://172.31.0.6:8080/')).toEqual({
      status: 200,
      text: 'by 172.31.0.6:8080',
    });
    expect(await ask(proxy, 'http://172.31.0.7:8080/')).toMatchObject({ status: 403 });
    expect(await tunnel(proxy, '172.31.0.6:22')).toContain('172.31.0.6:22 lets nobody in');
    expect(await ask(proxy, `http://${OUTSIDE}/`)).toMatchObject({ text: 'by the proxy' });
    expect(heads).toHaveLength(1);
  });
});
