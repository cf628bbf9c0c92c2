import { test } from '@playwright/test';
import { modeProject, parallel, queued, startChaos } from '../support/modes';
import { newHome, removeHome, startStarboard, type Running } from '../support/launch';

/** The two modes that the first journey does not take: what is theirs alone. The whole road in each: modes.long-spec.ts. */
let home = '';
let running: Running;
test.use({ viewport: { width: 1440, height: 900 } });
test.beforeAll(async () => {
  home = newHome();
  running = await startStarboard(home);
  await startChaos(running);
});
test.afterAll(async () => {
  await running.stop();
  removeHome(home);
});

test('QUEUED: release with a variable, approve, push, close and open the way in', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const shop = await modeProject(running, 'queue', 'QUEUED');
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  await queued(page, shop);
});

test('PARALLEL: two wait side by side, and there is no rollback', async ({ page }) => {
  test.setTimeout(240_000);
  const shop = await modeProject(running, 'sides', 'PARALLEL');
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  await parallel(page, shop);
});
