import type { Blobs } from './ports/blobs';
import type { Clock } from './ports/clock';
import type { BusEvent, Ctx, Identity, Operations, Paths } from './ports/context';
import type { Git } from './ports/git';
import type { Ids } from './ports/ids';
import type { Machines } from './ports/machines';
import type { Sites } from './ports/sites';
import type { Store } from './ports/store';
import type { Vault } from './ports/vault';
import type { Web } from './ports/web';
import { notServed } from './wire/errors';

export interface Parts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly git: Git;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly machines: Machines;
  readonly sites: Sites;
  readonly web: Web;
  readonly vault: Vault;
  readonly paths: Paths;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly endpoint: () => string;
  readonly operations: (service: string) => Operations;
  /** Where a test makes the account a bad one; `inside` = one service asks another. */
  readonly around?: ((service: string, operation: string, input: object, inside: boolean, proceed: (input: object) => Promise<unknown>) => Promise<unknown>) | undefined;
}

/** What a handler sees: the parts, and who is asking. */
export function makeContext(parts: Parts, identity: Identity, requestId: string): Ctx & { asClient(service: string, operation: string, input: object): Promise<unknown> } {
  const { store, clock, ids, accountId, region, partition } = parts;
  const { around, ...rest } = parts;
  const call = async (service: string, operation: string, input: object, inside: boolean): Promise<unknown> => {
    const handler = parts.operations(service)[operation] as ((i: object, c: Ctx) => unknown) | undefined;
    if (!handler) throw notServed(service, operation);
    const proceed = async (i: object): Promise<unknown> => (await handler(i, ctx)) ?? {};
    return around ? around(service, operation, input, inside, proceed) : proceed(input);
  };
  const ctx: Ctx = {
    ...rest, identity, requestId,
    invoke: (service, operation, input) => call(service, operation, input, true),
    emit(source, detailType, detail, resources = []) {
      const event: BusEvent = { id: ids.uuid(), version: '0', source, 'detail-type': detailType, time: new Date(clock.now()).toISOString(), region, account: accountId, resources, detail };
      store.enqueue('event', 'bus', event, 0);
    },
    enqueue: (type, key, payload, runAt = 0) => void store.enqueue(type, key, payload, runAt),
    arn: (service, resource, options = {}) => `arn:${partition}:${service}:${options.region ?? region}:${options.account ?? accountId}:${resource}`,
  };
  return { ...ctx, asClient: (service, operation, input) => call(service, operation, input, false) };
}
