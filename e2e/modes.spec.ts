import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline, type ExecutionMode } from '@aws-sdk/client-codepipeline';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { expect, test, type Page } from '@playwright/test';
import { noViolations } from './accessibility';
import { cli, newHome, removeHome, startStarboard, type Running } from './launch';

/** The road of a release in the two modes that the first journey does not take, while events come late, twice and in no order. */
const CHAOS = { delayMs: 1500, duplicate: 0.5 };

let home = '';
let running: Running;
let client: Running['client'];
test.use({ viewport: { width: 1440, height: 900 } });
test.beforeAll(async () => {
  home = newHome();
  running = await startStarboard(home);
  client = running.client;
  await fetch(`${running.engine}/_starboard/faults`, {
    method: 'POST',
    body: JSON.stringify({ chaos: CHAOS }),
  });
});
test.afterAll(async () => {
  await running.stop();
  removeHome(home);
});

/** A project in this mode, its first release approved by the API: the pages begin with a pipeline that has a past. */
async function project(
  name: string,
  executionMode: ExecutionMode,
): Promise<{ production: string; push(heading: string): Promise<string> }> {
  const made = await cli(home, ['create', name, '--template', 'plain-node', '--wait']);
  expect(made.stderr).toBe('');
  const cp = new CodePipeline(client);
  const { pipeline } = await cp.getPipeline({ name });
  const [first] =
    (await cp.listPipelineExecutions({ pipelineName: name })).pipelineExecutionSummaries ?? [];
  await cp.stopPipelineExecution({
    pipelineName: name,
    pipelineExecutionId: first?.pipelineExecutionId,
    abandon: true,
    reason: 'The mode is changed',
  });
  await cp.updatePipeline({
    pipeline: {
      ...pipeline,
      name,
      roleArn: pipeline?.roleArn,
      stages: pipeline?.stages,
      executionMode,
      variables: [{ name: 'Ticket', description: 'What asked for it', defaultValue: 'none' }],
    },
  });
  const stack = (
    await new CloudFormation(client).describeStacks({ StackName: `starboard-${name}` })
  ).Stacks?.[0];
  const cc = new CodeCommit(client);
  return {
    production: stack?.Outputs?.find((o) => o.OutputKey === 'ProductionUrl')?.OutputValue ?? '',
    async push(heading) {
      const { branch } = await cc.getBranch({ repositoryName: name, branchName: 'main' });
      const { fileContent } = await cc.getFile({ repositoryName: name, filePath: 'src/page.js' });
      const text = Buffer.from(fileContent ?? [])
        .toString('utf8')
        .replace(/<h1([^>]*)>[^<]*/, `<h1$1>${heading}`);
      return (
        (
          await cc.putFile({
            repositoryName: name,
            branchName: 'main',
            parentCommitId: branch?.commitId,
            filePath: 'src/page.js',
            fileContent: Buffer.from(text),
            commitMessage: heading,
          })
        ).commitId ?? ''
      );
    },
  };
}

const text = async (url: string): Promise<string> => (await fetch(url)).text();
const go = (page: Page, path: string): Promise<unknown> => page.goto(running.dashboard + path);
const watch = (page: Page) =>
  expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });

async function release(page: Page, name: string): Promise<void> {
  await go(page, `/pipelines/${name}`);
  await page.getByRole('button', { name: 'Release…' }).click();
  const dialog = page.getByRole('dialog');
  const button = dialog.getByRole('button', { name: `Release ${name}` });
  await expect(dialog.getByLabel(/Ticket/)).toHaveValue('none');
  await dialog.getByLabel(/Ticket/).fill('');
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel(/Ticket/).fill('SHOP-1');
  await button.click();
  await expect(dialog).toContainText('A new execution started');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

async function approve(page: Page, name: string, sha = ''): Promise<void> {
  await go(page, '/approvals');
  const card = page
    .getByRole('article', { name: `${name} to Production` })
    .filter({ hasText: sha });
  await expect(card).toBeVisible({ timeout: 60_000 });
  if (await card.getByRole('button', { name: 'Review' }).isVisible())
    await card.getByRole('button', { name: 'Review' }).click();
  await card.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Approve and deploy/ })
    .click();
  await watch(page);
}

