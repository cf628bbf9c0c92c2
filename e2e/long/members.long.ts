import { afterAll, beforeAll, expect, it } from 'vitest';
import { callingOf, servedOperations, type Calling } from '../../engine/testing/members/calls';
import { wrongOf } from '../../engine/testing/members/effects';
import { SLOW } from '../../engine/testing/members/slow';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';

/** Each optional member of an input, added to a valid call: of the services that take longest. The others: engine/wire/members/effects.test.ts. */
const operations = await servedOperations();
let engine: TestEngine;
let next: () => Calling;
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_SANDBOX: 'none' });
  next = callingOf(engine);
});
afterAll(() => engine.stop());

it.each(SLOW)(
  'each optional member of %s is refused by name, or changes the answer or a later read',
  async (service) => {
    const wrong: string[] = [];
    for (const served of operations)
      if (served.service === service) wrong.push(...(await wrongOf(next, served)));
    expect(wrong).toEqual([]);
  },
);
