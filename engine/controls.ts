import type { IncomingMessage } from 'node:http';
import type { HomeClock } from './adapters/home-clock';
import { AwsError } from './wire/errors';
import { readBody } from './wire/request';
import type { SideRoute } from './wire/server';

export interface Fault {
  readonly service: string;
  readonly operation: string;
  readonly kind: 'deny' | 'throttle' | 'delay' | 'fail';
  readonly delayMs?: number;
  readonly times?: number;
}

/** Faults a test has asked for, by operation. */
export class Faults {
  private list: { fault: Fault; left: number }[] = [];

  set(faults: readonly Fault[]): void {
    this.list = faults.map((fault) => ({ fault, left: fault.times ?? Infinity }));
  }

  async apply(service: string, operation: string): Promise<void> {
    const entry = this.list.find((e) => e.left > 0 && e.fault.service === service && (e.fault.operation === operation || e.fault.operation === '*'));
    if (!entry) return;
    entry.left--;
    const { kind, delayMs } = entry.fault;
    if (kind === 'delay') await new Promise((resolve) => setTimeout(resolve, delayMs ?? 1000));
    if (kind === 'deny') throw new AwsError('AccessDeniedException', `User is not authorized to perform: ${service}:${operation}`, { status: 400 });
    if (kind === 'throttle') throw new AwsError('ThrottlingException', 'Rate exceeded', { status: 400 });
    if (kind === 'fail') throw new AwsError('InternalFailure', 'The request processing has failed because of an unknown error.', { status: 500 });
  }
}

interface Parts { readonly faults: Faults; readonly clock: HomeClock; readonly reset: () => Promise<void>; readonly kick: () => void }

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, 1024 * 1024);
  return body.length ? JSON.parse(body.toString('utf8')) : {};
}

/** `/_starboard/reset`, `/clock` and `/faults`: only with `STARBOARD_TEST_CONTROLS=1`, else the 404 of any unknown address. */
export function controlsRoute(enabled: boolean, parts: Parts): SideRoute {
  return async (request, response) => {
    const path = request.url ?? '';
    if (!path.startsWith('/_starboard/')) return false;
    const name = path.slice('/_starboard/'.length);
    let status = 404;
    if (enabled && request.method === 'POST') {
      const body = await readJson(request);
      status = 200;
      if (name === 'reset') await parts.reset();
      else if (name === 'clock') {
        parts.clock.advance(Number((body as { advanceSeconds?: number }).advanceSeconds ?? 0) * 1000);
        parts.kick();
      } else if (name === 'faults') parts.faults.set((body as { faults?: Fault[] }).faults ?? []);
      else status = 404;
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 200 ? '{}' : '{"message":"not found"}');
    return true;
  };
}
