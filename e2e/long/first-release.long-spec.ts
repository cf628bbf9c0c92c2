import { CodeCommit } from '@aws-sdk/client-codecommit';
import { expect, type Page } from '@playwright/test';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../engine/testing/wait';
import { enter, test } from '../support/browser';
import { LISTS, lookAt, pathsOf } from '../support/first-release-pages';
import type { PageName, Point } from '../support/first-release-table';
import { cli, newHome, removeHome, root, startStarboard, type Running } from '../support/launch';
import { road, type Road } from '../support/road';

/** What every page says at every point of a project's life: nothing before it is so, nothing that is so no longer. (Two points: dashboard.spec.ts.) */
const NAME = 'shop';
const SOURCE = join(root, 'e2e/cases/templates/plain-node');
/** A build goes on once it finds this file, which the test writes when it has seen enough. */
const HELD = readFileSync(join(SOURCE, 'source/buildspec.yml'), 'utf8').replace(
  '- npm test',
  '- while [ ! -e go-on ]; do sleep 0.2; done',
);

let home = '';
let mine = '';
let running: Running;
let r: Road;
test.describe.configure({ mode: 'serial' });
test.use({ viewport: { width: 1440, height: 900 } });
test.beforeAll(async () => {
  test.setTimeout(60_000);
  home = newHome();
  mine = mkdtempSync(join(tmpdir(), 'starboard-held-'));
  const template = join(mine, 'held');
  cpSync(SOURCE, template, { recursive: true });
  const facts = JSON.parse(readFileSync(join(template, 'manifest.json'), 'utf8')) as object;
  writeFileSync(join(template, 'manifest.json'), JSON.stringify({ ...facts, id: 'held' }));
  writeFileSync(join(template, 'source/buildspec.yml'), HELD);
  running = await startStarboard(home, { env: { STARBOARD_TEMPLATES: mine } });
  r = road(running, NAME);
});
test.afterAll(async () => {
  await running.stop();
  removeHome(home);
  rmSync(mine, { recursive: true, force: true });
});

/** The folder in which a build that runs has its source. */
const buildFolder = (): string | undefined =>
  readdirSync(join(home, 'builds'), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('buildspec.yml') && !f.includes('node_modules'))
    .map((f) => join(home, 'builds', f, '..'))
    .find((f) => !existsSync(join(f, 'go-on')));

/** Lets the build that runs go on. */
async function goOn(): Promise<void> {
  const folder = await until('a build waits', () => Promise.resolve(buildFolder()));
  writeFileSync(join(folder, 'go-on'), '');
}

async function push(message: string, file: string, text: string): Promise<string> {
  const cc = new CodeCommit(running.client);
  const known = (await r.executions()).map((e) => e.pipelineExecutionId ?? '');
  const { branch } = await cc.getBranch({ repositoryName: NAME, branchName: 'main' });
  await cc.putFile({
    repositoryName: NAME,
    branchName: 'main',
    parentCommitId: branch?.commitId,
    filePath: file,
    fileContent: Buffer.from(text),
    commitMessage: message,
  });
  return r.newExecution(known, 30);
}

const look = (page: Page, point: Point, paths: Partial<Record<PageName, string>>): Promise<void> =>
  lookAt(page, running.dashboard, point, paths);
const pathsTo = (execution: string): Promise<Partial<Record<PageName, string>>> =>
  pathsOf(r, NAME, execution);

test('every page at every point: empty, stack, build, waiting, live, rolled back, rejected, failed, deleted', async ({
  page,
}) => {
  test.setTimeout(420_000);
  await enter(page, running);
  await look(page, 'empty', { ...LISTS, commits: '/commits' });

  // The network of the instances is slow to come: the stack is on its way while the pages are read.
  const faults = (list: object[]): Promise<unknown> =>
    fetch(`${running.engine}/_starboard/faults`, {
      method: 'POST',
      body: JSON.stringify({ faults: list }),
    });
  await faults([
    { service: 'ec2', operation: 'RunInstances', kind: 'delay', delayMs: 15_000, inside: true },
  ]);
  const creating = cli(home, ['create', NAME, '--template', 'held'], {
    env: { STARBOARD_TEMPLATES: mine },
  });
  const onTheWay = await until('the stack is on its way', async () => {
    await page.goto(`${running.dashboard}/projects/${NAME}`);
    const { pathname, search } = new URL(page.url());
    return pathname.endsWith('/progress') && pathname + search;
  });
  await look(page, 'stack', { ...LISTS, progress: onTheWay });
  expect((await creating).stderr).toBe('');

  const first = await until('the first execution', async () => (await r.newest()) || undefined);
  await r.stageIs(first, 'Build', 'InProgress');
  await until('a build waits', () => Promise.resolve(buildFolder()));
  await look(page, 'build', {
    ...(await pathsTo(first)),
    progress: onTheWay,
  });

  await goOn();
  await r.stageIs(first, 'ApproveProduction', 'InProgress');
  await look(page, 'waiting', await pathsTo(first));

  await r.approve();
  await r.executionIs(first, 'Succeeded');
  await look(page, 'live', await pathsTo(first));

  // From now on builds do not wait.
  const second = await push(
    'Second release',
    'buildspec.yml',
    HELD.replace('while [ ! -e go-on ]; do sleep 0.2; done', 'npm test'),
  );
  await r.approve();
  await r.executionIs(second, 'Succeeded');
  const { pipelineExecutionId: rollback = '' } = await r.pipeline.rollbackStage({
    pipelineName: NAME,
    stageName: 'Production',
    targetPipelineExecutionId: first,
  });
  await r.executionIs(rollback, 'Succeeded');
  await look(page, 'rolled back', await pathsTo(second));

  const third = await push('Third release', 'README.md', '# Shop\n');
  await r.approve('ApproveProduction', 'Rejected', 'not today');
  await r.executionIs(third, 'Failed');
  await look(page, 'rejected', await pathsTo(third));

  const fourth = await push(
    'Broken build',
    'buildspec.yml',
    'version: 0.2\nphases:\n  build:\n    commands:\n      - exit 3\n',
  );
  await r.executionIs(fourth, 'Failed');
  await look(page, 'failed', await pathsTo(fourth));

  expect((await cli(home, ['delete', NAME, '--yes'])).stderr).toBe('');
  await look(page, 'deleted', {
    ...LISTS,
    project: `/projects/${NAME}`,
    pipeline: `/pipelines/${NAME}`,
  });
});
