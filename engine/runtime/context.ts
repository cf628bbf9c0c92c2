import { callsBy, operationName } from './calls';
import { asTokenError } from './page-tokens';
import type { AgentVersion } from '../core/deployment/agent-rules';
import type { Blobs } from '../ports/blobs';
import type { Calls } from '../ports/calls';
import type { Clock } from '../ports/clock';
import type {
  AnyHandler,
  BusEvent,
  Ctx,
  Caller,
  Identity,
  Operations,
  Paths,
} from '../ports/context';
import type { Git } from '../ports/git';
import type { Ids } from '../ports/ids';
import type { Machines } from '../ports/machines';
import type { Sites } from '../ports/sites';
import type { Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import type { Web } from '../ports/web';
import { notServed } from '../wire/errors';
import { checkInput } from '../wire/members/check';

export interface Parts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly git: Git;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly machines: Machines;
  /** Which of AWS's CodeDeploy agents instances have. */
  readonly agentVersion: AgentVersion;
  /** Whether the users of instances that are launched are kept from each other. */
  readonly realUsers: boolean;
  /** Whether a picture is taken of what an instance's application shows after a release. */
  readonly pictures: boolean;
  readonly sites: Sites;
  readonly web: Web;
  readonly vault: Vault;
  readonly paths: Paths;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly endpoint: () => string;
  readonly operations: (service: string) => Operations;
  /** What services ask of each other alone. */
  readonly internal: (service: string) => Operations;
  /** Throws where a client may not make a call: asked of every call that comes from outside, and of none between services. */
  readonly authorize: (
    identity: Identity,
    service: string,
    operation: string,
    input: object,
  ) => void;
  /** Where a test makes the account a bad one; `inside` = one service asks another. */
  readonly around?:
    | ((
        service: string,
        operation: string,
        input: object,
        inside: boolean,
        proceed: (input: object) => Promise<unknown>,
      ) => Promise<unknown>)
    | undefined;
}

/** A handler's context, for those who speak for a client. */
export interface ClientContext extends Ctx {
  /** A call as the client's own: refused where its identity may not make it. */
  asClient(service: string, operation: string, input: object): Promise<unknown>;
  /** The same by property. */
  readonly clientCall: Calls;
  /** For what is no operation of a client's API (git). */
  authorize(service: string, operation: string, input: object): void;
}

/** What a handler sees: the parts, and who is asking. */
export function makeContext(parts: Parts, caller: Caller): ClientContext {
  const { store, clock, ids, accountId, region, partition } = parts;
  const { around, authorize, operations, internal, ...rest } = parts;
  const call = async (
    found: AnyHandler | undefined,
    service: string,
    operation: string,
    input: object,
    inside: boolean,
  ): Promise<unknown> => {
    const handler = found as ((i: object, c: Ctx) => unknown) | undefined;
    if (!handler) throw notServed(service, operation);
    const proceed = async (i: object): Promise<unknown> => {
      try {
        return await handler(i, ctx);
      } catch (error) {
        throw asTokenError(service, error);
      }
    };
    return around ? around(service, operation, input, inside, proceed) : proceed(input);
  };
  const ctx: Ctx = {
    ...rest,
    ...caller,
    call: callsBy(async (service, name, input) => {
      const operation = operationName(name);
      return (await call(operations(service)[operation], service, operation, input, true)) ?? {};
    }),
    // Here nothing is an answer, too.
    internal: callsBy((service, name, input) =>
      call(internal(service)[name], service, operationName(name), input, true),
    ),
    emit(source, detailType, detail, resources = []) {
      const event: BusEvent = {
        id: ids.uuid(),
        version: '0',
        source,
        'detail-type': detailType,
        time: new Date(clock.now()).toISOString(),
        region,
        account: accountId,
        resources,
        detail,
      };
      store.enqueue('event', 'bus', event, 0);
    },
    enqueue: (type, key, payload, runAt = 0) => void store.enqueue(type, key, payload, runAt),
    arn: (service, resource, options = {}) =>
      `arn:${partition}:${service}:${options.region ?? region}:${options.account ?? accountId}:${resource}`,
  };
  const asClient: ClientContext['asClient'] = async (service, operation, input) => {
    authorize(caller.identity, service, operation, input);
    checkInput(service, operation, input, accountId);
    return (await call(operations(service)[operation], service, operation, input, false)) ?? {};
  };
  return {
    ...ctx,
    asClient,
    clientCall: callsBy((service, name, input) => asClient(service, operationName(name), input)),
    authorize: (service, operation, input) => authorize(caller.identity, service, operation, input),
  };
}
