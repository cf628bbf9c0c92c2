import { CodePipeline } from '@aws-sdk/client-codepipeline';
import type { Page } from '@playwright/test';
import { noViolations } from '../support/accessibility';
import { cli } from '../support/launch';
import { byKeyboard } from '../support/person';
import { planned, planText, addToArtifact } from '../support/terraform-plan';
import { expect, test } from '../support/test';

/** What is read before an approval is what is signed. One release waits; its artifact holds what each test puts there. */
test.describe.configure({ mode: 'serial' });
test.use({
  viewport: { width: 1440, height: 900 },
  home: { projects: { shop: [] } },
});

const NONCE = 'nonce-b7f3e1';
const BUCKET = planned('aws_s3_bucket.reports', ['delete'], { bucket: 'reports' }, null);
const QUEUE = planned('aws_sqs_queue.emails', ['create'], null, { name: 'emails' });
const DATABASE = planned(
  'aws_db_instance.orders',
  ['delete', 'create'],
  { storage_encrypted: false, password: NONCE },
  { storage_encrypted: true, password: `${NONCE}-new` },
);
const DESTROYS = planText(QUEUE, BUCKET, DATABASE);

/** DescribeChangeSet's answer (CloudFormation API reference). */
const CHANGE_SET = {
  ChangeSetName: 'pl-cambios',
  StackName: 'red-prod',
  Status: 'CREATE_COMPLETE',
  ExecutionStatus: 'AVAILABLE',
  Changes: [
    {
      Type: 'Resource',
      ResourceChange: {
        Action: 'Remove',
        LogicalResourceId: 'Subnet',
        PhysicalResourceId: 'subnet-0a1b',
        ResourceType: 'AWS::EC2::Subnet',
      },
    },
  ],
};

/** Two tests, of which the named one fails. */
const junit = (failed: string): string => {
  const cases = ['tax', 'total'].map(
    (name) =>
      `<testcase classname="cart" name="${name}">${name === failed ? '<failure message="expected 3"/>' : ''}</testcase>`,
  );
  return `<testsuites><testsuite name="cart" tests="2" failures="1">${cases.join('')}</testsuite></testsuites>`;
};

const evidenceOf = (page: Page) => page.getByRole('group', { name: 'Evidence', exact: true });

async function openDialog(page: Page): Promise<void> {
  await page
    .getByRole('article', { name: 'shop to Production' })
    .getByRole('button', { name: /^Approve [0-9a-f]{7}…/ })
    .click();
}

test('a plan: what it destroys is first on the card, and no secret leaves the server', async ({
  page,
  person,
  starboard,
}) => {
  const answers: Promise<string>[] = [];
  page.on('response', (r) => {
    // The stream has no end that could be waited for; what it brings is in the page.
    if (!r.url().includes('/api/live')) answers.push(r.text().catch(() => ''));
  });
  await addToArtifact(starboard.client, 'shop', {
    'plan.json': DESTROYS,
    'evidence/REVIEW.md': '# Look\n\n<img src=x onerror=alert(1)>\n',
  });
  await person.open('/approvals');
  const evidence = evidenceOf(page);
  const plan = evidence.getByRole('group', { name: 'Terraform plan plan.json' });
  await expect(plan).toContainText('1 to add, 1 to replace, 1 to destroy', { timeout: 30_000 });
  const lost = plan.getByRole('list', { name: 'Destroyed or replaced' }).getByRole('listitem');
  await expect(lost).toHaveText([/destroy.*aws_s3_bucket\.reports/, /replace.*aws_db_instance/]);
  const reader = byKeyboard(page, starboard.dashboard);
  await reader.press(plan.getByRole('button', { name: 'Show Terraform plan plan.json' }));
  const rows = plan.getByRole('list', { name: 'Resources' }).getByRole('listitem');
  await expect(rows.first()).toContainText('aws_s3_bucket.reports');
  await expect(plan).toContainText('storage_encrypted');
  await expect(plan).toContainText('sensitive');
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await noViolations(page, [width === 390 ? 'dark' : 'light']);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      width,
    );
  }
  expect(await page.locator('main img').count()).toBe(0);
  const shown = await cli(starboard.home, ['approve', 'shop', '--show', '--json']);
  expect(shown.code).toBe(0);
  expect(JSON.parse(shown.stdout)).toMatchObject({ stage: 'ApproveProduction', state: 'waiting' });
  const all = [...(await Promise.all(answers)), await page.content(), shown.stdout].join('\n');
  expect(all).toContain('aws_db_instance.orders');
  expect(all).not.toContain(NONCE);
});

/** What the pipeline requires before an approval. */
async function requireEvidence(
  client: ConstructorParameters<typeof CodePipeline>[0],
  rules: string,
) {
  const cp = new CodePipeline(client ?? {});
  const { metadata } = await cp.getPipeline({ name: 'shop' });
  await cp.tagResource({
    resourceArn: metadata?.pipelineArn ?? '',
    tags: [{ key: 'starboard:evidence', value: rules }],
  });
}

