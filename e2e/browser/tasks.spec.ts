import { CodeCommit } from '@aws-sdk/client-codecommit';
import type { Locator, Page } from '@playwright/test';
import { until } from '../../engine/testing/wait';
import { Clicks } from '../support/clicks';
import { type Running } from '../support/launch';
import { scoreOf, shiftsOf, told, watchShifts } from '../support/layout-shift';
import { scriptBytes } from '../support/page-weight';
import { createProjects, Project } from '../support/project';
import { expect, test as base } from '../support/test';

/**
 * What a person comes for, from the board, and how many clicks it takes at most. They are counted in the
 * page, as the browser gives them. A first project is counted by first-page.spec.ts.
 */

/** Two projects: a release of `shop` waits for production, and the newest commit of `api` fails a test. */
async function aMorning(running: Running): Promise<void> {
  await createProjects(running, { shop: [], api: ['--approve', 'none'] });
  const [shop, api] = [new Project(running, 'shop'), new Project(running, 'api')];
  await shop.approve();
  await shop.executionIs(await shop.newest(), 'Succeeded');
  for (const heading of ['Gift cards', 'Delivery date']) {
    const sha = await shop.push(heading);
    const id = await until(heading, () => executionOf(shop, sha));
    await shop.stageIs(id, 'Staging', 'Succeeded');
    if (heading === 'Gift cards') {
      await shop.approve();
      await shop.executionIs(id, 'Succeeded');
    }
  }
  const first = await api.newest();
  await api.executionIs(first, 'Succeeded');
  const good = await api.push('Orders');
  await api.executionIs(await until('Orders', () => executionOf(api, good)), 'Succeeded');
  const bad = await breakTest(running);
  await api.executionIs(await until('a broken test', () => executionOf(api, bad)), 'Failed');
}

async function executionOf(project: Project, sha: string): Promise<string | undefined> {
  return (await project.executions()).find((e) => e.sourceRevisions?.[0]?.revisionId === sha)
    ?.pipelineExecutionId;
}

async function breakTest({ client }: Running): Promise<string> {
  const code = new CodeCommit(client);
  const at = { repositoryName: 'api', filePath: 'test/app.test.js' };
  const { branch } = await code.getBranch({ repositoryName: 'api', branchName: 'main' });
  const { fileContent } = await code.getFile(at);
  const { commitId = '' } = await code.putFile({
    ...at,
    branchName: 'main',
    parentCommitId: branch?.commitId,
    fileContent: Buffer.from(
      Buffer.from(fileContent ?? [])
        .toString('utf8')
        .replace('assert.equal(response.status, 404)', 'assert.equal(response.status, 405)'),
    ),
    commitMessage: 'Answer unknown addresses with 405',
    name: 'Aiko Tanabe',
    email: 'aiko@example.com',
  });
  return commitId;
}

const test = base.extend<{ clicks: Clicks; dialog: Locator }>({
  clicks: async ({ page }, provide) => provide(await Clicks.in(page)),
  dialog: ({ page }, provide) => provide(page.getByRole('dialog')),
});

test.use({
  ownContext: true,
  viewport: { width: 1440, height: 900 },
  home: { prepare: aMorning },
});

/** Opens the board and begins to count there. */
async function fromTheBoard(
  page: Page,
  open: () => Promise<unknown>,
  clicks: Clicks,
): Promise<void> {
  await open();
  await expect(page.getByRole('region', { name: 'shop', exact: true })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-ready');
  clicks.take();
}

/** Each page there is, of the two projects where it is of something. */
async function everyPage(starboard: Running): Promise<string[]> {
  const api = new Project(starboard, 'api');
  const [build = ''] = (await api.build.listBuildsForProject({ projectName: 'api' })).ids ?? [];
  const { deployments: [deployment = ''] = [] } = await api.deploy.listDeployments({
    applicationName: 'api',
    deploymentGroupName: 'staging',
  });
  return [
    '/',
    '/approvals',
    '/pipelines',
    '/pipelines/shop',
    `/pipelines/api/executions/${await api.newest()}`,
    '/pipelines/shop/edit',
    '/pipelines/shop/settings',
    '/builds',
    `/builds/${encodeURIComponent(build)}`,
    '/builds/projects/api',
    '/deployments',
    `/deployments/${deployment}`,
    '/environments',
    '/environments/shop/staging',
    '/commits',
    '/insights',
    '/projects/new',
    '/projects/shop',
    '/projects/shop/settings',
    '/settings',
  ];
}

const MOST_SCRIPT = 300 * 1024;
const MOST_SHIFT = 0.02;

test('no page brings more than 300 KB of JavaScript, and nothing moves while it comes', async ({
  page,
  person,
  starboard,
}) => {
  test.setTimeout(180_000);
  await watchShifts(page);
  const found: string[] = [];
  for (const path of await everyPage(starboard))
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await person.open(path);
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached();
      await expect(page.locator('main [aria-busy=true]')).toHaveCount(0);
      const bytes = await scriptBytes(page);
      if (bytes > MOST_SCRIPT) found.push(`${path}: ${Math.round(bytes / 1024)} KB of JavaScript`);
      const shifts = await shiftsOf(page);
      if (scoreOf(shifts) > MOST_SHIFT) found.push(`${path} at ${width} px: ${told(shifts)}`);
    }
  expect(found).toEqual([]);
});

