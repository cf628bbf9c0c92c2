import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { isFull } from '../ports/disk-full';
import type { Clock } from '../ports/clock';
import type { Identity, Operations } from '../ports/context';
import { authenticate, type CredentialLookup } from './authenticate';
import { ChunkedDecoder } from './aws-chunked';
import { decodeJson, encodeJson } from './codec/json';
import { encodeEvents, eventMember } from './codec/event-stream';
import { encodeError, json, xml, type WireResponse } from './codec/errors-out';
import { decodeQuery } from './codec/query-in';
import { decodeRest, encodeRest, hasStreamingInput } from './codec/rest';
import { encodeQueryResponse } from './codec/xml-out';
import { AwsError, notServed } from './errors';
import type { OperationModel, Registry, ServiceModel } from './registry';
import { header, readBody, type WireRequest } from './request';
import { decodeRestJson, matchRestJson } from './rest-json';
import { matchS3 } from './router-rest';
import { SERVICES, type Protocol, type ServiceSpec } from './services';
import { sha256, sign } from './sigv4';
import { checkRequired } from './validate';

/** Buffered bodies above this are refused (a CodeCommit file may have 6 MB, base64 makes it 8). */
export const MAX_BUFFERED_BYTES = 32 * 1024 * 1024;

export interface Dispatcher {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly wall: () => number;
  readonly lookup: CredentialLookup;
  readonly operations: (service: string) => Operations;
  /** Calls the handler; the place where faults are injected and contexts made. */
  readonly call: (service: string, operation: string, input: object, identity: Identity, requestId: string) => Promise<unknown>;
  readonly report: (error: unknown, what: string) => void;
}

export interface Answer extends WireResponse { readonly stream?: Readable | undefined }

interface Target { readonly spec: ServiceSpec; readonly operation: string | undefined; readonly params?: URLSearchParams }

function scopeService(request: WireRequest): string | undefined {
  const credential = /Credential=[^,\s]*?\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(header(request, 'authorization') ?? request.query.get('X-Amz-Credential')?.replace(/^/, 'Credential=') ?? '');
  return credential?.[1];
}

/** Which service and operation are meant, before anybody is asked who they are: even a refusal must speak the right protocol. */
function target(request: WireRequest, body: Buffer | undefined): Target | undefined {
  const amzTarget = header(request, 'x-amz-target');
  if (amzTarget) {
    const dot = amzTarget.lastIndexOf('.');
    // Some SDKs send a target with its package in front: `com.….CodeConnections_20231201`.
    const wanted = amzTarget.slice(0, dot);
    const spec = SERVICES.find((s) => s.target !== '' && (s.target === wanted || wanted.endsWith(`.${s.target}`)));
    return spec ? { spec, operation: amzTarget.slice(dot + 1) } : undefined;
  }
  const form = header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded');
  const params = form && body ? new URLSearchParams(body.toString('utf8')) : request.query;
  const action = params.get('Action');
  if (action && (form || request.rawPath === '/')) {
    const scope = scopeService(request);
    const spec = SERVICES.find((s) => s.signingName === scope) ?? SERVICES.find((s) => s.version === params.get('Version'));
    return spec ? { spec, operation: action, params } : undefined;
  }
  return undefined;
}

function isBuffered(request: WireRequest): boolean {
  return request.headers['x-amz-target'] !== undefined || (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false);
}

function parseJsonBody(body: Buffer | undefined): unknown {
  if (!body?.length) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new AwsError('SerializationException', 'The request body is not JSON.', { cause });
  }
}

function model(operation: string | undefined, service: ServiceModel): OperationModel {
  const op = operation === undefined ? undefined : service.operations.get(operation);
  if (!op) {
    throw service.spec.protocol.startsWith('json')
      ? new AwsError('UnknownOperationException', `${service.spec.name} has no operation ${operation ?? ''}.`, { status: 404 })
      : new AwsError('InvalidAction', `Could not find operation ${operation ?? ''} for version ${service.spec.version}`);
  }
  return op;
}

async function serve(d: Dispatcher, request: WireRequest, service: ServiceModel, op: OperationModel, identity: Identity, input: Record<string, unknown>): Promise<unknown> {
  if (!d.operations(service.spec.name)[op.name]) throw notServed(service.spec.name, op.name);
  checkRequired(op.input, input);
  return (await d.call(service.spec.name, op.name, input, identity, request.requestId)) ?? {};
}

function plainBody(request: WireRequest, body: Buffer): Buffer {
  if (header(request, 'content-encoding') !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: MAX_BUFFERED_BYTES });
  } catch (cause) {
    throw new AwsError('SerializationException', `The request body is not gzip, or more than ${MAX_BUFFERED_BYTES} bytes of it.`, { cause });
  }
}

