import type { Page } from '@playwright/test';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { until } from '../../engine/testing/wait';
import { askDashboard, signIn } from '../support/dashboard-client';
import { cli, newHome, removeHome, startStarboard, type Running } from '../support/launch';
import { expect, test } from '../support/test';

/** Where the session goes and where it does not, and how it ends. */

/** A plain server of a stranger's on this machine; keeps what it is sent. */
async function stranger(
  address: string,
): Promise<{ server: Server; port: number; seen: IncomingMessage['headers'][] }> {
  const seen: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>mine</h1>');
  });
  await new Promise<void>((done) => server.listen(0, address, done));
  return { server, port: (server.address() as AddressInfo).port, seen };
}

/** Signs in by the printed address. */
const enter = (page: Page, one: Running): Promise<unknown> =>
  page.goto(`${one.dashboard}/?key=${one.key}`);
const isIn = async (page: Page, one: Running): Promise<boolean> =>
  (await page.goto(one.dashboard))?.status() === 200;

test('a browser that is signed in sends its session to no other server of this machine', async ({
  page,
  starboard,
}) => {
  await enter(page, starboard);
  expect(await isIn(page, starboard)).toBe(true);
  const four = await stranger('127.0.0.1');
  const six = await stranger('::1');
  const visits = [
    `http://127.0.0.1:${four.port}`,
    `http://localhost:${four.port}`,
    `http://[::1]:${six.port}`,
    `http://other.localhost:${four.port}`,
    `http://x.${new URL(starboard.dashboard).hostname}:${four.port}`,
  ];
  for (const url of visits) {
    await page.goto(url);
    await page.reload();
    await page.evaluate(() => fetch('/again', { credentials: 'include' }));
  }
  expect(four.seen.length + six.seen.length).toBeGreaterThanOrEqual(visits.length * 3);
  for (const headers of [...four.seen, ...six.seen]) {
    expect(headers.cookie).toBeUndefined();
    const below = headers.host?.startsWith('x.');
    if (!below)
      expect(JSON.stringify(headers)).not.toContain(new URL(starboard.dashboard).hostname);
  }
  for (const { server } of [four, six]) server.close();
});

test("the engine refuses the dashboard's name", async ({ page, starboard }) => {
  await enter(page, starboard);
  const { hostname } = new URL(starboard.dashboard);
  const { port } = new URL(starboard.engine);
  for (const path of ['/', '/_starboard/health', '/v1/repos/x'])
    expect((await page.goto(`http://${hostname}:${port}${path}`))?.status(), path).toBe(403);
  for (const name of [hostname.toUpperCase(), `${hostname}.`])
    expect(
      (
        await askDashboard(
          { dashboard: starboard.dashboard, dashboardAddress: starboard.engine },
          '/_starboard/health',
          { headers: { host: `${name}:${port}` } },
        )
      ).status,
    ).toBe(403);
  expect((await page.goto(`http://bucket.localhost:${port}/`))?.status()).not.toBe(200);
});

test("signing out ends this browser's session at once, its open stream too, and no other", async ({
  page,
  browser,
  starboard,
}) => {
  const context = await browser.newContext();
  const other = await context.newPage();
  await enter(page, starboard);
  await enter(other, starboard);
  const [kept] = await page.context().cookies();
  const cookie = `${kept?.name ?? ''}=${kept?.value ?? ''}`;
  const stream = await starboard.ask('/api/live?t=board', { headers: { cookie } });
  expect(stream.status).toBe(200);
  await page.getByRole('button', { name: /^You:/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'This browser is not signed in' })).toBeVisible();
  await expect(stream.text()).rejects.toThrow();
  expect((await starboard.ask('/', { headers: { cookie } })).status).toBe(401);
  expect(await page.context().cookies()).toEqual([]);
  expect(await isIn(other, starboard)).toBe(true);
  await context.close();
});