test('open the running application: 1', async ({ page, person, clicks }) => {
  await fromTheBoard(page, () => person.open('/'), clicks);
  const opened = page.context().waitForEvent('page');
  await page.getByRole('link', { name: 'Open shop Production in a new tab' }).click();
  const application = await opened;
  await expect(application.getByRole('heading', { level: 1 })).toHaveText('Gift cards');
  expect(clicks.take()).toBe(1);
});

test('why a build broke: 1', async ({ page, person, clicks }) => {
  await fromTheBoard(page, () => person.open('/'), clicks);
  await page
    .getByRole('region', { name: 'What needs attention' })
    .getByRole('link', { name: /log/ })
    .click();
  await expect(page.getByText('404 !== 405').first()).toBeVisible();
  expect(clicks.take()).toBe(1);
});

test('where is my commit: 2', async ({ page, person, starboard, clicks }) => {
  const [live] = (await new Project(starboard, 'shop').executions()).filter(
    (e) => e.status === 'Succeeded',
  );
  const sha = live?.sourceRevisions?.[0]?.revisionId?.slice(0, 7) ?? '';
  await fromTheBoard(page, () => person.open('/'), clicks);
  await page.getByRole('button', { name: /^Search or jump to/ }).click();
  await page.keyboard.type(sha);
  await page
    .getByRole('option', { name: new RegExp(sha) })
    .first()
    .click();
  await expect(page.getByRole('main')).toContainText(/Production/);
  await expect(page.getByRole('main')).toContainText(sha);
  expect(clicks.take()).toBe(2);
});

test('retry a failed stage: 2', async ({ page, person, starboard, clicks, dialog }) => {
  const api = new Project(starboard, 'api');
  await fromTheBoard(page, () => person.open('/'), clicks);
  await page.getByRole('button', { name: 'Retry Build of api…' }).click();
  await dialog.getByRole('button', { name: /^Retry Build/ }).click();
  await expect(dialog).toContainText('Build');
  expect(clicks.take()).toBe(2);
  await expect
    .poll(
      async () =>
        (await api.actions(await api.newest())).filter((a) => a.stageName === 'Build').length,
    )
    .toBe(2);
});

test('approve: 2', async ({ page, person, starboard, clicks, dialog }) => {
  const shop = new Project(starboard, 'shop');
  await fromTheBoard(page, () => person.open('/'), clicks);
  await page.getByRole('button', { name: /^Review: Approval, shop/ }).click();
  await expect(dialog).toContainText('Delivery date');
  await dialog.getByRole('button', { name: /^Approve and deploy/ }).click();
  await shop.executionIs(await shop.newest(), 'Succeeded');
  expect(clicks.take()).toBe(2);
});

test('release a chosen commit: 3', async ({ page, person, starboard, clicks, dialog }) => {
  const api = new Project(starboard, 'api');
  const known = (await api.executions()).map((e) => e.pipelineExecutionId ?? '');
  await fromTheBoard(page, () => person.open('/'), clicks);
  await page.getByRole('link', { name: 'api', exact: true }).click();
  await page
    .locator('section', { has: page.getByRole('heading', { name: 'Commits' }) })
    .getByRole('listitem')
    .filter({ hasText: 'Initial commit' })
    .getByRole('button', { name: /^Release/ })
    .click();
  await dialog.getByRole('button', { name: /^Release [0-9a-f]{7}\b/ }).click();
  await api.executionIs(await api.newExecution(known), 'Succeeded');
  expect(clicks.take()).toBe(3);
});

test('roll back: 3', async ({ page, person, starboard, clicks, dialog }) => {
  const shop = new Project(starboard, 'shop');
  const known = (await shop.executions()).map((e) => e.pipelineExecutionId ?? '');
  await fromTheBoard(page, () => person.open('/'), clicks);
  await page.getByRole('button', { name: 'Actions for shop Production' }).click();
  await page.getByRole('menuitem', { name: /^Roll back/ }).click();
  await expect(dialog.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('The date is wrong');
  await dialog.getByRole('button', { name: /^Roll back Production to/ }).click();
  await shop.executionIs(await shop.newExecution(known), 'Succeeded');
  expect(clicks.take()).toBe(3);
});
