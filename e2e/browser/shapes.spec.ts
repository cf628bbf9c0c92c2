import type { Page } from '@playwright/test';
import { errorsOf, lookAt, SHAPES, TWO_LOOKS } from '../support/shapes-pages';
import { mergeShapes } from '../support/shapes/merge';
import { expect, test } from '../support/test';

/** Pipelines that Starboard did not make, on the `aws` backend. Every page of every one of them: shapes.long-spec.ts. */
test.describe.configure({ mode: 'serial' });
test.use({ account: { shapes: SHAPES } });

test('board, inbox and two pipelines: nothing fails, nothing is wider than the page, axe finds nothing', async ({
  page,
  viewer,
  shown,
}) => {
  const mistakes = errorsOf(page);
  const pipelines = Object.keys(shown.server.shape.pipelines).sort();
  await lookAt(viewer, '/', 'board', pipelines[0] ?? '', TWO_LOOKS);
  await lookAt(viewer, '/approvals', 'approvals', 'wait for you', TWO_LOOKS);
  for (const name of pipelines.slice(0, 2))
    await lookAt(viewer, `/pipelines/${name}`, `pipeline-${name}`, name, TWO_LOOKS);
  expect(mistakes).toEqual([]);
});

/** What of the board's cells does not fit into them, or lies over another. */
const misplaced = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    for (const first of document.querySelectorAll<HTMLElement>('.cell .first'))
      if (first.scrollWidth > first.clientWidth + 1) found.push(`too wide: ${first.innerText}`);
    for (const row of document.querySelectorAll('.board-row:not(.heads)')) {
      if (row.scrollWidth > row.clientWidth || row.getBoundingClientRect().right > innerWidth)
        found.push(`wider than the page: ${row.getAttribute('aria-label') ?? ''}`);
      const boxes = [...row.querySelectorAll<HTMLElement>('.cell')]
        .map((c) => c.getBoundingClientRect())
        .filter((b) => b.width > 0);
      for (const [i, a] of boxes.entries())
        for (const b of boxes.slice(i + 1))
          if (
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
          )
            found.push(`one over another: ${(row as HTMLElement).innerText}`);
    }
    return found;
  });

test('the board is readable at every width, and no pipeline spoils it for the others', async ({
  page,
  viewer,
}) => {
  test.setTimeout(240_000);
  await viewer.open('/');
  await expect(page.getByRole('region', { name: 'kvindek-etapoj' })).toBeAttached();
  for (const width of [390, 768, 1024, 1440, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    // One row, whatever there is: the rest is a number.
    await expect(page.getByRole('button', { name: /^\+\d+ more/ })).toBeVisible();
    expect(await misplaced(page), `at ${width}`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      width,
    );
  }
  const strip = page.getByRole('region', { name: 'What needs attention' });
  await expect(strip.getByRole('listitem').first()).toContainText('failed');
  const before = await strip.getByRole('listitem').count();
  await page.getByRole('button', { name: /^\+\d+ more/ }).click();
  await expect(page.getByRole('button', { name: 'Fewer' })).toBeVisible();
  expect(await strip.getByRole('listitem').count()).toBeGreaterThan(before);
});

test('an execution opens whole', async ({ viewer, shown }) => {
  const [pipeline = ''] = Object.keys(mergeShapes(['ecs-blue-green']).pipelines);
  const { executions = [], actions = [] } = shown.server.shape.pipelines[pipeline] ?? {};
  const id = String(executions[0]?.['pipelineExecutionId']);
  await lookAt(
    viewer,
    `/pipelines/${pipeline}/executions/${id}`,
    'execution-ecs-blue-green',
    String(actions[0]?.['stageName']),
    TWO_LOOKS,
  );
});

test('two gates of one stage are two cards, each with its own dialog', async ({ page, viewer }) => {
  const [pipeline = ''] = Object.keys(mergeShapes(['two-approvals-side-by-side']).pipelines);
  await page.setViewportSize({ width: 1440, height: 900 });
  await viewer.open('/approvals');
  const cards = page.getByRole('article', { name: new RegExp(`^${pipeline} to `) });
  await expect(cards).toHaveCount(2);
  const names = await cards.evaluateAll((all) => all.map((e) => e.getAttribute('aria-label')));
  expect(new Set(names).size).toBe(2);
  for (let i = 0; i < 2; i++) {
    const card = cards.nth(i);
    const action = (await card.getAttribute('aria-label'))?.split(', ').at(-1) ?? '';
    const review = card.getByRole('button', { name: 'Review' });
    if (await review.isVisible()) await review.click();
    await card.getByRole('button', { name: /^Approve .*…$/ }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(new URL(page.url()).searchParams.get('action')).toBe(action);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
});

test.describe(() => {
  test.use({ account: { shapes: ['account-factory'] } });

  test('of 160 pipelines those in sight are drawn, all are reached, and the filter finds each', async ({
    page,
    viewer,
    shown,
  }) => {
    const names = Object.keys(shown.server.shape.pipelines).sort();
    await page.setViewportSize({ width: 1440, height: 900 });
    await viewer.open('/?sort=name');
    const rows = page.locator('section.board-row');
    await expect(page.getByRole('button', { name: /^All/ })).toContainText(String(names.length));
    await expect(rows.first()).toHaveAttribute('aria-label', names[0] ?? '');
    // The page has come to life: what is drawn are those in sight and some around them.
    await expect.poll(() => rows.count()).toBeLessThan(60);
    await page.keyboard.press('End');
    await expect(page.getByRole('region', { name: names.at(-1), exact: true })).toBeInViewport();
    expect(await rows.count()).toBeLessThan(60);
    await page.keyboard.press('Home');
    await expect(page.getByRole('region', { name: names[0], exact: true })).toBeInViewport();
    await page.getByRole('searchbox').fill(names[99] ?? '');
    const found = page.getByRole('region', { name: names[99], exact: true });
    await expect(found).toBeVisible();
    // Starboard has made none of them: a name leads to the pipeline.
    await found
      .getByRole('link', { name: names[99] ?? '' })
      .first()
      .click();
    await expect(page).toHaveURL(new RegExp(`/projects/${names[99] ?? ''}$`));
    await page.keyboard.press('ControlOrMeta+k');
    const palette = page.getByRole('dialog', { name: 'Search or jump to' });
    // The board has read all of them: the commits of none are missing.
    await expect(palette).toContainText('Some results are missing');
    await expect(palette).not.toContainText('commits of');
    await palette.getByRole('combobox').fill(`roll back ${names.at(-1) ?? ''}`);
    await expect(
      palette.getByRole('option', { name: `Roll back ${names.at(-1) ?? ''}…` }),
    ).toBeVisible();
  });
});
