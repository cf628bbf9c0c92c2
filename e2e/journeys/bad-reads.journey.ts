import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { join } from 'node:path';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../engine/http/faults';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { until } from '../../engine/testing/wait';
import { topic, type TopicName } from '../../lib/domain/live/topics';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { toAppError } from '../../lib/server/aws/errors';
import { readTopic } from '../../lib/server/live/topics';
import { stopListening } from '../../lib/server/events/listening';
import { createProject } from '../../lib/server/projects/create';
import { cache } from '../../lib/server/cache/cache';
import { root } from '../support/launch';

/**
 * Every read of every page in an account where one permission is missing: it either fails with that permission's name, or
 * what it brings says what could not be read. It never shows less as if there were less.
 */
let engine: TestEngine;
let connection: Connection;
const ids = { execution: '', build: '', deployment: '', stack: '' };

const TARGETS: readonly (readonly [RegExp, string])[] = [
  [/^CodePipeline_/, 'codepipeline'],
  [/^CodeBuild_/, 'codebuild'],
  [/^CodeDeploy_/, 'codedeploy'],
  [/^CodeCommit_/, 'codecommit'],
  [/^Logs_/, 'logs'],
  [/^GraniteService/, 'cloudwatch'],
];

/** Of the deployment, which stands whole on the same page and tells it, these take its group and its times alone. */
const TRAFFIC = ['deployment-traffic', 'deployment-metrics'];

/** What a topic may be poorer by without a word: beside the thing it is about, and never a list. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'codedeploy:BatchGetDeploymentTargets': TRAFFIC,
  'codedeploy:ListDeploymentTargets': TRAFFIC,
  'codepipeline:GetPipeline': TRAFFIC,
  'codepipeline:GetPipelineState': TRAFFIC,
  'codepipeline:ListActionExecutions': TRAFFIC,
  'codepipeline:ListPipelineExecutions': TRAFFIC,
  // The author's name beside a commit.
  'codecommit:GetCommit': ['approvals', 'execution', 'pipeline'],
  // What the repository says of its files: how they are listed, not which.
  'codecommit:GetFile': ['compare'],
  // What is live: none of these shows it.
  'codedeploy:BatchGetDeploymentGroups': [
    'deployment',
    'execution',
    'compare',
    'insights',
    'past',
    'search',
    'tests',
    // What stands before the group is kept, and told by what shows it.
    'deployment-metrics',
  ],
  // The last deployment of each stage: the one that waits leads to a stage that has none yet (shapes-bad tries the others).
  'codedeploy:GetDeployment': [
    'approvals',
    'compare',
    // Its own groups tell it what is live.
    'environment',
    'insights',
    'past',
    'search',
    'tests',
  ],
  // Who else looks after the pipeline: a warning more, not a fact less.
  'codepipeline:ListTagsForResource': ['declaration'],
};

async function giveFaults(...list: Fault[]): Promise<void> {
  await fetch(`${engine.endpoint}/_starboard/faults`, {
    method: 'POST',
    body: JSON.stringify({ faults: list }),
  });
}

/** From the beginning: nothing is known of what was read before. */
async function faults(...list: Fault[]): Promise<void> {
  await giveFaults(...list);
  cache.clear();
}

const topics = (): readonly (readonly [TopicName, readonly string[]])[] => [
  ['approvals', []],
  ['board', []],
  ['pipeline', ['demo']],
  ['execution', ['demo', ids.execution]],
  ['artifact', ['demo', ids.execution, 'Source']],
  ['project', ['demo']],
  ['builds', []],
  ['build', [ids.build]],
  ['build-detail', [ids.build]],
  ['build-project', ['demo']],
  ['tests', ['demo', '-', ids.execution]],
  ['deployments', []],
  ['deployment', [ids.deployment]],
  ['deployment-context', [ids.deployment]],
  ['deployment-traffic', [ids.deployment]],
  ['deployment-metrics', [ids.deployment]],
  ['environments', []],
  ['environment', ['demo', 'staging']],
  ['environment-traffic', ['demo', 'staging']],
  ['compare', ['demo', '-', ids.execution]],
  ['commits', []],
  ['find', ['Initial']],
  ['insights', ['30', '']],
  ['insights-builds', ['30', '']],
  ['insights-tests', ['30', '']],
  ['past', ['demo', '1790000000000']],
  ['search', []],
  ['declaration', ['demo']],
  ['notifications', ['demo']],
];

/** The calls that a topic makes when nothing is known. */
async function callsOf(text: string): Promise<string[]> {
  const found = new Set<string>();
  const note = (message: unknown): void => {
    const target = String(
      (message as { request: ClientRequest }).request.getHeader('x-amz-target') ?? '',
    );
    const service = TARGETS.find(([prefix]) => prefix.test(target))?.[1];
    if (service) found.add(`${service}:${target.split('.')[1] ?? ''}`);
  };
  await faults();
  subscribe('http.client.request.start', note);
  await readTopic(connection, text);
  unsubscribe('http.client.request.start', note);
  return [...found].sort();
}

