import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { SNS } from '@aws-sdk/client-sns';
import { CodeStarNotifications } from '../../clients/codestar-notifications';
import { loseNextAnswer } from '../support/lose-answer';
import { check, isUnknown } from '../support/lost-answer';
import { expect, test } from '../support/test';

/** The answer to what was saved never arrives: of each form. A release and a project: lost-answers.spec.ts. */
test.describe.configure({ mode: 'serial' });
test.use({ home: { projects: { shop: [] } } });

test('an edited pipeline: one new version', async ({ page, person, starboard, shop }) => {
  const version = async (): Promise<number> =>
    (await shop.pipeline.getPipeline({ name: 'shop' })).pipeline?.version ?? 0;
  const before = await version();
  await person.open('/pipelines/shop/edit');
  await page.getByRole('radio', { name: /^QUEUED/ }).check();
  await page.getByRole('button', { name: 'Review and save…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('run in QUEUED mode');
  await loseNextAnswer(page, starboard);
  await dialog.getByRole('button', { name: 'Save the pipeline' }).click();
  await isUnknown(dialog);
  await check(dialog);
  await expect(page).toHaveURL(/\/pipelines\/shop$/);
  expect(await version()).toBe(before + 1);
});

test("a build project's settings: saved once, and the way back is offered", async ({
  page,
  person,
  starboard,
  shop,
}) => {
  const project = async () =>
    (await shop.build.batchGetProjects({ names: ['shop'] })).projects?.[0];
  await person.open('/builds/projects/shop');
  await page.getByLabel(/^Timeout, minutes/).fill('31');
  await loseNextAnswer(page, starboard);
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

test('an alarm: one alarm and one topic', async ({ page, person, starboard }) => {
  const alarms = async () =>
    (await new CloudWatch(starboard.client).describeAlarms({})).MetricAlarms ?? [];
  await person.open('/builds/projects/shop');
  const card = page.getByRole('region', { name: 'Alarm on failed builds' });
  await loseNextAnswer(page, starboard);
  await card.getByRole('button', { name: 'Create the alarm' }).click();
  await isUnknown(card);
  const [made] = await alarms();
  expect(made?.AlarmName).toBe('starboard-shop-failed-builds');
  await check(card);
  await expect(page.getByText('is notified when a build of shop fails')).toBeVisible();
  const now = await alarms();
  expect(now.map((a) => a.AlarmConfigurationUpdatedTimestamp)).toEqual([
    made?.AlarmConfigurationUpdatedTimestamp,
  ]);
  const { Topics = [] } = await new SNS(starboard.client).listTopics({});
  expect(Topics.filter((t) => t.TopicArn?.endsWith('failed-builds'))).toHaveLength(1);
});

test('a notification rule: one rule', async ({ page, person, starboard }) => {
  const rules = new CodeStarNotifications(starboard.client);
  await new SNS(starboard.client).createTopic({ Name: 'team' });
  await person.open('/projects/shop/settings');
  await page.getByRole('button', { name: 'New rule…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'team' }).check();
  await loseNextAnswer(page, starboard);
  await dialog.getByRole('button', { name: 'Create the rule' }).click();
  await isUnknown(dialog);
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('shop-releases');
  await check(dialog);
  await expect(dialog).toBeHidden();
  await expect(page.getByText('The rule shop-releases is created')).toBeVisible();
  const { NotificationRules = [] } = await rules.listNotificationRules({});
  expect(NotificationRules).toHaveLength(1);
});
