import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import Database from 'libsql';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SqliteStore } from '../adapters/sqlite-store';
import { LIFECYCLE } from '../../common/appspec';
import { NEVER_DEPLOYED } from '../core/deployment/health';
import { create, step } from '../core/deployment/machine';
import { builds, type Build } from '../services/codebuild/builds';
import { deployments, type Deployment } from '../services/codedeploy/deployments';
import { gated, startBench } from '../testing/pipelines';
import { startTestEngine, type TestEngine } from '../testing/start';
import { until } from '../testing/wait';

let engine: TestEngine;
const ROLE = 'arn:aws:iam::000000000000:role/r';
const MANY = 230;

const clients = (): {
  cp: CodePipeline;
  cb: CodeBuild;
  cc: CodeCommit;
  cd: CodeDeploy;
  cfn: CloudFormation;
} => ({
  cp: new CodePipeline(engine.client),
  cb: new CodeBuild(engine.client),
  cc: new CodeCommit(engine.client),
  cd: new CodeDeploy(engine.client),
  cfn: new CloudFormation(engine.client),
});

/** Changes the store of the engine's home while no engine has it open. */
async function between(change: (file: string) => void): Promise<void> {
  await engine.stop(true);
  change(join(engine.home, 'store.db'));
  engine = await startTestEngine({}, engine.home);
}

const named = (i: number): string => String(i).padStart(9, '0');

const build = (i: number): Build => ({
  id: `${i % 2 ? 'odd' : 'even'}:${named(i)}`,
  uuid: named(i),
  projectName: i % 2 ? 'odd' : 'even',
  buildNumber: i,
  startTime: 1_000_000 + Math.floor(i / 4),
  initiator: 'r',
  source: { type: 'NO_SOURCE' },
  environment: undefined,
  timeoutInMinutes: 60,
  queuedTimeoutInMinutes: 60,
  logGroup: 'g',
  logStream: named(i),
  grant: '',
  state: { buildStatus: 'SUCCEEDED', phases: [], endTime: 2_000_000 } as unknown as Build['state'],
  offset: 0,
});

function deployment(i: number): Deployment {
  const at = 1_000_000 + i;
  const config = 'CodeDeployDefault.OneAtATime';
  const { state } = step(create(), {
    type: 'start',
    at,
    fleet: [{ id: 'i-1', health: NEVER_DEPLOYED }],
    rule: { minimum: { type: 'MOST_CONCURRENCY', value: 1 }, predefined: true },
    lifecycle: LIFECYCLE,
  });
  const status = i % 3 ? 'Succeeded' : 'Failed';
  return {
    id: `d-${named(i)}`,
    application: 'a',
    group: 'g',
    groupId: 'g-id',
    revision: { revisionType: 'S3' },
    config,
    createdAt: at,
    creator: 'user',
    ignoreApplicationStopFailures: false,
    fileExists: 'DISALLOW',
    state: step(state, { type: 'target-ended', at, target: 'i-1', status }).state,
  };
}

beforeAll(async () => {
  const bench = await startBench();
  engine = bench.engine;
  const { cp, cb, cfn } = clients();
  await cp.createPipeline({ pipeline: gated('older') });
  for (const name of ['even', 'odd'])
    await cb.createProject({
      name,
      source: { type: 'NO_SOURCE', buildspec: 'version: 0.2' },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
      serviceRole: ROLE,
    });
  await cfn.createStack({
    StackName: 'older',
    TemplateBody: JSON.stringify({
      Description: 'A log group',
      Parameters: { Secret: { Type: 'String', NoEcho: true } },
      Resources: { L: { Type: 'AWS::Logs::LogGroup' } },
      Outputs: { Name: { Value: { Ref: 'L' } } },
    }),
    Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'not to be seen' }],
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  await bench.token('older');
  await until(
    'the stack is made',
    async () =>
      (await cfn.describeStacks({ StackName: 'older' })).Stacks?.[0]?.StackStatus ===
      'CREATE_COMPLETE',
  );
  await between((file) => {
    const store = new SqliteStore(file);
    store.transaction(() => {
      for (let i = 1; i <= MANY; i++) {
        store.put(builds, build(i).id, build(i));
        store.put(deployments, deployment(i).id, deployment(i));
      }
    });
    store.close();
  });
}, 60_000);
afterAll(async () => {
  await engine.stop();
  rmSync(engine.home, { recursive: true, force: true });
});

/** Every page of a list, by its tokens. */
async function all<T>(
  page: (
    token: string | undefined,
  ) => Promise<{ items: T[] | undefined; next?: string | undefined }>,
): Promise<T[][]> {
  const pages: T[][] = [];
  for (let token: string | undefined; ;) {
    const { items = [], next } = await page(token);
    pages.push(items);
    if (next === undefined) return pages;
    token = next;
  }
}

