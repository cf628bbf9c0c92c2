import { join } from 'node:path';
import { ALL_LOOKS, errorsOf, lookAt, pictures, SHAPES } from '../support/shapes-pages';
import { mergeShapes } from '../support/shapes/merge';
import { expect, test } from '../support/test';

/** Every page of pipelines that Starboard did not make, wide and narrow, light and dark. A few of them: shapes.spec.ts. */
test.describe.configure({ mode: 'serial' });
test.use({ account: { shapes: SHAPES } });

test('every list and every pipeline: nothing fails, nothing is wider than the page, axe finds nothing', async ({
  page,
  viewer,
  shown,
}) => {
  test.setTimeout(1_800_000);
  const mistakes = errorsOf(page);
  const pipelines = Object.keys(shown.server.shape.pipelines).sort();
  await lookAt(viewer, '/', 'board', pipelines[0] ?? '', ALL_LOOKS);
  await lookAt(viewer, '/approvals', 'approvals', 'wait for you', ALL_LOOKS);
  for (const name of pipelines)
    await lookAt(viewer, `/pipelines/${name}`, `pipeline-${name}`, name, ALL_LOOKS);
  await lookAt(viewer, '/pipelines', 'pipelines', pipelines[0] ?? '', ALL_LOOKS);
  await lookAt(viewer, '/deployments', 'deployments', 'halle-nord', ALL_LOOKS);
  await lookAt(viewer, '/environments', 'environments', 'halle-nord', ALL_LOOKS);
  await lookAt(viewer, '/insights', 'insights', 'Insights', ALL_LOOKS);
  await lookAt(viewer, '/commits?q=Papierstau', 'commits', 'Papierstau', ALL_LOOKS);
  expect(mistakes).toEqual([]);
});

test('executions of every kind open whole', async ({ viewer, shown }) => {
  test.setTimeout(900_000);
  for (const name of [
    'ecs-blue-green',
    'codedeploy-files-left',
    'cdk-self-mutation',
    'five-sources',
    's3-null-revision',
  ]) {
    const [pipeline = ''] = Object.keys(mergeShapes([name]).pipelines);
    const { executions = [], actions = [] } = shown.server.shape.pipelines[pipeline] ?? {};
    const id = String(executions[0]?.['pipelineExecutionId']);
    await lookAt(
      viewer,
      `/pipelines/${pipeline}/executions/${id}`,
      `execution-${name}`,
      String(actions[0]?.['stageName']),
      ALL_LOOKS,
    );
  }
});

test('the board at every width', async ({ page, viewer }) => {
  test.skip(!pictures, 'STARBOARD_TEST_PICTURES names no folder for them');
  await viewer.open('/');
  for (const width of [390, 768, 1024, 1440, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    await expect(page.getByRole('button', { name: /^\+\d+ more/ })).toBeVisible();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: join(pictures ?? '', `board-wide-${width}-${scheme}.png`) });
    }
  }
});
