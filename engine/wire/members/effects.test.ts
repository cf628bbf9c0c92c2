import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calls } from '../../testing/members';
import { callingOf, servedOperations, type Calling } from '../../testing/members/calls';
import { isListed, isUnserved, value, wrongOf } from '../../testing/members/effects';
import { SLOW } from '../../testing/members/slow';
import { startTestEngine, type TestEngine } from '../../testing/start';

const operations = await servedOperations();
const services = [...new Set(operations.map((o) => o.service))];
let engine: TestEngine;
let next: () => Calling;
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_SANDBOX: 'none' });
  next = callingOf(engine);
});
afterAll(() => engine.stop());

describe('each optional member of an input, added to a valid call', () => {
  it('has a value to be tried with', () => {
    const without = operations.flatMap(({ service, operation, optional }) => {
      const call = calls[`${service}:${operation}`];
      return optional
        .filter(
          ([name, shape]) =>
            !isListed(service, operation, name) &&
            !isUnserved(service, operation, name) &&
            !call?.unseen?.[name] &&
            (!call || value(call, name, shape) === undefined),
        )
        .map(([name]) => `${service}:${operation} ${name}`);
    });
    expect(without).toEqual([]);
  });

  it('is tried here or in e2e/long/members.long.ts', () => {
    expect(services).toEqual(expect.arrayContaining([...SLOW]));
  });

  for (const service of services.filter((s) => !SLOW.includes(s)))
    it(`of ${service} is refused by name, or changes the answer or a later read`, async () => {
      const wrong: string[] = [];
      for (const served of operations)
        if (served.service === service) wrong.push(...(await wrongOf(next, served)));
      expect(wrong).toEqual([]);
    }, 120_000);
});