async function remove(page: Page, name: string): Promise<void> {
  await go(page, `/projects/${name}`);
  await page.getByRole('button', { name: `Delete ${name}…` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: `Delete ${name}`, exact: true }).click();
  await page.getByRole('link', { name: 'Show progress' }).click();
  await expect(page.locator('h1')).toContainText(`Deleted ${name}`, { timeout: 60_000 });
}

test('QUEUED: release with a variable, approve, push, close and open the way in, roll back, delete', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const shop = await project('queue', 'QUEUED');
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  await release(page, 'queue');
  await approve(page, 'queue');
  const before = await text(shop.production);
  await go(page, '/pipelines/queue');
  await expect(page.getByText('one after another (QUEUED)')).toBeVisible();
  const stage = page.getByRole('region', { name: 'Production' });
  await stage.getByRole('button', { name: 'Close entry to Production…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('They queue in order');
  await dialog.getByRole('textbox').fill('Freeze; week 48');
  await dialog.getByRole('button', { name: 'Close Production' }).click();
  await expect(dialog.getByRole('alert')).toContainText('CodePipeline accepts letters');
  await dialog.getByRole('textbox').fill('Freeze (week 48)');
  await dialog.getByRole('button', { name: 'Close Production' }).click();
  await expect(dialog).toContainText('Entry to Production was closed');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  const pushed = await shop.push('Second release');
  await expect(stage).toContainText('“Freeze (week 48)”');
  await expect(stage).toContainText('Waiting to enter', { timeout: 60_000 });
  await expect(stage).toContainText(pushed.slice(0, 7));
  await noViolations(page, ['light']);
  await stage.getByRole('button', { name: 'Open entry to Production…' }).click();
  await dialog.getByRole('button', { name: 'Open Production' }).click();
  await expect(dialog).toContainText('Entry to Production was opened');
  await approve(page, 'queue');
  expect(await text(shop.production)).toContain('Second release');
  await go(page, '/pipelines/queue');
  await stage.getByRole('button', { name: 'Roll back Production…' }).click();
  await dialog.getByRole('textbox').fill('The second release is wrong');
  await dialog.getByRole('button', { name: /^Roll back Production to/ }).click();
  await watch(page);
  expect(await text(shop.production)).toBe(before);
  await remove(page, 'queue');
});

test('PARALLEL: two side by side, each approved by itself; no rollback, but the older commit again', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const shop = await project('sides', 'PARALLEL');
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  await release(page, 'sides');
  const waiting = page.getByRole('listitem', { name: /^Execution of [0-9a-f]{7}/ });
  await expect(waiting).toContainText('Waiting for approval', { timeout: 60_000 });
  const pushed = await shop.push('Second release');
  await expect(waiting.filter({ hasText: 'Waiting for approval' })).toHaveCount(2, {
    timeout: 60_000,
  });
  await expect(page.getByText('in parallel (PARALLEL)')).toBeVisible();
  await noViolations(page, ['light']);
  await approve(page, 'sides', pushed.slice(0, 7));
  expect(await text(shop.production)).toContain('Second release');
  await go(page, '/pipelines/sides');
  await expect(waiting).toHaveCount(1);
  const back = page
    .getByRole('region', { name: 'Production' })
    .getByRole('button', { name: 'Roll back Production…' });
  await expect(back).toHaveAttribute('aria-disabled', 'true');
  await expect(back).toHaveAttribute('title', /PARALLEL pipelines cannot roll back/);
  await waiting.getByRole('button', { name: /^Stop/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Not this one');
  await dialog.getByRole('button', { name: /^Stop/ }).click();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(waiting).toHaveCount(0);
  const old = page.getByRole('row').filter({ hasText: 'Stopped' }).first();
  await old.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Release this commit again…' }).click();
  await expect(dialog.getByRole('radio', { checked: true })).toBeVisible();
  await dialog.getByLabel(/Ticket/).fill('SHOP-2');
  await dialog.getByRole('button', { name: /^Release [0-9a-f]{7}$/ }).click();
  await expect(dialog).toContainText('A new execution started with');
  await approve(page, 'sides');
  expect(await text(shop.production)).not.toContain('Second release');
  await remove(page, 'sides');
});
