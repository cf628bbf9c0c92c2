import { expect, test, type Page } from '@playwright/test';
import { join } from 'node:path';
import { mergeShapes } from '../support/shapes/merge';
import { showShape, type Shown } from '../support/shapes/show';
import { ALL_LOOKS, errorsOf, lookAt, pictures, SHAPES } from '../support/shapes-pages';

/** Every page of pipelines that Starboard did not make, wide and narrow, light and dark. A few of them: shapes.spec.ts. */
let shown: Shown;
let dashboard = '';
let key = '';
const shape = mergeShapes(SHAPES);
const pipelines = Object.keys(shape.pipelines).sort();

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  shown = await showShape(shape);
  ({ dashboard, key } = shown);
});
test.afterAll(() => shown.stop());

const look = (page: Page, path: string, name: string, ready: string): Promise<void> =>
  lookAt(page, dashboard + path, name, ready, ALL_LOOKS);

test('every list and every pipeline: nothing fails, nothing is wider than the page, axe finds nothing', async ({
  page,
}) => {
  test.setTimeout(1_800_000);
  const mistakes = errorsOf(page);
  await page.goto(`${dashboard}/?key=${key}`);
  await look(page, '/', 'board', pipelines[0] ?? '');
  await look(page, '/approvals', 'approvals', 'wait for you');
  for (const name of pipelines) await look(page, `/pipelines/${name}`, `pipeline-${name}`, name);
  await look(page, '/pipelines', 'pipelines', pipelines[0] ?? '');
  await look(page, '/deployments', 'deployments', 'halle-nord');
  await look(page, '/insights', 'insights', 'Insights');
  await look(page, '/commits?q=Papierstau', 'commits', 'Papierstau');
  expect(mistakes).toEqual([]);
});

test('executions of every kind open whole', async ({ page }) => {
  test.setTimeout(900_000);
  await page.goto(`${dashboard}/?key=${key}`);
  for (const name of [
    'ecs-blue-green',
    'codedeploy-files-left',
    'cdk-self-mutation',
    'five-sources',
    's3-null-revision',
  ]) {
    const [pipeline = ''] = Object.keys(mergeShapes([name]).pipelines);
    const id = String(shape.pipelines[pipeline]?.executions[0]?.['pipelineExecutionId']);
    await look(
      page,
      `/pipelines/${pipeline}/executions/${id}`,
      `execution-${name}`,
      String(shape.pipelines[pipeline]?.actions[0]?.['stageName']),
    );
  }
});

test('the board at every width', async ({ page }) => {
  test.skip(!pictures, 'STARBOARD_TEST_PICTURES names no folder for them');
  await page.goto(`${dashboard}/?key=${key}`);
  for (const width of [390, 768, 1024, 1440, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    await expect(page.getByRole('button', { name: /^\+\d+ more/ })).toBeVisible();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: join(pictures ?? '', `board-wide-${width}-${scheme}.png`) });
    }
  }
});
