import type { Page } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noViolations } from '../support/accessibility';
import { enter } from '../support/browser';
import { setFaults } from '../support/controls';
import { LISTS, lookAt, pathsOf } from '../support/first-release-pages';
import { createProjects } from '../support/project';
import { clone } from '../support/road';
import { expect, test as base } from '../support/test';

/** Errors of the page itself: a broken hydration, a failed script. */
const test = base.extend<{ mistakes: void }>({
  mistakes: [
    async ({ page }, provide) => {
      const mistakes: string[] = [];
      page.on('pageerror', (error) => mistakes.push(error.message));
      await provide();
      expect(mistakes).toEqual([]);
    },
    { auto: true },
  ],
});
test.describe.configure({ mode: 'serial' });

/** One move of the browser's own measure, and what moved. */
interface Shift {
  readonly value: number;
  readonly moved: readonly string[];
}

/** Measures how far what a page shows moves by itself, from now on. */
async function layoutShifts(page: Page): Promise<() => Promise<Shift[]>> {
  await page.evaluate(() => {
    const shifts: Shift[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: { node?: Element | null; previousRect: DOMRect; currentRect: DOMRect }[];
      })[])
        if (!entry.hadRecentInput)
          shifts.push({
            value: entry.value,
            moved: entry.sources.map(
              ({ node, previousRect: a, currentRect: b }) =>
                `${node?.className ?? ''} ${a.x},${a.y} ${a.width}x${a.height} to ${b.x},${b.y} ${b.width}x${b.height}`,
            ),
          });
    }).observe({ type: 'layout-shift' });
  });
  return () => page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts);
}

test('an empty home: every address answers with one heading, and an unknown one with 404', async ({
  page,
  person,
}) => {
  const also = async (path: string, status: number | undefined): Promise<void> => {
    expect(status, path).toBe(200);
    await expect(page.locator('h1'), path).toHaveCount(1);
    await noViolations(page);
  };
  // Each says that nothing is there, and nothing else.
  await lookAt(person, 'empty', { ...LISTS, commits: '/commits' }, also);
  for (const path of ['/projects', '/projects/new', '/load-balancers'])
    await also(path, (await person.open(path))?.status());
  for (const path of [
    '/nothing',
    '/pipelines/nothing',
    '/pipelines/nothing/executions/nothing',
    '/builds/nothing',
    '/deployments/nothing',
    '/projects/nothing',
    '/projects/nothing/progress',
  ]) {
    expect((await person.open(path))?.status(), path).toBe(404);
    await expect(page.locator('h1'), path).toHaveCount(1);
  }
  // Who was asked for what: a deployment of another Region is not one that never was.
  await person.open('/deployments/d-ELSEWHERE');
  await expect(page.getByRole('heading', { name: 'No deployment “d-ELSEWHERE”' })).toBeVisible();
  await expect(page.getByText('CodeDeploy has no such deployment')).toBeVisible();
  await noViolations(page);
});

