import { CodeCommit } from '@aws-sdk/client-codecommit';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../engine/testing/wait';
import { setFaults } from '../support/controls';
import { LISTS, lookAt, pathsOf } from '../support/first-release-pages';
import { cli, type Running } from '../support/launch';
import { PLAIN_NODE, writeTemplate } from '../support/own-template';
import type { Road } from '../support/road';
import { expect, test } from '../support/test';

/** What every page says at every point of a project's life: nothing before it is so, nothing that is so no longer. (Two points: dashboard.spec.ts.) */
const NAME = 'shop';
/** A build goes on once it finds this file, which the test writes when it has seen enough. */
const HELD = readFileSync(join(PLAIN_NODE, 'source/buildspec.yml'), 'utf8').replace(
  '- npm test',
  '- while [ ! -e go-on ]; do sleep 0.2; done',
);

function heldTemplate(work: string): Record<string, string> {
  writeTemplate(work, 'held', { 'buildspec.yml': HELD });
  return { STARBOARD_TEMPLATES: work };
}

test.use({ viewport: { width: 1440, height: 900 }, home: { env: heldTemplate } });

/** The folder in which a build that runs has its source. */
const buildFolder = (home: string): string | undefined =>
  readdirSync(join(home, 'builds'), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('buildspec.yml') && !f.includes('node_modules'))
    .map((f) => join(home, 'builds', f, '..'))
    .find((f) => !existsSync(join(f, 'go-on')));

/** Lets the build that runs go on. */
async function goOn(home: string): Promise<void> {
  const folder = await until('a build waits', () => Promise.resolve(buildFolder(home)));
  writeFileSync(join(folder, 'go-on'), '');
}

async function push(
  { client }: Running,
  shop: Road,
  message: string,
  filePath: string,
  text: string,
): Promise<string> {
  const cc = new CodeCommit(client);
  const known = (await shop.executions()).map((e) => e.pipelineExecutionId ?? '');
  const { branch } = await cc.getBranch({ repositoryName: NAME, branchName: 'main' });
  await cc.putFile({
    repositoryName: NAME,
    branchName: 'main',
    parentCommitId: branch?.commitId,
    filePath,
    fileContent: Buffer.from(text),
    commitMessage: message,
  });
  return shop.newExecution(known, 30);
}

test('every page at every point: empty, stack, build, waiting, live, rolled back, rejected, failed, deleted', async ({
  person,
  starboard,
  shop,
  work,
}) => {
  test.setTimeout(420_000);
  const { page } = person;
  const { home } = starboard;
  await lookAt(person, 'empty', { ...LISTS, commits: '/commits' });

  // The network of the instances is slow to come: the stack is on its way while the pages are read.
  await setFaults(starboard.engine, {
    service: 'ec2',
    operation: 'RunInstances',
    kind: 'delay',
    delayMs: 15_000,
    inside: true,
  });
  const creating = cli(home, ['create', NAME, '--template', 'held'], {
    env: { STARBOARD_TEMPLATES: work },
  });
  const onTheWay = await until('the stack is on its way', async () => {
    await person.open(`/projects/${NAME}`);
    const { pathname, search } = new URL(page.url());
    return pathname.endsWith('/progress') && pathname + search;
  });
  await lookAt(person, 'stack', { ...LISTS, progress: onTheWay });
  expect((await creating).stderr).toBe('');

  const first = await until('the first execution', async () => (await shop.newest()) || undefined);
  await shop.stageIs(first, 'Build', 'InProgress');
  await until('a build waits', () => Promise.resolve(buildFolder(home)));
  await lookAt(person, 'build', {
    ...(await pathsOf(shop, NAME, first)),
    progress: onTheWay,
  });

  await goOn(home);
  await shop.stageIs(first, 'ApproveProduction', 'InProgress');
  await lookAt(person, 'waiting', await pathsOf(shop, NAME, first));

  await shop.approve();
  await shop.executionIs(first, 'Succeeded');
  await lookAt(person, 'live', await pathsOf(shop, NAME, first));

  // From now on builds do not wait.
  const second = await push(
    starboard,
    shop,
    'Second release',
    'buildspec.yml',
    HELD.replace('while [ ! -e go-on ]; do sleep 0.2; done', 'npm test'),
  );
  await shop.approve();
  await shop.executionIs(second, 'Succeeded');
  const { pipelineExecutionId: rollback = '' } = await shop.pipeline.rollbackStage({
    pipelineName: NAME,
    stageName: 'Production',
    targetPipelineExecutionId: first,
  });
  await shop.executionIs(rollback, 'Succeeded');
  await lookAt(person, 'rolled back', await pathsOf(shop, NAME, second));

  const third = await push(starboard, shop, 'Third release', 'README.md', '# Shop\n');
  await shop.approve('ApproveProduction', 'Rejected', 'not today');
  await shop.executionIs(third, 'Failed');
  await lookAt(person, 'rejected', await pathsOf(shop, NAME, third));

  const fourth = await push(
    starboard,
    shop,
    'Broken build',
    'buildspec.yml',
    'version: 0.2\nphases:\n  build:\n    commands:\n      - exit 3\n',
  );
  await shop.executionIs(fourth, 'Failed');
  await lookAt(person, 'failed', await pathsOf(shop, NAME, fourth));

  expect((await cli(home, ['delete', NAME, '--yes'])).stderr).toBe('');
  await lookAt(person, 'deleted', {
    ...LISTS,
    project: `/projects/${NAME}`,
    pipeline: `/pipelines/${NAME}`,
  });
});
