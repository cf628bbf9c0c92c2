import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteStore } from '../../adapters/sqlite-store';
import { pointOf } from '../../core/metrics/points';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { pointsIn, record, roll } from './points';
import { keyOf, metrics } from './store';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BEGAN = 20_000 * DAY;
const KEY = keyOf('N', 'm', []);

let dir = '';
let store: SqliteStore;
let now = BEGAN;
let runsAt: number | undefined;
let ctx: Ctx;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'points-'));
  store = new SqliteStore(join(dir, 'store.db'));
  now = BEGAN;
  runsAt = undefined;
  ctx = {
    store,
    clock: { now: () => now },
    enqueue: (_type: string, _key: string, _payload: unknown, at: number) => (runsAt = at),
  } as unknown as Ctx;
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true });
});

const put = (at: number, value: number): string =>
  record(ctx, 'N', 'm', [], pointOf(at, [value, 1]));
const all = () => pointsIn(ctx, KEY, 0, now + DAY);
/** Lets the job run whenever it is due, until that time. */
function pass(until: number): void {
  while (runsAt !== undefined && runsAt <= until) {
    now = Math.max(now, runsAt);
    runsAt = undefined;
    roll({ key: KEY } as Job, ctx);
  }
  now = until;
}

it('a value writes the point of its minute, and no other', () => {
  const written: string[] = [];
  const write = store.put.bind(store);
  store.put = (kind, key, value) => {
    written.push(`${kind.name} ${JSON.stringify(value).length < 200}`);
    write(kind, key, value);
  };
  for (let i = 0; i < 1440; i++) put(BEGAN + i * MINUTE, i);
  expect(written.filter((w) => w === 'cloudwatch.point true')).toHaveLength(1440);
  expect(written).toHaveLength(1441);
  expect(pointsIn(ctx, KEY, BEGAN + 10 * MINUTE, BEGAN + 12 * MINUTE)).toEqual([
    pointOf(BEGAN + 10 * MINUTE, [10, 1]),
    pointOf(BEGAN + 11 * MINUTE, [11, 1]),
  ]);
});

it('values of one minute are one point', () => {
  for (const value of [3, 1, 3]) put(BEGAN + 5000, value);
  expect(all()).toEqual([
    {
      at: BEGAN,
      count: 3,
      sum: 7,
      min: 1,
      max: 3,
      values: [
        [3, 2],
        [1, 1],
      ],
    },
  ]);
});

it('points of a home that kept them in one document are read, and go on', () => {
  const old = [pointOf(BEGAN - 2 * MINUTE, [1, 1]), pointOf(BEGAN, [2, 1])];
  store.put(metrics, KEY, { namespace: 'N', name: 'm', dimensions: [], points: old });
  expect(all()).toEqual(old);
  put(BEGAN, 4);
  expect(store.get(metrics, KEY)).toEqual({ namespace: 'N', name: 'm', dimensions: [] });
  expect(all().map((p) => [p.at, p.sum])).toEqual([
    [BEGAN - 2 * MINUTE, 1],
    [BEGAN, 6],
  ]);
});

it('minutes become five of them after 15 days, hours after 63, and are gone after 455', () => {
  for (let i = 0; i < 120; i++) put(BEGAN + i * MINUTE, i);
  const sums = () => [all().length, all().reduce((sum, p) => sum + p.sum, 0)];
  const sum = (119 * 120) / 2;
  pass(BEGAN + 14 * DAY);
  expect(sums()).toEqual([120, sum]);
  pass(BEGAN + 17 * DAY);
  expect(sums()).toEqual([24, sum]);
  expect(all()[1]?.values).toHaveLength(5);
  pass(BEGAN + 65 * DAY);
  expect(sums()).toEqual([2, sum]);
  pass(BEGAN + 458 * DAY);
  expect(sums()).toEqual([0, 0]);
  expect(store.get(metrics, KEY)).toBeUndefined();
  expect(runsAt).toBeUndefined();
});
