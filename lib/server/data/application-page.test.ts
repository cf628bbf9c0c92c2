import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applicationPage } from './application-page';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
let asked: string[] = [];
let other: Server;
let server: Server;
let url = '';

const listen = (answer: RequestListener): Promise<Server> =>
  new Promise((resolve) => {
    const made = createServer(answer).listen(0, '127.0.0.1', () => resolve(made));
  });
const addressOf = (s: Server): string => `http://127.0.0.1:${(s.address() as AddressInfo).port}`;

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  '/': (_, r) => void r.writeHead(200, HTML).end('<head><title>Shop</title></head>'),
  '/moved': (_, r) => void r.writeHead(302, { location: '/' }).end(),
  '/away': (_, r) => void r.writeHead(302, { location: addressOf(other) }).end(),
  '/round': (_, r) => void r.writeHead(302, { location: '/round' }).end(),
  '/json': (_, r) => void r.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
  '/broken': (_, r) => void r.writeHead(500, HTML).end('<title>Error</title>'),
  '/endless': (_, r) => {
    r.writeHead(200, HTML).write('<title>Endless</title>');
    const more = setInterval(() => r.write('x'.repeat(16 * 1024)), 1);
    r.on('close', () => clearInterval(more));
  },
  '/silent': (_, r) => void r.writeHead(200, HTML).write('<title>Silent</title>'),
};

beforeAll(async () => {
  other = await listen((request, r) => {
    asked.push(request.url ?? '');
    r.writeHead(200, HTML).end('<title>Other</title>');
  });
  server = await listen((request, r) => ANSWERS[request.url ?? '']?.(request, r));
  url = addressOf(server);
});
afterAll(() => {
  for (const s of [other, server]) {
    s.closeAllConnections();
    s.close();
  }
});

const title = async (path: string): Promise<string | undefined> =>
  (await applicationPage(url + path, 'one'))?.title;

describe("an application's page", () => {
  it.each([
    ['/', 'Shop'],
    ['/moved', 'Shop'],
    ['/endless', 'Endless'],
    ['/json', undefined],
    ['/broken', undefined],
    ['/round', undefined],
    ['/silent', undefined],
  ])('at %s says %s', async (path, expected) => {
    expect(await title(path)).toBe(expected);
  });

  it('is left for no other server', async () => {
    asked = [];
    expect(await title('/away')).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('that does not answer says nothing', async () => {
    expect(await applicationPage('http://127.0.0.1:1/', 'one')).toBeUndefined();
  });

  it('is asked again of another release', async () => {
    expect((await applicationPage(`${url}/`, 'two'))?.title).toBe('Shop');
  });
});
