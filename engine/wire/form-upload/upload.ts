import { pipeline, type Readable } from 'node:stream';
import type { Clock } from '../../ports/clock';
import type { Identity } from '../../ports/context';
import type { CredentialLookup } from '../authenticate';
import { refusal } from '../auth-errors';
import { bodyStream } from '../body-stream';
import { escapeXml, xml, type WireResponse } from '../codec/errors-out';
import { bindings, decodeRest, encodeRest, malformedXml, parseXml } from '../codec/rest';
import { AwsError } from '../errors';
import type { OperationModel, ServiceModel } from '../registry';
import { bodyLength, header, wantBody, type WireRequest } from '../request';
import { hostBucket, s3Address } from '../router-rest';
import { checkRequired } from '../validate';
import { readForm, type Form } from './form';
import { LengthGuard } from './length-guard';
import { checkPolicy, parsePolicy } from './policy';
import { fieldOf, signerOf } from './signature';

/** A browser's upload: a form that is posted to a bucket (S3 user guide, "Browser-based uploads using POST"). */
export const isFormUpload = (request: WireRequest): boolean =>
  request.method === 'POST' &&
  /^multipart\/form-data/i.test(request.headers['content-type'] ?? '') &&
  !request.headers.authorization &&
  request.query.size === 0 &&
  s3Address(request).bucket !== '' &&
  s3Address(request).rawKey === '';

export interface FormUploads {
  readonly region: string;
  readonly lookup: CredentialLookup;
  readonly clock: Clock;
  /** The real time: policies are made by clients that do not know of a moved clock. */
  readonly wall: () => number;
  /** PutObject, as the one who signed the form. */
  readonly put: (
    op: OperationModel,
    input: Record<string, unknown>,
    identity: Identity,
  ) => Promise<Record<string, unknown>>;
}

/** [doc] Every field may say `${filename}`, and is checked as it reads then. */
const expanded = ({ fields, filename }: Form): Map<string, string> =>
  new Map([...fields].map(([name, value]) => [name, value.replaceAll('${filename}', filename)]));

/** The tags of a field are a document; those of a header are a query. */
function tagging(service: ServiceModel, text: string): string {
  const member = [
    ...(service.operations.get('PutObjectTagging')?.input.structIterator() ?? []),
  ].find(([name]) => name === 'Tagging');
  if (!member) throw new Error('the model of S3 has no PutObjectTagging');
  const value = parseXml(service, member[1], Buffer.from(text, 'utf8'));
  checkRequired(member[1], value, () => malformedXml());
  return (value as { TagSet: readonly { Key: string; Value: string }[] }).TagSet.map(
    ({ Key, Value }) => `${encodeURIComponent(Key)}=${encodeURIComponent(Value)}`,
  ).join('&');
}

/** The fields that PutObject has as headers, as such. */
function headersOf(
  service: ServiceModel,
  op: OperationModel,
  fields: ReadonlyMap<string, string>,
): Record<string, string> {
  const named = bindings(op.input);
  const isHeader = (name: string): boolean =>
    name !== 'content-length' &&
    named.some(
      (b) => (b.at === 'header' && b.key === name) || (b.at === 'prefix' && name.startsWith(b.key)),
    );
  const tags = fields.get('tagging');
  const all = [
    ...fields,
    ...(fields.has('acl') ? [['x-amz-acl', fields.get('acl') ?? ''] as const] : []),
    ...(tags === undefined ? [] : [['x-amz-tagging', tagging(service, tags)] as const]),
  ];
  return Object.fromEntries(
    all
      .filter(([name]) => isHeader(name))
      // As Node reads headers: a byte a character.
      .map(([name, value]) => [name, Buffer.from(value, 'utf8').toString('latin1')]),
  );
}

/** Where a client is sent that has asked for it; an address that is none is none (S3, "POST object"). */
function redirectOf(
  fields: ReadonlyMap<string, string>,
  query: Record<string, string>,
): string | undefined {
  const asked = fields.get('success_action_redirect') ?? fields.get('redirect');
  if (!asked || !URL.canParse(asked)) return undefined;
  const url = new URL(asked);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

function answer(
  request: WireRequest,
  fields: ReadonlyMap<string, string>,
  bucket: string,
  made: WireResponse,
): WireResponse {
  const key = fields.get('key') ?? '';
  const etag = String(made.headers['etag'] ?? '');
  const redirect = redirectOf(fields, { bucket, key, etag });
  if (redirect !== undefined)
    return { status: 303, headers: { ...made.headers, location: redirect }, body: undefined };
  const host = request.headers.host ?? '';
  const path = hostBucket(host) === undefined ? `/${bucket}/` : '/';
  const location = `http://${host}${path}${encodeURIComponent(key)}`;
  const headers = { ...made.headers, location };
  const status = fields.get('success_action_status');
  if (status === '200') return { status: 200, headers, body: undefined };
  if (status !== '201') return { status: 204, headers, body: undefined };
  const parts = { Location: location, Bucket: bucket, Key: key, ETag: etag };
  const text = Object.entries(parts).map(
    ([name, value]) => `<${name}>${escapeXml(value)}</${name}>`,
  );
  const document = xml(201, `<PostResponse>${text.join('')}</PostResponse>`, request.requestId);
  return { ...document, headers: { ...headers, 'content-type': 'application/xml' } };
}

/** The file, held to the length that the policy allows it. */
function guarded(file: Readable, guard: LengthGuard): Readable {
  return pipeline(file, guard, () => undefined);
}

/** Carries a form's upload out, its file streamed to where objects are kept. Throws an AwsError. */
export async function uploadForm(
  uploads: FormUploads,
  request: WireRequest,
  service: ServiceModel,
): Promise<WireResponse> {
  const op = service.operations.get('PutObject');
  if (!op) throw new Error('the model of S3 has no PutObject');
  // A length must be there; the file may have any that its policy allows.
  bodyLength(request.headers, Infinity);
  wantBody(request.stream);
  const form = await readForm(header(request, 'content-type') ?? '', bodyStream(request.stream));
  const fields = expanded(form);
  const key = fieldOf(fields, 'key');
  const encoded = fields.get('policy');
  if (encoded === undefined) throw refusal('rest-xml', 'unsigned');
  const identity = signerOf(fields, encoded, uploads.region, uploads.lookup, uploads.clock);
  const policy = parsePolicy(encoded);
  const { bucket } = s3Address(request);
  checkPolicy(policy, new Map([...fields, ['bucket', bucket]]), uploads.wall());
  if (key === '')
    throw new AwsError('InvalidArgument', 'User key must have a length greater than 0.', {
      status: 400,
      members: { ArgumentName: 'key', ArgumentValue: '' },
    });
  const input = decodeRest(
    service,
    op,
    { ...request, headers: headersOf(service, op, fields), query: new URLSearchParams() },
    { Bucket: bucket, Key: key },
    undefined,
    guarded(form.file, new LengthGuard(policy.length)),
  );
  const output = await uploads.put(op, input, identity);
  return answer(request, fields, bucket, encodeRest(service, op, output, request.requestId));
}
