import { expect, test } from '@playwright/test';
import { noViolations } from '../support/accessibility';
import { newHome, removeHome, startStarboard, type Running } from '../support/launch';

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

test('without the session a page shows nothing but how to get in', async ({ page }) => {
  const response = await page.goto(running.dashboard);
  expect(response?.status()).toBe(401);
  await expect(page.locator('h1')).toHaveText('This browser is not signed in');
});

test('the printed address signs the browser in, and axe finds nothing on the board', async ({
  page,
}) => {
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  expect(page.url()).not.toContain(running.key);
  await expect(page.locator('h1')).toHaveCount(1);
  await noViolations(page, ['light']);
});
