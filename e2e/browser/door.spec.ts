import { truncateSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { askDashboard, signIn } from '../support/dashboard-client';
import { newHome, removeHome, startStarboard } from '../support/launch';
import { ANY_HOME, expect, test as base } from '../support/test';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

interface Fixtures {
  /** The cookie of somebody who is signed in. */
  session: string;
  /** The dashboard's name, and with its port. */
  name: string;
  host: string;
  /** What a page of ours sends. */
  own: Readonly<Record<string, string>>;
  /** A request with whatever headers somebody hostile would send: browsers and `fetch` forbid some of them. */
  send: (
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string },
  ) => Promise<Answer>;
  /** The first line and the rest of what a raw request is answered; fails when nothing comes. */
  raw: (text: string) => Promise<string>;
}

function askRaw(address: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    let answer = '';
    socket.setTimeout(5000, () => socket.destroy(new Error(`no answer to ${text}: ${answer}`)));
    socket.on('data', (c: Buffer) => {
      answer += c.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.write(text);
  });
}

/** Who gets in, and what a page may do. */
const test = base.extend<Fixtures>({
  session: async ({ starboard }, provide) => provide(await signIn(starboard, starboard.key)),
  name: ({ starboard }, provide) => provide(new URL(starboard.dashboard).hostname),
  host: ({ starboard }, provide) => provide(new URL(starboard.dashboard).host),
  own: ({ starboard }, provide) =>
    provide({ origin: starboard.dashboard, 'content-type': 'application/json' }),
  send: ({ starboard }, provide) =>
    provide(async (path, options) => {
      const answer = await starboard.ask(path, options);
      return { status: answer.status, headers: answer.headers, body: await answer.text() };
    }),
  raw: ({ starboard }, provide) => provide((text) => askRaw(starboard.dashboardAddress, text)),
});
test.use({ home: ANY_HOME });

const order = JSON.stringify({
  kind: 'release',
  pipeline: 'shop',
  pin: 'x',
  key: '00000000-0000-4000-8000-000000000000',
});

test('without the session, or with a wrong one, every address answers 401 and shows nothing', async ({
  session,
  send,
}) => {
  const named = session.split('=')[0] ?? '';
  for (const path of [
    '/',
    '/approvals',
    '/settings',
    '/api/read/board',
    '/api/live?t=board',
    '/projects/new',
    '/dev/gallery',
    '//',
    '/%E0%A4%A',
  ]) {
    for (const headers of [
      {},
      { cookie: `${named}=guess` },
      { cookie: `${named}=` },
      { cookie: named },
    ] as Record<string, string>[]) {
      const { status, body } = await send(path, { headers });
      expect(status, path).toBe(401);
      expect(body).not.toContain('Board');
    }
  }
  for (const key of ['x'.repeat(32), '', 'undefined'])
    expect((await send(`/?key=${key}`)).status).toBe(401);
});

test('by any other Host every path answers 401 on both addresses, says how to get in, and does not tell the name', async ({
  starboard,
  session,
  name,
  send,
}) => {
  const { port } = new URL(starboard.dashboardAddress);
  const others = [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    `[::1]:${port}`,
    `other.localhost:${port}`,
    `x.${name}:${port}`,
    `${name}.:${port}`,
    name,
    `${name}:1`,
    `evil.example:${port}`,
    '',
  ];
  for (const address of ['127.0.0.1', '[::1]']) {
    for (const other of others) {
      for (const path of [
        '/',
        `/?key=${starboard.key}`,
        '/icon.svg',
        '/_next/static/x.js',
        '/api/read/board',
        '//',
      ]) {
        const answer = await askDashboard(
          { ...starboard, dashboardAddress: `http://${address}:${port}` },
          path,
          { headers: { host: other, cookie: session } },
        );
        const text = await answer.text();
        expect(answer.status, `${other} ${path}`).toBe(401);
        expect(text).toContain('npx starboard open');
        expect(text.match(/<h1/g)).toHaveLength(1);
        expect(`${text} ${JSON.stringify([...answer.headers])}`).not.toContain(name);
      }
    }
  }
  expect((await send('/', { headers: { cookie: session } })).status).toBe(200);
});

