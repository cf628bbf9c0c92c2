import { randomBytes } from 'node:crypto';
import { services } from '../../services';
import { Registry } from '../../wire/registry';
import { shapeOf, type Shape } from '../../wire/shape';
import { SERVICES } from '../../wire/services';
import type { TestEngine } from '../start';

/** An answer, or an input, of whatever operation. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tables of calls name the members of three hundred shapes
export type Any = any;

/** What a call of a table works with. */
export interface Calling {
  /** A name that no other call has; it is `N` where answers are compared. */
  readonly n: string;
  readonly engine: TestEngine;
  /** `service:Operation` by the SDK's client; its answer, without metadata. */
  call(operation: string, input?: object): Promise<Any>;
  /** Made once for all calls of the engine. */
  once<T>(key: string, make: () => Promise<T>): Promise<T>;
}

/** A valid call of an operation, and a value for each optional member of its input. */
export interface Call {
  /** Made anew for each call, with whatever it needs. */
  input(c: Calling): object | Promise<object>;
  /** What is refused until a member says otherwise; other calls are answered without any. */
  readonly refused?: boolean;
  /** What else shows an effect, beside the answer. */
  reads?(c: Calling, answer: Any, input: Any): unknown;
  /** By a member's name, or what makes it; those of a kind (`typical`) need none. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Members whose effect cannot be seen by a call, each with the reason. */
  readonly unseen?: Readonly<Record<string, string>>;
}

export type Calls = Readonly<Record<string, Call>>;

const PAGE_TOKENS = new Set(['NextToken', 'nextToken', 'Marker', 'ContinuationToken']);
const PAGE_SIZE = /^(max|Max)(Results|Items|Records|Keys|Buckets|Parts)$|^[lL]imit$/;

/** A value for members that are the same everywhere: a page's token and size, tags. */
export function typical(name: string, shape: Shape): unknown {
  if (PAGE_TOKENS.has(name)) return 'notatoken';
  if (PAGE_SIZE.test(name)) return 1;
  if (/^tags$/i.test(name)) {
    if (shape.kind === 'map') return { k: 'v' };
    const names = shape.value.members.map(([n]) => n);
    return names.includes('Key') ? [{ Key: 'k', Value: 'v' }] : [{ key: 'k', value: 'v' }];
  }
  return undefined;
}

/** What is left of an answer. */
export const without = (answer: Any, ...members: readonly string[]): Any =>
  Object.fromEntries(Object.entries(answer as object).filter(([name]) => !members.includes(name)));

type Sender = (operation: string, input: object) => Promise<Any>;

async function senderOf(service: string, engine: TestEngine): Promise<Sender> {
  const spec = SERVICES.find((s) => s.name === service);
  if (!spec) throw new Error(`no service ${service}`);
  const sdk = (await spec.load()) as Record<string, new (input: object) => Any>;
  const name = Object.keys(sdk).find((k) => k.endsWith('Client') && !k.startsWith('_'));
  const Client = sdk[name ?? ''];
  if (!Client) throw new Error(`no client of ${service}`);
  const client = new Client({
    ...engine.client,
    forcePathStyle: true,
    // What the SDK adds of itself would hide whether a member does.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    disableHostPrefix: true,
  });
  return async (operation, input) => {
    const Command = sdk[`${operation}Command`];
    if (!Command) throw new Error(`no operation ${service}:${operation}`);
    return without(await client.send(new Command(input)), '$metadata');
  };
}

const LETTERS = 'abcdefghijklmnop';
/** A name of letters alone, so that it stays one word wherever it is a part of another. */
const nameAnew = (): string =>
  `m${[...randomBytes(10)].map((b) => LETTERS[b % LETTERS.length]).join('')}`;

/** Calls of every service of an engine, each with a name of its own. */
export function callingOf(engine: TestEngine): () => Calling {
  const senders = new Map<string, Promise<Sender>>();
  const made = new Map<string, Promise<unknown>>();
  const call = async (name: string, input: object = {}): Promise<Any> => {
    const [service = '', operation = ''] = name.split(':');
    let sender = senders.get(service);
    if (!sender) senders.set(service, (sender = senderOf(service, engine)));
    return (await sender)(operation, input);
  };
  const once = <T>(key: string, make: () => Promise<T>): Promise<T> => {
    let value = made.get(key) as Promise<T> | undefined;
    if (!value) made.set(key, (value = make()));
    return value;
  };
  return () => ({ n: nameAnew(), engine, call, once });
}

/** Whatever differs between two calls that are the same: names, identities, hours. */
const PASSING: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  [/\b1[0-9]{12}\b/g, 'MS'],
  [/\b1[0-9]{9}(\.\d+)?\b/g, 'S'],
  [/\b(i|sg|sgr|r|eni|vol|lt|eipalloc|eipassoc)-[0-9a-f]{8,17}\b/g, '$1-ID'],
  [/\bd-[0-9A-Z]{9}\b/g, 'd-ID'],
  [/\b[0-9a-f]{40}\b/g, 'SHA'],
  [/(?<=notificationrule\/)[0-9a-f]{32}/g, 'HEX'],
  [/(?<=N\/[A-Z]\/)\w{7}\b/g, 'KEY'],
  [/sealed:1:[\w+/=]+/g, 'SEALED'],
  [/\bN-[A-Za-z0-9]{6}\b/g, 'N-ID'],
  [/(?<=:host\/N\/)[0-9a-f]{8}/g, 'ID'],
  [/(?<=:instance\/N_)\w{10}\b/g, 'ID'],
];

/** Members whose value is another each time. */
const PASSING_MEMBERS = new Set([
  ...['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'artifactCredentials'],
  ...['RoleId', 'InstanceProfileId', 'deploymentGroupId', 'applicationId'],
  ...['UploadId', 'VersionId', 'DeleteMarkerVersionId', 'LastModified', 'Location', 'BucketArn'],
  ...['ReceiptHandle', 'creationDate', 'nextToken', 'buildNumber', 'buildBatchNumber'],
]);

/** An answer as a text that is the same for two calls that are the same. */
export function plain(answer: unknown, { n }: Calling): string {
  const text = JSON.stringify(answer, (key, value: unknown) => {
    if (PASSING_MEMBERS.has(key) && value !== undefined) return 'ANY';
    return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
  });
  return PASSING.reduce((t, [from, to]) => t.replaceAll(from, to), text.replaceAll(n, 'N'));
}

/** A served operation, with the optional members of its input. */
export interface Served {
  readonly service: string;
  readonly operation: string;
  readonly optional: readonly (readonly [string, Shape])[];
}

/** Every served operation that a client can call. */
export async function servedOperations(): Promise<readonly Served[]> {
  const registry = new Registry();
  const found: Served[] = [];
  for (const [service, { operations }] of Object.entries(services)) {
    const models = (await registry.byName(service)).operations;
    for (const operation of Object.keys(operations)) {
      const model = models.get(operation);
      // An operation of ours: no client calls it.
      if (!model) continue;
      const shape = shapeOf(model.input);
      const optional = shape.members.filter(([name]) => !shape.required.includes(name));
      found.push({ service, operation, optional });
    }
  }
  return found;
}
