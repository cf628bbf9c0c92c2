import { expect, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noViolations } from './accessibility';
import { root, type Running } from './launch';
import { clone } from './road';

const text = async (url: string): Promise<string> => (await fetch(url)).text();
const cards = (page: Page) => page.locator('.template-card');

/** Names a project, creates it and waits until its first environment is live; returns the addresses. */
async function createProject(page: Page, name: string): Promise<string> {
  await page.locator('#project-name').fill(name);
  await expect(page.getByText('Free', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: `Create ${name}` }).click();
  await expect(page.locator('h1')).toContainText(`Created ${name}`);
  const staging = page
    .getByRole('region', { name: 'First release' })
    .getByRole('listitem')
    .filter({ hasText: 'Staging' });
  await expect(staging).toContainText('Succeeded', { timeout: 60_000 });
  return (await staging.getByRole('link', { name: 'open' }).getAttribute('href')) ?? '';
}

/**
 * From the gallery to two live projects and back: a Python service on an instance and a site in S3.
 * `work`: a folder for the clone.
 */
export async function fromTheGallery(
  page: Page,
  running: Running,
  work: string,
  looks: readonly ('light' | 'dark')[],
): Promise<void> {
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  await page.goto(`${running.dashboard}/projects/new`);
  await expect(cards(page)).toHaveCount(13);
  await expect(page.locator('.note').filter({ hasText: 'Not usable' })).toContainText(
    'manifest.json',
  );
  await expect(cards(page).filter({ hasText: 'C#' })).toContainText(
    /not on this machine|not tried yet/,
  );
  await noViolations(page, looks);

  // The filters stand in the address, and a reload gives the same view.
  await page
    .getByRole('group', { name: 'Language' })
    .getByRole('button', { name: /^Python/ })
    .click();
  await page
    .getByRole('group', { name: 'Type' })
    .getByRole('button', { name: 'Web service' })
    .click();
  await expect(page).toHaveURL(/language=Python.*type=web\+service/);
  await page.reload();
  await expect(cards(page)).toHaveCount(1);
  await page.getByLabel('Find a template').fill('no such thing');
  await expect(page.getByText('No template matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await page.getByLabel('Find a template').fill('standard library wsgi');
  await expect(cards(page)).toHaveCount(1);
  await cards(page).first().click();

  // What would be made, and a file of it with its text.
  const plan = page.getByRole('region', { name: 'Will be created' });
  await expect(plan).toContainText('25 resources');
  await plan.getByRole('button', { name: /^app\.py/ }).click();
  const file = page.getByRole('dialog');
  await expect(file.locator('.hl-keyword').filter({ hasText: 'def' }).first()).toBeVisible();
  expect((await file.locator('pre').textContent())?.trim()).toBe(
    readFileSync(
      join(root, 'templates/projects/python-service/source/service/app.py'),
      'utf8',
    ).trim(),
  );
  await page.keyboard.press('Escape');

  // What is mistyped is said while it is typed.
  await page.getByText('Options:').click();
  await expect(page.getByLabel('Network (VPC)').getByRole('option')).not.toHaveCount(1);
  const reach = page.getByLabel('Who can reach it');
  await reach.fill('everybody');
  await expect(page.getByText("'everybody' is not an address range")).toBeVisible();
  await reach.fill('');
  await page.getByLabel('Tags').fill('team=web');
  await noViolations(page, looks.slice(0, 1));
  expect(await text(await createProject(page, 'snake'))).toContain('<h1>Hello from Python</h1>');

  await page.goto(`${running.dashboard}/projects/new?target=static`);
  await expect(cards(page)).toHaveCount(2);
  // An option of one template is none of the next one's.
  await page.getByText('Options:').click();
  await page.getByLabel('Instance type').fill('t3.small');
  await cards(page).filter({ hasText: 'no framework' }).click();
  await expect(
    page.getByText('On AWS, only its website policy makes the bucket public.'),
  ).toBeVisible();
  await expect(plan.getByText('2 × Website')).toBeVisible();
  const site = await createProject(page, 'site');
  expect(await text(site)).toContain('<h1>Hello from HTML5</h1>');
  await noViolations(page, looks.slice(0, 1));

  // A change goes live in production and comes back.
  const { dir, git } = await clone(running, 'site', work);
  const approve = async (): Promise<void> => {
    await page.goto(`${running.dashboard}/approvals`);
    const card = page.getByRole('article', { name: 'site to Production' });
    // The other project's approval is older: its card is the open one.
    await card.getByRole('button', { name: 'Review' }).click({ timeout: 60_000 });
    await card.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ }).click();
    await page.getByRole('button', { name: /^Approve and deploy/ }).click();
    await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
  };
  await approve();
  const index = join(dir, 'public/index.html');
  writeFileSync(index, readFileSync(index, 'utf8').replace('Hello from HTML5', 'Second release'));
  writeFileSync(join(dir, 'public/new.txt'), 'new');
  await git('add', '-A');
  await git('commit', '-qm', 'Second release');
  await git('push', '-q', 'origin', 'main');
  await expect.poll(() => text(site), { timeout: 60_000 }).toContain('Second release');
  await approve();
  await page.goto(`${running.dashboard}/pipelines/site`);
  const production =
    (await page
      .goto(`${running.dashboard}/projects/site`)
      .then(() =>
        page.getByRole('region', { name: 'production' }).getByRole('link').getAttribute('href'),
      )) ?? '';
  expect(await text(production)).toContain('Second release');
  await page.goto(`${running.dashboard}/pipelines/site`);
  await noViolations(page, looks.slice(0, 1));
  await page
    .getByRole('region', { name: 'Production' })
    .getByRole('button', { name: 'Roll back Production…' })
    .click();
  const dialog = page.getByRole('dialog');
  await expect(
    dialog.getByText('The deployment writes files but never deletes any.'),
  ).toBeVisible();
  await dialog.getByRole('textbox').fill('Wrong');
  await dialog.getByRole('button', { name: /^Roll back Production to/ }).click();
  await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
  expect(await text(production)).toContain('Hello from HTML5');
  expect((await fetch(`${production}/new.txt`)).status).toBe(200);

  for (const project of ['site', 'snake']) {
    await page.goto(`${running.dashboard}/projects/${project}`);
    await page.getByRole('button', { name: `Delete ${project}…` }).click();
    await page.getByRole('dialog').getByRole('textbox').fill(project);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `Delete ${project}` })
      .click();
    await page.getByRole('dialog').getByRole('link', { name: 'Show progress' }).click();
    await expect(page.getByText(`${project} is gone.`)).toBeVisible({ timeout: 60_000 });
  }
  await expect(
    fetch(site).then(
      () => true,
      () => false,
    ),
  ).resolves.toBe(false);
  expect(
    execFileSync('git', ['-C', dir, 'log', '--oneline'], { encoding: 'utf8' }).trim().split('\n'),
  ).toHaveLength(2);
}
