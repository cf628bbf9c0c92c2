import { hostname } from 'node:os';
import { join } from 'node:path';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { until } from '../../engine/testing/wait';
import type { LiveMessage } from '../../lib/domain/live/live-message';
import type { Board, PipelineView } from '../../lib/domain/views';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { readPipeline } from '../../lib/server/data/facts';
import { followed, refreshAll } from '../../lib/server/cache/followed';
import { follow } from '../../lib/server/live/hub';
import { SQS } from '@aws-sdk/client-sqs';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { listen, stopListening, upstream } from '../../lib/server/events/listening';
import { LIVE_PREFIX } from '../../lib/server/events/queue';
import { cache } from '../../lib/server/cache/cache';
import { createProject } from '../../lib/server/projects/create';
import { root } from '../support/launch';

let engine: TestEngine;
let connection: Connection;
beforeAll(async () => {
  engine = await startTestEngine();
  process.env['STARBOARD_ROOT'] = root;
  process.env['STARBOARD_TEMPLATES'] = join(root, 'e2e/cases/templates');
  connection = connectionTo({
    backend: 'local',
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: engine.client.credentials,
  });
  await createProject(
    connection,
    { name: 'demo', template: 'plain-node', environments: ['prod'] },
    () => undefined,
  );
});
afterAll(async () => {
  await stopListening();
  await engine.stop();
});

/** The calls that every round makes, while the first of some viewers hears of `rounds` of them. (What is looked at again every ten seconds has a rhythm of its own.) */
async function callsOf(viewers: number, rounds: number): Promise<number> {
  cache.invalidate(['account']);
  let calls = 0;
  const count = (message: unknown): void => {
    if (
      /(GetPipelineState|ListPipelines)$/.test(
        String((message as { request: ClientRequest }).request.getHeader('x-amz-target')),
      )
    )
      calls++;
  };
  let heard = 0;
  const stop: (() => void)[] = [];
  subscribe('http.client.request.start', count);
  for (let i = 0; i < viewers; i++)
    stop.push(
      follow(connection, 'board', () => {
        if (i === 0) heard++;
      }),
    );
  await until('the rounds', () => Promise.resolve(heard >= rounds), 60);
  unsubscribe('http.client.request.start', count);
  for (const s of stop) s();
  return calls;
}

const first = (topic: string): Promise<LiveMessage> =>
  new Promise((resolve) => {
    const off = follow(connection, topic, (m) => {
      resolve(m);
      queueMicrotask(() => off());
    });
  });

describe('the live stream', () => {
  beforeAll(async () => {
    process.env['STARBOARD_EVENTS'] = 'off';
    await stopListening();
  });
  it('ten viewers cost the upstream calls of one, and nobody left costs none', async () => {
    // At rest every round is the same calls: the list of pipelines and the state of each.
    await until(
      'the first release has ended',
      async () => {
        const seen = await first('board');
        return (
          'data' in seen &&
          !(seen.data as Board).moving &&
          (seen.data as Board).rows[0]?.cells.at(-1)?.live !== undefined
        );
      },
      60,
    );
    const one = await callsOf(1, 2);
    const ten = await callsOf(10, 2);
    expect(one).toBe(4);
    expect(ten).toBe(one);
    expect(followed.size).toBe(0);
  });

  it('a second viewer hears at once what the first has, and a change is told without waiting for the next round', async () => {
    const heard: LiveMessage[] = [];
    onTestFinished(follow(connection, 'board', (m) => heard.push(m)));
    // A round that is under way has no next one yet.
    const atRest = (): boolean => followed.get('board')?.timer !== undefined;
    await until('data', () => Promise.resolve(heard.length > 0 && atRest()));
    const second: LiveMessage[] = [];
    onTestFinished(follow(connection, 'board', (m) => second.push(m)));
    expect(second).toHaveLength(1);
    const before = heard.length;
    const nextRound = followed.get('board')?.due ?? 0;
    refreshAll();
    await until('what has changed', () => Promise.resolve(heard.length > before));
    expect(heard[before]?.readAt).toBeLessThan(nextRound);
  });

  it('a topic that cannot be read says why, and the one after it goes on', async () => {
    const heard: LiveMessage[] = [];
    const off = follow(connection, 'pipeline/nothing', (m) => heard.push(m));
    onTestFinished(off);
    await until('the problem', () => Promise.resolve(heard[0]));
    expect(heard[0]).toMatchObject({ problem: { kind: 'not_found' } });
    off();
    expect(followed.size).toBe(0);
  });
});

