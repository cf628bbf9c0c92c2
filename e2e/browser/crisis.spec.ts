import type { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import type { Locator, Page } from '@playwright/test';
import { noViolations } from '../support/accessibility';
import { advanceClock } from '../support/controls';
import type { Running } from '../support/launch';
import { Project } from '../support/project';
import { expect, test as base } from '../support/test';

/** It broke: what was it, where is it, how is it undone and kept undone. Events come late, twice and in no order. */
const NAME = 'shop';

/** Until the execution of a commit is over; asked of AWS itself. */
async function over(shop: Project, sha: string): Promise<string> {
  let id = '';
  await expect
    .poll(
      async () => {
        const e = (await shop.executions()).find((x) => x.sourceRevisions?.[0]?.revisionId === sha);
        id = e?.pipelineExecutionId ?? '';
        return e?.status;
      },
      { timeout: 60_000 },
    )
    .toBe('Succeeded');
  return id;
}

/** A good page and then a bad one are live. */
async function releaseTwice(starboard: Running): Promise<void> {
  const shop = new Project(starboard, NAME);
  await over(shop, await shop.push('Good page (#213)'));
  await over(shop, await shop.push('Bad page (#214)'));
}

const test = base.extend<{ cp: CodePipeline; bad: string }>({
  cp: ({ shop }, provide) => provide(shop.pipeline),
  /** The commit of the bad page. */
  bad: async ({ shop }, provide) => {
    const executions = await shop.executions();
    const found = executions.find((e) =>
      e.sourceRevisions?.[0]?.revisionSummary?.includes('Bad page (#214)'),
    );
    await provide(found?.sourceRevisions?.[0]?.revisionId ?? '');
  },
});
test.describe.configure({ mode: 'serial' });
test.use({
  home: { projects: { [NAME]: ['--approve', 'none'] }, prepare: releaseTwice, chaos: true },
});

const stageOf = (page: Page, stage: string): Locator =>
  page.getByRole('article').first().getByRole('listitem').filter({ hasText: stage }).last();

for (const [name, viewport] of [
  ['desktop', { width: 1440, height: 900 }],
  ['phone', { width: 390, height: 844 }],
] as const) {
  test(`an execution is one waterfall and one log, from its commit to its last hook (${name})`, async ({
    page,
    person,
    bad,
  }) => {
    await page.setViewportSize(viewport);
    await person.open(`/pipelines/${NAME}`);
    await page.getByRole('link', { name: 'Bad page (#214)' }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Bad page (#214)');
    const fall = page.getByRole('region', { name: 'Timeline' });
    for (const step of ['Source', 'Install', 'Pre-build', 'ApplicationStart', 'ValidateService'])
      await expect(
        fall.getByRole('button', { name: new RegExp(`^Succeeded ?${step}|${step}`) }).first(),
      ).toBeVisible();
    const log = page.getByRole('log');
    await expect(log).toContainText('Entering phase PRE_BUILD');
    await expect(log).toContainText('$ scripts/validate.sh');
    await fall
      .getByRole('button', { name: /ValidateService/ })
      .last()
      .click();
    await expect(log).not.toContainText('Entering phase');
    await expect(log).toContainText('healthy at');
    await expect(page).toHaveURL(/step=/);
    await page.getByRole('button', { name: 'Whole run' }).click();
    await expect(log).toContainText('Entering phase PRE_BUILD');
    await noViolations(page, name === 'phone' ? ['dark'] : ['light', 'dark']);
    await page.getByRole('button', { name: /^Artifacts/ }).click();
    await page.getByRole('button', { name: 'Browse' }).first().click();
    await page.getByRole('button', { name: /src\/page\.js/ }).click();
    await expect(page.getByRole('dialog')).toContainText('Bad page');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Variables/ }).click();
    await expect(page.getByRole('row').filter({ hasText: 'CommitId' })).toContainText(bad);
    await page.getByRole('button', { name: /^Revisions/ }).click();
    await page.getByRole('combobox').selectOption({ index: 1 });
    await expect(page.getByText('Gained: 1 commit')).toBeVisible();
    await noViolations(page, ['light']);
  });
}

test('where is my commit: live, then rolled back and in quarantine, and not again by mistake', async ({
  page,
  person,
  shop,
  bad,
}) => {
  test.setTimeout(180_000);
  await person.open('/');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByPlaceholder(/a commit/).fill(bad.slice(0, 7));
  await page.getByRole('option', { name: /Where is/ }).click();
  await expect(stageOf(page, 'Production')).toContainText('Live');
  await expect(stageOf(page, 'Staging')).toContainText('Live');
  await noViolations(page);
  // A commit that went out as a part of a newer one is live too.
  await page.getByRole('searchbox').fill('#213');
  await expect(stageOf(page, 'Production')).toContainText(`as part of ${bad.slice(0, 7)}`);

  await person.open(`/pipelines/${NAME}?do=rollback&on=${NAME}&stage=Production`);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Refunds fail; 4 % of orders');
  await dialog.getByText(/^Quarantine/).click();
  await noViolations(page, ['light']);
  await dialog.getByRole('button', { name: /^Roll back Production to/ }).click();
  await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
  await page.keyboard.press('Escape');
  const note = page.locator('.note').filter({ hasText: 'Rolled back from' });
  await expect(note).toContainText('is in quarantine');
  await expect(page.getByText('“Quarantine of')).toBeVisible();
  await expect(page.getByText('took away')).toBeVisible();

  await person.open(`/?q=${bad}`);
  await expect(stageOf(page, 'Production')).toContainText('Rolled back');
  await expect(stageOf(page, 'Production')).toContainText('Refunds fail; 4 % of orders');
  await expect(stageOf(page, 'Staging')).toContainText('Live');

  // Releasing it again must be meant.
  const past =
    (await shop.executions()).find((e) => e.sourceRevisions?.[0]?.revisionId === bad)
      ?.pipelineExecutionId ?? '';
  await person.open(`/pipelines/${NAME}?do=release&on=${NAME}&execution=${past}`);
  await expect(dialog).toContainText('is in quarantine');
  await expect(dialog.getByRole('button', { name: /^Release [0-9a-f]{7}/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await dialog.getByLabel(/to release it anyway/).fill(bad.slice(0, 7));
  await expect(dialog.getByRole('button', { name: /^Release [0-9a-f]{7}/ })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.keyboard.press('Escape');

  // A newer commit waits in front of the closed way; the quarantine is lifted for it.
  const fixed = await shop.push('Fixed page (#215)');
  await expect(page.getByText('A newer commit waits in front')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: /^Lift the quarantine/ }).click();
  await dialog.getByRole('button', { name: 'Lift the quarantine' }).click();
  await expect(dialog).toContainText('out of quarantine');
  await page.keyboard.press('Escape');
  await over(shop, fixed);
  await expect(note).toBeHidden();
});

test('the ladder: an edited pipeline releases the commit again, and CodeDeploy deploys the revision by itself', async ({
  page,
  person,
  cp,
}) => {
  test.setTimeout(180_000);
  const { pipeline } = await cp.getPipeline({ name: NAME });
  await cp.updatePipeline({
    pipeline: {
      ...pipeline,
      name: NAME,
      roleArn: pipeline?.roleArn,
      stages: pipeline?.stages,
      variables: [{ name: 'Edited', defaultValue: 'yes' }],
    },
  });
  await person.open(`/pipelines/${NAME}?do=rollback&on=${NAME}&stage=Production`);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Ran before the pipeline was changed to version 2');
  const ways = dialog.locator('.rollback-options');
  await expect(ways.getByRole('listitem').first()).toContainText(
    'Ran before the pipeline was changed',
  );
  await noViolations(page, ['light']);
  // The second rung: built anew, and live by the pipeline itself.
  await ways.getByRole('button', { name: 'Release that commit again…' }).click();
  await expect(dialog).toContainText('Chosen revision');
  const again = /Release ([0-9a-f]{7}) of/.exec((await dialog.textContent()) ?? '')?.[1] ?? '';
  await dialog.getByRole('button', { name: `Release ${again}`, exact: true }).click();
  await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
  await person.open(`/pipelines/${NAME}`);
  await expect(page.getByRole('region', { name: 'Production' })).toContainText(again);
  // The third: CodeDeploy alone.
  await person.open(`/pipelines/${NAME}?do=rollback&on=${NAME}&stage=Production`);
  await ways.getByRole('button', { name: 'Deploy that revision again…' }).click();
  // The dialog before it names this way too: what is typed there is gone with it.
  await expect(
    dialog.getByRole('button', { name: /^Deploy [0-9a-f]{7} to Production/ }),
  ).toBeVisible();
  await expect(dialog).toContainText('CodeDeploy only, outside the pipeline');
  await dialog.getByRole('textbox').first().fill('The ladder is tried');
  if (await dialog.getByLabel(/anyway/).isVisible())
    await dialog
      .getByLabel(/anyway/)
      .fill(/Type ([0-9a-f]{7})/.exec((await dialog.textContent()) ?? '')?.[1] ?? '');
  await dialog.getByRole('button', { name: /^Deploy [0-9a-f]{7} to Production/ }).click();
  await dialog.getByRole('link', { name: 'Show the deployment' }).click();
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: 60_000 });
  // A cell opens what its own event wrote, and no other's lines.
  await page.getByRole('button', { name: /^ValidateService on .*Open its log/ }).click();
  await expect(page.getByRole('log')).toContainText('healthy at');
  await expect(page.getByRole('log')).not.toContainText('scripts/stop.sh');
  await person.open(`/pipelines/${NAME}`);
  await expect(page.getByRole('region', { name: 'Production' })).toContainText(
    'outside the pipeline',
  );
});

test('an artifact about to expire says so, and one that has cannot be gone back to', async ({
  page,
  person,
  starboard,
  shop,
  cp,
}) => {
  test.setTimeout(120_000);
  const s3 = new S3({ ...starboard.client, forcePathStyle: true });
  const last = await shop.push('Last page (#216)');
  const id = await over(shop, last);
  const { actionExecutionDetails = [] } = await cp.listActionExecutions({
    pipelineName: NAME,
    filter: { pipelineExecutionId: id },
  });
  const bucket = actionExecutionDetails.flatMap((a) => a.output?.outputArtifacts ?? [])[0]
    ?.s3location?.bucket;
  await s3.putBucketLifecycleConfiguration({
    Bucket: bucket,
    LifecycleConfiguration: {
      Rules: [{ ID: 'short', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }],
    },
  });
  const dialog = page.getByRole('dialog');
  await person.open(`/pipelines/${NAME}?do=rollback&on=${NAME}&stage=Production`);
  await expect(dialog.getByText(/Its artifact expires in/).first()).toBeVisible();
  await advanceClock(starboard.engine, 3 * 86_400);
  await expect
    .poll(
      async () => {
        await page.reload();
        await expect(dialog.locator('.candidates')).toBeVisible();
        return dialog.textContent();
      },
      { timeout: 60_000 },
    )
    .toContain('Its artifact is no longer in S3');
  await expect(
    dialog.locator('.rollback-options').getByRole('button', { name: 'Release that commit again…' }),
  ).toBeVisible();
});

test('the pipeline as it was, and how it has gone: each number opens what is behind it', async ({
  page,
  person,
}) => {
  await person.open(`/pipelines/${NAME}`);
  await page.getByRole('button', { name: 'History…' }).click();
  const past = page.getByRole('region', { name: 'History' });
  await expect(past.getByText(/^History \d/)).toBeVisible();
  const first = page.url();
  await past.getByRole('button', { name: 'Change before' }).click();
  await expect(page).not.toHaveURL(first);
  await expect(past.getByRole('region', { name: 'Production' })).toContainText('Live then');
  await noViolations(page, ['light', 'dark']);
  await past.getByRole('button', { name: 'Back to the present' }).click();
  await expect(
    page
      .getByRole('region', { name: 'Production' })
      .getByRole('button', { name: 'Roll back Production…' }),
  ).toBeVisible();
  await person.open('/insights');
  await expect(page.getByRole('button', { name: /^Change failure rate: \d+ %/ })).toBeVisible();
  await page.getByRole('button', { name: /^Change failure rate/ }).click();
  // The bad page was rolled back: a failed change, and restored.
  await expect(page.getByRole('region', { name: 'Behind Change failure rate' })).toContainText(
    'Bad page (#214)',
  );
  // A bar lists what is behind it, by the keyboard too, and the address says so.
  const failures = page.getByRole('figure', { name: 'Change failure rate' });
  await failures.getByRole('link').last().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/on=\d{4}-\d\d-\d\d/);
  await expect(page.getByRole('region', { name: 'Behind Change failure rate' })).toContainText(
    'Bad page (#214)',
  );
  await page.getByRole('button', { name: /^Time to restore/ }).click();
  await expect(page.getByRole('region', { name: 'Behind Time to restore' })).toContainText(
    'Bad page (#214)',
  );
  await noViolations(page);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download starboard-restore.csv' }).click();
  expect((await saved).suggestedFilename()).toBe('starboard-restore.csv');
  const views = page.getByRole('navigation', { name: 'Insights' });
  await views.getByRole('button', { name: 'Builds' }).click();
  await expect(page.getByRole('figure', { name: 'Build minutes' })).toBeVisible();
  await views.getByRole('button', { name: 'Tests' }).click();
  await expect(page.getByText(/^\d+ builds ended in it without one\./)).toBeVisible();
  await views.getByRole('button', { name: 'Delivery' }).click();
  // A point opens its execution.
  await page.getByRole('figure', { name: 'Time to restore' }).getByRole('link').last().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
});
