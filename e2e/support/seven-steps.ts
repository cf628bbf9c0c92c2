import { expect, type Locator } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noViolations } from './accessibility';
import type { Running } from './launch';
import type { Person } from './person';

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
export class SevenSteps {
  private readonly row: Locator;
  private readonly dialog: Locator;
  private readonly git: { readonly env: NodeJS.ProcessEnv };
  private readonly repo: { readonly env: NodeJS.ProcessEnv; readonly cwd: string };
  /** The address of production, and what it said before the second release. */
  private production = '';
  private before = '';

  constructor(private readonly walk: Walk) {
    const { page } = walk.person;
    this.row = page.getByRole('region', { name: 'shop', exact: true });
    this.dialog = page.getByRole('dialog');
    // What the page says is set for all of a person's repositories: those of this walk alone.
    this.git = { env: { ...GIT.env, GIT_CONFIG_GLOBAL: join(walk.work, 'gitconfig') } };
    this.repo = { ...this.git, cwd: join(walk.work, 'shop') };
  }

  private async axe(): Promise<void> {
    const { person, looks } = this.walk;
    if (looks.length) await noViolations(person.page, looks);
  }

  /** First run, wizard, progress. */
  async create(): Promise<void> {
    const { person, running, template } = this.walk;
    const { page } = person;
    await page.goto(`${running.dashboard}/?key=${running.key}`);
    await expect(page.locator('h1')).toContainText('No projects yet');
    await person.press(page.getByRole('link', { name: 'New project' }));
    if (template)
      await person.press(page.getByRole('button', { name: new RegExp(`^${template}`) }));
    const field = page.getByRole('textbox', { name: 'Name', exact: true });
    await person.write(field, 'Shop!');
    await expect(field).toHaveAccessibleDescription(/cannot be a project's name/);
    await person.write(field, 'shop');
    await expect(page.getByText('Free', { exact: true })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Will be created' })).toContainText(
      '24 resources',
    );
    await expect(page.getByRole('region', { name: 'Will be created' })).toContainText(
      'buildspec.yml',
    );
    await this.axe();
    await person.press(page.getByRole('button', { name: 'Create shop' }));
    await expect(page).toHaveURL(/\/projects\/shop\/progress/);
    await expect(page.locator('h1')).toContainText(/Created shop|was not created/);
    // Where it was not, the page says why, and so does the report of the test.
    expect(await page.getByRole('main').innerText()).toContain('Created shop');
    const resources = page.getByRole('region', { name: 'Resources' });
    await person.press(resources.getByRole('button', { name: 'Show all 24' }));
    await expect(resources.getByText('Created', { exact: true })).toHaveCount(24);
    await this.axe();
  }

  /** The board, the pipeline, a build, a deployment. */
  async watch(): Promise<void> {
    const { person } = this.walk;
    const { page } = person;
    await person.open('/');
    await expect(this.row).toContainText('Waiting for approval', { timeout: 60_000 });
    await person.open('/pipelines/shop');
    await expect(page.getByRole('region', { name: 'Staging' })).toContainText('Succeeded');
    await this.axe();
    await person.press(
      page.getByRole('region', { name: 'Build' }).getByRole('link', { name: /^Log/ }),
    );
    await expect(
      page
        .locator('.log-line')
        .filter({ hasText: 'Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED' }),
    ).toBeAttached();
    await person.open('/pipelines/shop');
    await person.press(
      page.getByRole('region', { name: 'Staging' }).getByRole('link', { name: /^Log/ }),
    );
    await person.press(page.getByRole('button', { name: /^ValidateService on/ }));
    await expect(page.locator('.log-line').first()).toContainText('$ scripts/validate.sh');
    await this.axe();
  }

  /** The inbox: two presses, the diff already drawn. */
  async approve(): Promise<void> {
    const { person } = this.walk;
    const { page } = person;
    await expect(page).toHaveTitle(/^\(1\) /);
    await person.open('/approvals');
    await expect(page.getByRole('article', { name: 'shop to Production' })).toContainText(
      'Nothing yet',
    );
    await expect(page.locator('.diff-code').first()).toBeVisible();
    await this.axe();
    person.presses = 0;
    await person.press(page.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ }));
    await person.press(page.getByRole('button', { name: /^Approve and deploy/ }));
    await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
    expect(person.presses).toBe(2);
    await this.axe();
  }

  /** Clone as the page says, push, and it moves by itself. */
  async push(): Promise<void> {
    const { person, running, work } = this.walk;
    const { page } = person;
    await person.open('/projects/shop');
    const code = page.getByRole('region', { name: 'Code' });
    await code.getByText('Set up git once on this machine').click();
    const [clone = '', ...setUp] = await code.locator('.block-cmd code').allTextContents();
    for (const command of [...setUp, clone]) {
      expect(command).not.toContain(running.key);
      execFileSync('bash', ['-c', command], { ...this.git, cwd: work, stdio: 'pipe' });
    }
    this.production =
      (await page
        .getByRole('region', { name: 'production' })
        .getByRole('link')
        .getAttribute('href')) ?? '';
    this.before = await text(this.production);
    const source = join(work, 'shop/src/page.js');
    writeFileSync(source, readFileSync(source, 'utf8').replace(/<h1>[^<]*/, '<h1>Second release'));
    execFileSync('git', ['commit', '-qam', 'Second <script>alert(1)</script> release'], this.repo);
    execFileSync('git', ['push', '-q', 'origin', 'main'], { ...this.repo, stdio: 'pipe' });
    await this.axe();
    await person.open('/approvals');
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
    expect(await text(this.production)).toContain('Second release');
  }

  /** Roll back from the board in three presses, the target chosen. */
  async rollBack(): Promise<void> {
    const { person } = this.walk;
    const { page } = person;
    await person.open('/');
    person.presses = 0;
    await person.press(this.row.getByRole('button', { name: 'Actions for shop Production' }));
    await person.press(page.getByRole('menuitem', { name: 'Roll back…' }));
    await expect(this.dialog.getByText('Undone: 1 commit')).toBeVisible();
    await expect(this.dialog.getByText('Live now', { exact: true }).first()).toBeVisible();
    await this.axe();
    await person.write(this.dialog.getByRole('textbox'), 'The second release is wrong');
    await person.press(this.dialog.getByRole('button', { name: /^Roll back Production to/ }));
    await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
    expect(person.presses).toBe(3);
    expect(await text(this.production)).toBe(this.before);
    await expect(this.dialog.getByRole('button', { name: /^Undo: Production to/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(this.dialog).toBeHidden();
    await person.open('/pipelines/shop');
    await expect(page.getByText('“The second release is wrong”')).toBeVisible();
  }

  /** A broken build is first on the board and opens at the failing command. */
  async breakBuild(): Promise<void> {
    const { person, work } = this.walk;
    const { page } = person;
    const check = join(work, 'shop/test/app.test.js');
    writeFileSync(
      check,
      readFileSync(check, 'utf8').replace(
        'assert.equal(response.status, 404)',
        'assert.equal(response.status, 405)',
      ),
    );
    execFileSync('git', ['commit', '-qam', 'Break it'], this.repo);
    execFileSync('git', ['push', '-q', 'origin', 'main'], { ...this.repo, stdio: 'pipe' });
    await person.open('/');
    const first = page.locator('.attention > li').first();
    await expect(first).toContainText('Build failed', { timeout: 60_000 });
    await person.press(first.getByRole('link'));
    await expect(page.getByRole('region', { name: /^Why build \d+ failed/ })).toContainText(
      'npm test',
    );
    await expect(page.locator('.log-line.cause')).toBeInViewport();
    await this.axe();
  }

  /** Delete: the name typed, to the end, leftovers named. */
  async remove(): Promise<void> {
    const { person } = this.walk;
    const { page } = person;
    await person.open('/projects/shop/settings');
    await person.press(page.getByRole('button', { name: 'Delete shop…' }));
    await expect(this.dialog).toContainText('What stays');
    await this.axe();
    await person.write(this.dialog.getByRole('textbox'), 'shop');
    await person.press(this.dialog.getByRole('button', { name: 'Delete shop', exact: true }));
    await expect(page.locator('h1')).toContainText('Deleted shop', { timeout: 60_000 });
    await expect(page.getByText('What stays:')).toContainText('seed bucket');
    await this.axe();
    await person.open('/');
    await expect(page.locator('h1')).toContainText('No projects yet');
  }

  async all(): Promise<void> {
    await this.create();
    await this.watch();
    await this.approve();
    await this.push();
    await this.rollBack();
    await this.breakBuild();
    await this.remove();
  }
}
