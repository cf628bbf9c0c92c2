import type { AgentVersion } from '../core/deployment/agent-rules';
import type { Blobs } from './blobs';
import type { Calls } from './calls';
import type { Clock } from './clock';
import type { Git } from './git';
import type { Ids } from './ids';
import type { InternalCalls } from './internal-calls';
import type { Machines } from './machines';
import type { Sites } from './sites';
import type { Store } from './store';
import type { Vault } from './vault';
import type { Web } from './web';

/** Who signed a request. */
export interface Identity {
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId: string;
  readonly roleName?: string | undefined;
  /** Whose session it is, where it was given to a build or an instance; it stays with every session that comes of it. */
  readonly sandbox?: Sandbox | undefined;
}

/** A build or an instance that holds session credentials: its id. */
export interface Sandbox {
  readonly kind: 'build' | 'instance';
  readonly id: string;
}

/** What a client says of a body that it streams, beside the members of its call. */
export interface BodyClaims {
  /** The SHA-256 that its signature holds, in hex. */
  readonly sha256: string | undefined;
  /** The headers behind the body, once they have come. */
  readonly trailers: ReadonlyMap<string, string> | undefined;
}

/** Whose call it is. */
export interface Caller {
  readonly identity: Identity;
  readonly requestId: string;
  readonly body?: BodyClaims | undefined;
}

/** An event as EventBridge delivers it. `detail` is documented per source by AWS. */
export interface BusEvent {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly region: string;
  readonly account: string;
  readonly resources: readonly string[];
  readonly version: '0';
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Paths {
  readonly home: string;
  readonly repositories: string;
  readonly builds: string;
  readonly instances: string;
  readonly balancers: string;
}

/** What an operation's handler may use. */
export interface Ctx extends Caller {
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
  /** The engine's own address, `http://127.0.0.1:PORT`. */
  readonly endpoint: () => string;
  /** Calls a service as AWS does, under the same identity: `call.codebuild.startBuild(input)`. */
  readonly call: Calls;
  /** Asks a service for what AWS has no operation for: `internal.codecommit.bundle(input)`. */
  readonly internal: InternalCalls;
  /** Publishes on the default bus, within the current transaction. */
  emit(
    source: string,
    detailType: string,
    detail: Readonly<Record<string, unknown>>,
    resources?: readonly string[],
  ): void;
  /** A job that the runtime performs after the transaction commits. */
  enqueue(type: string, key: string, payload?: unknown, runAt?: number): void;
  /** `arn:PARTITION:service:REGION:ACCOUNT:resource` */
  arn(service: string, resource: string, options?: { region?: string; account?: string }): string;
}

/** The SDK's shapes with what the wire has checked: required members are there, at any depth. */
export type Wire<T> = T extends Date | Uint8Array | string | number | boolean | undefined | null
  ? T
  : T extends readonly (infer U)[]
    ? Wire<U>[]
    : T extends object
      ? { [K in keyof T]: object extends Pick<T, K> ? Wire<T[K]> : Wire<Exclude<T[K], undefined>> }
      : T;

export type Handler<I, O> = (input: Wire<I>, ctx: Ctx) => O | Promise<O>;

/** An operation as the wire calls it; a service's table keeps its handlers under AWS's operation names. */
export type AnyHandler = (input: never, ctx: Ctx) => unknown;
export type Operations = Readonly<Record<string, AnyHandler>>;
