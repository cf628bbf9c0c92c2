import { join } from 'node:path';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../engine/testing/start';
import { until } from '../engine/testing/wait';
import type { LiveMessage } from '../lib/domain/live-message';
import type { Board } from '../lib/domain/views';
import type { Connection } from '../lib/server/aws/connection';
import { followed, stir } from '../lib/server/live/followed';
import { follow } from '../lib/server/live/hub';
import { forgetReads } from '../lib/server/single-flight';
import { createProject } from '../lib/server/projects/create';
import { root } from './launch';

let engine: TestEngine;
let connection: Connection;
beforeAll(async () => {
  engine = await startTestEngine();
  process.env['STARBOARD_ROOT'] = root;
  process.env['STARBOARD_TEMPLATES'] = join(root, 'e2e/fixtures');
  connection = { backend: 'local', endpoint: engine.endpoint, region: 'us-east-1', credentials: engine.client.credentials };
  await createProject(connection, { name: 'demo', template: 'plain-node', environments: ['prod'] }, () => undefined);
});
afterAll(() => engine.stop());

/** The calls that every round makes, while the first of some viewers hears of `rounds` of them. (What is looked at again every ten seconds has a rhythm of its own.) */
async function callsOf(viewers: number, rounds: number): Promise<number> {
  forgetReads();
  let calls = 0;
  const count = (message: unknown): void => { if (/(GetPipelineState|ListPipelines)$/.test(String((message as { request: ClientRequest }).request.getHeader('x-amz-target')))) calls++; };
  let heard = 0;
  const stop: (() => void)[] = [];
  subscribe('http.client.request.start', count);
  for (let i = 0; i < viewers; i++) stop.push(follow(connection, 'board', () => { if (i === 0) heard++; }));
  await until('the rounds', () => Promise.resolve(heard >= rounds), 60);
  unsubscribe('http.client.request.start', count);
  for (const s of stop) s();
  return calls;
}

describe('the live stream', () => {
  it('ten viewers cost the upstream calls of one, and nobody left costs none', async () => {
    // At rest every round is the same calls: the list of pipelines and the state of each.
    await until('the first release has ended', async () => {
      const seen = await new Promise<LiveMessage>((resolve) => { const off = follow(connection, 'board', (m) => { resolve(m); queueMicrotask(() => off()); }); });
      return 'data' in seen && !(seen.data as Board).moving && (seen.data as Board).rows[0]?.cells.at(-1)?.live !== undefined;
    }, 60);
    const one = await callsOf(1, 2);
    const ten = await callsOf(10, 2);
    expect(one).toBe(4);
    expect(ten).toBe(one);
    expect(followed.size).toBe(0);
  });

  it('a second viewer hears at once what the first has, and a change is told without waiting for the next round', async () => {
    const heard: LiveMessage[] = [];
    const first = follow(connection, 'board', (m) => heard.push(m));
    await until('data', () => Promise.resolve(heard.length > 0));
    const second: LiveMessage[] = [];
    const off = follow(connection, 'board', (m) => second.push(m));
    expect(second).toHaveLength(1);
    const before = heard.length;
    stir();
    await until('the next round', () => Promise.resolve(heard.length > before), 1);
    first();
    off();
  });

  it('a topic that cannot be read says why, and the one after it goes on', async () => {
    const heard: LiveMessage[] = [];
    const off = follow(connection, 'pipeline/nothing', (m) => heard.push(m));
    await until('the problem', () => Promise.resolve(heard[0]));
    expect(heard[0]).toMatchObject({ problem: { kind: 'not_found' } });
    off();
    expect(followed.size).toBe(0);
  });
});
