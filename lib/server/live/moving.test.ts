import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  clockedAccount,
  type ClockedAccount,
  type ClockedCall,
} from '@/e2e/support/clocked-account';
import { keepEnv } from '@/e2e/support/keep-env';
import { forgetReadings } from '@/e2e/support/served-account';
import { manyPipelines, nameOf, setMoving } from '@/e2e/support/shapes/many';
import type { Shape } from '@/e2e/support/shapes/format';
import type { LiveMessage } from '@/lib/domain/live/live-message';
import type { Board, BoardRow } from '@/lib/domain/views';
import { client } from '../aws/clients';
import { follow } from './hub';

/** An account without events that takes five calls a second of each API, with three hundred pipelines. */
const COUNT = 300;
const QUOTA = 5;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const MOVING = Array.from({ length: 10 }, (_, i) => nameOf(COUNT / 2 + i));

let account: ClockedAccount;
let shape: Shape;
let stop = (): void => undefined;
let putBack = (): void => undefined;
let heard = (_row: BoardRow): void => undefined;

beforeEach(async () => {
  putBack = keepEnv();
  Object.assign(process.env, { STARBOARD_EVENTS: 'off', STARBOARD_AWS_RATE: String(QUOTA) });
  forgetReadings();
  shape = manyPipelines(COUNT);
  account = clockedAccount(shape, QUOTA);
  // The SDK loads parts of itself at the first call, by a clock of its own.
  await (await client('codepipeline', account.connection)).listPipelines({});
  await (await client('codedeploy', account.connection)).listDeploymentConfigs({}).catch(() => 0);
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  forgetReadings();
  putBack();
});

/** Shows the board to somebody until the test ends, and waits until each row is there. */
async function showBoard(): Promise<void> {
  const known = new Set<string>();
  stop = follow(account.connection, 'board', (message: LiveMessage) => {
    const rows =
      'data' in message
        ? (message.data as Board).rows
        : 'delta' in message
          ? (message.delta.changed as BoardRow[])
          : [];
    for (const row of rows) {
      if (row.cells.length) known.add(row.name);
      heard(row);
    }
  });
  for (let i = 0; i < 200 && known.size < COUNT; i++) await vi.advanceTimersByTimeAsync(SECOND);
  expect(known.size).toBe(COUNT);
}

/** Lets all ten change in the same instant, six times; how long it took until each change was told, in ms. */
async function changes(): Promise<number[]> {
  const times: number[] = [];
  const waiting = new Map<string, { at: number; stage: number }>();
  heard = (row) => {
    const wanted = waiting.get(row.name);
    if (wanted && row.cells.at(wanted.stage)?.status.key === 'run') {
      times.push(Date.now() - wanted.at);
      waiting.delete(row.name);
    }
  };
  let [from, to] = [-1, -2];
  for (let round = 0; round < 6; round++) {
    for (const name of MOVING) {
      waiting.set(name, { at: Date.now(), stage: to });
      setMoving(shape, name, true, to);
      setMoving(shape, name, false, from);
    }
    [from, to] = [to, from];
    // Not always at the same moment of a round.
    await vi.advanceTimersByTimeAsync(10 * SECOND + round * 370);
    for (const { at } of waiting.values()) times.push(Date.now() - at);
    waiting.clear();
  }
  return times.sort((a, b) => a - b);
}

/** How many pipelines at rest were looked at in a second. */
function restingLooks(calls: readonly ClockedCall[]): number {
  const seconds = ((calls.at(-1)?.at ?? 0) - (calls[0]?.at ?? 0)) / SECOND;
  const resting = calls.filter(
    (c) =>
      c.api === 'codepipeline:GetPipelineState' && !c.isThrottled && !MOVING.includes(c.pipeline),
  );
  return resting.length / seconds;
}

it('ten of three hundred that change in the same instant are told within five seconds, and the others are still looked at', async () => {
  for (const name of MOVING) setMoving(shape, name, true);
  await showBoard();
  await vi.advanceTimersByTimeAsync(MINUTE);
  const from = account.calls.length;
  const times = await changes();
  const calls = account.calls.slice(from);
  expect(times).toHaveLength(60);
  expect(times.at(-1)).toBeLessThan(5 * SECOND);
  expect(restingLooks(calls)).toBeGreaterThan(1);
  expect(calls.filter((c) => c.isThrottled).length).toBeLessThan(5);
}, 60_000);

it('nobody looks, nothing is asked', async () => {
  for (const name of MOVING) setMoving(shape, name, true);
  await showBoard();
  stop();
  await vi.advanceTimersByTimeAsync(MINUTE);
  const asked = account.calls.length;
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(account.calls).toHaveLength(asked);
}, 60_000);