test('a creation that fails is undone, and the page says why, also when it was closed meanwhile', async ({
  page,
  person,
  starboard,
}) => {
  await setFaults(starboard.engine, {
    service: 'codecommit',
    operation: 'CreateRepository',
    kind: 'fail',
    inside: true,
    code: 'OperationNotAllowedException',
    message:
      'CreateRepository request is not allowed because there is no existing repository in this AWS account',
  });
  await person.open('/projects/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('doomed');
  await page.getByRole('button', { name: 'Create doomed' }).click();
  await expect(page.locator('h1')).toContainText('doomed was not created');
  await expect(
    page.getByRole('alert').filter({ hasText: 'CreateRepository request is not allowed' }),
  ).toContainText('removed');
  await person.open('/projects/doomed/progress');
  await expect(page.locator('h1')).toContainText('doomed was not created');
  await noViolations(page);
  await setFaults(starboard.engine);
  await person.open('/projects/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('doomed');
  await expect(page.getByText('Free', { exact: true })).toBeVisible();
});

test('the palette finds projects, builds, deployments and commits by their SHA, and runs what needs a dialog', async ({
  page,
  person,
  starboard,
  shop,
}) => {
  await createProjects(starboard, { shop: [] });
  const sha = (await shop.executions())[0]?.sourceRevisions?.[0]?.revisionId ?? '';
  await person.open('/');
  // The badge is the browser's own: once it is there, so is the keyboard.
  await expect(page.getByLabel('1 waiting').first()).toBeVisible();
  const ask = async (text: string): Promise<void> => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Search or jump to' }).fill(text);
  };
  await ask(sha.slice(0, 9));
  // Until the palette's entries have come, the search for what was typed is its only row.
  await expect(page.getByRole('option').first()).toContainText(/Commit, /);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/commits\\?q=${sha}`));
  await expect(page.getByRole('article')).toContainText('Waiting for approval');
  for (const [text, url] of [
    ['shop build 1', /\/builds\//],
    ['shop to staging', /\/deployments\//],
    ['new project', /\/projects\/new/],
  ] as const) {
    await ask(text);
    await expect(page.getByRole('option').first()).toContainText(new RegExp(text, 'i'));
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(url);
  }
  await ask('release shop');
  await noViolations(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Starts the pipeline from its source');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('First error of a log');
});

test('a first release that waits: every page says so, and nothing that is not so yet', async ({
  person,
  shop,
}) => {
  await lookAt(person, 'waiting', await pathsOf(shop, 'shop', await shop.newest()));
});

test("a list's filter and order stand in the address; keys lead through it and to other pages", async ({
  page,
  person,
}) => {
  await person.open('/builds');
  // The badge is the browser's own: once it is there, so is the keyboard.
  await expect(page.getByLabel('1 waiting').first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('nothing at all');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await expect(page).toHaveURL(/q=nothing/);
  await page.reload();
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  const build = page.getByRole('link', { name: /shop 1/ });
  await expect(build).toBeVisible();
  // So does its order; keys go from row to row, and from page to page.
  await page.getByRole('button', { name: 'Duration' }).click();
  await expect(page).toHaveURL(/sort=-duration/);
  await page.keyboard.press('j');
  await expect(build).toBeFocused();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page).toHaveURL(/\/commits$/);
  await expect(page.getByRole('row').filter({ hasText: 'Live in Staging' })).toBeVisible();
});

test('the chosen theme is there before the first paint, and stays', async ({ page, person }) => {
  await person.open('/');
  await page.getByRole('button', { name: 'Dark', exact: true }).click();
  await person.open('/pipelines', { waitUntil: 'commit' });
  await page.waitForFunction(() => document.body !== null);
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
});

test('a log is searched and linked to by line', async ({ page, person }) => {
  await person.open('/builds');
  await page.getByRole('link', { name: /shop 1/ }).click();
  await expect(page.getByText('ended, complete')).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('npm');
  await expect(page.getByRole('status').filter({ hasText: /^1 of \d+$/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('mark.now').first()).toBeInViewport();
  await page.goto(`${page.url()}#L5`);
  await page.reload();
  await expect(page.locator('#L5')).toHaveClass(/linked/);
  await expect(page.locator('#L5')).toBeInViewport();
});

test('script in a README, a file name and a diff of 5,000 files stay text, and the inbox stays quick', async ({
  page,
  person,
  starboard,
  shop,
  work,
}) => {
  await person.open('/');
  const strip = page.getByRole('region', { name: /^What (needs attention|went live last)/ });
  await expect(strip).toContainText('Approval');
  const shifts = await layoutShifts(page);
  await shop.approve();
  await shop.stageIs(await shop.newest(), 'Production', 'Succeeded');
  await expect(page.getByRole('region', { name: 'What went live last' })).toBeVisible();
  const repo = await clone(starboard, 'shop', work);
  mkdirSync(join(repo.dir, 'many'));
  for (let i = 0; i < 5000; i++) writeFileSync(join(repo.dir, 'many', `${i}.txt`), `line ${i}\n`);
  writeFileSync(join(repo.dir, 'many', '<img src=x onerror=alert(1)>.txt'), 'x');
  writeFileSync(join(repo.dir, 'test', 'logo.png'), Buffer.from([0x89, 0x50, 0, 0, 1, 2]));
  writeFileSync(
    join(repo.dir, 'README.md'),
    '# Mine\n\n<script>alert(1)</script>\n\n<img src=x onerror=alert(2)>\n\n[link](javascript:alert(3)) ![picture](https://example.com/x.png)\n',
  );
  await repo.git('add', '.');
  await repo.git('commit', '-qm', 'Many files');
  await repo.git('push', '-q', 'origin', 'main');
  // A build has come and gone, and nothing on the board has moved.
  await expect(strip).toContainText('Building', { timeout: 60_000 });
  await expect(strip).toContainText('Approval', { timeout: 60_000 });
  // How much it would change comes later, into a place that was kept for it.
  await expect(strip).toContainText('1 commit, 5003 files', { timeout: 60_000 });
  const moved = await shifts();
  expect(
    moved.reduce((sum, m) => sum + m.value, 0),
    JSON.stringify(moved),
  ).toBeLessThan(0.02);
  await person.open('/approvals');
  await expect(page.getByRole('button', { name: /^Approve [0-9a-f]{7}…/ })).toBeVisible();
  await expect(page.getByText('5003 files changed')).toBeVisible();
  expect(await page.locator('.diff-files li').count()).toBeLessThanOrEqual(101);
  await page
    .locator('.diff-files')
    .getByRole('button', { name: /logo\.png/ })
    .click();
  await expect(page.getByText('A binary file.')).toBeVisible();
  await person.open('/projects/shop');
  await expect(page.getByText('<script>alert(1)</script>')).toBeVisible();
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(await page.locator('.prose a[href^="javascript"]').count()).toBe(0);
  await noViolations(page);
});

/** How wide the page is once it has drawn itself at this width. */
async function widthAt(page: Page, width: number, height: number): Promise<number> {
  await page.setViewportSize({ width, height });
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    return document.documentElement.scrollWidth;
  });
}

