import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { nestsTooDeep } from '../../common/bounded-parse';
import { isFull } from '../shared/disk-full';
import type { Clock } from '../ports/clock';
import type { BodyClaims, Caller, Identity, Operations } from '../ports/context';
import { bodyStream } from './body-stream';
import {
  authenticate,
  authenticateHead,
  checkBody,
  type Authenticated,
  type CredentialLookup,
  type Scope,
} from './authenticate';
import { ChunkedDecoder } from './aws-chunked';
import { decodeJson, encodeJson } from './codec/json';
import { encodeEvents, eventMember } from './codec/event-stream';
import { encodeError, json, xml, type WireResponse } from './codec/errors-out';
import { decodeQuery } from './codec/query-in';
import { decodeRest, encodeRest, hasStreamingInput, malformedXml } from './codec/rest';
import { encodeQueryResponse } from './codec/xml-out';
import { refusal } from './auth-errors';
import { checkContentMd5 } from './content-md5';
import { AwsError, notServed } from './errors';
import { isFormUpload, uploadForm, type FormUploads } from './form-upload/upload';
import { BodyBudget, bodyLimit } from './limits';
import type { OperationModel, Registry, ServiceModel } from './registry';
import { bodyLength, header, readBody, tooLarge, wantBody, type WireRequest } from './request';
import { decodeRestJson, matchRestJson } from './rest-json';
import { matchS3 } from './router-rest';
import { SERVICES, type Protocol, type ServiceSpec } from './services';
import { sha256, sign } from './sigv4';
import { checkRequired } from './validate';

export interface Dispatcher {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly wall: () => number;
  readonly lookup: CredentialLookup;
  readonly region: string;
  readonly operations: (service: string) => Operations;
  /** Calls the handler; the place where faults are injected and contexts made. */
  readonly call: (
    service: string,
    operation: string,
    input: object,
    caller: Caller,
  ) => Promise<unknown>;
  readonly report: (error: unknown, what: string) => void;
}

/** Whoever asks within one request: bodies are held until it is answered. */
const budget = new BodyBudget();

/** A body that was let in, and who sent it; `release` when the request is answered. */
interface Taken {
  readonly body: Buffer;
  readonly who: Authenticated;
  readonly release: () => void;
}

const isForm = (request: WireRequest): boolean =>
  request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;

/** What a client speaks: a form, or a query that names its operation, is Query, whatever newer clients of that service speak. */
const protocolOf = (spec: ServiceSpec, request: WireRequest): Protocol =>
  spec.protocol.startsWith('json') &&
  !header(request, 'x-amz-target') &&
  (isForm(request) || request.query.has('Action'))
    ? 'query'
    : spec.protocol;

const scopeOf = (d: Dispatcher, spec: ServiceSpec, request: WireRequest): Scope => ({
  service: spec.signingName,
  protocol: protocolOf(spec, request),
  region: d.region,
});

/**
 * Lengths first, then who asks, then the body: nobody whose key, date or signature is wrong fills the memory, and nobody
 * fills more of it than an operation may take.
 */
