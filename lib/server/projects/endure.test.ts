import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionTo, type Connection } from '../aws/connection';
import { endure, wasRefused } from './endure';

const aws: Connection = connectionTo({ backend: 'aws' });
const local: Connection = connectionTo({ backend: 'local' });

/** An answer of AWS's that is an error, as the SDK throws it. */
const answered = (name: string, status: number, message = name): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
const cut = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** Fails with each of these in turn, then brings `done`. */
const failing = (...errors: Error[]): (() => Promise<string>) => {
  const left = [...errors];
  return () => {
    const error = left.shift();
    return error ? Promise.reject(error) : Promise.resolve('done');
  };
};

describe('what is asked of AWS in the background', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubEnv('STARBOARD_BACKEND', 'aws');
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it('goes on after throttling, a cut connection, an expired sign-in and a failure of AWS, and says what it waits for', async () => {
    const waits: (string | undefined)[] = [];
    const began = Date.now();
    const work = endure(
      aws,
      failing(
        answered('ThrottlingException', 400, 'Rate exceeded'),
        cut(),
        answered('ExpiredTokenException', 400),
        answered('InternalFailure', 500),
      ),
      (why) => waits.push(why),
    );
    await vi.runAllTimersAsync();
    expect(await work).toBe('done');
    expect(waits).toEqual([
      'AWS is throttling these calls.',
      expect.stringMatching(/the connection was cut/),
      expect.stringMatching(/credentials have expired/),
      'InternalFailure',
      undefined,
    ]);
    expect(Date.now() - began).toBe(75_000);
  });

  it('goes on for hours', async () => {
    const work = endure(aws, failing(...Array.from({ length: 600 }, cut)));
    await vi.runAllTimersAsync();
    expect(await work).toBe('done');
  });

  it.each([
    ['is gone', answered('ValidationError', 400, 'Stack starboard-shop does not exist')],
    ['is denied', answered('AccessDenied', 403)],
    ['is a fault of ours', new TypeError('undefined is not a function')],
  ])('ends with the cause when it %s', async (_, error) => {
    await expect(endure(aws, failing(error))).rejects.toBe(error);
  });

  it('ends when the engine on this machine has stopped: it does not come back by itself', async () => {
    const error = cut();
    await expect(endure(local, failing(error))).rejects.toBe(error);
  });
});

it('only an answer says that something was not done', () => {
  expect(wasRefused(answered('AlreadyExistsException', 400))).toBe(true);
  expect([cut(), answered('InternalFailure', 500)].some(wasRefused)).toBe(false);
});
