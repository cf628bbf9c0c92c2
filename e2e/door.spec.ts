import { expect, test } from '@playwright/test';
import { request as http } from 'node:http';
import { newHome, removeHome, startStarboard, type Running } from './launch';

/** Who gets in, and what a page may do. */
let home = '';
let running: Running;
test.beforeAll(async () => {
  home = newHome();
  running = await startStarboard(home);
});
test.afterAll(async () => {
  await running.stop();
  removeHome(home);
});

interface Answer { readonly status: number; readonly headers: Record<string, string | string[] | undefined>; readonly body: string }

/** A request with whatever headers somebody hostile would send: browsers and `fetch` forbid some of them. */
function send(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Answer> {
  const url = new URL(running.dashboard);
  return new Promise((resolve, reject) => {
    const r = http({ host: url.hostname, port: url.port, path, method: options.method ?? 'GET', headers: options.headers }, (response) => {
      let body = '';
      response.on('data', (c: Buffer) => { body += c.toString(); });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    r.on('error', reject);
    r.end(options.body);
  });
}

const cookie = async (): Promise<string> => String((await send(`/?key=${running.key}`)).headers['set-cookie']).split(';')[0] ?? '';
const order = JSON.stringify({ kind: 'release', pipeline: 'shop', pin: 'x', key: '00000000-0000-4000-8000-000000000000' });
const own = (): Record<string, string> => ({ host: new URL(running.dashboard).host, origin: running.dashboard, 'content-type': 'application/json' });

test('without the session, or with a wrong one, every address answers 401 and shows nothing', async () => {
  for (const path of ['/', '/approvals', '/api/read/board', '/api/live?t=board', '/projects/new', '/dev/gallery']) {
    for (const headers of [{}, { cookie: 'starboard_session=guess' }] as Record<string, string>[]) {
      const { status, body } = await send(path, { headers });
      expect(status, path).toBe(401);
      expect(body).not.toContain('Board');
    }
  }
  expect((await send(`/?key=${'x'.repeat(32)}`)).status).toBe(401);
});

test('another site cannot change anything, whatever it sends', async () => {
  const session = await cookie();
  const attempts: [string, Record<string, string>, number][] = [
    ['another origin', { ...own(), cookie: session, origin: 'http://evil.example' }, 403], ['no origin at all', { host: own()['host'] ?? '', cookie: session, 'content-type': 'application/json' }, 403],
    ['a form', { ...own(), cookie: session, 'content-type': 'text/plain' }, 415], ['a name that was rebound to this machine', { ...own(), cookie: session, host: 'evil.example' }, 403],
    ['the browser says it comes from elsewhere', { ...own(), cookie: session, 'sec-fetch-site': 'cross-site' }, 403], ['no session', own(), 401],
  ];
  for (const path of ['/api/changes', '/api/projects']) for (const [name, headers, status] of attempts) expect((await send(path, { method: 'POST', headers, body: order })).status, `${name} ${path}`).toBe(status);
});

test('nothing changes on GET, and what is no order is refused in words', async () => {
  const session = await cookie();
  expect((await send('/api/changes', { headers: { cookie: session } })).status).toBe(405);
  const bad: [string, RegExp][] = [['{', /not JSON/], ['{}', /not understood/], [JSON.stringify({ kind: 'explode', pipeline: 'x', pin: '', key: 'k' }), /not understood/], ['x'.repeat(70_000), /too large/]];
  for (const [body, message] of bad) expect((await send('/api/changes', { method: 'POST', headers: { ...own(), cookie: session }, body })).body).toMatch(message);
  expect((await send('/api/read/constructor', { headers: { cookie: session } })).status).toBe(404);
  expect((await send('/api/read/%E0%A4%A', { headers: { cookie: session } })).status).toBe(400);
  expect((await send('/api/projects/file?template=node-express&path=../manifest.json', { headers: { cookie: session } })).status).toBe(404);
});

test('every page carries a policy with a nonce of its own, may be framed by nobody, and asks no third party', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (r) => asked.push(new URL(r.url()).origin));
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  const nonces = new Set<string>();
  for (const path of ['/', '/projects/new', '/approvals', '/pipelines', '/builds', '/deployments', '/nothing']) {
    const response = await page.goto(running.dashboard + path);
    const csp = response?.headers()['content-security-policy'] ?? '';
    expect(csp, path).toContain("frame-ancestors 'none'");
    expect(csp, path).not.toMatch(/script-src[^;]*unsafe/);
    expect(csp, path).toContain("default-src 'none'");
    nonces.add(/script-src 'nonce-([^']+)'/.exec(csp)?.[1] ?? '');
    // A handler written into markup does not run: ours, added after it, hears the error and finds nothing done.
    expect(await page.evaluate(() => new Promise<boolean>((done) => {
      const box = document.createElement('div');
      box.innerHTML = '<img src="/nothing.png" alt="" onerror="window.pwned=1">';
      box.querySelector('img')?.addEventListener('error', () => done('pwned' in window));
      document.body.append(box);
    })), path).toBe(false);
  }
  expect(nonces.size).toBe(7);
  expect([...new Set(asked)]).toEqual([new URL(running.dashboard).origin]);
});

test('without JavaScript a page says so', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  await expect(page.locator('noscript p')).toContainText('needs JavaScript');
  await expect(page.locator('noscript p')).toBeVisible();
  await context.close();
});
