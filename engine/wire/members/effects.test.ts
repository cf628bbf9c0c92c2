import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calls } from '../../testing/members';
import {
  callingOf,
  plain,
  servedOperations,
  typical,
  type Any,
  type Call,
  type Calling,
  type Served,
} from '../../testing/members/calls';
import { startTestEngine, type TestEngine } from '../../testing/start';
import type { Shape } from '../shape';
import { IGNORED } from './ignored';
import { UNSERVED } from './unserved';

const operations = await servedOperations();
let engine: TestEngine;
let next: () => Calling;
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_SANDBOX: 'none' });
  next = callingOf(engine);
});
afterAll(() => engine.stop());

const isListed = (service: string, operation: string, member: string): boolean =>
  IGNORED.some(
    (i) =>
      i.service === service &&
      (i.operation === '*' || i.operation === operation) &&
      i.members.includes(member),
  );
/** Refused whatever its value is; `members.test.ts` sees to that. */
const isUnserved = (service: string, operation: string, member: string): boolean =>
  (UNSERVED[service]?.[operation] ?? []).some((entry) => entry.split(/[.=[]/)[0] === member);

/** The engine's own mistake, or the client's: no refusal, and no effect. */
const FAULT = /^\{"refused":"(Internal\w*|ServiceException|UnknownError|\w*TypeError|Error)"/;

const value = (call: Call, name: string, shape: Shape): unknown =>
  call.members?.[name] ?? typical(name, shape);

/** What a call is answered, and what is read after it; or its refusal. */
async function told(operation: string, call: Call, more: Record<string, unknown>): Promise<string> {
  const c = next();
  const input: Any = { ...(await call.input(c)) };
  for (const [member, given] of Object.entries(more))
    input[member] = typeof given === 'function' ? await given(c) : given;
  let answer: Any;
  try {
    answer = await c.call(operation, input);
    if (answer.Body) answer.Body = await answer.Body.transformToString();
  } catch (e) {
    return plain({ refused: (e as Error).name, message: (e as Error).message }, c);
  }
  return plain([answer, await call.reads?.(c, answer, input)], c);
}

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

  /** What is wrong with the members of one operation, a line each. */
  async function wrongOf({ service, operation, optional }: Served): Promise<string[]> {
    const name = `${service}:${operation}`;
    const call = calls[name];
    if (!call) return [];
    const base = await told(name, call, {});
    if (base.startsWith('{"refused"') !== (call.refused === true))
      return [`${name} is not valid: ${base}`];
    const again = await told(name, call, {});
    if (again !== base) return [`${name} is not the same twice:\n${base}\n${again}`];
    const wrong: string[] = [];
    for (const [member, shape] of optional) {
      const given = value(call, member, shape);
      if (given === undefined || call.unseen?.[member] || isListed(service, operation, member))
        continue;
      const after = await told(name, call, { [member]: given });
      if (after.includes('satisfy constraint')) wrong.push(`${name} ${member}: ${after}`);
      if (FAULT.test(after)) wrong.push(`${name} ${member} is a fault: ${after}`);
      if (after === base) wrong.push(`${name} ${member} is dropped`);
    }
    return wrong;
  }

  for (const service of new Set(operations.map((o) => o.service)))
    it(`of ${service} is refused by name, or changes the answer or a later read`, async () => {
      const wrong: string[] = [];
      for (const served of operations)
        if (served.service === service) wrong.push(...(await wrongOf(served)));
      expect(wrong).toEqual([]);
    }, 120_000);
});
