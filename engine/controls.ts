import type { IncomingMessage } from 'node:http';
import type { HomeClock } from './adapters/home-clock';
import type { Fault, Faults } from './faults';
import type { Store } from './ports/store';
import { chaosSchema, setChaos } from './ports/chaos';
import { readBody } from './wire/request';
import type { SideRoute } from './wire/server';

interface Parts { readonly faults: Faults | undefined; readonly clock: HomeClock; readonly store: Store; readonly reset: () => Promise<void>; readonly kick: () => void }

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
      } else if (name === 'faults') {
        const { faults, chaos } = body as { faults?: Fault[]; chaos?: unknown };
        parts.faults?.set(faults ?? []);
        setChaos(parts, chaos === undefined ? undefined : chaosSchema.parse(chaos));
      }
      else status = 404;
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 200 ? '{}' : '{"message":"not found"}');
    return true;
  };
}