test('every request target is answered, and none leads away', async ({
  starboard,
  session,
  host,
  raw,
}) => {
  const targets = [
    '//',
    '//evil.example/',
    `//evil.example/?key=${starboard.key}`,
    `/..//evil.example/?key=${starboard.key}`,
    `/\\evil.example?key=${starboard.key}`,
    'http://evil.example/',
    `http://${host}/`,
    `${starboard.dashboard}/`,
    '*',
    '/%',
    '/%00',
    '/%ff',
    '?',
    'x',
    '/a//b',
    '///',
  ];
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
    for (const target of targets) {
      for (const headers of ['', `Cookie: ${session}\r\n`]) {
        const answer = await raw(
          `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n${headers}Connection: close\r\n\r\n`,
        );
        expect(answer, `${method} ${target}`).toMatch(/^HTTP\/1\.1 [1-5]\d\d /);
        expect(answer, `${method} ${target}`).not.toMatch(/^location: *(\/\/|\/\\|http)/im);
        if (!headers && !target.startsWith('/..') && !target.startsWith('/\\'))
          expect(answer, `${method} ${target}`).toMatch(/^HTTP\/1\.1 4/);
      }
    }
  }
  expect(
    await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`),
  ).toMatch(/^HTTP\/1\.1 40/);
});

test('no upgrade passes the door, and none is left open', async ({
  starboard,
  session,
  host,
  send,
  raw,
}) => {
  const upgrade =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
  await send('/', { headers: { cookie: session } });
  for (const path of ['/', '/_next/hmr', '/_next/webpack-hmr', '/api/read/board']) {
    for (const who of ['', `Cookie: ${session}\r\n`]) {
      const answer = await raw(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${starboard.dashboard}\r\n${who}${upgrade}\r\n`,
      );
      expect(answer, path).toMatch(who ? /^HTTP\/1\.1 [2-4]/ : /^HTTP\/1\.1 401/);
      expect(answer, path).not.toContain(' 101 ');
    }
  }
});

test('another site cannot change anything, whatever it sends', async ({
  starboard,
  session,
  own,
  send,
}) => {
  const attempts: [string, Record<string, string>, number][] = [
    ['another origin', { ...own, cookie: session, origin: 'http://evil.example' }, 403],
    ['no origin at all', { cookie: session, 'content-type': 'application/json' }, 403],
    [
      'another dashboard of this machine',
      {
        ...own,
        cookie: session,
        origin: `http://other.localhost:${new URL(starboard.dashboard).port}`,
      },
      403,
    ],
    [
      'an application on this machine',
      { ...own, cookie: session, origin: starboard.dashboardAddress },
      403,
    ],
    ['a file', { ...own, cookie: session, origin: 'null' }, 403],
    ['a form', { ...own, cookie: session, 'content-type': 'text/plain' }, 415],
    [
      'a name that was rebound to this machine',
      { ...own, cookie: session, host: 'evil.example' },
      401,
    ],
    [
      'the browser says it comes from elsewhere',
      { ...own, cookie: session, 'sec-fetch-site': 'cross-site' },
      403,
    ],
    [
      'the browser says it comes from beside',
      { ...own, cookie: session, 'sec-fetch-site': 'same-site' },
      403,
    ],
    ['no session', own, 401],
  ];
  for (const path of ['/api/pipelines/plan', '/api/session/sign-out'])
    for (const [what, headers, status] of attempts)
      expect(
        (await send(path, { method: 'POST', headers, body: order })).status,
        `${what} ${path}`,
      ).toBe(status);
  // Where no route of ours looks: the door alone refuses.
  for (const path of ['/', '/approvals', '/api/session/sign-out'])
    expect(
      (
        await send(path, {
          method: 'POST',
          headers: { ...own, cookie: session, 'sec-fetch-site': 'cross-site' },
          body: order,
        })
      ).status,
      path,
    ).toBe(403);
});

test('nothing changes on GET, and what is no order is refused in words', async ({
  session,
  own,
  send,
}) => {
  const gone = [
    '/api/changes',
    '/api/projects',
    '/api/pipelines',
    '/api/build-projects',
    '/api/build-projects/alarm',
    '/api/notifications',
  ];
  for (const path of gone) {
    const headers = { ...own, cookie: session };
    expect((await send(path, { method: 'POST', headers, body: order })).status, path).toBe(404);
  }
  expect((await send('/api/pipelines/plan', { headers: { cookie: session } })).status).toBe(405);
  const bad: [string, RegExp][] = [
    ['{', /not JSON/],
    ['{}', /not valid/],
    [JSON.stringify({ action: 'explode', name: 'x', text: '' }), /not valid/],
    ['x'.repeat(300_000), /too large/],
    ['['.repeat(60_000), /nested too deeply/],
  ];
  for (const [body, message] of bad)
    expect(
      (
        await send('/api/pipelines/plan', {
          method: 'POST',
          headers: { ...own, cookie: session },
          body,
        })
      ).body,
    ).toMatch(message);
  expect((await send('/api/read/constructor', { headers: { cookie: session } })).status).toBe(404);
  expect((await send('/api/read/%E0%A4%A', { headers: { cookie: session } })).status).toBe(400);
  expect(
    (
      await send('/api/projects/file?template=node-express&path=../manifest.json', {
        headers: { cookie: session },
      })
    ).status,
  ).toBe(404);
});

