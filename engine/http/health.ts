import type { SideRoute } from '../wire/server';
import type { Registry } from '../wire/registry';
import { SERVICES } from '../wire/services';
import type { Operations } from '../ports/context';

/** `GET /_starboard/health`: no credentials, says what is served of each service. */
export function healthRoute(
  version: string,
  registry: Registry,
  operations: (service: string) => Operations,
): SideRoute {
  return async (request, response) => {
    if (request.url !== '/_starboard/health') return false;
    const entries = await Promise.all(
      SERVICES.map(async (spec) => {
        const known = (await registry.model(spec)).operations;
        const names = Object.keys(operations(spec.name))
          .filter((name) => known.has(name))
          .sort();
        return [
          spec.name,
          { operations: { served: names.length, total: known.size, names } },
        ] as const;
      }),
    );
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'ok', version, services: Object.fromEntries(entries) }));
    return true;
  };
}
