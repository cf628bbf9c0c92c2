import { expect, test } from '@playwright/test';
import { noLaptopWords } from '../support/laptop-words';
import { loadShape, mergeShapes } from '../support/shapes/merge';
import { showShape, type Shown } from '../support/shapes/show';

/** What is said on AWS: nothing that only the engine on one's own machine can keep. */
const SHAPES = ['ecr-build-scan-ecs', 'two-approvals-side-by-side'];
const shape = mergeShapes(SHAPES);
const [pipeline = ''] = Object.keys(loadShape(SHAPES[0] ?? '').pipelines);
const execution = String(shape.pipelines[pipeline]?.executions[0]?.['pipelineExecutionId']);
const build = String(shape.builds?.[0]?.['id']);

test('no page of an account on AWS speaks of the laptop', async ({ page }) => {
  test.setTimeout(120_000);
  const shown = await showShape(shape);
  try {
    await page.goto(`${shown.dashboard}/?key=${shown.key}`);
    await expect(page.getByRole('region', { name: pipeline })).toBeVisible();
    await noLaptopWords(page, shown.server.endpoint);
    for (const [path, ready] of [
      ['/projects/new', 'not tried on AWS'],
      ['/approvals', 'wait for you'],
      [`/pipelines/${pipeline}`, pipeline],
      [`/pipelines/${pipeline}/executions/${execution}`, 'Build'],
      [`/builds/${encodeURIComponent(build)}`, 'Environment'],
      ['/builds', 'Builds'],
      ['/deployments', 'Deployments'],
      ['/insights', 'Insights'],
      ['/settings', 'Settings'],
      [`/pipelines/${pipeline}/settings`, 'Notifications'],
      ['/pipelines/nothing', 'No pipeline'],
    ] as const) {
      await page.goto(shown.dashboard + path);
      await expect(page.locator('main').getByText(ready).first()).toBeVisible();
      await noLaptopWords(page, shown.server.endpoint);
    }
  } finally {
    await shown.stop();
  }
});

test('an empty account names itself, and promises nothing', async ({ page }) => {
  const empty: Shown = await showShape({ ...mergeShapes([SHAPES[0] ?? '']), pipelines: {} });
  try {
    await page.goto(`${empty.dashboard}/?key=${empty.key}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      'No pipelines in eu-central-1 of account 111122223333.',
    );
    await expect(page.locator('main')).toContainText('Starboard is read-only in account');
    await noLaptopWords(page, empty.server.endpoint);
  } finally {
    await empty.stop();
  }
});
