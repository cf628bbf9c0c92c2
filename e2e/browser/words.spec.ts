import { noLaptopWords } from '../support/laptop-words';
import { loadShape } from '../support/shapes/merge';
import { expect, test } from '../support/test';

/** What is said on AWS: nothing that only the engine on one's own machine can keep. */
const BUILT = 'ecr-build-scan-ecs';

test.describe(() => {
  test.use({ account: { shapes: [BUILT, 'two-approvals-side-by-side'] } });

  test('no page of an account on AWS speaks of the laptop', async ({ page, viewer, shown }) => {
    test.setTimeout(120_000);
    const { shape, endpoint } = shown.server;
    const [pipeline = ''] = Object.keys(loadShape(BUILT).pipelines);
    const execution = String(shape.pipelines[pipeline]?.executions[0]?.['pipelineExecutionId']);
    const build = String(shape.builds?.[0]?.['id']);
    await viewer.open('/');
    await expect(page.getByRole('region', { name: pipeline })).toBeVisible();
    await noLaptopWords(page, endpoint);
    for (const [path, ready] of [
      ['/projects/new', 'not tried on AWS'],
      ['/approvals', 'wait for you'],
      [`/pipelines/${pipeline}`, pipeline],
      [`/pipelines/${pipeline}/executions/${execution}`, 'Build'],
      [`/builds/${encodeURIComponent(build)}`, 'Environment'],
      ['/builds', 'Builds'],
      ['/deployments', 'Deployments'],
      ['/environments', 'Environments'],
      ['/insights', 'Insights'],
      ['/settings', 'Settings'],
      [`/pipelines/${pipeline}/settings`, 'Notifications'],
      ['/pipelines/nothing', 'No pipeline'],
    ] as const) {
      await viewer.open(path);
      await expect(page.locator('main').getByText(ready).first()).toBeVisible();
      await noLaptopWords(page, endpoint);
    }
  });
});

test.describe(() => {
  test.use({ account: { shapes: [BUILT], edit: (shape) => ({ ...shape, pipelines: {} }) } });

  test('an empty account names itself, and promises nothing', async ({ page, viewer, shown }) => {
    await viewer.open('/');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      'No pipelines in eu-central-1 of account 111122223333.',
    );
    await expect(page.locator('main')).toContainText('Starboard is read-only in account');
    // Its policy lacks the stacks: a project that is being created would not be seen, which is said.
    await expect(page.locator('main')).toContainText(
      /Projects that are being created could not be read: .* lacks cloudformation:DescribeStacks/,
    );
    await noLaptopWords(page, shown.server.endpoint);
  });
});