test('what a plan destroys is typed; one that is made again while it is read is refused, and the new one is shown', async ({
  page,
  person,
  starboard,
}) => {
  await requireEvidence(starboard.client, 'typed-destroys');
  await person.open('/approvals');
  await openDialog(page);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('aws_s3_bucket.reports', { timeout: 20_000 });
  await expect(dialog).toContainText('You sign what is shown here');
  await addToArtifact(starboard.client, 'shop', { 'plan.json': planText() });
  const approve = dialog.getByRole('button', { name: /^Approve and deploy/ });
  for (const address of ['aws_s3_bucket.reports', 'aws_db_instance.orders']) {
    await expect(approve).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByRole('textbox', { name: `Type ${address} to confirm` }).fill(address);
  }
  await approve.click();
  await expect(dialog).toContainText('Nothing was done.', { timeout: 20_000 });
  await expect(dialog).toContainText('nothing to apply');
  await expect(dialog).not.toContainText('aws_s3_bucket.reports');
  await noViolations(page, ['light']);
});

test('a rule that is not met blocks; a typed reason goes past it, and both are shown afterwards', async ({
  page,
  person,
  starboard,
}) => {
  const cp = new CodePipeline(starboard.client);
  await requireEvidence(starboard.client, 'plan scan');
  await person.open('/approvals');
  await openDialog(page);
  const dialog = page.getByRole('dialog');
  const approve = dialog.getByRole('button', { name: /^Approve and deploy/ });
  await expect(dialog.getByRole('list', { name: 'Required evidence' })).toContainText(
    'No scan was found',
    { timeout: 20_000 },
  );
  await expect(approve).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByRole('checkbox', { name: /^Override scan/ }).click();
  await approve.click();
  await expect(dialog).toContainText('Say why in at least 10 characters');
  await dialog.getByRole('textbox').fill('The scanner is down, see INC-12.');
  await approve.click();
  await expect(page.locator('.toast').getByText(/^Approved/)).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('.dialog')).toBeHidden();
  const { pipelineExecutionSummaries: [newest] = [] } = await cp.listPipelineExecutions({
    pipelineName: 'shop',
  });
  await person.open(`/pipelines/shop/executions/${newest?.pipelineExecutionId ?? ''}?tab=evidence`);
  await expect(evidenceOf(page)).toContainText('Signed by', { timeout: 20_000 });
  await expect(evidenceOf(page)).toContainText('The scanner is down, see INC-12.');
  await expect(evidenceOf(page)).toContainText('nothing to apply');
});

test('tests are told by what became of them since what is live', async ({
  page,
  person,
  shop,
  starboard,
}) => {
  const cp = new CodePipeline(starboard.client);
  const inStage = async (name: string) =>
    (await cp.getPipelineState({ name: 'shop' })).stageStates?.find((s) => s.stageName === name)
      ?.latestExecution;
  await expect
    .poll(async () => (await inStage('Production'))?.status, { timeout: 60_000 })
    .toBe('Succeeded');
  await addToArtifact(starboard.client, 'shop', { 'junit.xml': junit('tax') });
  const first = (await inStage('Production'))?.pipelineExecutionId;
  await shop.push('Second');
  await expect
    .poll(
      async () => {
        const asked = await inStage('ApproveProduction');
        return asked?.pipelineExecutionId !== first && asked?.status;
      },
      { timeout: 60_000 },
    )
    .toBe('InProgress');
  await addToArtifact(starboard.client, 'shop', { 'junit.xml': junit('total') });
  await person.open('/approvals');
  const report = evidenceOf(page).getByRole('group', { name: 'Tests junit.xml' });
  await expect(report).toContainText('1 of 2 tests failed', { timeout: 30_000 });
  await report.getByRole('button', { name: 'Show Tests junit.xml' }).click();
  await expect(report.getByRole('listitem')).toHaveText(/total new/);
  await expect(report).toContainText('1 fixed');
  const stale = await cli(starboard.home, ['approve', 'shop', '--pin', 'another']);
  expect([stale.code, stale.stderr]).toEqual([1, expect.stringContaining('Nothing was done.')]);
  const blocked = await cli(starboard.home, ['approve', 'shop']);
  expect([blocked.code, blocked.stderr]).toEqual([1, expect.stringContaining('No plan was found')]);
  const reason = ['--override', '--comment', 'The scanner is still down.'];
  const approved = await cli(starboard.home, ['approve', 'shop', ...reason]);
  expect([approved.code, approved.stdout]).toEqual([0, expect.stringContaining('Approved')]);
});

test.describe(() => {
  test.use({
    account: {
      shapes: ['cfn-change-set-approved'],
      edit: (shape) => ({
        ...shape,
        answers: { ...shape.answers, 'cloudformation.DescribeChangeSet': [{ answer: CHANGE_SET }] },
      }),
    },
  });

  test('a change set that waits is read by the API', async ({ page, viewer }) => {
    await viewer.open('/approvals');
    const evidence = evidenceOf(page).first();
    const changeSet = evidence.getByRole('group', { name: /^Change set/ });
    await expect(changeSet).toContainText('1 to destroy', { timeout: 30_000 });
    await expect(changeSet.getByRole('list', { name: 'Destroyed or replaced' })).toContainText(
      'Subnet',
    );
    await noViolations(page, ['light']);
  });
});
