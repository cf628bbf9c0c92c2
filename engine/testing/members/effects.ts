import { IGNORED } from '../../wire/members/ignored';
import { UNSERVED } from '../../wire/members/unserved';
import type { Shape } from '../../wire/shape';
import { calls } from './index';
import { plain, typical, type Any, type Call, type Calling, type Served } from './calls';

export const isListed = (service: string, operation: string, member: string): boolean =>
  IGNORED.some(
    (i) =>
      i.service === service &&
      (i.operation === '*' || i.operation === operation) &&
      i.members.includes(member),
  );
/** Refused whatever its value is; `members.test.ts` sees to that. */
export const isUnserved = (service: string, operation: string, member: string): boolean =>
  (UNSERVED[service]?.[operation] ?? []).some((entry) => entry.split(/[.=[]/)[0] === member);

/** The engine's own mistake, or the client's: no refusal, and no effect. */
const FAULT = /^\{"refused":"(Internal\w*|ServiceException|UnknownError|\w*TypeError|Error)"/;

export const value = (call: Call, name: string, shape: Shape): unknown =>
  call.members?.[name] ?? typical(name, shape);

/** What a call is answered, and what is read after it; or its refusal. */
async function told(
  next: () => Calling,
  operation: string,
  call: Call,
  more: Record<string, unknown>,
): Promise<string> {
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

/** What is wrong with the members of one operation, a line each. */
export async function wrongOf(
  next: () => Calling,
  { service, operation, optional }: Served,
): Promise<string[]> {
  const name = `${service}:${operation}`;
  const call = calls[name];
  if (!call) return [];
  const base = await told(next, name, call, {});
  if (base.startsWith('{"refused"') !== (call.refused === true))
    return [`${name} is not valid: ${base}`];
  const again = await told(next, name, call, {});
  if (again !== base) return [`${name} is not the same twice:\n${base}\n${again}`];
  const wrong: string[] = [];
  for (const [member, shape] of optional) {
    const given = value(call, member, shape);
    if (given === undefined || call.unseen?.[member] || isListed(service, operation, member))
      continue;
    const after = await told(next, name, call, { [member]: given });
    if (after.includes('satisfy constraint')) wrong.push(`${name} ${member}: ${after}`);
    if (FAULT.test(after)) wrong.push(`${name} ${member} is a fault: ${after}`);
    if (after === base) wrong.push(`${name} ${member} is dropped`);
  }
  return wrong;
}
