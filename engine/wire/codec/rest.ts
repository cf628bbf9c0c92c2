import { XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Readable } from 'node:stream';
import { AwsError } from '../errors';
import type { OperationModel, ServiceModel } from '../registry';
import { xmlRefused } from '../limits';
import { header, type WireRequest } from '../request';
import { stringTrait, traitsOf } from '../schema';
import type { WireResponse } from './errors-out';
import { formatTimestamp, parseText, timestampFormat } from './scalars';
import { writeXml } from './xml-out';
import { hasNoCharacter } from './xml-text';

interface Binding {
  readonly name: string;
  readonly schema: NormalizedSchema;
  readonly at: 'label' | 'query' | 'header' | 'prefix' | 'payload' | 'status' | 'params' | 'body';
  readonly key: string;
}

const plans = new WeakMap<NormalizedSchema, readonly Binding[]>();

/** Where each member of a shape travels. In responses labels and queries belong to the body. */
export function bindings(schema: NormalizedSchema, response = false): readonly Binding[] {
  let plan = plans.get(schema);
  if (!plan) {
    plan = [...schema.structIterator()].map(([name, member]): Binding => {
      const t = traitsOf(member);
      if (t['httpLabel'] && !response) return { name, schema: member, at: 'label', key: name };
      if (t['httpQuery'] && !response)
        return { name, schema: member, at: 'query', key: String(t['httpQuery']) };
      if (t['httpHeader'])
        return { name, schema: member, at: 'header', key: String(t['httpHeader']).toLowerCase() };
      if (t['httpPrefixHeaders'])
        return {
          name,
          schema: member,
          at: 'prefix',
          key: String(t['httpPrefixHeaders']).toLowerCase(),
        };
      if (t['httpPayload']) return { name, schema: member, at: 'payload', key: name };
      if (t['httpResponseCode']) return { name, schema: member, at: 'status', key: name };
      if (t['httpQueryParams'] && !response)
        return { name, schema: member, at: 'params', key: name };
      return { name, schema: member, at: 'body', key: name };
    });
    plans.set(schema, plan);
  }
  return plan;
}

export function hasStreamingInput(op: OperationModel): boolean {
  return bindings(op.input).some((b) => b.at === 'payload' && b.schema.isBlobSchema());
}

/** A document that is none, or lacks what it must have. */
export const malformedXml = (cause?: unknown): AwsError =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    { status: 400, cause },
  );

/** A document's value by its schema. Throws MalformedXML. */
export function parseXml(model: ServiceModel, schema: NormalizedSchema, body: Buffer): unknown {
  const reader = new XmlShapeDeserializer({
    xmlNamespace: model.spec.xmlNamespace,
    serviceNamespace: '',
    timestampFormat: { useTrait: true, default: 5 },
  } as ConstructorParameters<typeof XmlShapeDeserializer>[0]);
  reader.setSerdeContext({
    base64Decoder: (s: string) => Buffer.from(s, 'base64'),
    utf8Encoder: (b: Uint8Array) => Buffer.from(b).toString('utf8'),
  } as never);
  const text = body.toString('utf8');
  if (xmlRefused(text)) throw malformedXml();
  // A key may have any character: how else would it be deleted?
  if (schema.getName() !== 'Delete' && hasNoCharacter(text)) throw malformedXml();
  try {
    return reader.read(schema, text);
  } catch (cause) {
    throw malformedXml(cause);
  }
}

