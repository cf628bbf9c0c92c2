import { AwsError } from './errors';
import type { OperationModel, ServiceModel } from './registry';
import { decodeSegment, type WireRequest } from './request';
import { requiredMembers, traitsOf } from './schema';

interface Route {
  readonly op: OperationModel;
  readonly method: string;
  readonly key: boolean;
  readonly bucket: boolean;
  readonly literals: ReadonlyMap<string, string>;
  readonly queries: readonly string[];
  readonly headers: readonly string[];
  readonly xId: string | undefined;
  readonly weight: number;
}

export interface Match {
  readonly op: OperationModel;
  readonly labels: Readonly<Record<string, string>>;
}

const tables = new WeakMap<ServiceModel, readonly Route[]>();

function route(op: OperationModel): Route | undefined {
  if (!op.http) return undefined;
  const [method, uri] = op.http;
  const [path = '/', query = ''] = uri.split('?');
  const literals = new Map<string, string>();
  let xId: string | undefined;
  for (const [k, v] of new URLSearchParams(query)) {
    if (k === 'x-id') xId = v;
    else literals.set(k, v);
  }
  const queries: string[] = [];
  const headers: string[] = [];
  const members = new Map(op.input.structIterator());
  for (const name of requiredMembers(op.input)) {
    const member = members.get(name);
    const traits = member ? traitsOf(member) : {};
    if (typeof traits['httpQuery'] === 'string') queries.push(traits['httpQuery']);
    if (typeof traits['httpHeader'] === 'string') headers.push(traits['httpHeader'].toLowerCase());
  }
  return {
    op,
    method,
    key: path.includes('{Key+}'),
    bucket: members.has('Bucket'),
    literals,
    queries,
    headers,
    xId,
    weight: literals.size * 100 + queries.length * 10 + headers.length,
  };
}

/** S3's routes, most specific first. Required queries and headers tell operations of one path apart; `x-id` only breaks ties, for boto3 never sends it. */
function routes(model: ServiceModel): readonly Route[] {
  let table = tables.get(model);
  if (!table) {
    table = [...model.operations.values()]
      .map(route)
      .filter((r): r is Route => r !== undefined)
      .sort((a, b) => b.weight - a.weight);
    tables.set(model, table);
  }
  return table;
}

/** The bucket named by the host `BUCKET.localhost`, if any. */
export function hostBucket(host: string | undefined): string | undefined {
  return /^(.+)\.localhost(?::\d+)?$/.exec(host ?? '')?.[1];
}

/** What an address names: by the host or the path the bucket, by the rest of the path the key, as it is written. */
export function s3Address(request: WireRequest): {
  readonly bucket: string;
  readonly rawKey: string;
} {
  const segments = request.rawPath.replace(/^\//, '');
  const virtual = hostBucket(request.headers.host);
  if (virtual !== undefined) return { bucket: virtual, rawKey: segments };
  const slash = segments.indexOf('/');
  return slash < 0
    ? { bucket: decodeSegment(segments), rawKey: '' }
    : { bucket: decodeSegment(segments.slice(0, slash)), rawKey: segments.slice(slash + 1) };
}

export function matchS3(model: ServiceModel, request: WireRequest): Match {
  const { bucket, rawKey } = s3Address(request);
  const hasKey = rawKey !== '';
  const xId = request.query.get('x-id');
  const found = routes(model).filter(
    (r) =>
      r.method === request.method &&
      r.key === hasKey &&
      r.bucket === (bucket !== '') &&
      [...r.literals].every(
        ([k, v]) => request.query.get(k) === v || (v === '' && request.query.has(k)),
      ) &&
      r.queries.every((q) => request.query.has(q)) &&
      r.headers.every((h) => request.headers[h] !== undefined),
  );
  const best = found.filter((r) => r.weight === found[0]?.weight);
  const chosen =
    best.find((r) => r.xId !== undefined && r.xId === xId) ??
    best.find((r) => r.op.name !== 'ListDirectoryBuckets') ??
    best[0];
  if (!chosen)
    throw new AwsError(
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      { status: 405 },
    );
  return {
    op: chosen.op,
    labels: { Bucket: bucket, Key: rawKey.split('/').map(decodeSegment).join('/') },
  };
}
