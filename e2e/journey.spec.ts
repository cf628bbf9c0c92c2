import { expect, test, type PlaywrightTestOptions } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noViolations } from './accessibility';
import { newHome, removeHome, startStarboard, type Running } from './launch';
import { byKeyboard, byPointer, go, type Person } from './person';

/** The seven steps of a project's life as a person takes them: nothing here but the browser, git, and the application's own answers. */
// The desktop's person takes the template that most people take, the other two one without anything to download.
const WAYS: readonly (readonly [
  string,
  Partial<PlaywrightTestOptions>,
  typeof byPointer,
  readonly ('light' | 'dark')[],
  string?,
])[] = [
  [
    'on a desktop',
    {
      viewport: { width: 1440, height: 900 },
      contextOptions: { reducedMotion: 'no-preference' },
    },
    byPointer,
    ['light', 'dark'],
  ],
  [
    'on a phone',
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    byPointer,
    ['dark'],
    'Plain Node',
  ],
  ['by keyboard alone', { viewport: { width: 1280, height: 900 } }, byKeyboard, [], 'Plain Node'],
];

const text = async (url: string): Promise<string> => (await fetch(url)).text();

// The keyboard's pages are the desktop's: axe looks at those once.
for (const [name, options, way, looks, template] of WAYS) {
  test.describe(name, () => {
    let home = '';
    let work = '';
    let running: Running;
    test.use(options);
    test.beforeAll(async () => {
      home = newHome();
      work = mkdtempSync(join(tmpdir(), 'starboard-work-'));
      running = await startStarboard(home);
      // The phone's person lives with events that come late, twice and in no order (the other two modes: modes.spec.ts).
      if (options.isMobile)
        await fetch(`${running.engine}/_starboard/faults`, {
          method: 'POST',
          body: JSON.stringify({ chaos: { delayMs: 1500, duplicate: 0.5 } }),
        });
    });
    test.afterAll(async () => {
      await running.stop();
      removeHome(home);
      rmSync(work, { recursive: true, force: true });
    });

    test('create, watch, approve, roll back, a broken build, delete', async ({ page }) => {
      test.setTimeout(240_000);
      const mistakes: string[] = [];
      page.on('pageerror', (error) => mistakes.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && /Content Security Policy|hydrat/i.test(message.text()))
          mistakes.push(message.text());
      });
      const person: Person = way(page);
      const axe = async (): Promise<void> => {
        if (looks.length) await noViolations(page, looks);
      };
      const row = page.getByRole('region', { name: 'shop', exact: true });

      // 1. First run, wizard, progress.
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
        '26 resources',
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
      ).toHaveCount(26);
      await axe();

      // 2. The board, the pipeline, a build, a deployment.
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

      // 3. The inbox: two presses, the diff already drawn.
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

      // 4. Clone as the page says, push, and it moves by itself.
      await go(person, running.dashboard, '/projects/shop');
      const command = (await page.locator('.block-cmd code').textContent()) ?? '';
      expect(command).not.toContain(running.key);
      const git = {
        cwd: work,
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
      execFileSync('bash', ['-c', command], { ...git, stdio: 'pipe' });
      const repo = { ...git, cwd: join(work, 'shop') };
      const production =
        (await page
          .getByRole('region', { name: 'production' })
          .getByRole('link')
          .getAttribute('href')) ?? '';
      const before = await text(production);
      const source = join(work, 'shop/src/page.js');
      writeFileSync(
        source,
        readFileSync(source, 'utf8').replace(/<h1>[^<]*/, '<h1>Second release'),
      );
      execFileSync('git', ['commit', '-qam', 'Second <script>alert(1)</script> release'], repo);
      execFileSync('git', ['push', '-q', 'origin', 'main'], { ...repo, stdio: 'pipe' });
      await axe();
      await go(person, running.dashboard, '/approvals');
      await expect(page.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ })).toBeVisible({
        timeout: 60_000,
      });
      await expect(
        page.getByText('Second <script>alert(1)</script> release').first(),
      ).toBeVisible();
      await expect(
        page.locator('.diff-code-insert').filter({ hasText: 'Second release' }),
      ).toBeVisible();
      await person.press(page.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ }));
      await person.press(page.getByRole('button', { name: /^Approve and deploy/ }));
      await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: 60_000 });
      expect(await text(production)).toContain('Second release');

      // 5. Roll back from the board in three presses, the target chosen.
      await go(person, running.dashboard, '/');
      person.presses = 0;
      await person.press(row.getByRole('button', { name: 'Actions for shop Production' }));
      await person.press(page.getByRole('menuitem', { name: 'Roll back…' }));
      const dialog = page.getByRole('dialog');
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

      // 6. A broken build is first on the board and opens at the failing command.
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

      // 7. Delete: the name typed, to the end, leftovers named.
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
      expect(mistakes).toEqual([]);
    });
  });
}
