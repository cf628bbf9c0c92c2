import type { NormalizedSchema } from '@smithy/core/schema';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomIds } from '../adapters/random-ids';
import type { Identity, Operations } from '../ports/context';
import { Registry, type OperationModel } from './registry';
import { traitsOf } from './schema';
import { createWireServer } from './server';
import { SERVICES, type ServiceSpec } from './services';

/**
 * The model-driven round trip: for every operation of every service, an input and an output are made from the schema,
 * sent by the real SDK client, and what the server read and what the client parsed must be what was made.
 */
const seen = new Map<string, unknown>();
let answer: (service: string, operation: string) => unknown = () => ({});
let server: Server;
let endpoint = '';
const registry = new Registry();
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

beforeAll(async () => {
  const identity: Identity = { arn: 'arn', userId: 'u', accessKeyId: 'AKIDEXAMPLE' };
  const everything = new Proxy({}, { get: () => () => ({}) }) as Operations;
  server = createWireServer(
    {
      registry,
      clock: { now: () => Date.now() },
      wall: () => Date.now(),
      region: 'us-east-1',
      operations: () => everything,
      report: (error) => {
        throw error;
      },
      lookup: (id) =>
        id === credentials.accessKeyId
          ? { secretAccessKey: credentials.secretAccessKey, identity }
          : undefined,
      call: async (service, operation, input) => {
        seen.set(`${service}.${operation}`, input);
        return answer(service, operation);
      },
    },
    randomIds,
    [],
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(
  () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
);

const SKIPPED_MEMBERS =
  /Checksum|MD5|SSECustomer|^CopySourceSSE|^ExpectedBucketOwner$|^Expires$|^RequestPayer$|^ContentLength$|^ETag$|^Range$|^AccountId$/;

/** A value of the schema: two members of a list, one of a union, recursion cut. */
function make(schema: NormalizedSchema, name: string, path: readonly string[] = []): unknown {
  // Headers carry ASCII; everything else any text.
  const header =
    Boolean(traitsOf(schema)['httpHeader'] ?? traitsOf(schema)['httpPrefixHeaders']) ||
    name === 'Metadata';
  const id = schema.getName(true) ?? '';
  if (schema.isStructSchema()) {
    if (path.filter((p) => p === id).length > 0 || path.length > 8) return undefined;
    const members = [...schema.structIterator()].filter(([n]) => !SKIPPED_MEMBERS.test(n));
    return Object.fromEntries(
      (schema.isUnionSchema() ? members.slice(0, 1) : members)
        .map(([n, m]) => [n, make(m, n, [...path, id])] as const)
        .filter(([, v]) => v !== undefined),
    );
  }
  if (schema.isListSchema()) {
    const item = make(schema.getValueSchema(), name, path);
    return item === undefined ? undefined : [item];
  }
  if (schema.isMapSchema()) {
    const value = make(schema.getValueSchema(), name, path);
    return value === undefined ? undefined : { key: value };
  }
  if (schema.isTimestampSchema()) return new Date(1_700_000_000_000);
  if (schema.isBlobSchema()) return new Uint8Array([1, 2, 250]);
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema())
    return 7;
  if (schema.isDocumentSchema()) return { a: 1 };
  return name === 'Bucket'
    ? 'bucket'
    : name === 'Key'
      ? 'dir/a key+ü'
      : header
        ? `${name.slice(0, 20)} a`
        : `${name.slice(0, 20)} é&<`;
}

/** Bytes and dates in one comparable form; what is empty counts as absent. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return value.getTime();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([k, v]) => k !== '$metadata' && v !== undefined && !SKIPPED_MEMBERS.test(k))
      .map(([k, v]) => [k, plain(v)]),
  );
}

function streaming(op: OperationModel): boolean {
  const has = (s: NormalizedSchema): boolean =>
    [...s.structIterator()].some(([, m]) => Boolean(traitsOf(m)['streaming']) || m.isStreaming());
  return has(op.input) || has(op.output);
}

/** What the client itself changes or checks; each with its reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'events.PutEvents': 'its EndpointId becomes part of the host',
  'ec2.RequestSpotFleet':
    'its recursion, cut here, leaves an empty structure, which a query cannot say',
  'sqs.ReceiveMessage': 'the client checks the MD5 of each body: events.test.ts',
  'sqs.SendMessage': 'the same',
  'sqs.SendMessageBatch': 'the same',
  'sts.AssumeRoleWithSAML': 'sent unsigned',
  'sts.AssumeRoleWithWebIdentity': 'sent unsigned',
  's3.WriteGetObjectResponse': 'goes to a host of its own',
  's3.GetBucketLocation': 'its output is one unwrapped element',
  's3.CreateSession': 'S3 Express signs otherwise',
  's3.ListDirectoryBuckets': 'S3 Express',
  's3.DeleteObjects': 'checked in s3.test.ts: the client adds a checksum',
  's3.CreateBucket': 'checked in s3.test.ts: the client adds the region',
  's3.GetObjectAttributes': 'its list member has a name that is skipped here',
};

async function clientOf(spec: ServiceSpec): Promise<{
  exported: Record<string, unknown>;
  client: { send: (c: unknown) => Promise<unknown> };
}> {
  const exported = await spec.load();
  const name =
    Object.keys(exported).find((k) => /^[A-Z].*Client$/.test(k) && k !== '__Client') ?? '';
  const Client = exported[name] as new (config: object) => {
    send: (c: unknown) => Promise<unknown>;
  };
  return {
    exported,
    client: new Client({
      endpoint,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
      forcePathStyle: true,
      disableHostPrefix: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  };
}

// codeconnections has no package of its own: boto3's model is what it is checked with (e2e/clients).
describe.each(
  SERVICES.filter((s) => s.name !== 'codeconnections').map((spec) => [spec.name, spec] as const),
)('%s', (name, spec) => {
  it('has the names that its package has', async () => {
    const { client } = await clientOf(spec);
    const settings = (
      client as unknown as {
        config: {
          protocolSettings: { version: string; serviceTarget: string; xmlNamespace?: string };
        };
      }
    ).config.protocolSettings;
    expect({ version: spec.version, target: spec.target, xmlNamespace: spec.xmlNamespace }).toEqual(
      {
        version: settings.version,
        target: settings.serviceTarget,
        // SQS's package has forgotten the one of its forms (botocore, sqs/2012-11-05).
        xmlNamespace: settings.xmlNamespace ?? (spec.name === 'sqs' ? spec.xmlNamespace : ''),
      },
    );
  });

  it('round-trips every operation', async () => {
    const { exported, client } = await clientOf(spec);
    const model = await registry.model(spec);
    const differing: string[] = [];
    for (const op of model.operations.values()) {
      const id = `${name}.${op.name}`;
      if (streaming(op) || LEFT_OUT[id]) continue;
      const input = make(op.input, op.name) as object;
      const output = make(op.output, op.name);
      answer = () => output;
      seen.delete(id);
      const Command = exported[`${op.name}Command`] as new (i: object) => unknown;
      try {
        const parsed = await client.send(new Command(input));
        if (JSON.stringify(sorted(plain(seen.get(id)))) !== JSON.stringify(sorted(plain(input))))
          differing.push(`${id} input`);
        if (JSON.stringify(sorted(plain(parsed))) !== JSON.stringify(sorted(plain(output))))
          differing.push(`${id} output`);
      } catch (error) {
        differing.push(`${id} ${error instanceof Error ? error.message.slice(0, 80) : ''}`);
      }
    }
    expect(differing).toEqual([]);
  }, 60_000);
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}
