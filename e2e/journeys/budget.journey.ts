import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { until } from '../../engine/testing/wait';
import type { Approvals } from '../../lib/domain/approvals/approval';
import type { LiveMessage } from '../../lib/domain/live/live-message';
import { ok } from '../../lib/domain/result';
import type { Board } from '../../lib/domain/views';
import type { Connection } from '../../lib/server/aws/connection';
import { cache } from '../../lib/server/cache/cache';
import { defineCommand } from '../../lib/server/commands/command';
import { hasten, lastKnown } from '../../lib/server/data/facts';
import { onNews } from '../../lib/server/data/news';
import { follow } from '../../lib/server/live/hub';
import { readTopic } from '../../lib/server/live/topics';
import { keepEnv } from '../support/keep-env';
import { NO_BUDGET, servingShapes } from '../support/served-account';
import { manyPipelines, nameOf, setMoving } from '../support/shapes/many';
import type { ShapeServer } from '../support/shapes/server';

/** An account without events whose APIs take few calls a second: what the board costs there, and what it says meanwhile. */
const COUNT = 12;
const MANY = 16;
const LARGE = 40;
const serveShapes = servingShapes({ STARBOARD_BACKEND: 'aws' });
let server: ShapeServer;
let connection: Connection;
/** An account with so many pipelines. */
async function serve(count: number): Promise<void> {
  ({ server, connection } = await serveShapes(manyPipelines(count)));
}

const board = async (): Promise<Board> => (await readTopic(connection, 'board')) as Board;
const looks = (): number =>
  server.calls.filter((c) => c === 'codepipeline:GetPipelineState').length;
const deniedLists = (): number =>
  server.calls.filter((c) => c === 'codepipeline:ListPipelines').length - 1;
const allKnown = async (): Promise<void> => {
  await until('every pipeline is known', async () => (await board()).unread === 0, 60);
};

describe('a first look at more pipelines than a page waits for', () => {
  beforeEach(() => serve(MANY));

  it('stays within a quota of five calls a second; rows come in their places as they are read', async () => {
    // A little more than is sent: on its way a call may be held up, and the next ones come close behind it.
    server.behaviour.quota = 8;
    const boards: Board[] = [];
    const off = follow(connection, 'board', (m: LiveMessage) => {
      if ('data' in m) boards.push(m.data as Board);
    });
    try {
      await until('all rows', () => Promise.resolve(boards.at(-1)?.unread === 0), 60);
    } finally {
      off();
    }
    expect(server.throttled).toEqual([]);
    const names = Array.from({ length: MANY }, (_, i) => nameOf(i));
    for (const b of boards) expect(b.rows.map((r) => r.name)).toEqual(names);
    const [first] = boards;
    expect(first?.unread).toBeGreaterThan(0);
    expect(first?.unreadable).toEqual([]);
    expect(first?.rows.filter((r) => r.detail === 'Not read yet')).toHaveLength(first?.unread ?? 0);
  });

  it('lets the inbox not say that nothing waits', async () => {
    server.behaviour.quota = 5;
    const { coming, unreadable } = (await readTopic(connection, 'approvals')) as Approvals;
    expect(coming).toBeGreaterThan(0);
    expect(unreadable).toEqual([]);
  });
});

describe('a first look at an account of many pages', () => {
  beforeEach(() => serve(LARGE));

  it('the row in sight comes before those that are earlier in the list', async () => {
    const names = Array.from({ length: LARGE }, (_, i) => nameOf(i));
    const last = nameOf(LARGE - 1);
    const { rows } = await board();
    expect(rows.at(-1)).toMatchObject({ name: last, isComing: true });
    hasten([last]);
    await until('it is read', () => Promise.resolve(lastKnown(last) !== undefined));
    expect(names.filter((name) => lastKnown(name) === undefined).length).toBeGreaterThan(5);
  });
});