test('a body is refused by its length before a byte of it is read, and without a length', async ({
  starboard,
  session,
  host,
  send,
  raw,
}) => {
  const head = (path: string, more: string): string =>
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${starboard.dashboard}\r\nCookie: ${session}\r\nContent-Type: application/json\r\n${more}\r\n\r\n`;
  const answered = async (request: string, status: number): Promise<void> =>
    expect(await raw(request), request).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  // Every one of these announces a body and sends none: the answer comes all the same, and the connection ends a moment later.
  const paths = ['/api/changes', '/', '/api/session/sign-out', '/_next/static/x.js'];
  const long = 'Content-Length: 300000000';
  const strangers = head('/api/changes', long).replace(/Cookie: .*\r\n/, '');
  await Promise.all([
    ...paths.flatMap((path) => [
      answered(head(path, long), 413),
      answered(head(path, `${long}\r\nExpect: 100-continue`), 413),
      answered(head(path, 'Transfer-Encoding: chunked'), 411),
    ]),
    answered(strangers, 401),
    answered(head('/', 'Content-Length: 5').replace('POST', 'GET'), 400),
  ]);
  expect((await send('/', { headers: { cookie: session } })).status).toBe(200);
});

test('an empty session key signs nobody in', async ({}) => {
  const other = newHome();
  const one = await startStarboard(other);
  truncateSync(join(other, 'session-key'), 0);
  for (const path of ['/?key=', '/?key', `/?key=${one.key}`])
    expect((await one.ask(path)).status).toBe(401);
  expect(one.output()).toMatch(/session-key is empty\. Type npx starboard open/);
  await one.stop();
  removeHome(other);
});

test('every page carries a policy with a nonce of its own, may be framed by nobody, and asks no third party', async ({
  page,
  starboard,
}) => {
  const asked: string[] = [];
  page.on('request', (r) => asked.push(new URL(r.url()).origin));
  await page.goto(`${starboard.dashboard}/?key=${starboard.key}`);
  const nonces = new Set<string>();
  for (const path of [
    '/',
    '/projects/new',
    '/approvals',
    '/pipelines',
    '/builds',
    '/deployments',
    '/settings',
    '/nothing',
  ]) {
    const response = await page.goto(starboard.dashboard + path);
    const csp = response?.headers()['content-security-policy'] ?? '';
    expect(csp, path).toContain("frame-ancestors 'none'");
    expect(csp, path).not.toMatch(/script-src[^;]*unsafe/);
    expect(csp, path).toContain("default-src 'none'");
    expect(response?.headers()['referrer-policy'], path).toBe('no-referrer');
    await expect(page.locator('h1'), path).toHaveCount(1);
    nonces.add(/script-src 'nonce-([^']+)'/.exec(csp)?.[1] ?? '');
    // A handler written into markup does not run: ours, added after it, hears the error and finds nothing done.
    expect(
      await page.evaluate(
        () =>
          new Promise<boolean>((done) => {
            const box = document.createElement('div');
            box.innerHTML = '<img src="/nothing.png" alt="" onerror="window.pwned=1">';
            box.querySelector('img')?.addEventListener('error', () => done('pwned' in window));
            document.body.append(box);
          }),
      ),
      path,
    ).toBe(false);
  }
  expect(nonces.size).toBe(8);
  expect([...new Set(asked)]).toEqual([new URL(starboard.dashboard).origin]);
});

test('without JavaScript a page says so', async ({ browser, starboard }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${starboard.dashboard}/?key=${starboard.key}`);
  await expect(page.locator('noscript p')).toContainText('needs JavaScript');
  await expect(page.locator('noscript p')).toBeVisible();
  await context.close();
});
