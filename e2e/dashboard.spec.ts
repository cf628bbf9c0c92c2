import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, newHome, removeHome, startStarboard, type Running } from './launch';
import { clone, road } from './road';

let home = '';
let work = '';
let running: Running;
test.beforeAll(async () => {
  home = newHome();
  work = mkdtempSync(join(tmpdir(), 'starboard-work-'));
  running = await startStarboard(home);
});
test.afterAll(async () => {
  await running.stop();
  removeHome(home);
  rmSync(work, { recursive: true, force: true });
});

/** Errors of the page itself: a broken hydration, a failed script. */
const mistakes: string[] = [];
test.beforeEach(async ({ page }) => {
  mistakes.length = 0;
  page.on('pageerror', (error) => mistakes.push(error.message));
  await page.goto(`${running.dashboard}/?key=${running.key}`);
});
test.afterEach(() => { expect(mistakes).toEqual([]); });

async function noViolations(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([]);
  }
}

test('an empty home: every address answers with one heading, and an unknown one with 404', async ({ page }) => {
  for (const path of ['/', '/projects/new', '/approvals', '/pipelines', '/builds', '/deployments']) {
    const response = await page.goto(running.dashboard + path);
    expect(response?.status(), path).toBe(200);
    await expect(page.locator('h1'), path).toHaveCount(1);
    await noViolations(page);
  }
  for (const path of ['/nothing', '/pipelines/nothing', '/builds/nothing', '/projects/nothing']) {
    expect((await page.goto(running.dashboard + path))?.status(), path).toBe(404);
    await expect(page.locator('h1'), path).toHaveCount(1);
  }
});

test('the board shows the first release travel, by itself, and a build page follows its log', async ({ page, context }) => {
  await expect(page.locator('h1')).toContainText('Nothing here yet');
  const created = cli(home, ['create', 'shop', '--template', 'node-express', '--wait']);
  const row = page.getByRole('region', { name: 'shop' });
  await expect(row).toBeVisible();
  await expect(page.getByRole('list').filter({ hasText: 'Building' }).first()).toBeVisible();

  const build = await context.newPage();
  await build.goto(`${running.dashboard}/builds`);
  await build.getByRole('link', { name: /shop 1/ }).click();
  await expect(build.locator('h1')).toContainText('shop build 1');
  await expect(build.locator('.log-line').filter({ hasText: 'Entering phase PRE_BUILD' })).toBeVisible();
  await expect(build.locator('.log-line').filter({ hasText: 'Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED' })).toBeAttached();
  await expect(build.locator('h1')).toContainText('Succeeded');
  await noViolations(build);

  expect((await created).code).toBe(0);
  await expect(row).toContainText('Live');
  await expect(row).toContainText('Waiting for approval');
  await expect(page.getByRole('link', { name: /Approvals/ }).first()).toContainText('1');
  await noViolations(page);
});

test('the pipeline page shows the gate, and the answer to it without a reload', async ({ page }) => {
  const r = road(running, 'shop');
  await page.goto(`${running.dashboard}/pipelines/shop`);
  const production = page.getByRole('region', { name: 'Production' });
  await expect(production).toContainText('Waiting for approval');
  await noViolations(page);
  await r.approve();
  await expect(production).toContainText('Approved');
  await expect(production).toContainText('Succeeded');
  await expect(page.locator('h1')).toContainText('Succeeded');
});

test('a failing build is first on the board, with its cause; untrusted text stays text', async ({ page }) => {
  const repo = await clone(running, 'shop', work);
  const file = join(repo.dir, 'test/app.test.js');
  writeFileSync(file, readFileSync(file, 'utf8').replace('assert.equal(response.status, 404)', 'assert.equal(response.status, 405)'));
  await repo.git('commit', '-qam', '<img src=x onerror=alert(1)>');
  await repo.git('push', '-q', 'origin', 'main');
  const first = page.locator('.attention > li').first();
  await expect(first).toContainText('Build failed');
  await expect(page.getByRole('region', { name: 'shop' })).toContainText('npm test');
  await first.getByRole('link').click();
  await expect(page.locator('.note.k-fail')).toContainText('Error while executing command: npm test. Reason: exit status 1');
  await expect(page.locator('.log-line.error').first()).toBeVisible();
  await noViolations(page);
  await page.goto(`${running.dashboard}/pipelines/shop`);
  await expect(page.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible();
  expect(await page.locator('img').count()).toBe(0);
});

test('on a phone the board and the pipeline fit, and the bar at the bottom leads on', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/', '/pipelines/shop', '/builds', '/deployments']) {
    await page.goto(running.dashboard + path);
    await expect(page.locator('h1')).toHaveCount(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
    await noViolations(page);
  }
  await page.getByRole('navigation', { name: 'Main, bottom' }).getByRole('link', { name: 'Builds' }).click();
  await expect(page).toHaveURL(/\/builds$/);
});

test('a deployment page shows every event on every target', async ({ page }) => {
  await page.goto(`${running.dashboard}/deployments`);
  await page.getByRole('link', { name: /shop → production/ }).click();
  for (const event of ['ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install', 'AfterInstall', 'ApplicationStart', 'ValidateService']) await expect(page.getByRole('cell', { name: event, exact: true })).toBeVisible();
  await noViolations(page);
});