const ours = async (): Promise<number> => {
  const queues =
    (await new SQS(engine.client).listQueues({ QueueNamePrefix: LIVE_PREFIX })).QueueUrls ?? [];
  const rules =
    (await new EventBridge(engine.client).listRules({ NamePrefix: LIVE_PREFIX })).Rules ?? [];
  return queues.length + rules.length;
};

describe('events', () => {
  beforeAll(async () => {
    delete process.env['STARBOARD_EVENTS'];
    // What a dashboard left that was killed: its process is no more.
    await new SQS(engine.client).createQueue({
      QueueName: `${LIVE_PREFIX}left-over`,
      tags: {
        'starboard:holder': `${hostname()}/999999999`,
        'starboard:lease': new Date().toISOString(),
      },
    });
    listen(connection);
    await until('events', () => Promise.resolve(upstream(connection).via === 'events'));
  });

  it('sweeps the queue of a process that is no more, and has one queue and one rule of its own', async () => {
    expect(await ours()).toBe(2);
  });

  it('at rest a pipeline costs no call, and an execution started elsewhere is told at once', async () => {
    const heard: LiveMessage[] = [];
    const calls: string[] = [];
    const note = (message: unknown): void => {
      calls.push(
        String((message as { request: ClientRequest }).request.getHeader('x-amz-target')).split(
          '.',
        )[1] ?? '',
      );
    };
    onTestFinished(follow(connection, 'board', (m) => heard.push(m)));
    await until('rest', () => Promise.resolve(heard.length > 0));
    // What began in the very millisecond in which listening did counts as older than it, and is read once more.
    cache.invalidate(['account']);
    await readPipeline(connection, 'demo', 60_000);
    cache.invalidate(['account']);
    subscribe('http.client.request.start', note);
    await readPipeline(connection, 'demo', 60_000);
    await readPipeline(connection, 'demo', 60_000);
    expect(calls.filter((c) => c === 'GetPipelineState')).toEqual([]);
    unsubscribe('http.client.request.start', note);
    await new CodePipeline(engine.client).startPipelineExecution({ name: 'demo' });
    await until(
      'the board says so',
      () =>
        Promise.resolve(
          heard.some(
            (m) =>
              'data' in m &&
              (m.data as Board).rows[0]?.cells.some((c) => c.next?.status.key === 'run'),
          ),
        ),
      10,
    );
    await until(
      'and that it is over',
      () =>
        Promise.resolve(
          heard.some(
            (m, i) =>
              i > 1 &&
              'data' in m &&
              !(m.data as Board).moving &&
              heard
                .slice(0, i)
                .some((x) => 'data' in x && (x.data as Board).rows[0]?.cells.some((c) => c.next)),
          ),
        ),
      60,
    );
  });

  it('what has no event is found by looking again, without one', async () => {
    onTestFinished(follow(connection, 'pipeline/demo', () => undefined));
    await new CodePipeline(engine.client).disableStageTransition({
      pipelineName: 'demo',
      stageName: 'Prod',
      transitionType: 'Inbound',
      reason: 'by another tool',
    });
    await until(
      'the closed transition',
      async () => {
        const m = await first('pipeline/demo');
        return (
          'data' in m &&
          (m.data as PipelineView).stages.some((s) => s.closed?.reason === 'by another tool')
        );
      },
      20,
    );
  });

  it('a lost queue is a reason to poll, and the pages go on', async () => {
    const sqs = new SQS(engine.client);
    for (const QueueUrl of (await sqs.listQueues({ QueueNamePrefix: LIVE_PREFIX })).QueueUrls ?? [])
      await sqs.deleteQueue({ QueueUrl });
    await until('polling', () => Promise.resolve(upstream(connection).via === 'polling'), 40);
    expect(await first('board')).toMatchObject({ data: { rows: [{ name: 'demo' }] } });
  });

  it('leaves nothing behind', async () => {
    await stopListening();
    expect(await ours()).toBe(0);
  });
});
