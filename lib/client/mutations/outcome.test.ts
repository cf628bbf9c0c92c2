import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok, type Ok } from '@/lib/domain/result';
import { answerOf as answer } from './outcome';

class NoSuchAction extends Error {}
const answerOf = <T>(promise: Promise<Ok<T>>) =>
  answer<T, never>(promise, (error) => error instanceof NoSuchAction);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an answer that does not come', () => {
  it('is unknown when the line breaks, and is never told as a failure', async () => {
    const lost = Promise.reject(new TypeError('Failed to fetch'));
    expect(await answerOf(lost)).toEqual({ state: 'unknown', checked: false });
    const garbled = Promise.reject(new Error('An unexpected response was received.'));
    expect(await answerOf(garbled)).toEqual({ state: 'unknown', checked: false });
  });

  it('is unknown after 20 seconds, and not before', async () => {
    let seen: unknown;
    void answerOf(new Promise<never>(() => undefined)).then((outcome) => {
      seen = outcome;
    });
    await vi.advanceTimersByTimeAsync(19_900);
    expect(seen).toBeUndefined();
    await vi.advanceTimersByTimeAsync(200);
    expect(seen).toEqual({ state: 'unknown', checked: false });
  });

  it('is a failure when the door says that nothing was reached', async () => {
    const refused = Promise.reject(new Error('Refused: this browser is no longer signed in.\n'));
    expect(await answerOf(refused)).toMatchObject({
      state: 'failed',
      message: 'This browser is no longer signed in.',
      help: { command: 'npx starboard open' },
    });
  });

  it('is outdated when the server has no such action', async () => {
    expect(await answerOf(Promise.reject(new NoSuchAction()))).toEqual({ state: 'outdated' });
  });

  it('is the answer when it comes', async () => {
    expect(await answerOf(Promise.resolve(ok('made')))).toEqual(ok('made'));
  });
});
