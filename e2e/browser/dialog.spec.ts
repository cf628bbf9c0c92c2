import type { Page, Request } from '@playwright/test';
import { until } from '../../engine/testing/wait';
import { enter } from '../support/browser';
import { setFaults } from '../support/controls';
import { loseNextAnswer } from '../support/lose-answer';
import type { Project } from '../support/project';
import { expect, test } from '../support/test';

/** The one dialog when the world does not hold still: other people, other tabs, broken lines, impatient fingers. */
const dialog = (page: Page) => page.locator('.dialog');
const reading = (page: Page) => expect(dialog(page).locator('.dialog-foot')).toBeVisible();

test.describe.configure({ mode: 'serial' });
test.use({ home: { projects: { shop: [] }, chaos: true } });

/** Commits a page with another heading; returns the execution that this starts. */
async function push(shop: Project, heading: string): Promise<string> {
  const known = (await shop.executions()).map((e) => e.pipelineExecutionId ?? '');
  await shop.push(heading);
  return shop.newExecution(known);
}

test('a rejection needs a reason; the reason stays text; the gate can be asked again', async ({
  page,
  person,
}) => {
  await person.open('/approvals');
  await page.getByRole('button', { name: 'Reject…' }).click();
  await dialog(page)
    .getByRole('button', { name: /^Reject [0-9a-f]{7}$/ })
    .click();
  await expect(dialog(page).getByText('Say why: it is kept in the history.')).toBeVisible();
  await dialog(page).getByRole('textbox').fill('<b>"not"</b> today; `rm -rf /` 🙃');
  await dialog(page)
    .getByRole('button', { name: /^Reject [0-9a-f]{7}$/ })
    .click();
  const toast = page.locator('.toast');
  await expect(toast).toContainText('Production stays empty');
  await expect(page.locator('.dialog')).toBeHidden();
  await toast.getByRole('button', { name: 'Ask again…' }).click();
  await dialog(page)
    .getByRole('button', { name: /^Ask again for/ })
    .click();
  await expect(dialog(page)).toContainText('requested again');
  await dialog(page).getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(page.getByText('“<b>"not"</b> today; `rm -rf /` 🙃”')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ })).toBeVisible();
});

