import type { Blobs } from './ports/blobs';
import type { Clock } from './ports/clock';
import type { BusEvent, Ctx, Identity, Operations, Paths } from './ports/context';
import type { Git } from './ports/git';
import type { Ids } from './ports/ids';
import type { Machines } from './ports/machines';
import type { Store } from './ports/store';
import { notServed } from './wire/errors';

export interface Parts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly git: Git;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly machines: Machines;
  readonly paths: Paths;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly endpoint: () => string;
  readonly operations: (service: string) => Operations;
}

/** What a handler sees: the parts, and who is asking. */
export function makeContext(parts: Parts, identity: Identity, requestId: string): Ctx {
  const { store, clock, ids, accountId, region, partition } = parts;
  const ctx: Ctx = {
    ...parts, identity, requestId,
    async invoke(service, operation, input) {
      const handler = parts.operations(service)[operation] as ((i: object, c: Ctx) => unknown) | undefined;
      if (!handler) throw notServed(service, operation);
      return (await handler(input, ctx)) ?? {};
    },
    emit(source, detailType, detail, resources = []) {
      const event: BusEvent = { id: ids.uuid(), version: '0', source, 'detail-type': detailType, time: new Date(clock.now()).toISOString(), region, account: accountId, resources, detail };
      store.enqueue('event', 'bus', event, 0);
    },
    enqueue: (type, key, payload, runAt = 0) => void store.enqueue(type, key, payload, runAt),
    arn: (service, resource, options = {}) => `arn:${partition}:${service}:${options.region ?? region}:${options.account ?? accountId}:${resource}`,
  };
  return ctx;
}