const buildPages = (sortOrder?: 'ASCENDING'): Promise<string[][]> =>
  all(async (nextToken) => {
    const { ids, nextToken: next } = await clients().cb.listBuilds({ nextToken, sortOrder });
    return { items: ids, next };
  });

const deploymentPages = (includeOnlyStatuses?: ('Failed' | 'Succeeded')[]): Promise<string[][]> =>
  all(async (nextToken) => {
    const answer = await clients().cd.listDeployments({ nextToken, includeOnlyStatuses });
    return { items: answer.deployments, next: answer.nextToken };
  });

/** Without what is different in each answer. */
async function everyList(): Promise<unknown[]> {
  const { cp, cb, cc, cfn } = clients();
  const answers = [
    await cp.listPipelines({}),
    await cp.listPipelineExecutions({ pipelineName: 'older' }),
    await cb.listProjects({}),
    await cb.listBuildsForProject({ projectName: 'odd' }),
    await cc.listRepositories({}),
    await cfn.listStacks({}),
    await cfn.describeStacks({}),
  ];
  return [
    ...answers.map(({ $metadata: _, ...answer }) => answer),
    await buildPages(),
    await deploymentPages(),
  ];
}

const counting = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

it('builds are listed by their start, the newest first or last, a hundred a page', async () => {
  const newest = counting(1, MANY, 1)
    .reverse()
    .map((i) => build(i).id);
  const pages = await buildPages();
  expect([pages.map((p) => p.length), pages.flat()]).toEqual([[100, 100, 30], newest]);
  expect((await buildPages('ASCENDING')).flat()).toEqual([...newest].reverse());
  const { ids, nextToken } = await clients().cb.listBuildsForProject({ projectName: 'odd' });
  expect(ids).toEqual(
    counting(31, 229, 2)
      .reverse()
      .map((i) => build(i).id),
  );
  const rest = await clients().cb.listBuildsForProject({ projectName: 'odd', nextToken });
  expect([rest.ids?.length, rest.nextToken]).toEqual([15, undefined]);
});

it('a filter of deployments fills its pages', async () => {
  const failed = await deploymentPages(['Failed']);
  expect(failed).toEqual([
    counting(3, 228, 3)
      .reverse()
      .map((i) => `d-${named(i)}`),
  ]);
  const succeeded = await deploymentPages(['Succeeded']);
  expect(succeeded.map((p) => p.length)).toEqual([100, 54]);
  const range = { start: new Date(1_000_010), end: new Date(1_000_012) };
  const { deployments: found } = await clients().cd.listDeployments({ createTimeRange: range });
  expect(found).toEqual([12, 11, 10].map((i) => `d-${named(i)}`));
});

it('what starts between two pages moves nothing from one to the other', async () => {
  const first = await clients().cb.listBuilds({});
  await between((file) => {
    const store = new SqliteStore(file);
    store.put(builds, build(MANY + 1).id, build(MANY + 1));
    store.close();
  });
  const second = await clients().cb.listBuilds({ nextToken: first.nextToken });
  expect(second.ids?.[0]).toBe(build(MANY - 100).id);
  await clients().cb.batchDeleteBuilds({ ids: [build(MANY + 1).id] });
  expect((await clients().cb.listBuilds({})).ids).toEqual(first.ids);
});

it('a token of another list is refused', async () => {
  const { nextToken } = await clients().cb.listBuildsForProject({ projectName: 'odd' });
  await expect(
    clients().cb.listBuildsForProject({ projectName: 'even', nextToken }),
  ).rejects.toMatchObject({ name: 'InvalidInputException' });
});

it('a home whose store kept nothing for lists is upgraded, and lists what it did', async () => {
  const before = await everyList();
  await between((file) => {
    const db = new Database(file);
    db.exec('DROP TABLE listed; DROP TABLE listings; PRAGMA user_version = 1');
    db.close();
  });
  expect(await everyList()).toEqual(before);
  const { pipelineExecutionSummaries: executions } = await clients().cp.listPipelineExecutions({
    pipelineName: 'older',
  });
  expect(executions).toMatchObject([{ sourceRevisions: [{ actionName: 'Source' }] }]);
  const { Stacks = [] } = await clients().cfn.describeStacks({});
  expect(Stacks).toMatchObject([
    { Parameters: [{ ParameterValue: '****' }], Outputs: [{ OutputKey: 'Name' }] },
  ]);
  const { cb } = clients();
  await cb.batchDeleteBuilds({ ids: [build(MANY).id] });
  expect((await cb.listBuilds({})).ids?.[0]).toBe(build(MANY - 1).id);
});