test('two people, one approval: the second is refused and sees the new state', async ({
  page,
  person,
  context,
}) => {
  const other = await context.newPage();
  await person.open('/approvals');
  await other.goto(page.url());
  for (const p of [page, other]) {
    await p.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ }).click();
    await reading(p);
  }
  await page.getByRole('button', { name: /^Approve and deploy/ }).click();
  await expect(page.locator('.watch')).toBeVisible();
  await other.getByRole('button', { name: /^Approve and deploy/ }).click();
  await expect(other.getByRole('alert').filter({ hasText: 'Nothing was done' })).toBeVisible();
  await expect(other.getByRole('button', { name: /^Approve and deploy/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await expect(page.locator('.watch')).toContainText('Succeeded');
});

test('a double click is one press; after a broken line the check finds what it did', async ({
  page,
  person,
  starboard,
  shop,
}) => {
  const before = (await shop.executions()).length;
  await person.open('/pipelines/shop');
  await page.getByRole('button', { name: 'Release…' }).click();
  await reading(page);
  await dialog(page).getByRole('button', { name: 'Release shop' }).dblclick();
  await expect(dialog(page)).toContainText('A new execution started');
  expect((await shop.executions()).length).toBe(before + 1);
  // Had the answer come between the two halves, the second would have met what stands there now.
  const close = await dialog(page)
    .getByRole('button', { name: 'Close', exact: true })
    .last()
    .boundingBox();
  for (const [x, y] of [
    [(close?.x ?? 0) + 5, (close?.y ?? 0) + 5],
    [3, 3],
  ] as const) {
    await page.mouse.move(x, y);
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
  }
  await expect(dialog(page)).toContainText('A new execution started');
  await dialog(page).getByRole('button', { name: 'Close', exact: true }).last().click();

  // The order arrives and is carried out; its answer is lost.
  await loseNextAnswer(page, starboard);
  await page.getByRole('button', { name: 'Release…' }).click();
  await reading(page);
  await expect(dialog(page).getByRole('button', { name: 'Release shop' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page)).toContainText('The answer got lost');
  await dialog(page).getByRole('button', { name: 'Check what happened' }).click();
  await expect(dialog(page)).toContainText('A new execution started');
  expect((await shop.executions()).length).toBe(before + 2);
});

test('a preview that could not be read says so, promises nothing, and is read again when asked', async ({
  page,
  person,
}) => {
  await person.open('/pipelines/shop');
  await page.route('**/api/changes/preview?*', (route) => route.abort('connectionreset'), {
    times: 1,
  });
  await page.getByRole('button', { name: 'Release…' }).click();
  await expect(dialog(page)).toContainText('Could not load this');
  await expect(dialog(page)).not.toContainText(/retries automatically|One moment/);
  await dialog(page).getByRole('button', { name: 'Retry' }).click();
  await reading(page);
});

test('a press before the page has come to life is not lost', async ({ page, person }) => {
  let release = (): void => undefined;
  const held = new Promise<void>((done) => {
    release = done;
  });
  await page.route('**/_next/static/**/*.js', async (route) => {
    await held;
    await route.continue();
  });
  await person.open('/pipelines/shop', { waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Release…' }).click({ noWaitAfter: true });
  release();
  await reading(page);
  // It was one press: one step back leaves it.
  await page.goBack();
  await expect(page).toHaveURL(/\/pipelines\/shop$/);
  await expect(dialog(page)).toBeHidden();
});

test('stop says why, the history shows it, and the stopped can be retried', async ({
  page,
  person,
  shop,
}) => {
  const id = await push(shop, 'To be stopped');
  await person.open(`/pipelines/shop?do=stop&on=shop&execution=${id}`);
  await reading(page);
  await dialog(page).getByRole('textbox').fill('Wrong branch');
  await dialog(page).getByRole('button', { name: /^Stop/ }).click();
  await expect(dialog(page)).toContainText(/Asked .* to stop/);
  await shop.executionIs(id, 'Stopped');
  await dialog(page).getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(page.getByText('“Wrong branch”')).toBeVisible();
});

test('an address opens the dialog and does nothing; reload keeps it, Back and Escape leave it', async ({
  page,
  person,
  shop,
}) => {
  const before = JSON.stringify(await shop.stage('Production'));
  await person.open('/pipelines/shop');
  await page.getByRole('button', { name: 'Roll back Production…' }).click();
  await reading(page);
  await page.reload();
  await reading(page);
  await page.goBack();
  await expect(dialog(page)).toBeHidden();
  await expect(page).toHaveURL(/\/pipelines\/shop$/);
  await person.open('/?do=rollback&on=shop&stage=Production');
  await reading(page);
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  await person.open('/?do=explode&on=shop');
  await expect(dialog(page)).toBeHidden();
  expect(JSON.stringify(await shop.stage('Production'))).toBe(before);
});

test("what was seen is pinned: another's rollback in the meantime is refused, and the dialog shows what is live now", async ({
  page,
  person,
  shop,
}) => {
  const id = await push(shop, 'Third release');
  await shop.stageIs(id, 'Staging', 'Succeeded');
  await person.open('/pipelines/shop?do=rollback&on=shop&stage=Staging');
  await reading(page);
  const seen = await dialog(page).locator('.before-after .sha').first().textContent();
  const target =
    (
      await shop.pipeline.listPipelineExecutions({
        pipelineName: 'shop',
        filter: { succeededInStage: { stageName: 'Staging' } },
      })
    ).pipelineExecutionSummaries?.at(-1)?.pipelineExecutionId ?? '';
  const other =
    (
      await shop.pipeline.rollbackStage({
        pipelineName: 'shop',
        stageName: 'Staging',
        targetPipelineExecutionId: target,
      })
    ).pipelineExecutionId ?? '';
  await shop.executionIs(other, 'Succeeded');
  const count = (await shop.executions()).length;
  await dialog(page).getByRole('textbox').fill('I saw the third one live');
  await dialog(page)
    .getByRole('button', { name: /^Roll back Staging to/ })
    .click();
  await expect(dialog(page).getByRole('alert')).toContainText('Nothing was done');
  await expect(dialog(page).locator('.before-after .sha').first()).not.toHaveText(seen ?? '');
  expect((await shop.executions()).length).toBe(count);
});

test('a permission that is missing is named, nothing is done, and a lost reason is said', async ({
  page,
  person,
  starboard,
  shop,
}) => {
  await person.open('/pipelines/shop?do=rollback&on=shop&stage=Staging');
  await reading(page);
  await dialog(page).getByRole('textbox').fill('Try');
  await setFaults(starboard.engine, {
    service: 'codepipeline',
    operation: 'RollbackStage',
    kind: 'deny',
  });
  await dialog(page)
    .getByRole('button', { name: /^Roll back Staging to/ })
    .click();
  await expect(dialog(page).getByRole('alert')).toContainText('lacks codepipeline:RollbackStage');
  await setFaults(starboard.engine, { service: 'logs', operation: 'PutLogEvents', kind: 'deny' });
  await dialog(page)
    .getByRole('button', { name: /^Roll back Staging to/ })
    .click();
  await expect(dialog(page)).toContainText('Could not save the reason in the journal');
  await setFaults(starboard.engine);
  await until('the rollback has ended', async () =>
    (await shop.executions()).every(
      (e) => e.status !== 'InProgress' || e.executionType !== 'ROLLBACK',
    ),
  );
});

test('a page whose data is old says so, keeps it, and recovers by itself', async ({
  page,
  person,
  starboard,
}) => {
  await person.open('/builds');
  const build = page.getByRole('link', { name: 'shop 1', exact: true });
  await expect(build).toBeVisible();
  await setFaults(starboard.engine, { service: 'codebuild', operation: '*', kind: 'throttle' });
  await expect(page.getByText('This page is out of date.')).toBeVisible();
  await expect(page.getByText('AWS is throttling these calls.').first()).toBeVisible();
  await expect(build).toBeVisible();
  await setFaults(starboard.engine);
  await expect(page.getByText('This page is out of date.')).toBeHidden({ timeout: 40_000 });
});

test('a board of which nothing can be read keeps what is known, with its age, and recovers by itself', async ({
  page,
  person,
  starboard,
}) => {
  await person.open('/');
  const row = page.getByRole('region', { name: 'shop', exact: true });
  await expect(row).toContainText('Live');
  await setFaults(starboard.engine, { service: 'codepipeline', operation: '*', kind: 'throttle' });
  const unlisted = page.getByText(
    'The list of pipelines could not be read: AWS is throttling these calls. What is shown was listed',
  );
  await expect(unlisted).toBeVisible();
  await expect(row).toContainText('as of');
  await expect(row).toContainText('Live');
  // Whoever comes now sees it as well.
  await page.reload();
  await expect(unlisted).toBeVisible();
  await expect(row).toContainText('Live');
  await setFaults(starboard.engine);
  await expect(unlisted).toBeHidden({ timeout: 40_000 });
  await expect(row).not.toContainText('as of');
});

test('a page left open: the machine sleeps for a night, and it goes on by itself', async ({
  browser,
  starboard,
}) => {
  // A clock stays in its context.
  const page = await browser.newPage();
  await enter(page, starboard);
  await page.clock.install();
  await page.goto(starboard.dashboard);
  await expect(page.locator('.connection').first()).toContainText('Connected');
  // Timers stood still and the clock has moved: what was open may be a line to nowhere.
  const again = page.waitForRequest(/\/api\/live/);
  await page.clock.fastForward('10:00:00');
  await again;
  await expect(page.locator('.connection').first()).toContainText('Connected');
  await page.close();
});

test('eight tabs have one stream, and each is live', async ({ person, context, starboard }) => {
  const open = new Set<Request>();
  context.on('request', (r) => {
    if (r.url().includes('/api/live')) open.add(r);
  });
  context.on('requestfailed', (r) => open.delete(r));
  context.on('requestfinished', (r) => open.delete(r));
  // A tab that is closed takes its stream with it, and says nothing of it.
  const streams = (): number => [...open].filter((r) => !r.frame().page().isClosed()).length;
  const paths = [
    '/',
    '/approvals',
    '/pipelines',
    '/pipelines/shop',
    '/projects/shop',
    '/builds',
    '/deployments',
    '/projects/shop/settings',
  ];
  const tabs = await Promise.all(
    paths.map(async (path, i) => {
      const tab = i === 0 ? person.page : await context.newPage();
      await tab.goto(starboard.dashboard + path);
      return tab;
    }),
  );
  for (const tab of tabs)
    await expect(tab.locator('.connection').first()).toContainText('Connected');
  await expect.poll(streams).toBe(1);
  // Whoever leads may go: another takes over.
  const last = tabs.splice(7);
  for (const tab of tabs) await tab.close();
  await expect.poll(streams).toBe(1);
  for (const tab of last)
    await expect(tab.locator('.connection').first()).toContainText('Connected');
});
