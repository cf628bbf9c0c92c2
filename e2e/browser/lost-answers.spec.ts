import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { expect, type Page } from '@playwright/test';
import { enter, test } from '../support/browser';
import { cli, newHome, removeHome, startStarboard, type Running } from '../support/launch';
import { loseNextAnswer } from '../support/lose-answer';
import { check, isUnknown } from '../support/lost-answer';

/**
 * The server does what it was asked and its answer never arrives: the page must say that it does not
 * know, find out when asked, and never do it a second time. What is saved in forms: lost-answers.long-spec.ts.
 */
let home = '';
let running: Running;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  home = newHome();
  running = await startStarboard(home);
  const made = await cli(home, ['create', 'shop', '--template', 'plain-node', '--wait']);
  expect(made.stderr).toBe('');
});
test.afterAll(async () => {
  await running.stop();
  removeHome(home);
});
test.beforeEach(async ({ page }) => {
  await enter(page, running);
});

const go = (page: Page, path: string): Promise<unknown> => page.goto(running.dashboard + path);

test('a release: one execution, followed after the check', async ({ page }) => {
  const pipeline = new CodePipeline(running.client);
  const count = async (): Promise<number> =>
    (await pipeline.listPipelineExecutions({ pipelineName: 'shop' })).pipelineExecutionSummaries
      ?.length ?? 0;
  const before = await count();
  await go(page, '/pipelines/shop');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Release…' }).click();
  await dialog.getByRole('textbox').fill('For the record');
  await loseNextAnswer(page, running);
  await dialog.getByRole('button', { name: 'Release shop' }).click();
  await isUnknown(dialog);
  await expect(dialog.getByRole('textbox')).toHaveValue('For the record');
  await check(dialog);
  await expect(dialog).toContainText('A new execution started');
  expect(await count()).toBe(before + 1);
});

test('a new project: one stack, and its progress after the check', async ({ page }) => {
  const stacks = new CloudFormation(running.client);
  await go(page, '/projects/new?template=html5-site');
  const card = page.getByRole('form', { name: 'Project' });
  await card.getByLabel('Name', { exact: true }).fill('lost');
  await expect(card.getByText('Free')).toBeVisible();
  await expect(card.getByRole('button', { name: 'Create lost' })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  const lost = await loseNextAnswer(page, running);
  await card.getByRole('button', { name: 'Create lost' }).click();
  await isUnknown(card);
  expect(lost()).toBe(1);
  await expect(card.getByLabel('Name', { exact: true })).toHaveValue('lost');
  await check(card);
  await expect(page).toHaveURL(/\/projects\/lost\/progress\?stack=/);
  const { StackSummaries = [] } = await stacks.listStacks({});
  expect(StackSummaries.filter((s) => s.StackName === 'starboard-lost')).toHaveLength(1);
});

const fault = (faults: object[]): Promise<unknown> =>
  fetch(`${running.engine}/_starboard/faults`, {
    method: 'POST',
    body: JSON.stringify({ faults }),
  });

test("an approval that the SDK had to send twice is this person's own, not somebody else's", async ({
  page,
}) => {
  await fault([
    { service: 'codepipeline', operation: 'PutApprovalResult', kind: 'lose', times: 1 },
  ]);
  try {
    await go(page, '/pipelines/shop?do=approve&on=shop&stage=ApproveProduction');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Checked the page');
    await dialog.getByRole('button', { name: /^Approve and deploy/ }).click();
    await expect(dialog).toContainText(/Approved .* for Production/);
    await expect(dialog.getByText('Somebody else')).toHaveCount(0);
  } finally {
    await fault([]);
  }
});

test('a release whose answer is lost between AWS and Starboard is not called a failure', async ({
  page,
}) => {
  const pipeline = new CodePipeline(running.client);
  const count = async (): Promise<number> =>
    (await pipeline.listPipelineExecutions({ pipelineName: 'shop' })).pipelineExecutionSummaries
      ?.length ?? 0;
  const before = await count();
  await fault([{ service: 'codepipeline', operation: 'StartPipelineExecution', kind: 'lose' }]);
  try {
    await go(page, '/pipelines/shop?do=release&on=shop');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Release shop' }).click();
    await expect(dialog.getByRole('alert')).toContainText(
      'Starboard does not know whether this was done',
    );
    await expect(dialog.getByText(/Nothing was/)).toHaveCount(0);
    expect(await count()).toBe(before + 1);
  } finally {
    await fault([]);
  }
});
