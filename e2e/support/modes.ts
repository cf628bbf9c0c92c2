import { CodePipeline, type ExecutionMode } from '@aws-sdk/client-codepipeline';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { expect, type Page } from '@playwright/test';
import { noViolations } from './accessibility';
import type { Running } from './launch';
import type { Person } from './person';
import { pushHeading } from './project';

/** The road of a release in the two modes that the first journey does not take. */
export interface ModeProject {
  readonly name: string;
  readonly production: string;
  push(heading: string): Promise<string>;
}

/** Puts a project into this mode; its first release is stopped, so that the pages begin with a pipeline that has a past. */
export async function modeProject(
  { client }: Pick<Running, 'client'>,
  name: string,
  executionMode: ExecutionMode,
): Promise<ModeProject> {
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
  return {
    name,
    production: stack?.Outputs?.find((o) => o.OutputKey === 'ProductionUrl')?.OutputValue ?? '',
    push: (heading) => pushHeading(client, name, heading),
  };
}

const text = async (url: string): Promise<string> => (await fetch(url)).text();
const watch = (page: Page) =>
  expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });

async function release(person: Person, of: ModeProject): Promise<void> {
  const { page } = person;
  await person.open(`/pipelines/${of.name}`);
  await page.getByRole('button', { name: 'Release…' }).click();
  const dialog = page.getByRole('dialog');
  const button = dialog.getByRole('button', { name: `Release ${of.name}` });
  await expect(dialog.getByLabel(/Ticket/)).toHaveValue('none');
  await dialog.getByLabel(/Ticket/).fill('');
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel(/Ticket/).fill('SHOP-1');
  await button.click();
  await expect(dialog).toContainText('A new execution started');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

async function approve(person: Person, of: ModeProject, sha = ''): Promise<void> {
  const { page } = person;
  await person.open('/approvals');
  const card = page
    .getByRole('article', { name: `${of.name} to Production` })
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

async function remove(person: Person, of: ModeProject): Promise<void> {
  const { page } = person;
  await person.open(`/projects/${of.name}/settings`);
  await page.getByRole('button', { name: `Delete ${of.name}…` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(of.name);
  await dialog.getByRole('button', { name: `Delete ${of.name}`, exact: true }).click();
  await expect(page.locator('h1')).toContainText(`Deleted ${of.name}`, { timeout: 60_000 });
}

/** QUEUED: a release with a variable, approved; the way in is closed and opened again. Returns what was live before the push. */
export async function queued(person: Person, shop: ModeProject): Promise<string> {
  const { page } = person;
  await release(person, shop);
  await approve(person, shop);
  const before = await text(shop.production);
  await person.open(`/pipelines/${shop.name}`);
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
  return before;
}

/** What was pushed while the way in was closed goes live, is rolled back, and the project is deleted. */
export async function queuedToTheEnd(
  person: Person,
  shop: ModeProject,
  before: string,
): Promise<void> {
  const { page } = person;
  const stage = page.getByRole('region', { name: 'Production' });
  const dialog = page.getByRole('dialog');
  await approve(person, shop);
  expect(await text(shop.production)).toContain('Second release');
  await person.open(`/pipelines/${shop.name}`);
  await stage.getByRole('button', { name: 'Roll back Production…' }).click();
  await dialog.getByRole('textbox').fill('The second release is wrong');
  await dialog.getByRole('button', { name: /^Roll back Production to/ }).click();
  await watch(page);
  expect(await text(shop.production)).toBe(before);
  await remove(person, shop);
}

/** PARALLEL: two side by side wait, and nothing can be rolled back. Returns the commit of the second. */
export async function parallel(person: Person, shop: ModeProject): Promise<string> {
  const { page } = person;
  await release(person, shop);
  const waiting = page.getByRole('listitem', { name: /^Execution of [0-9a-f]{7}/ });
  await expect(waiting).toContainText('Waiting for approval', { timeout: 60_000 });
  const pushed = await shop.push('Second release');
  await expect(waiting.filter({ hasText: 'Waiting for approval' })).toHaveCount(2, {
    timeout: 60_000,
  });
  await expect(page.getByText('in parallel (PARALLEL)')).toBeVisible();
  await noViolations(page, ['light']);
  const back = page
    .getByRole('region', { name: 'Production' })
    .getByRole('button', { name: 'Roll back Production…' });
  await expect(back).toHaveAttribute('aria-disabled', 'true');
  await expect(back).toHaveAttribute('title', /PARALLEL pipelines cannot roll back/);
  return pushed;
}

/** Each is approved or stopped by itself, the older commit is released again, and the project is deleted. */
export async function parallelToTheEnd(
  person: Person,
  shop: ModeProject,
  pushed: string,
): Promise<void> {
  const { page } = person;
  const waiting = page.getByRole('listitem', { name: /^Execution of [0-9a-f]{7}/ });
  await approve(person, shop, pushed.slice(0, 7));
  expect(await text(shop.production)).toContain('Second release');
  await person.open(`/pipelines/${shop.name}`);
  await expect(waiting).toHaveCount(1);
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
  await approve(person, shop);
  expect(await text(shop.production)).not.toContain('Second release');
  await remove(person, shop);
}
