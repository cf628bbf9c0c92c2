import { noViolations } from '../support/accessibility';
import { expect, test } from '../support/test';

/** Editing a pipeline without fear: what it does to whom is said first, and an edit can be taken back. */
const NAME = 'shop';

test.describe.configure({ mode: 'serial' });
test.use({
  viewport: { width: 1440, height: 900 },
  home: { projects: { [NAME]: ['--approve', 'none'] } },
});

test('the form: a mode, an approval and their blast radius; saved, and taken back', async ({
  page,
  person,
  shop,
}) => {
  await expect
    .poll(
      async () =>
        (await shop.pipeline.listPipelineExecutions({ pipelineName: NAME }))
          .pipelineExecutionSummaries?.[0]?.status,
      { timeout: 60_000 },
    )
    .toBe('Succeeded');
  await person.open(`/pipelines/${NAME}/edit`);
  await expect(page.getByText('Managed by the CloudFormation stack starboard-shop')).toBeVisible();
  await page.getByRole('radio', { name: /^Queued/ }).check();
  await page.getByRole('button', { name: 'Ask for an approval before Production' }).click();
  await expect(page.getByRole('region', { name: 'Stage ApproveProduction' })).toBeVisible();
  await noViolations(page);
  await page.getByRole('button', { name: 'Review and save…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(
    'New executions run in QUEUED mode; running ones keep SUPERSEDED',
  );
  await expect(dialog).toContainText('"ApproveProduction"');
  // What was not touched is no change.
  await expect(dialog.locator('.diff-code-delete').filter({ hasText: 'roleArn' })).toHaveCount(0);
  await noViolations(page, ['light']);
  await dialog.getByRole('button', { name: 'Save the pipeline' }).click();
  await expect(page).toHaveURL(new RegExp(`/pipelines/${NAME}$`));
  await expect(page.getByText('one after another (QUEUED)')).toBeVisible();
  expect(
    (await shop.pipeline.getPipeline({ name: NAME })).pipeline?.stages?.map((s) => s.name),
  ).toEqual(['Source', 'Build', 'Staging', 'ApproveProduction', 'Production']);
  await person.open(`/pipelines/${NAME}/edit`);
  await page.getByLabel('Start from version').selectOption('1');
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await dialog.getByRole('button', { name: 'Save the pipeline' }).click();
  await expect(page).toHaveURL(new RegExp(`/pipelines/${NAME}$`));
  expect((await shop.pipeline.getPipeline({ name: NAME })).pipeline).toMatchObject({
    version: 3,
    executionMode: 'SUPERSEDED',
  });
});

test('JSON: what is wrong is said where; who would be cancelled is named; an edit behind your back is a refusal', async ({
  page,
  person,
  shop,
}) => {
  await person.open(`/pipelines/${NAME}/edit?as=json`);
  const json = page.getByRole('textbox', { name: 'Declaration as JSON' });
  const text = await json.inputValue();
  const dialog = page.getByRole('dialog');
  await json.fill(text.replace('"stages": [', '"stages": [,'));
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await expect(dialog).toContainText('This is not JSON');
  await expect(dialog.getByRole('button', { name: /^Save the pipeline/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.keyboard.press('Escape');
  // Somebody waits in front of Production, which the edit takes away.
  await shop.pipeline.disableStageTransition({
    pipelineName: NAME,
    stageName: 'Production',
    transitionType: 'Inbound',
    reason: 'Held',
  });
  await shop.pipeline.startPipelineExecution({ name: NAME });
  await expect
    .poll(
      async () =>
        (await shop.pipeline.getPipelineState({ name: NAME })).stageStates?.at(-1)?.inboundExecution
          ?.pipelineExecutionId,
      { timeout: 60_000 },
    )
    .toBeTruthy();
  const declaration = JSON.parse(text) as { stages: unknown[] };
  await json.fill(JSON.stringify({ ...declaration, stages: declaration.stages.slice(0, -1) }));
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await expect(dialog).toContainText('One execution will be cancelled');
  await expect(dialog).toContainText('it is waiting for Production, which is removed');
  const { pipeline } = await shop.pipeline.getPipeline({ name: NAME });
  await shop.pipeline.updatePipeline({
    pipeline: { ...pipeline, name: NAME, roleArn: pipeline?.roleArn, stages: pipeline?.stages },
  });
  await dialog.getByRole('button', { name: 'Save the pipeline' }).click();
  await expect(dialog).toContainText('changed while you were reading');
  await dialog.getByRole('button', { name: 'Save the pipeline' }).click();
  await expect(page).toHaveURL(new RegExp(`/pipelines/${NAME}$`));
  await expect(page.getByRole('row').filter({ hasText: 'Cancelled' })).toBeVisible();
});

test('a clone is a pipeline of its own; what AWS refuses is said in its words', async ({
  page,
  person,
}) => {
  await person.open(`/pipelines/${NAME}/edit?clone`);
  await page.getByLabel('Name of the clone').fill('shop copy!');
  await page.getByRole('button', { name: 'Review the clone…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('A new pipeline starts immediately');
  await dialog.getByRole('button', { name: 'Create the clone' }).click();
  await expect(dialog).toContainText('CodePipeline refuses');
  await page.keyboard.press('Escape');
  await page.getByLabel('Name of the clone').fill('shop-copy');
  await page.getByRole('button', { name: 'Review the clone…' }).click();
  await dialog.getByRole('button', { name: 'Create the clone' }).click();
  await expect(page).toHaveURL(/\/pipelines\/shop-copy$/);
  await person.open('/');
  await expect(page.getByRole('region', { name: 'shop-copy' })).toBeVisible();
});

test('settings: a rule is made from nothing, by keyboard on a phone too; a test goes out; deleted, and made again', async ({
  page,
  person,
}) => {
  await person.open(`/projects/${NAME}`);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(
    page.getByText('Nobody is notified when a release fails and no dashboard is open.'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'New rule…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Create the rule' })).toHaveAttribute(
    'title',
    'Choose at least one topic.',
  );
  await dialog.getByRole('button', { name: 'Create the topic' }).click();
  await expect(dialog.getByRole('checkbox', { name: 'shop-notifications' })).toBeChecked();
  await noViolations(page);
  await dialog.getByRole('button', { name: 'Create the rule' }).click();
  await expect(page.getByText('The rule shop-releases is created')).toBeVisible();
  const rules = page.getByRole('region', { name: 'Notification rules' });
  await expect(rules).toContainText('Pipeline execution: Failed');
  await page.setViewportSize({ width: 390, height: 844 });
  const topics = page.getByRole('region', { name: 'Topics' });
  await topics.getByLabel('Protocol for shop-notifications').selectOption('sqs');
  await topics
    .getByLabel('New subscriber of shop-notifications')
    .fill('arn:aws:sqs:us-east-1:000000000000:heard');
  await page.keyboard.press('Enter');
  await expect(page.getByText('heard is subscribed to shop-notifications.')).toBeVisible();
  await topics.getByRole('button', { name: 'Send a test' }).click();
  await expect(
    page.getByText('A test message went to 1 subscriber of shop-notifications.'),
  ).toBeInViewport();
  await noViolations(page);
  await rules.getByRole('button', { name: 'Actions for shop-releases' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByText('The rule shop-releases is deleted.')).toBeVisible();
  await page.getByRole('button', { name: 'Create it again' }).click();
  await expect(rules).toContainText('shop-releases');
});
