import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../testing/start';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

const post = async (name: string, body: string): Promise<{ status: number; message?: string }> => {
  const answer = await fetch(`${engine.endpoint}/_starboard/${name}`, { method: 'POST', body });
  return { status: answer.status, ...((await answer.json()) as object) };
};

describe('the test clock', () => {
  it.each([
    '{"advanceSeconds":"NaN"}',
    '{"advanceSeconds":null}',
    '{"advanceSeconds":NaN}',
    '{"advanceSeconds":1e999}',
    '{"advanceSeconds":-1e15}',
    '{"advanceSeconds":1e15}',
    '{"advanceSeconds":"60"}',
    '{"advanceSeconds":[60]}',
    '{}',
    '[]',
    '60',
    'x',
    '',
    '{"advanceSeconds":1,"more":1}',
    `${'['.repeat(5000)}`,
  ])('refuses %s in words, and stays where it is', async (body) => {
    const answer = await post('clock', body);
    expect(answer.status).toBe(400);
    expect(answer.message).toMatch(/advanceSeconds|the body|not JSON/i);
    // A session of an hour is still good: nothing has moved.
    const { Account } = await new STS(engine.client).getCallerIdentity({});
    expect(Account).toBe('000000000000');
    expect(engine.log).toEqual([]);
  });

  it('moves on by seconds, also none and parts of one', async () => {
    for (const n of [0, 0.5, 3600, -60])
      expect((await post('clock', JSON.stringify({ advanceSeconds: n }))).status).toBe(200);
  });
});

describe('the other controls', () => {
  it.each([
    ['faults', '{"faults":[{"service":"sts"}]}'],
    ['faults', '{"faults":{}}'],
    ['faults', '{"faults":[{"service":"sts","operation":"*","kind":"delay","delayMs":-1}]}'],
    ['faults', '{"chaos":{"drop":2}}'],
    ['reset', '{"really":true}'],
  ])('%s refuses %s', async (name, body) => {
    expect((await post(name, body)).status).toBe(400);
  });

  it('take what is right', async () => {
    expect(
      await post(
        'faults',
        '{"faults":[{"service":"sts","operation":"GetCallerIdentity","kind":"deny","times":1}]}',
      ),
    ).toEqual({ status: 200 });
    await expect(new STS(engine.client).getCallerIdentity({})).rejects.toThrow(/not authorized/);
    expect((await post('reset', '')).status).toBe(200);
    expect((await post('hasOwnProperty', '{}')).status).toBe(404);
  });
});
