import { test } from '@playwright/test';
import {
  modeProject,
  parallel,
  parallelToTheEnd,
  queued,
  queuedToTheEnd,
  startChaos,
} from '../support/modes';
import { newHome, removeHome, startStarboard, type Running } from '../support/launch';

/** The road of a release in the two modes that the first journey does not take, while events come late, twice and in no order. */
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

test('QUEUED: release with a variable, approve, push, close and open the way in, roll back, delete', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const shop = await modeProject(running, 'queue', 'QUEUED');
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  await queuedToTheEnd(page, shop, await queued(page, shop));
});

test('PARALLEL: two side by side, each approved by itself; no rollback, but the older commit again', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const shop = await modeProject(running, 'sides', 'PARALLEL');
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  await parallelToTheEnd(page, shop, await parallel(page, shop));
});