describe('calls to AWS', () => {
  // How fast the first look is matters to none of them.
  beforeAll(() => {
    const putBack = keepEnv();
    Object.assign(process.env, NO_BUDGET);
    return putBack;
  });
  beforeEach(() => serve(COUNT));

  it('are none while what is known is young, whatever page asks, and however often', async () => {
    await allKnown();
    const known = looks();
    expect(known).toBe(COUNT);
    for (const topic of ['board', 'approvals', 'search', 'find/timetable', 'board'])
      await readTopic(connection, topic);
    expect(looks()).toBe(known);
  });

  it('are made of what runs, and of no other pipeline', async () => {
    setMoving(server.shape, nameOf(3), true);
    await allKnown();
    const known = looks();
    setMoving(server.shape, nameOf(3), false);
    await until(
      'its end is seen',
      async () => (await board()).rows[3]?.cells.at(-1)?.status.key === 'ok',
    );
    expect(looks()).toBe(known + 1);
  });

  it('that outlast a round are told when they are answered, not a round later', async () => {
    setMoving(server.shape, nameOf(3), true);
    await allKnown();
    const told: string[] = [];
    const hear = (name: string): void => void told.push(name);
    onNews.add(hear);
    onTestFinished(() => void onNews.delete(hear));
    setMoving(server.shape, nameOf(3), false);
    server.behaviour.delayMs = 1500;
    const known = looks();
    await until('a round that looks at it', async () => {
      const { rows } = await board();
      expect(rows[3]?.cells.at(-1)?.status.key).not.toBe('ok');
      return looks() > known;
    });
    await until('it is told', () => Promise.resolve(told.includes(nameOf(3))));
    expect((await board()).rows[3]?.cells.at(-1)?.status.key).toBe('ok');
  });

  it('list the pipelines once at a time, however long a list takes', async () => {
    await allKnown();
    // The stand-in counts calls when it answers them.
    const sent: string[] = [];
    const note = (message: unknown): void => {
      const { request } = message as { request: ClientRequest };
      sent.push(String(request.getHeader('x-amz-target')));
    };
    subscribe('http.client.request.start', note);
    onTestFinished(() => void unsubscribe('http.client.request.start', note));
    server.behaviour.delayMs = 6000;
    cache.distrust();
    // Each goes on without the list after its deadline.
    for (let i = 0; i < 2; i++) expect((await board()).rows).toHaveLength(COUNT);
    expect(sent.filter((target) => target.endsWith('.ListPipelines'))).toHaveLength(1);
  });

  it('that begin to fail after their round are told then, and once', async () => {
    await allKnown();
    const told: string[] = [];
    const hear = (of: string): void => void told.push(of);
    onNews.add(hear);
    onTestFinished(() => void onNews.delete(hear));
    server.behaviour.delayMs = 3000;
    server.behaviour.deny.add('codepipeline:ListPipelines');
    cache.distrust();
    expect((await board()).unreadable).toEqual([]);
    await until('the failure is told', () => Promise.resolve(told.includes('pipelines')));
    expect((await board()).unreadable.map((u) => u.name)).toContain('The list of pipelines');
    await until('the next list', () => Promise.resolve(deniedLists() > 1));
    expect(told.filter((of) => of === 'pipelines')).toHaveLength(1);
  });

  it('are not made again at each round of what is denied', async () => {
    server.behaviour.deny.add('codepipeline:GetPipelineState');
    // A page waits no longer than its deadline, however slow this machine is.
    const denied = async (): Promise<number> => (await board()).unreadable.length;
    await until('each is known to be denied', async () => (await denied()) === COUNT);
    for (let i = 0; i < 3; i++) expect(await denied()).toBe(COUNT);
    expect(looks()).toBe(COUNT);
  });

  it('after a press are made of the pipeline that it names', async () => {
    process.env['STARBOARD_AWS_WRITE'] = server.account;
    await allKnown();
    const known = looks();
    const press = defineCommand(
      'test',
      z.object({ idempotencyKey: z.string(), pipeline: z.string() }),
      () => Promise.resolve(ok(null)),
    );
    await press(connection, { idempotencyKey: 'one press', pipeline: nameOf(5) });
    await board();
    await until('it is read again', async () => {
      await board();
      return looks() > known;
    });
    expect(looks()).toBe(known + 1);
  });
});
