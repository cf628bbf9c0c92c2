import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failed, ok, type Result } from '@/lib/domain/result';
import { fingerprintOf, once, outcomeOf } from './outcomes';

const key = (): string => crypto.randomUUID();
const HOUR = 3_600_000;

/** Work that is counted and ends when it is told to. */
function work(): {
  perform: () => Promise<Result<string>>;
  end: (result: Result<string>) => void;
  times: () => number;
} {
  let times = 0;
  let end = (_: Result<string>): void => undefined;
  const done = new Promise<Result<string>>((resolve) => {
    end = resolve;
  });
  const perform = (): Promise<Result<string>> => {
    times++;
    return done;
  };
  return { perform, end: (result) => end(result), times: () => times };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('one key', () => {
  it('is one effect, while the first runs and after it', async () => {
    const [k, w] = [key(), work()];
    const both = [once(k, 'a', w.perform), once(k, 'a', w.perform)];
    expect(outcomeOf(k)).toEqual({ result: undefined });
    w.end(ok('made'));
    expect(await Promise.all(both)).toEqual([ok('made'), ok('made')]);
    expect(await once(k, 'a', w.perform)).toEqual(ok('made'));
    expect(w.times()).toBe(1);
    expect(outcomeOf(k)).toEqual({ result: ok('made') });
  });

  it('keeps a failure too: a new press has a key of its own', async () => {
    const [k, w] = [key(), work()];
    w.end(failed('invalid', 'No.'));
    await once(k, 'a', w.perform);
    expect(await once(k, 'a', w.perform)).toEqual(failed('invalid', 'No.'));
    expect(w.times()).toBe(1);
  });

  it('stands for one command: another one under it is not carried out', async () => {
    const [k, w, other] = [key(), work(), work()];
    w.end(ok('made'));
    await once(k, fingerprintOf({ name: 'a' }), w.perform);
    const answer = await once(k, fingerprintOf({ name: 'b' }), other.perform);
    expect(answer).toMatchObject({ state: 'failed', kind: 'invalid' });
    expect(other.times()).toBe(0);
  });
});

describe('what is kept', () => {
  it('goes after ten minutes, unless it still runs', async () => {
    const [over, running, next] = [key(), key(), key()];
    const [done, w] = [work(), work()];
    done.end(ok('made'));
    await once(over, 'a', done.perform);
    void once(running, 'a', w.perform);
    vi.setSystemTime(Date.now() + HOUR);
    await once(next, 'a', done.perform);
    expect(outcomeOf(over)).toBeUndefined();
    expect(outcomeOf(running)).toEqual({ result: undefined });
    w.end(ok('late'));
  });

  it('is bounded, the oldest first', async () => {
    const first = key();
    const w = work();
    w.end(ok('made'));
    await once(first, 'a', w.perform);
    for (let i = 0; i < 1100; i++) await once(key(), 'a', w.perform);
    expect(outcomeOf(first)).toBeUndefined();
  });

  it('is nothing for a key that was never seen', () => {
    expect(outcomeOf(key())).toBeUndefined();
  });
});