/** A REST-XML request's input; a streaming payload is handed on as a stream. */
export function decodeRest(
  model: ServiceModel,
  op: OperationModel,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
  body: Buffer | undefined,
  stream: Readable | undefined,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const plan = bindings(op.input);
  for (const b of plan) {
    const read = (text: string | null | undefined): void => {
      if (text !== null && text !== undefined)
        out[b.name] = b.schema.isListSchema()
          ? text.split(',').map((t) => t.trim())
          : parseText(b.schema, text, b.name);
    };
    if (b.at === 'label') read(labels[b.name]);
    else if (b.at === 'query') read(request.query.get(b.key));
    else if (b.at === 'header') read(header(request, b.key));
    else if (b.at === 'prefix') {
      const found = Object.keys(request.headers)
        .filter((n) => n.startsWith(b.key))
        .map((n) => [n.slice(b.key.length), header(request, n) ?? '']);
      if (found.length) out[b.name] = Object.fromEntries(found);
    } else if (b.at === 'payload') {
      if (b.schema.isBlobSchema()) out[b.name] = stream ?? body;
      else if (body?.length)
        out[b.name] = b.schema.isStructSchema()
          ? parseXml(model, b.schema, body)
          : body.toString('utf8');
    }
  }
  if (body?.length && plan.some((b) => b.at === 'body'))
    Object.assign(out, parseXml(model, op.input, body));
  return out;
}

function headerText(schema: NormalizedSchema, value: unknown): string {
  const text =
    value instanceof Date
      ? String(formatTimestamp(value, timestampFormat(schema, 'http-date')))
      : Array.isArray(value)
        ? value.join(', ')
        : String(value);
  // What a header cannot carry S3 sends as RFC 2047 words.
  return /^[\x20-\x7e]*$/.test(text)
    ? text
    : `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

export interface RestResponse extends WireResponse {
  readonly stream: Readable | undefined;
}

/** A REST-XML response; `stream` is set when the payload is one. */
export function encodeRest(
  model: ServiceModel,
  op: OperationModel,
  value: Record<string, unknown>,
  requestId: string,
): RestResponse {
  const headers: Record<string, string | number> = {
    'x-amz-request-id': requestId,
    'x-amzn-requestid': requestId,
  };
  // S3 answers a range with 206, which the model does not say.
  let status = value['ContentRange'] === undefined ? (op.http?.[2] ?? 200) : 206;
  let body: Buffer | undefined;
  let stream: Readable | undefined;
  const plan = bindings(op.output, true);
  const bodyMembers = plan.filter((b) => b.at === 'body');
  for (const b of plan) {
    const member = value[b.name];
    if (member === undefined || member === null) continue;
    if (b.at === 'header') headers[b.key] = headerText(b.schema, member);
    else if (b.at === 'prefix')
      for (const [k, v] of Object.entries(member as Record<string, string>))
        headers[b.key + k] = headerText(b.schema.getValueSchema(), v);
    else if (b.at === 'status') status = Number(member);
    else if (b.at === 'payload') {
      if (b.schema.isBlobSchema()) stream = member as Readable;
      else if (b.schema.isStructSchema()) {
        body = writeXml(model, b.schema, member);
        headers['content-type'] = 'application/xml';
      } else body = Buffer.from(String(member));
    }
  }
  if (bodyMembers.length && !plan.some((b) => b.at === 'payload')) {
    body =
      op.name === 'GetBucketLocation'
        ? // The one output S3 sends without its wrapping element.
          Buffer.from(
            `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="${model.spec.xmlNamespace}">${String(value['LocationConstraint'] ?? '')}</LocationConstraint>`,
          )
        : writeXml(model, bodySchema(op, bodyMembers), value);
    headers['content-type'] = 'application/xml';
  }
  return { status, headers, body, stream };
}

const bodySchemas = new WeakMap<OperationModel, NormalizedSchema>();

function bodySchema(op: OperationModel, members: readonly Binding[]): NormalizedSchema {
  let schema = bodySchemas.get(op);
  if (!schema) {
    const raw = op.output.getSchema() as unknown as unknown[];
    const names = raw[4] as string[];
    const types = raw[5] as unknown[];
    const kept = names
      .map((n, i) => [n, types[i]] as const)
      .filter(([n]) => members.some((m) => m.name === n));
    const name = stringTrait(op.output, 'xmlName') ?? op.output.getName() ?? op.name;
    schema = NormalizedSchema.of([
      3,
      raw[1],
      name,
      raw[3],
      kept.map(([n]) => n),
      kept.map(([, t]) => t),
    ] as never);
    bodySchemas.set(op, schema);
  }
  return schema;
}