async function answerRpc(d: Dispatcher, request: WireRequest, service: ServiceModel, to: Target, body: Buffer): Promise<Answer> {
  const { identity } = authenticate(request, service.spec.signingName, d.lookup, d.clock, d.wall(), body);
  const op = model(to.operation, service);
  if (service.spec.protocol === 'query' || service.spec.protocol === 'ec2') {
    const input = decodeQuery(op.input, to.params ?? new URLSearchParams(), service.spec.protocol === 'ec2');
    const output = await serve(d, request, service, op, identity, input);
    return xml(200, encodeQueryResponse(service, op, output, request.requestId), request.requestId);
  }
  const input = decodeJson(op.input, parseJsonBody(plainBody(request, body))) as Record<string, unknown>;
  const output = await serve(d, request, service, op, identity, input);
  const events = eventMember(op.output);
  if (events) {
    const [name, schema] = events;
    return { status: 200, headers: { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': request.requestId }, body: undefined, stream: encodeEvents(schema, (output as Record<string, AsyncIterable<Record<string, unknown>>>)[name] as AsyncIterable<Record<string, unknown>>) };
  }
  return json(200, encodeJson(op.output, output) ?? {}, service.spec.protocol, request.requestId);
}

async function answerRestJson(d: Dispatcher, request: WireRequest, service: ServiceModel): Promise<Answer> {
  const body = await readBody(request.stream, MAX_BUFFERED_BYTES);
  const { identity } = authenticate(request, service.spec.signingName, d.lookup, d.clock, d.wall(), body);
  const match = matchRestJson(service, request);
  const output = await serve(d, request, service, match.op, identity, decodeRestJson(match, request, parseJsonBody(plainBody(request, body))));
  return json(match.op.http?.[2] ?? 200, encodeJson(match.op.output, output) ?? {}, 'rest-json', request.requestId);
}

async function answerRest(d: Dispatcher, request: WireRequest, service: ServiceModel): Promise<Answer> {
  const match = matchS3(service, request);
  const streaming = hasStreamingInput(match.op);
  const body = streaming ? undefined : await readBody(request.stream, MAX_BUFFERED_BYTES);
  const who = authenticate(request, service.spec.signingName, d.lookup, d.clock, d.wall(), body);
  if (!d.operations(service.spec.name)[match.op.name]) throw notServed(service.spec.name, match.op.name);
  let stream: Readable | undefined;
  if (streaming) {
    stream = request.stream;
    const chunked = (header(request, 'content-encoding') ?? '').includes('aws-chunked') || (header(request, 'x-amz-content-sha256') ?? '').startsWith('STREAMING-');
    if (chunked) {
      const seed = who.streaming;
      const decoder = new ChunkedDecoder(seed?.seed ?? '', seed && ((previous, hash) => {
        const { date, region, service: name } = seed.signed.scope;
        return sign(seed.secret, seed.signed.scope, ['AWS4-HMAC-SHA256-PAYLOAD', seed.signed.timestamp, `${date}/${region}/${name}/aws4_request`, previous, sha256(''), hash].join('\n'));
      }));
      stream = pipeline(request.stream, decoder, () => undefined);
    }
  }
  const input = decodeRest(service, match.op, request, match.labels, body, stream);
  if (who.bodyHash && streaming) input['starboardBodyHash'] = who.bodyHash;
  const output = await serve(d, request, service, match.op, who.identity, input);
  return encodeRest(service, match.op, output as Record<string, unknown>, request.requestId);
}

/** One AWS request, from any client in any protocol we serve, to its answer. Never throws. */
export async function dispatch(d: Dispatcher, request: WireRequest): Promise<Answer> {
  let protocol: Protocol = isBuffered(request) ? (request.headers['x-amz-target'] ? 'json1.1' : 'query') : 'rest-xml';
  let service: ServiceModel | undefined;
  try {
    const body = isBuffered(request) ? await readBody(request.stream, MAX_BUFFERED_BYTES) : undefined;
    const to = target(request, body);
    if (!to && protocol !== 'rest-xml') {
      const name = header(request, 'x-amz-target') ?? scopeService(request) ?? 'the service of this request';
      throw new AwsError('NotImplementedException', `Starboard's engine does not serve ${name} yet.`, { status: 501 });
    }
    const scope = scopeService(request);
    const rest = to ? undefined : SERVICES.find((s) => s.protocol === 'rest-json' && s.signingName === scope);
    if (!to && !rest) {
      if (scope && scope !== 's3') throw new AwsError('NotImplementedException', `Starboard's engine does not serve ${scope} yet.`, { status: 501 });
    }
    const spec = to?.spec ?? rest ?? SERVICES.find((s) => s.name === 's3');
    if (!spec) throw new Error('the table of services has no s3');
    protocol = spec.protocol;
    service = await d.registry.model(spec);
    if (rest) return await answerRestJson(d, request, service);
    return to ? await answerRpc(d, request, service, to, body ?? (await readBody(request.stream, MAX_BUFFERED_BYTES))) : await answerRest(d, request, service);
  } catch (error) {
    if (error instanceof AwsError) return encodeError(protocol, service, error, request.requestId);
    d.report(error, `${request.method} ${request.rawPath} (${request.requestId})`);
    if (isFull(error)) return encodeError(protocol, service, new AwsError('ServiceUnavailable', 'The disk that holds the engine\'s home is full. The request was not carried out: free some space and send it again.', { status: 503 }), request.requestId);
    return encodeError(protocol, service, new AwsError('InternalFailure', `The engine made a mistake; its log has the details under request ${request.requestId}.`, { status: 500 }), request.requestId);
  }
}