test('every page fits: a phone, the same on its side, and 200 % zoom', async ({ page, person }) => {
  const sizes = [
    [360, 780],
    [844, 390],
    [720, 450],
  ] as const;
  const back = page.getByRole('dialog').getByRole('button', { name: /^Roll back Production/ });
  const rollback = '/pipelines/shop?do=rollback&on=shop&stage=Production';
  for (const path of [
    '/',
    '/approvals',
    '/projects/new',
    '/projects/shop',
    '/pipelines/shop',
    '/builds',
    '/deployments',
    rollback,
  ]) {
    await page.setViewportSize({ width: 360, height: 780 });
    await person.open(path);
    await expect(page.locator('h1')).toHaveCount(1);
    for (const [width, height] of sizes) {
      expect(await widthAt(page, width, height), `${path} at ${width}`).toBeLessThanOrEqual(width);
      if (path !== rollback) continue;
      await expect(back).toBeVisible();
      await back.scrollIntoViewIfNeeded();
      await expect(back).toBeInViewport();
    }
  }
});

test('the code of a change has the room, on a phone, at 768 px and at 200 % zoom', async ({
  page,
  person,
}) => {
  await person.open('/approvals');
  const diff = page.locator('.diff-file');
  // The first file is a picture.
  await page.locator('.diff-files').getByRole('button', { name: /\.txt/ }).first().click();
  await expect(diff.locator('.diff-code').first()).toBeVisible();
  for (const [width, height] of [
    [390, 844],
    [720, 450],
    [768, 1024],
    [1440, 900],
  ] as const) {
    await widthAt(page, width, height);
    const [code, panel] = await Promise.all(
      [diff.locator('.diff-code').first(), diff].map(async (l) => (await l.boundingBox())?.width),
    );
    expect((code ?? 0) / (panel ?? 1), `of the panel at ${width}`).toBeGreaterThan(0.75);
  }
});

test('from 861 px on every place is in the navigation, on one line', async ({ page, person }) => {
  await person.open('/');
  for (const width of [861, 1024, 1280]) {
    expect(await widthAt(page, width, 700), `page at ${width}`).toBeLessThanOrEqual(width);
    const places = page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link');
    await expect(places).toHaveCount(7);
    for (const place of await places.all()) await expect(place, `at ${width}`).toBeVisible();
    expect((await page.locator('header.top').boundingBox())?.height).toBeLessThan(56);
  }
});

test('a button that is off looks the same under the pointer', async ({ page, person }) => {
  await person.open('/pipelines/shop/edit');
  const off = page.locator('.btn.primary[aria-disabled=true]').first();
  await expect(off).toBeVisible();
  const look = (): Promise<string> =>
    off.evaluate((b) => `${getComputedStyle(b).color} on ${getComputedStyle(b).backgroundColor}`);
  const before = await look();
  await off.hover();
  await off.evaluate((b) => Promise.all(b.getAnimations().map((a) => a.finished)));
  expect(await look()).toBe(before);
});

test("times are in the person's own zone, named, and in UTC on request, on every page", async ({
  browser,
  starboard,
}) => {
  const page = await browser.newPage({ timezoneId: 'Asia/Kolkata' });
  await enter(page, starboard);
  await page.goto(`${starboard.dashboard}/pipelines/shop`);
  await page.locator('table.executions tbody tr').last().getByRole('link').first().click();
  const log = page.locator('.log-foot');
  const first = page.getByRole('region', { name: 'Timeline' }).locator('li').first();
  await expect(first).toContainText('GMT+5:30');
  await expect(log).toContainText('times in GMT+5:30');
  await page.getByRole('button', { name: /^You: / }).click();
  await page.getByRole('menuitem', { name: 'Times in UTC' }).click();
  await expect(first).toContainText('UTC');
  await expect(log).toContainText('times in UTC');
  await page.reload();
  await expect(first).toContainText('UTC');
  await page.close();
});
