import { expect } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noViolations } from './accessibility';
import type { Running } from './launch';
import { go, type Person } from './person';

/** Who takes the steps, on what, and what is looked at on the way. */
export interface Walk {
  readonly person: Person;
  readonly running: Running;
  /** A folder for the clone. */
  readonly work: string;
  /** The schemes in which axe looks at every page; none: it does not. */
  readonly looks: readonly ('light' | 'dark')[];
  /** The name of a template; none: the one that is chosen already. */
  readonly template?: string;
}

const text = async (url: string): Promise<string> => (await fetch(url)).text();

const GIT = {
  env: {
    ...process.env,
    NODE_OPTIONS: '',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  },
};

/** Errors of the page itself and refusals by its policy, from now on. */
export function mistakesOf({ page }: Person): readonly string[] {
  const mistakes: string[] = [];
  page.on('pageerror', (error) => mistakes.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|hydrat/i.test(message.text()))
      mistakes.push(message.text());
  });
  return mistakes;
}

/** The seven steps of a project's life as a person takes them: nothing here but the browser, git, and the application's own answers. */
export function sevenSteps({ person, running, work, looks, template }: Walk) {
  const { page } = person;
  const row = page.getByRole('region', { name: 'shop', exact: true });
  const dialog = page.getByRole('dialog');
  const repo = { ...GIT, cwd: join(work, 'shop') };
  let production = '';
  let before = '';
  const axe = async (): Promise<void> => {
    if (looks.length) await noViolations(page, looks);
  };

  /** First run, wizard, progress. */
  async function create(): Promise<void> {
    await page.goto(`${running.dashboard}/?key=${running.key}`);
    await expect(page.locator('h1')).toContainText('No projects yet');
    await person.press(page.getByRole('link', { name: 'New project' }));
    if (template)
      await person.press(page.getByRole('button', { name: new RegExp(`^${template}`) }));
    const field = page.locator('#project-name');
    await person.write(field, 'Shop!');
    await expect(page.locator('#name-hint')).toContainText("cannot be a project's name");
    await person.write(field, 'shop');
    await expect(page.getByText('Free', { exact: true })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Will be created' })).toContainText(
      '24 resources',
    );
    await expect(page.getByRole('region', { name: 'Will be created' })).toContainText(
      'buildspec.yml',
    );
    await axe();
    await person.press(page.getByRole('button', { name: 'Create shop' }));
    await expect(page).toHaveURL(/\/projects\/shop\/progress/);
    await expect(page.locator('h1')).toContainText('Created shop');
    await expect(
      page.getByRole('region', { name: 'Resources' }).getByText('Created', { exact: true }),
    ).toHaveCount(24);
    await axe();
  }

  /** The board, the pipeline, a build, a deployment. */
  async function watch(): Promise<void> {
    await go(person, running.dashboard, '/');
    await expect(row).toContainText('Waiting for approval', { timeout: 60_000 });
    await go(person, running.dashboard, '/pipelines/shop');
    await expect(page.getByRole('region', { name: 'Staging' })).toContainText('Succeeded');
    await axe();
    await person.press(
      page.getByRole('region', { name: 'Build' }).getByRole('link', { name: /^Log/ }),
    );
    await expect(
      page
        .locator('.log-line')
        .filter({ hasText: 'Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED' }),
    ).toBeAttached();
    await go(person, running.dashboard, '/pipelines/shop');
    await person.press(
      page.getByRole('region', { name: 'Staging' }).getByRole('link', { name: /^Log/ }),
    );
    await person.press(page.getByRole('button', { name: /^ValidateService on/ }));
    await expect(page.locator('.log-line').first()).toContainText('$ scripts/validate.sh');
    await axe();
  }

  /** The inbox: two presses, the diff already drawn. */
  async function approve(): Promise<void> {
    await expect(page).toHaveTitle(/^\(1\) /);
    await go(person, running.dashboard, '/approvals');
    await expect(page.getByRole('article', { name: 'shop to Production' })).toContainText(
      'Nothing yet',
    );
    await expect(page.locator('.diff-code').first()).toBeVisible();
    await axe();
    person.presses = 0;
    await person.press(page.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ }));
    await person.press(page.getByRole('button', { name: /^Approve and deploy/ }));
    await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
    expect(person.presses).toBe(2);
    await axe();
  }

  /** Clone as the page says, push, and it moves by itself. */
  async function push(): Promise<void> {
    await go(person, running.dashboard, '/projects/shop');
    const command = (await page.locator('.block-cmd code').textContent()) ?? '';
    expect(command).not.toContain(running.key);
    execFileSync('bash', ['-c', command], { ...GIT, cwd: work, stdio: 'pipe' });
    production =
      (await page
        .getByRole('region', { name: 'production' })
        .getByRole('link')
        .getAttribute('href')) ?? '';
    before = await text(production);
    const source = join(work, 'shop/src/page.js');
    writeFileSync(source, readFileSync(source, 'utf8').replace(/<h1>[^<]*/, '<h1>Second release'));
    execFileSync('git', ['commit', '-qam', 'Second <script>alert(1)</script> release'], repo);
    execFileSync('git', ['push', '-q', 'origin', 'main'], { ...repo, stdio: 'pipe' });
    await axe();
    await go(person, running.dashboard, '/approvals');
    await expect(page.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ })).toBeVisible({
      timeout: 60_000,
    });
    await expect(page.getByText('Second <script>alert(1)</script> release').first()).toBeVisible();
    await expect(
      page.locator('.diff-code-insert').filter({ hasText: 'Second release' }),
    ).toBeVisible();
    await person.press(page.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ }));
    await person.press(page.getByRole('button', { name: /^Approve and deploy/ }));
    await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
    expect(await text(production)).toContain('Second release');
  }

  /** Roll back from the board in three presses, the target chosen. */
  async function rollBack(): Promise<void> {
    await go(person, running.dashboard, '/');
    person.presses = 0;
    await person.press(row.getByRole('button', { name: 'Actions for shop Production' }));
    await person.press(page.getByRole('menuitem', { name: 'Roll back…' }));
    await expect(dialog.getByText('Undone: 1 commit')).toBeVisible();
    await expect(dialog.getByText('Live now', { exact: true }).first()).toBeVisible();
    await axe();
    await person.write(dialog.getByRole('textbox'), 'The second release is wrong');
    await person.press(dialog.getByRole('button', { name: /^Roll back Production to/ }));
    await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
    expect(person.presses).toBe(3);
    expect(await text(production)).toBe(before);
    await expect(dialog.getByRole('button', { name: /^Undo: Production to/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await go(person, running.dashboard, '/pipelines/shop');
    await expect(page.getByText('“The second release is wrong”')).toBeVisible();
  }

  /** A broken build is first on the board and opens at the failing command. */
  async function breakBuild(): Promise<void> {
    const check = join(work, 'shop/test/app.test.js');
    writeFileSync(
      check,
      readFileSync(check, 'utf8').replace(
        'assert.equal(response.status, 404)',
        'assert.equal(response.status, 405)',
      ),
    );
    execFileSync('git', ['commit', '-qam', 'Break it'], repo);
    execFileSync('git', ['push', '-q', 'origin', 'main'], { ...repo, stdio: 'pipe' });
    await go(person, running.dashboard, '/');
    const first = page.locator('.attention > li').first();
    await expect(first).toContainText('Build failed', { timeout: 60_000 });
    await person.press(first.getByRole('link'));
    await expect(page.locator('.note.k-fail')).toContainText('npm test');
    await expect(page.locator('.log-line.cause')).toBeInViewport();
    await axe();
  }

  /** Delete: the name typed, to the end, leftovers named. */
  async function remove(): Promise<void> {
    await go(person, running.dashboard, '/projects/shop');
    await person.press(page.getByRole('button', { name: 'Delete shop…' }));
    await expect(dialog).toContainText('What stays');
    await axe();
    await person.write(dialog.getByRole('textbox'), 'shop');
    await person.press(dialog.getByRole('button', { name: 'Delete shop', exact: true }));
    await person.press(page.getByRole('link', { name: 'Show progress' }));
    await expect(page.locator('h1')).toContainText('Deleted shop', { timeout: 60_000 });
    await expect(page.getByText('What stays:')).toContainText('seed bucket');
    await axe();
    await go(person, running.dashboard, '/');
    await expect(page.locator('h1')).toContainText('No projects yet');
  }

  return { create, watch, approve, push, rollBack, breakBuild, remove };
}
