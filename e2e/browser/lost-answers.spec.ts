import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { homeOwner } from '../../engine/adapters/home-lock';
import { setFaults } from '../support/controls';
import { LISTS, pathsOf } from '../support/first-release-pages';
import { loseNextAnswer } from '../support/lose-answer';
import { check, isUnknown } from '../support/lost-answer';
import { expect, test } from '../support/test';

/**
 * The server does what it was asked and its answer never arrives: the page must say that it does not
 * know, find out when asked, and never do it a second time. What is saved in forms: lost-answers.long-spec.ts.
 */
test.describe.configure({ mode: 'serial' });
test.use({ home: { projects: { shop: [] } } });

test('a release: one execution, followed after the check', async ({
  page,
  person,
  starboard,
  shop,
}) => {
  const before = (await shop.executions()).length;
  await person.open('/pipelines/shop');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Release…' }).click();
  await dialog.getByRole('textbox').fill('For the record');
  await loseNextAnswer(page, starboard);
  await dialog.getByRole('button', { name: 'Release shop' }).click();
  await isUnknown(dialog);
  await expect(dialog.getByRole('textbox')).toHaveValue('For the record');
  await check(dialog);
  await expect(dialog).toContainText('A new execution started');
  expect(await shop.executions()).toHaveLength(before + 1);
});

test('a new project: one stack, and its progress after the check', async ({
  page,
  person,
  starboard,
}) => {
  const stacks = new CloudFormation(starboard.client);
  await person.open('/projects/new?template=html5-site');
  const card = page.getByRole('form', { name: 'Project' });
  await card.getByLabel('Name', { exact: true }).fill('lost');
  await expect(card.getByText('Free')).toBeVisible();
  await expect(card.getByRole('button', { name: 'Create lost' })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  const lost = await loseNextAnswer(page, starboard);
  await card.getByRole('button', { name: 'Create lost' }).click();
  await isUnknown(card);
  expect(lost()).toBe(1);
  await expect(card.getByLabel('Name', { exact: true })).toHaveValue('lost');
  await check(card);
  await expect(page).toHaveURL(/\/projects\/lost\/progress\?stack=/);
  const { StackSummaries = [] } = await stacks.listStacks({});
  expect(StackSummaries.filter((s) => s.StackName === 'starboard-lost')).toHaveLength(1);
});

test("an approval that the SDK had to send twice is this person's own, not somebody else's", async ({
  page,
  person,
  starboard,
}) => {
  await setFaults(starboard.engine, {
    service: 'codepipeline',
    operation: 'PutApprovalResult',
    kind: 'lose',
    times: 1,
  });
  try {
    await person.open('/pipelines/shop?do=approve&on=shop&stage=ApproveProduction');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Checked the page');
    await dialog.getByRole('button', { name: /^Approve and deploy/ }).click();
    await expect(page.locator('.toast')).toContainText(/Approved .* for Production/);
    await expect(page.getByText('Somebody else')).toHaveCount(0);
  } finally {
    await setFaults(starboard.engine);
  }
});

test('a release whose answer is lost between AWS and Starboard is not called a failure', async ({
  page,
  person,
  starboard,
  shop,
}) => {
  const before = (await shop.executions()).length;
  await setFaults(starboard.engine, {
    service: 'codepipeline',
    operation: 'StartPipelineExecution',
    kind: 'lose',
  });
  try {
    await person.open('/pipelines/shop?do=release&on=shop');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Release shop' }).click();
    await expect(dialog.getByRole('alert')).toContainText(
      'Starboard does not know whether this was done',
    );
    await expect(dialog.getByText(/Nothing was/)).toHaveCount(0);
    expect(await shop.executions()).toHaveLength(before + 1);
  } finally {
    await setFaults(starboard.engine);
  }
});

test('while AWS does not answer at all, every page is there with its heading, and claims nothing', async ({
  page,
  person,
  starboard,
  shop,
}) => {
  const [newest] = await shop.executions();
  const known = await pathsOf(shop, 'shop', newest?.pipelineExecutionId ?? '');
  await person.open('/');
  const engine = homeOwner(starboard.home)?.pid ?? 0;
  process.kill(engine, 'SIGSTOP');
  try {
    const others = ['/environments', '/projects/new', '/settings', '/environments/shop/Staging'];
    const opened = [...Object.values({ ...LISTS, ...known }), ...others].map(async (path) => {
      const tab = await page.context().newPage();
      await tab.goto(new URL(path, page.url()).href, { waitUntil: 'commit' });
      await expect(tab.locator('h1'), path).toHaveCount(1);
      await expect(tab.locator('main'), path).not.toContainText(/No \w+ yet/);
      await tab.close();
    });
    await Promise.all(opened);
  } finally {
    process.kill(engine, 'SIGCONT');
  }
});
