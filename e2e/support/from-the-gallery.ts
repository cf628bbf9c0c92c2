import { expect, type Locator } from '@playwright/test';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noViolations } from './accessibility';
import { root, type Running } from './launch';
import type { Person } from './person';
import { clone } from './road';

/** Who walks from the gallery, and what is looked at on the way. */
interface Walk {
  readonly person: Person;
  readonly running: Running;
  /** A folder for the clone. */
  readonly work: string;
  /** The schemes in which axe looks at the gallery; at other pages in the first of them. */
  readonly looks: readonly ('light' | 'dark')[];
}

/** A folder of templates of one's own, of which the only one cannot be used. */
export function brokenTemplate(work: string): Record<string, string> {
  const mine = join(work, 'mine');
  mkdirSync(mine);
  writeFileSync(join(mine, 'manifest.json'), '{"id":"broken"}');
  return { STARBOARD_TEMPLATES: mine };
}

const text = async (url: string): Promise<string> => (await fetch(url)).text();
const cards = ({ page }: Person): Locator => page.locator('.template-card');
const plan = ({ page }: Person): Locator => page.getByRole('region', { name: 'Will be created' });

/** Names a project, creates it and waits until its first environment is live; returns its address. */
async function createProject({ page }: Person, name: string): Promise<string> {
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await expect(page.getByText('Free', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: `Create ${name}` }).click();
  await expect(page.locator('h1')).toContainText(`Created ${name}`);
  const staging = page
    .getByRole('region', { name: 'First release' })
    .getByRole('listitem')
    .filter({ hasText: 'Staging' });
  await expect(staging).toContainText('Succeeded', { timeout: 60_000 });
  const application = page.getByRole('region', { name: `Application of ${name}` });
  const link = application.getByRole('link', { name: /^Open staging/ });
  return (await link.getAttribute('href')) ?? '';
}

/** The gallery, whose filters stand in the address: a reload gives the same view. Ends with a Python service chosen. */
async function filter({ person, looks }: Walk): Promise<void> {
  const { page } = person;
  await person.open('/projects/new');
  await expect(cards(person)).toHaveCount(13);
  await expect(page.locator('.note').filter({ hasText: 'Not usable' })).toContainText(
    'manifest.json',
  );
  await expect(cards(person).filter({ hasText: 'C#' })).toContainText(
    /not on this machine|not tried yet/,
  );
  await noViolations(page, looks);
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
  await expect(cards(person)).toHaveCount(1);
  await page.getByLabel('Find a template').fill('no such thing');
  await expect(page.getByText('No template matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await page.getByLabel('Find a template').fill('standard library wsgi');
  await expect(cards(person)).toHaveCount(1);
  await cards(person).first().click();
}

/** What would be made, and a file of it with its text. */
async function preview({ person }: Walk): Promise<void> {
  const { page } = person;
  await expect(plan(person)).toContainText('25 resources');
  await plan(person)
    .getByRole('button', { name: /^app\.py/ })
    .click();
  const file = page.getByRole('dialog');
  await expect(file.locator('.hl-keyword').filter({ hasText: 'def' }).first()).toBeVisible();
  expect((await file.locator('pre').textContent())?.trim()).toBe(
    readFileSync(
      join(root, 'templates/projects/python-service/source/service/app.py'),
      'utf8',
    ).trim(),
  );
  await page.keyboard.press('Escape');
}

/** A service on an instance; what is mistyped in its options is said there once it is left. */
async function createService({ person, looks }: Walk): Promise<void> {
  const { page } = person;
  await page.getByText('Options:').click();
  await expect(page.getByLabel('Network (VPC)').getByRole('option')).not.toHaveCount(1);
  const reach = page.getByLabel('Who can reach it');
  await reach.fill('everybody');
  await reach.press('Tab');
  await expect(
    page.getByRole('alert').filter({ hasText: "'everybody' is not an address range" }),
  ).toBeVisible();
  await expect(reach).toHaveAccessibleDescription(/'everybody' is not an address range/);
  await reach.fill('');
  await page.getByLabel('Tags').fill('team=web');
  await noViolations(page, looks.slice(0, 1));
  expect(await text(await createProject(person, 'snake'))).toContain('<h1>Hello from Python</h1>');
}

/** A site in S3; returns the address of its first environment. */
async function createSite({ person, looks }: Walk): Promise<string> {
  const { page } = person;
  await person.open('/projects/new?target=static');
  await expect(cards(person)).toHaveCount(2);
  // An option of one template is none of the next one's.
  await page.getByText('Options:').click();
  await page.getByLabel('Instance type').fill('t3.small');
  await cards(person).filter({ hasText: 'no framework' }).click();
  await expect(
    page.getByText('On AWS, only its website policy makes the bucket public.'),
  ).toBeVisible();
  await expect(plan(person).getByText('2 × Website')).toBeVisible();
  const site = await createProject(person, 'site');
  expect(await text(site)).toContain('<h1>Hello from HTML5</h1>');
  await noViolations(page, looks.slice(0, 1));
  return site;
}

async function approveSite(person: Person): Promise<void> {
  const { page } = person;
  await person.open('/approvals');
  const card = page.getByRole('article', { name: 'site to Production' });
  // The other project's approval is older: its card is the open one.
  await card.getByRole('button', { name: 'Review' }).click({ timeout: 60_000 });
  await card.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ }).click();
  await page.getByRole('button', { name: /^Approve and deploy/ }).click();
  await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
}

/** A change goes live in production; returns production's address. */
async function releaseChange({ person, running, work }: Walk, site: string): Promise<string> {
  const { page } = person;
  const { dir, git } = await clone(running, 'site', work);
  await approveSite(person);
  const index = join(dir, 'public/index.html');
  writeFileSync(index, readFileSync(index, 'utf8').replace('Hello from HTML5', 'Second release'));
  writeFileSync(join(dir, 'public/new.txt'), 'new');
  await git('add', '-A');
  await git('commit', '-qm', 'Second release');
  await git('push', '-q', 'origin', 'main');
  expect((await git('log', '--oneline')).trim().split('\n')).toHaveLength(2);
  await expect.poll(() => text(site), { timeout: 60_000 }).toContain('Second release');
  await approveSite(person);
  await person.open('/projects/site');
  const production =
    (await page
      .getByRole('region', { name: 'production' })
      .getByRole('link')
      .getAttribute('href')) ?? '';
  expect(await text(production)).toContain('Second release');
  return production;
}

/** The change is taken back; the file that came with it stays, as the dialog has said. */
async function rollBack({ person, looks }: Walk, production: string): Promise<void> {
  const { page } = person;
  await person.open('/pipelines/site');
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
}

async function remove(person: Person, project: string): Promise<void> {
  const { page } = person;
  await person.open(`/projects/${project}/settings`);
  await page.getByRole('button', { name: `Delete ${project}…` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(project);
  await dialog.getByRole('button', { name: `Delete ${project}` }).click();
  await expect(page.getByText(`${project} is gone.`)).toBeVisible({ timeout: 60_000 });
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

/** From the gallery to two live projects and back: a Python service on an instance and a site in S3. */
export async function fromTheGallery(walk: Walk): Promise<void> {
  await filter(walk);
  await preview(walk);
  await createService(walk);
  const site = await createSite(walk);
  await rollBack(walk, await releaseChange(walk, site));
  for (const project of ['site', 'snake']) await remove(walk.person, project);
  expect(await answers(site)).toBe(false);
}
