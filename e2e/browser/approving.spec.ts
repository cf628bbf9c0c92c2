import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { noViolations } from '../support/accessibility';
import { advanceClock } from '../support/controls';
import { expect, test as base } from '../support/test';

/** Approving: by keyboard over several pipelines, what waits behind, and what happens when nobody answers. Events come late, twice and in no order. */
const test = base.extend<{ cp: CodePipeline }>({
  cp: ({ starboard }, provide) => provide(new CodePipeline(starboard.client)),
});
test.describe.configure({ mode: 'serial' });
test.use({
  viewport: { width: 1440, height: 900 },
  home: { projects: { first: [], second: [] }, chaos: true },
});

test('by keyboard: from card to card, and the dialog of each; no key decides', async ({
  page,
  person,
  cp,
}) => {
  await person.open('/approvals');
  const cards = page.getByRole('article');
  await expect(cards).toHaveCount(2, { timeout: 60_000 });
  await expect(page.getByText('Each key opens the dialog. None of them decides.')).toBeVisible();
  await page.keyboard.press('j');
  await expect(cards.first()).toHaveClass(/current/);
  await page.keyboard.press('j');
  await expect(cards.last()).toHaveClass(/current/);
  const name = ((await cards.last().getAttribute('aria-label')) ?? '').split(' ')[0] ?? '';
  await noViolations(page, ['light']);
  await page.keyboard.press('x');
  await expect(page.getByRole('dialog')).toContainText(`Reject ${name} for Production`);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('a');
  await expect(page.getByRole('dialog')).toContainText(`Approve ${name} for Production`);
  const comment = page.getByRole('dialog').getByRole('textbox');
  await expect(comment).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('button', { name: /^Approve/ })).toHaveAttribute(
    'aria-keyshortcuts',
    /Control\+Enter/,
  );
  await expect(comment).toBeEnabled();
  // While a dialog is open no key is the page's, wherever in it the focus is.
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).focus();
  await page.keyboard.press('x');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await expect(page.getByRole('dialog')).toContainText(`Approve ${name} for Production`);
  await page.keyboard.press('Escape');
  expect(
    (await cp.getPipelineState({ name })).stageStates?.[3]?.actionStates?.[0]?.latestExecution
      ?.status,
  ).toBe('InProgress');
});

test('what waits behind, and files that decide more than code, are said before the answer', async ({
  page,
  person,
  starboard,
  cp,
}) => {
  test.setTimeout(120_000);
  const cc = new CodeCommit(starboard.client);
  const { branch } = await cc.getBranch({ repositoryName: 'first', branchName: 'main' });
  const { fileContent } = await cc.getFile({ repositoryName: 'first', filePath: 'buildspec.yml' });
  await cc.putFile({
    repositoryName: 'first',
    branchName: 'main',
    parentCommitId: branch?.commitId,
    filePath: 'buildspec.yml',
    fileContent: Buffer.concat([Buffer.from(fileContent ?? []), Buffer.from('\n# changed\n')]),
    commitMessage: 'Change how it is built',
  });
  await expect
    .poll(
      async () =>
        (await cp.getPipelineState({ name: 'first' })).stageStates?.[3]?.inboundExecution
          ?.pipelineExecutionId,
      { timeout: 60_000 },
    )
    .toBeTruthy();
  await person.open('/approvals');
  const card = page.getByRole('article', { name: 'first to Production' });
  await expect(card).toBeVisible();
  if (await card.getByRole('button', { name: 'Review' }).isVisible())
    await card.getByRole('button', { name: 'Review' }).click();
  await expect(card).toContainText('waits behind it');
  await expect(card).toContainText(
    /Approving ships 1 commit; rejecting this one and approving that ships 2 commits/,
  );
  await card.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Approve and deploy/ })
    .click();
  await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
  await person.open('/approvals');
  const next = page.getByRole('article', { name: 'first to Production' });
  await expect(next).toBeVisible({ timeout: 60_000 });
  if (await next.getByRole('button', { name: 'Review' }).isVisible())
    await next.getByRole('button', { name: 'Review' }).click();
  await expect(next).toContainText('Changes how it is built: buildspec.yml');
});

test('after seven days nobody can answer; asked again, somebody can', async ({
  page,
  person,
  starboard,
}) => {
  test.setTimeout(120_000);
  await person.open('/approvals');
  await advanceClock(starboard.engine, 7 * 86_400 + 60);
  const expired = page
    .getByRole('listitem')
    .filter({ hasText: 'Expired' })
    .filter({ hasText: 'second' });
  await expect(expired).toBeVisible({ timeout: 60_000 });
  await noViolations(page, ['light']);
  await expired.getByRole('button', { name: 'Ask again…' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Ask again for/ })
    .click();
  await expect(page.getByRole('dialog')).toContainText('requested again');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('article', { name: 'second to Production' })).toBeVisible({
    timeout: 60_000,
  });
});

test('a pipeline that is deleted while its page is open says so, and the board goes on', async ({
  page,
  person,
  cp,
}) => {
  await person.open('/pipelines/second');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('second');
  await cp.deletePipeline({ name: 'second' });
  await expect(page.getByText('No longer here.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('region', { name: 'Production' })).toBeHidden();
  await person.open('/');
  await expect(page.getByRole('region', { name: 'first' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'second' })).toBeHidden();
});