beforeAll(async () => {
  process.env['STARBOARD_EVENTS'] = 'off';
  engine = await startTestEngine();
  process.env['STARBOARD_ROOT'] = root;
  process.env['STARBOARD_TEMPLATES'] = join(root, 'e2e/cases/templates');
  connection = connectionTo({
    backend: 'local',
    endpoint: engine.endpoint,
    region: engine.client.region,
    credentials: engine.client.credentials,
  });
  await createProject(
    connection,
    {
      name: 'demo',
      template: 'plain-node',
      environments: ['staging', 'production'],
      approve: ['production'],
    },
    () => undefined,
  );
  const cp = new CodePipeline(engine.client);
  await until(
    'an approval',
    async () =>
      (await cp.getPipelineState({ name: 'demo' })).stageStates?.[3]?.actionStates?.[0]
        ?.latestExecution?.status === 'InProgress',
    60,
  );
  const { actionExecutionDetails = [] } = await cp.listActionExecutions({ pipelineName: 'demo' });
  const external = (provider: string): string =>
    actionExecutionDetails.find((a) => a.input?.actionTypeId?.provider === provider)?.output
      ?.executionResult?.externalExecutionId ?? '';
  Object.assign(ids, {
    execution: actionExecutionDetails[0]?.pipelineExecutionId,
    build: external('CodeBuild'),
    deployment: external('CodeDeploy'),
  });
});
afterAll(async () => {
  delete process.env['STARBOARD_EVENTS'];
  await stopListening();
  await engine.stop();
});

describe('a permission that is missing', () => {
  it('is named by every page whose reads need it', async () => {
    const silent: string[] = [];
    let tried = 0;
    for (const [name, args] of topics()) {
      const text = topic(name, ...args);
      for (const call of await callsOf(text)) {
        if (BESIDE[call]?.includes(name)) continue;
        const [service = '', operation = ''] = call.split(':');
        await faults({ service, operation, kind: 'deny' });
        const said = await readTopic(connection, text).then(
          (data) => JSON.stringify(data),
          (error: unknown) => toAppError(error).message,
        );
        tried++;
        if (!said.includes(`${service}:${operation}`)) silent.push(`${text} without ${call}`);
      }
    }
    await faults();
    expect(silent).toEqual([]);
    expect(tried).toBeGreaterThan(40);
  }, 240_000);

  it('throttling is told as throttling, and what was known of a row stays', async () => {
    await readTopic(connection, 'board');
    await giveFaults({
      service: 'codepipeline',
      operation: 'GetPipelineState',
      kind: 'throttle',
    });
    cache.expire();
    expect(await readTopic(connection, 'board')).toMatchObject({
      rows: [
        {
          name: 'demo',
          stale: { why: 'AWS is throttling these calls.' },
          cells: [
            { stage: 'Source' },
            { stage: 'Build' },
            { stage: 'Staging' },
            { stage: 'Production' },
          ],
        },
      ],
      unreadable: [],
    });
  });

  it('one pipeline that AWS answers slowly does not hold up the board: it shows what was known of it, and why', async () => {
    await faults();
    await readTopic(connection, 'board');
    // Every one, whoever asks: a read that is still under way would take a single one.
    await giveFaults({
      service: 'codepipeline',
      operation: 'GetPipelineState',
      kind: 'delay',
      delayMs: 60_000,
    });
    cache.expire();
    expect(await readTopic(connection, 'board')).toMatchObject({
      rows: [
        {
          name: 'demo',
          stale: {
            why: expect.stringMatching(
              /^AWS (has not answered yet|is throttling these calls)\.$/,
            ) as string,
          },
          cells: [
            { stage: 'Source' },
            { stage: 'Build' },
            { stage: 'Staging' },
            { stage: 'Production' },
          ],
        },
      ],
    });
    await giveFaults();
    // The read goes on, and what it brings is there for who asks then.
    await until(
      'the row is read',
      async () =>
        ((await readTopic(connection, 'board')) as { rows: { stale?: unknown }[] }).rows[0]
          ?.stale === undefined,
    );
  });

  it('no answer holds a stack trace or an address of ours', async () => {
    await faults({
      service: 'codepipeline',
      operation: '*',
      kind: 'fail',
      code: 'InternalFailure',
      message: 'An internal error',
    });
    for (const [name, args] of topics()) {
      const said = await readTopic(connection, topic(name, ...args)).then(
        (data) => JSON.stringify(data),
        (error: unknown) =>
          JSON.stringify({
            ...toAppError(error),
            message: toAppError(error).message,
            cause: undefined,
          }),
      );
      expect(said).not.toMatch(/ at [^ ]+ \(|node_modules|\.ts:\d+/);
    }
    await faults();
  });
});