test('signing out everywhere ends all of them; the key that was printed signs in again', async ({
  page,
  browser,
  starboard,
}) => {
  const context = await browser.newContext();
  const other = await context.newPage();
  await enter(page, starboard);
  await enter(other, starboard);
  await page.goto(`${starboard.dashboard}/settings`);
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByRole('heading', { name: 'This browser is not signed in' })).toBeVisible();
  expect(await isIn(other, starboard)).toBe(false);
  await enter(page, starboard);
  expect(await isIn(page, starboard)).toBe(true);
  await context.close();
});

test('starboard open hands the address over in a file, never in an argument, and makes the printed key void', async ({
  page,
  starboard,
}) => {
  const tools = join(starboard.home, 'tools');
  mkdirSync(tools);
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(
      join(tools, name),
      `#!/bin/sh\nprintf '%s\\n' "$@" > ${join(starboard.home, 'arguments')}.tmp && mv ${join(starboard.home, 'arguments')}.tmp ${join(starboard.home, 'arguments')}\n`,
    );
    chmodSync(join(tools, name), 0o755);
  }
  const { code, stdout } = await cli(starboard.home, ['open'], {
    env: { PATH: `${tools}:${process.env['PATH'] ?? ''}` },
  });
  expect(code).toBe(0);
  const key = /\?key=(\S+)/.exec(stdout)?.[1] ?? '';
  const given = await until('the browser is opened', () =>
    Promise.resolve(
      existsSync(join(starboard.home, 'arguments')) &&
        readFileSync(join(starboard.home, 'arguments'), 'utf8'),
    ),
  );
  expect(given).not.toContain(key);
  expect(given).not.toContain(new URL(starboard.dashboard).hostname);
  const file = given.trim();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await starboard.ask(`/?key=${starboard.key}`)).status).toBe(401);
  // A page of a file leads there: the browser counts that as another site, and must be let in all the same.
  await page.goto(pathToFileURL(file).href);
  await page.waitForURL(`${starboard.dashboard}/`);
  await expect(page.getByRole('button', { name: /^You:/ })).toBeVisible();
  expect(existsSync(file)).toBe(false);
});

test('two dashboards in one browser live side by side, by their own names and on the shared address', async ({
  page,
  browser,
  starboard,
}) => {
  const homes = [newHome(), newHome()];
  const shared = await Promise.all(
    homes.map((h) => startStarboard(h, { env: { STARBOARD_NAME: '127.0.0.1' } })),
  );
  for (const one of shared) {
    expect(new URL(one.dashboard).hostname).toBe('127.0.0.1');
    // Said on the other output, after the address.
    await expect
      .poll(() => one.output())
      .toContain("applications on this address receive the dashboard's session");
    await enter(page, one);
  }
  for (const one of shared) expect(await isIn(page, one)).toBe(true);
  expect(new Set((await page.context().cookies()).map((c) => c.name)).size).toBe(2);
  const said = await cli(homes[0] ?? '', ['doctor']);
  expect(said.stdout).toMatch(
    /^miss {2}dashboard .*applications on this address receive the dashboard's session/m,
  );
  await Promise.all(shared.map((one) => one.stop()));
  homes.forEach(removeHome);
  const context = await browser.newContext();
  const both = await context.newPage();
  const otherHome = newHome();
  const other = await startStarboard(otherHome);
  await signIn(starboard, starboard.key);
  const opened = await cli(starboard.home, ['open'], {
    env: { PATH: join(starboard.home, 'tools') + `:${process.env['PATH'] ?? ''}` },
  });
  await both.goto(opened.stdout.trim());
  await enter(both, other);
  for (const one of [starboard, other]) expect(await isIn(both, one)).toBe(true);
  await context.close();
  await other.stop();
  removeHome(otherHome);
});

test('a name that cannot be one is refused in a sentence', async () => {
  for (const name of ['localhost', 'evil.example', 'A.localhost', '0.0.0.0', 'a.localhost:80']) {
    const other = newHome();
    const { code, stdout, stderr } = await cli(other, ['start', '--no-open'], {
      env: { STARBOARD_NAME: name },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^STARBOARD_NAME=${name} cannot be the dashboard's name\\. Use .*\\n$`),
    );
    removeHome(other);
  }
});