async function takeBody(
  d: Dispatcher,
  request: WireRequest,
  spec: ServiceSpec,
  operation: string | undefined,
): Promise<Taken> {
  const length = bodyLength(request.headers, bodyLimit(spec.name, operation));
  const scope = scopeOf(d, spec, request);
  const head = authenticateHead(request, scope, d.lookup, d.clock, d.wall());
  const release = budget.take(length);
  try {
    wantBody(request.stream);
    const body = length === 0 ? Buffer.alloc(0) : await readBody(request.stream, length);
    if (head) checkBody(head, spec.signingName, body);
    return {
      body,
      who: head ?? authenticate(request, scope, d.lookup, d.clock, d.wall(), body),
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
}

export interface Answer extends WireResponse {
  readonly stream?: Readable | undefined;
}

interface Target {
  readonly spec: ServiceSpec;
  readonly operation: string | undefined;
  readonly params?: URLSearchParams;
}

function scopeService(request: WireRequest): string | undefined {
  const credential = /Credential=[^,\s]*?\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(
    header(request, 'authorization') ??
      request.query.get('X-Amz-Credential')?.replace(/^/, 'Credential=') ??
      '',
  );
  return credential?.[1];
}

/** Which service and operation are meant, before anybody is asked who they are: even a refusal must speak the right protocol. */
function target(request: WireRequest, body: Buffer | undefined): Target | undefined {
  const amzTarget = header(request, 'x-amz-target');
  if (amzTarget) {
    const dot = amzTarget.lastIndexOf('.');
    // Some SDKs send a target with its package in front: `com.….CodeConnections_20231201`.
    const wanted = amzTarget.slice(0, dot);
    const spec = SERVICES.find(
      (s) => s.target !== '' && (s.target === wanted || wanted.endsWith(`.${s.target}`)),
    );
    return spec ? { spec, operation: amzTarget.slice(dot + 1) } : undefined;
  }
  const form = header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded');
  const params = form && body ? new URLSearchParams(body.toString('utf8')) : request.query;
  const action = params.get('Action');
  if (action && (form || request.rawPath === '/')) {
    const scope = scopeService(request);
    const spec =
      SERVICES.find((s) => s.signingName === scope) ??
      SERVICES.find((s) => s.version === params.get('Version'));
    return spec ? { spec, operation: action, params } : undefined;
  }
  return undefined;
}

function isBuffered(request: WireRequest): boolean {
  return (
    request.headers['x-amz-target'] !== undefined ||
    (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false)
  );
}

function parseJsonBody(body: Buffer | undefined): unknown {
  if (!body?.length) return {};
  const text = body.toString('utf8');
  if (nestsTooDeep(text))
    throw new AwsError('SerializationException', 'The request body is nested too deeply.');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AwsError('SerializationException', 'The request body is not JSON.', { cause });
  }
}

function model(operation: string | undefined, service: ServiceModel): OperationModel {
  const op = operation === undefined ? undefined : service.operations.get(operation);
  if (!op) {
    throw service.spec.protocol.startsWith('json')
      ? new AwsError(
          'UnknownOperationException',
          `${service.spec.name} has no operation ${operation ?? ''}.`,
          { status: 404 },
        )
      : new AwsError(
          'InvalidAction',
          `Could not find operation ${operation ?? ''} for version ${service.spec.version}`,
        );
  }
  return op;
}

async function serve(
  d: Dispatcher,
  request: WireRequest,
  service: ServiceModel,
  op: OperationModel,
  identity: Identity,
  input: Record<string, unknown>,
  body?: BodyClaims,
): Promise<unknown> {
  if (!d.operations(service.spec.name)[op.name]) throw notServed(service.spec.name, op.name);
  // S3 takes what it requires from the address and from a document: what it lacks, the document lacks.
  checkRequired(
    op.input,
    input,
    service.spec.protocol === 'rest-xml' ? () => malformedXml() : undefined,
  );
  return (
    (await d.call(service.spec.name, op.name, input, {
      identity,
      requestId: request.requestId,
      body,
    })) ?? {}
  );
}

/** A packed body may unpack to no more than a plain one may have. */
function plainBody(
  request: WireRequest,
  body: Buffer,
  service: string,
  operation: string | undefined,
): Buffer {
  if (header(request, 'content-encoding') !== 'gzip') return body;
  const limit = bodyLimit(service, operation);
  try {
    return gunzipSync(body, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new AwsError(
      'SerializationException',
      'The request body is not gzip, although its content-encoding says so.',
      { cause },
    );
  }
}

async function answerRpc(
  d: Dispatcher,
  request: WireRequest,
  service: ServiceModel,
  to: Target,
  { body, who: { identity } }: Taken,
): Promise<Answer> {
  const op = model(to.operation, service);
  // A form is answered as one also by the services that speak JSON by now (CloudWatch, SQS): older clients send it.
  if (to.params) {
    const input = decodeQuery(op.input, to.params, service.spec.protocol === 'ec2');
    const output = await serve(d, request, service, op, identity, input);
    return xml(200, encodeQueryResponse(service, op, output, request.requestId), request.requestId);
  }
  const input = decodeJson(
    op.input,
    parseJsonBody(plainBody(request, body, service.spec.name, op.name)),
  ) as Record<string, unknown>;
  const output = await serve(d, request, service, op, identity, input);
  const events = eventMember(op.output);
  if (events) {
    const [name, schema] = events;
    return {
      status: 200,
      headers: {
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amzn-requestid': request.requestId,
      },
      body: undefined,
      stream: encodeEvents(
        schema,
        (output as Record<string, AsyncIterable<Record<string, unknown>>>)[name] as AsyncIterable<
          Record<string, unknown>
        >,
      ),
    };
  }
  return json(200, encodeJson(op.output, output) ?? {}, service.spec.protocol, request.requestId);
}

async function answerRestJson(
  d: Dispatcher,
  request: WireRequest,
  service: ServiceModel,
  { body, who: { identity } }: Taken,
): Promise<Answer> {
  const match = matchRestJson(service, request);
  const output = await serve(
    d,
    request,
    service,
    match.op,
    identity,
    decodeRestJson(
      match,
      request,
      parseJsonBody(plainBody(request, body, service.spec.name, match.op.name)),
    ),
  );
  return json(
    match.op.http?.[2] ?? 200,
    encodeJson(match.op.output, output) ?? {},
    'rest-json',
    request.requestId,
  );
}

/** A form that is posted to a bucket carries its own signature; its upload is a PutObject of the one who signed it. */
const formUploads = (d: Dispatcher, request: WireRequest, service: ServiceModel): FormUploads => ({
  region: d.region,
  lookup: d.lookup,
  clock: d.clock,
  wall: d.wall,
  put: async (op, input, identity) =>
    (await serve(d, request, service, op, identity, input)) as Record<string, unknown>,
});

async function answerRest(
  d: Dispatcher,
  request: WireRequest,
  service: ServiceModel,
  take: Take,
): Promise<Answer> {
  if (isFormUpload(request)) return uploadForm(formUploads(d, request, service), request, service);
  const match = matchS3(service, request);
  const streaming = hasStreamingInput(match.op);
  const taken = streaming ? undefined : await take(service.spec, match.op.name);
  const body = taken?.body;
  if (body) checkContentMd5(header(request, 'content-md5'), body);
  const who =
    taken?.who ??
    authenticate(
      request,
      scopeOf(d, service.spec, request),
      d.lookup,
      d.clock,
      d.wall(),
      undefined,
    );
  if (!d.operations(service.spec.name)[match.op.name])
    throw notServed(service.spec.name, match.op.name);
  let stream: Readable | undefined;
  let trailers: ReadonlyMap<string, string> | undefined;
  if (streaming) {
    wantBody(request.stream);
    stream = bodyStream(request.stream);
    const chunked =
      (header(request, 'content-encoding') ?? '').includes('aws-chunked') ||
      (header(request, 'x-amz-content-sha256') ?? '').startsWith('STREAMING-');
    if (chunked) {
      const seed = who.streaming;
      const decoder = new ChunkedDecoder(
        seed?.seed ?? '',
        seed &&
          ((previous, hash) => {
            const { date, region, service: name } = seed.signed.scope;
            return sign(
              seed.secret,
              seed.signed.scope,
              [
                'AWS4-HMAC-SHA256-PAYLOAD',
                seed.signed.timestamp,
                `${date}/${region}/${name}/aws4_request`,
                previous,
                sha256(''),
                hash,
              ].join('\n'),
            );
          }),
      );
      stream = pipeline(stream, decoder, () => undefined);
      trailers = decoder.trailers;
    }
  }
  const input = decodeRest(service, match.op, request, match.labels, body, stream);
  const claims = streaming ? { sha256: who.bodyHash, trailers } : undefined;
  const output = await serve(d, request, service, match.op, who.identity, input, claims);
  return encodeRest(service, match.op, output as Record<string, unknown>, request.requestId);
}

type Take = (spec: ServiceSpec, operation: string | undefined) => Promise<Taken>;

/** Whom a form is for, as far as its head tells: its operation stands in the body. */
function formSpec(request: WireRequest): ServiceSpec {
  const scope = scopeService(request);
  if (scope === undefined) throw refusal('query', 'unsigned');
  const spec = SERVICES.find((s) => s.signingName === scope);
  if (!spec) throw notServedHere(scope);
  return spec;
}

const notServedHere = (name: string): AwsError =>
  new AwsError('NotImplementedException', `Starboard's engine does not serve ${name} yet.`, {
    status: 501,
  });

/** A call whose operation is named by a header, a form or a query. `undefined`: it is a REST call. */
async function rpcOf(
  request: WireRequest,
  take: Take,
): Promise<{ readonly to: Target; readonly taken: Taken } | undefined> {
  if (isForm(request) && !header(request, 'x-amz-target')) {
    const taken = await take(formSpec(request), undefined);
    const to = target(request, taken.body);
    if (!to) throw notServedHere(scopeService(request) ?? 'the service of this request');
    return { to, taken };
  }
  const to = target(request, undefined);
  if (to) return { to, taken: await take(to.spec, to.operation) };
  const name = header(request, 'x-amz-target');
  if (name !== undefined) throw notServedHere(name);
  return undefined;
}

/** A REST call goes to the service of its signature, else to S3. */
function restSpec(request: WireRequest): ServiceSpec {
  const scope = scopeService(request);
  const rest =
    SERVICES.find((s) => s.protocol === 'rest-json' && s.signingName === scope) ??
    SERVICES.find((s) => s.name === 's3');
  if (!rest) throw new Error('the table of services has no s3');
  if (rest.name === 's3' && scope !== undefined && scope !== 's3') throw notServedHere(scope);
  return rest;
}

/** A parser or a walk that ran out of stack met an input that nests deeper than any that is meant. */
const isTooDeep = (error: unknown): boolean =>
  error instanceof RangeError && /call stack/i.test(error.message);

/** What the client is told of an error that is none of AWS's. */
function unexpected(error: unknown, requestId: string): AwsError {
  if (isTooDeep(error))
    return new AwsError('ValidationException', 'The input is nested too deeply.', { status: 400 });
  if (isFull(error))
    return new AwsError(
      'ServiceUnavailable',
      "The disk that holds the engine's home is full. The request was not carried out: free some space and send it again.",
      { status: 503 },
    );
  return new AwsError(
    'InternalFailure',
    `The engine made a mistake; its log has the details under request ${requestId}.`,
    { status: 500 },
  );
}

/** One AWS request, from any client in any protocol we serve, to its answer. Never throws. */
export async function dispatch(d: Dispatcher, request: WireRequest): Promise<Answer> {
  let protocol: Protocol = isBuffered(request)
    ? request.headers['x-amz-target']
      ? 'json1.1'
      : 'query'
    : 'rest-xml';
  let asked: ServiceSpec | undefined;
  let service: ServiceModel | undefined;
  let release: (() => void) | undefined;
  const take: Take = async (spec, operation) => {
    asked = spec;
    protocol = protocolOf(spec, request);
    const taken = await takeBody(d, request, spec, operation);
    release = taken.release;
    return taken;
  };
  try {
    const rpc = await rpcOf(request, take);
    const spec = rpc?.to.spec ?? restSpec(request);
    protocol = protocolOf(spec, request);
    service = await d.registry.model(spec);
    if (rpc) return await answerRpc(d, request, service, rpc.to, rpc.taken);
    return spec.protocol === 'rest-json'
      ? await answerRestJson(d, request, service, await take(spec, undefined))
      : await answerRest(d, request, service, take);
  } catch (error) {
    // Who is not let in is told so in the words of the service that was meant.
    service ??= asked && (await d.registry.model(asked));
    if (error instanceof AwsError) return encodeError(protocol, service, error, request.requestId);
    d.report(error, `${request.method} ${request.rawPath} (${request.requestId})`);
    return encodeError(protocol, service, unexpected(error, request.requestId), request.requestId);
  } finally {
    release?.();
  }
}
