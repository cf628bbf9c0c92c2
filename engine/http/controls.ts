import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { HomeClock } from '../adapters/home-clock';
import { parseJson } from '../../common/bounded-parse';
import { faultSchema, type Faults } from './faults';
import type { Store } from '../ports/store';
import { chaosSchema, setChaos } from '../shared/chaos';
import { AwsError } from '../wire/errors';
import { readBody } from '../wire/request';
import type { SideRoute } from '../wire/server';

interface Parts {
  readonly faults: Faults | undefined;
  readonly clock: HomeClock;
  readonly store: Store;
  readonly reset: () => Promise<void>;
  readonly kick: () => void;
}

/** Ten years: further than any timer of AWS reaches, and a date that every client can still print. */
const MAX_SECONDS = 10 * 366 * 86_400;

const clockSchema = z.strictObject({
  advanceSeconds: z.number().finite().min(-MAX_SECONDS).max(MAX_SECONDS),
});
const resetSchema = z.strictObject({});
const faultsSchema = z.strictObject({
  faults: z.array(faultSchema).max(1000).optional(),
  chaos: chaosSchema.optional(),
});

/** What was asked for that cannot be done; its message says what is wrong with it. */
class ControlError extends Error {
  override name = 'ControlError';
}

async function read<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const text = (await readBody(request, 1024 * 1024)).toString('utf8');
  let value: unknown = {};
  try {
    if (text !== '') value = parseJson(text);
  } catch (cause) {
    throw new ControlError(
      `The body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  throw new ControlError(
    found.error.issues.map((i) => `${i.path.join('.') || 'the body'}: ${i.message}`).join('; '),
  );
}

/** Each control by its name: reads what it is given, then acts. */
const CONTROLS: Readonly<
  Record<string, (request: IncomingMessage, parts: Parts) => Promise<void>>
> = {
  async reset(request, parts) {
    await read(request, resetSchema);
    await parts.reset();
  },
  async clock(request, parts) {
    const { advanceSeconds } = await read(request, clockSchema);
    parts.clock.advance(advanceSeconds * 1000);
    parts.kick();
  },
  async faults(request, parts) {
    const { faults, chaos } = await read(request, faultsSchema);
    parts.faults?.set(faults ?? []);
    setChaos(parts, chaos);
  },
};

async function act(
  control: (request: IncomingMessage, parts: Parts) => Promise<void>,
  request: IncomingMessage,
  parts: Parts,
): Promise<{ status: number; body: string }> {
  try {
    await control(request, parts);
    return { status: 200, body: '{}' };
  } catch (error) {
    if (error instanceof ControlError)
      return { status: 400, body: JSON.stringify({ message: error.message }) };
    if (error instanceof AwsError && error.status !== undefined)
      return { status: error.status, body: JSON.stringify({ message: error.message }) };
    throw error;
  }
}

/** `/_starboard/reset`, `/clock` and `/faults`: only with `STARBOARD_TEST_CONTROLS=1`, else the 404 of any unknown address. */
export function controlsRoute(enabled: boolean, parts: Parts): SideRoute {
  return async (request, response) => {
    const path = request.url ?? '';
    if (!path.startsWith('/_starboard/')) return false;
    const name = path.slice('/_starboard/'.length);
    const control =
      enabled && request.method === 'POST' && Object.hasOwn(CONTROLS, name)
        ? CONTROLS[name]
        : undefined;
    const { status, body } = control
      ? await act(control, request, parts)
      : { status: 404, body: '{"message":"not found"}' };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
    return true;
  };
}
