import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { SNS } from '@aws-sdk/client-sns';
import { expect, type Locator, type Page } from '@playwright/test';
import { CodeStarNotifications } from '../clients/codestar-notifications';
import { loseNextAnswer } from './lose-answer';
import { enter, test } from './browser';
import { cli, newHome, removeHome, startStarboard, type Running } from './launch';

/**
 * The server does what it was asked and its answer never arrives: the page must say that it does not
 * know, find out when asked, and never do it a second time.
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

/** What the page says after the answer was lost; checking it is offered, and nothing else is claimed. */
async function isUnknown(where: Page | Locator): Promise<void> {
  const note = where.getByRole('alert').filter({ hasText: 'The answer got lost' });
  await expect(note).toBeVisible();
  await expect(where.getByText(/Nothing was|was not (saved|done|made)/)).toHaveCount(0);
}
const check = (where: Page | Locator): Promise<void> =>
  where.getByRole('button', { name: 'Check what happened' }).click();

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

test('an edited pipeline: one new version', async ({ page }) => {
  const pipeline = new CodePipeline(running.client);
  const version = async (): Promise<number> =>
    (await pipeline.getPipeline({ name: 'shop' })).pipeline?.version ?? 0;
  const before = await version();
  await go(page, '/pipelines/shop/edit');
  await page.getByRole('radio', { name: /^QUEUED/ }).check();
  await page.getByRole('button', { name: 'Review and save…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('run in QUEUED mode');
  await loseNextAnswer(page, running);
  await dialog.getByRole('button', { name: 'Save the pipeline' }).click();
  await isUnknown(dialog);
  await check(dialog);
  await expect(page).toHaveURL(/\/pipelines\/shop$/);
  expect(await version()).toBe(before + 1);
});

test("a build project's settings: saved once, and the way back is offered", async ({ page }) => {
  const builds = new CodeBuild(running.client);
  const project = async () => (await builds.batchGetProjects({ names: ['shop'] })).projects?.[0];
  await go(page, '/builds/projects/shop');
  await page.getByLabel(/^Timeout, minutes/).fill('31');
  await loseNextAnswer(page, running);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await isUnknown(page);
  await expect(page.getByLabel(/^Timeout, minutes/)).toHaveValue('31');
  const saved = await project();
  expect(saved?.timeoutInMinutes).toBe(31);
  await check(page);
  await expect(page.getByText('shop is saved.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  expect((await project())?.lastModified).toEqual(saved?.lastModified);
});

test('an alarm: one alarm and one topic', async ({ page }) => {
  const alarms = async () =>
    (await new CloudWatch(running.client).describeAlarms({})).MetricAlarms ?? [];
  await go(page, '/builds/projects/shop');
  const card = page.getByRole('region', { name: 'Alarm on failed builds' });
  await loseNextAnswer(page, running);
  await card.getByRole('button', { name: 'Create the alarm' }).click();
  await isUnknown(card);
  const [made] = await alarms();
  expect(made?.AlarmName).toBe('starboard-shop-failed-builds');
  await check(card);
  await expect(card).toContainText('is notified when a build of shop fails');
  const now = await alarms();
  expect(now.map((a) => a.AlarmConfigurationUpdatedTimestamp)).toEqual([
    made?.AlarmConfigurationUpdatedTimestamp,
  ]);
  const { Topics = [] } = await new SNS(running.client).listTopics({});
  expect(Topics.filter((t) => t.TopicArn?.endsWith('failed-builds'))).toHaveLength(1);
});

test('a notification rule: one rule', async ({ page }) => {
  const rules = new CodeStarNotifications(running.client);
  await new SNS(running.client).createTopic({ Name: 'team' });
  await go(page, '/projects/shop/settings');
  await page.getByRole('button', { name: 'New rule…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'team' }).check();
  await loseNextAnswer(page, running);
  await dialog.getByRole('button', { name: 'Create the rule' }).click();
  await isUnknown(dialog);
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('shop-releases');
  await check(dialog);
  await expect(dialog).toBeHidden();
  await expect(page.getByText('The rule shop-releases is created')).toBeVisible();
  const { NotificationRules = [] } = await rules.listNotificationRules({});
  expect(NotificationRules).toHaveLength(1);
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
