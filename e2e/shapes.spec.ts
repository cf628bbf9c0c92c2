import { expect, test, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { noViolations } from './accessibility';
import { newHome, removeHome, root, stopProcess, testEnv } from './launch';
import { mergeShapes } from './shapes/merge';
import { serveShape, type ShapeServer } from './shapes/server';

/** A real account's worth of pipelines that Starboard did not make, in the browser, on the `aws` backend. */
const SHAPES = [
  'ecs-blue-green',
  'cdk-self-mutation',
  'cfn-change-set-approved',
  'codedeploy-files-left',
  'codedeploy-two-groups',
  'connection-still-pending',
  'five-sources',
  'invokes-after-approval',
  'parallel-same-approval',
  'queued-three-waiting',
  's3-null-revision',
  'stage-conditions',
  'terraform-one-stage',
  'two-approvals-side-by-side',
  'two-sources-alone-and-together',
];

let home = '';
let server: ShapeServer;
let child: ChildProcess;
let dashboard = '';
let key = '';
const shape = mergeShapes(SHAPES);
const pipelines = Object.keys(shape.pipelines).sort();

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  home = newHome();
  server = await serveShape(shape);
  const started = spawn(process.execPath, [join(root, 'bin/starboard.mjs'), 'start', '--no-open'], {
    cwd: root,
    env: testEnv(home, {
      STARBOARD_BACKEND: 'aws',
      STARBOARD_EVENTS: 'off',
      AWS_REGION: server.region,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      TEST_SHAPES_ENDPOINT: server.endpoint,
      NODE_OPTIONS: [
        join(root, 'scripts/network-guard.cjs'),
        join(root, 'e2e/shapes/reach-shapes.cjs'),
      ]
        .map((file) => `--require ${file}`)
        .join(' '),
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let output = '';
  [, dashboard = '', key = ''] = await new Promise<RegExpExecArray>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /dashboard ready (\S+)\/\?key=(\S+)/.exec(output);
      if (found) resolve(found);
    };
    started.stdout.on('data', look);
    started.stderr.on('data', look);
    started.once('exit', () => reject(new Error(output)));
  });
});
test.afterAll(async () => {
  await stopProcess(child, 'SIGTERM');
  await server.stop();
  removeHome(home);
});

/** Where whoever looks at the pictures finds them: then of all, in a test run of a few. */
const pictures = process.env['STARBOARD_TEST_PICTURES'];
const FEW = 5;
const LOOKS = pictures
  ? ([
      [1440, 'light'],
      [390, 'dark'],
      [390, 'light'],
      [1440, 'dark'],
    ] as const)
  : ([
      [1440, 'light'],
      [390, 'dark'],
    ] as const);

async function look(page: Page, path: string, name: string, ready: string): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(dashboard + path);
  for (const [width, scheme] of LOOKS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await expect(page.locator('main').getByText(ready).first()).toBeVisible();
    await expect(page.locator('h1')).toHaveCount(1);
    await noViolations(page, [scheme]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth),
      `${path} at ${width}`,
    ).toBeLessThanOrEqual(width);
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({
        path: join(pictures, `${name}-${width}-${scheme}.png`),
        fullPage: true,
      });
    }
  }
}

test('board, inbox and every pipeline: nothing fails, nothing is wider than the page, axe finds nothing', async ({
  page,
}) => {
  test.setTimeout(pictures ? 900_000 : 240_000);
  const mistakes: string[] = [];
  page.on('pageerror', (error) => mistakes.push(error.message));
  page.on('console', (m) => {
    if (m.type() === 'error') mistakes.push(m.text());
  });
  await page.goto(`${dashboard}/?key=${key}`);
  await look(page, '/', 'board', pipelines[0] ?? '');
  await look(page, '/approvals', 'approvals', 'wait for you');
  for (const name of pictures ? pipelines : pipelines.slice(0, FEW))
    await look(page, `/pipelines/${name}`, `pipeline-${name}`, name);
  if (pictures) {
    await look(page, '/pipelines', 'pipelines', pipelines[0] ?? '');
    await look(page, '/deployments', 'deployments', 'halle-nord');
    await look(page, '/insights', 'insights', 'Insights');
    await look(page, '/commits?q=Papierstau', 'commits', 'Papierstau');
  }
  expect(mistakes).toEqual([]);
});

test('executions of every kind open whole', async ({ page }) => {
  test.setTimeout(pictures ? 900_000 : 240_000);
  await page.goto(`${dashboard}/?key=${key}`);
  const shapes = [
    'ecs-blue-green',
    'codedeploy-files-left',
    'cdk-self-mutation',
    'five-sources',
    's3-null-revision',
  ];
  for (const name of pictures ? shapes : shapes.slice(0, 2)) {
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

test('two gates of one stage are two cards, each with its own dialog', async ({ page }) => {
  const [pipeline = ''] = Object.keys(mergeShapes(['two-approvals-side-by-side']).pipelines);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${dashboard}/?key=${key}`);
  await page.goto(`${dashboard}/approvals`);
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
