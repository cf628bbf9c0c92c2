import { createHash, createHmac } from 'node:crypto';
import { AwsError } from './errors';
import { decodeSegment, header, type WireRequest } from './request';

/** RFC 3986, as signatures want it: everything but `A-Za-z0-9-_.~` is escaped. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export const sha256 = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Uint8Array, data: string): Buffer =>
  createHmac('sha256', key).update(data).digest();

export interface Scope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

const keys = new Map<string, Buffer>();

/** The day's signing key; the last few hundred are kept. */
export function signingKey(secret: string, scope: Scope): Buffer {
  const id = `${secret}\n${scope.date}\n${scope.region}\n${scope.service}`;
  let key = keys.get(id);
  if (!key) {
    key = [scope.date, scope.region, scope.service, 'aws4_request'].reduce<Buffer>(
      (k, part) => hmac(k, part),
      Buffer.from(`AWS4${secret}`),
    );
    if (keys.size > 500) keys.clear();
    keys.set(id, key);
  }
  return key;
}

export interface Signed {
  readonly accessKeyId: string;
  readonly scope: Scope;
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** What `x-amz-content-sha256` says; `undefined` = the body's own hash. */
  readonly payloadHash: string | undefined;
  readonly presigned: boolean;
  readonly expires: number | undefined;
}

/** `KEY/DATE/REGION/SERVICE/aws4_request` taken apart. */
export function parseCredential(text: string): { accessKeyId: string; scope: Scope } | undefined {
  const parts = text.split('/');
  const [terminator, service, region, date] = parts.slice(-4).reverse();
  if (parts.length < 5 || terminator !== 'aws4_request' || !service || !region || !date)
    return undefined;
  return { accessKeyId: parts.slice(0, -4).join('/'), scope: { date, region, service } };
}

const isHash = (text: string | undefined): boolean => /^[0-9a-f]{64}$/.test(text ?? '');

/** The signature a request carries, by header or query; `undefined` if it carries none of version 4. */
export function parseSigned(request: WireRequest): Signed | undefined {
  const authorization = header(request, 'authorization');
  if (authorization?.startsWith('AWS4-HMAC-SHA256')) {
    const fields = Object.fromEntries(
      authorization
        .slice(16)
        .split(',')
        .map((part) => {
          const [k = '', ...v] = part.trim().split('=');
          return [k, v.join('=')];
        }),
    );
    const credential = parseCredential(fields['Credential'] ?? '');
    const timestamp = header(request, 'x-amz-date') ?? '';
    if (!credential || !fields['SignedHeaders'] || !fields['Signature'])
      throw new AwsError(
        'IncompleteSignature',
        'The Authorization header lacks Credential, SignedHeaders or Signature.',
        { status: 400 },
      );
    return {
      ...credential,
      timestamp,
      signedHeaders: fields['SignedHeaders'].split(';'),
      signature: fields['Signature'],
      sessionToken: header(request, 'x-amz-security-token'),
      // Only S3 takes a body that was not signed.
      payloadHash:
        credential.scope.service === 's3' || isHash(header(request, 'x-amz-content-sha256'))
          ? header(request, 'x-amz-content-sha256')
          : undefined,
      presigned: false,
      expires: undefined,
    };
  }
  const q = request.query;
  if (q.get('X-Amz-Algorithm') === 'AWS4-HMAC-SHA256') {
    const credential = parseCredential(q.get('X-Amz-Credential') ?? '');
    if (!credential)
      throw new AwsError(
        'AuthorizationQueryParametersError',
        'Error parsing the X-Amz-Credential parameter.',
        { status: 400 },
      );
    return {
      ...credential,
      timestamp: q.get('X-Amz-Date') ?? '',
      signedHeaders: (q.get('X-Amz-SignedHeaders') ?? '').split(';'),
      signature: q.get('X-Amz-Signature') ?? '',
      sessionToken: q.get('X-Amz-Security-Token') ?? undefined,
      payloadHash:
        credential.scope.service === 's3'
          ? (q.get('X-Amz-Content-Sha256') ??
            header(request, 'x-amz-content-sha256') ??
            'UNSIGNED-PAYLOAD')
          : undefined,
      presigned: true,
      expires: Number(q.get('X-Amz-Expires') ?? 900),
    };
  }
  return undefined;
}

function canonicalPath(request: WireRequest, service: string): string {
  // S3 signs the path encoded once; every other service encodes the sent path again.
  const encode = service === 's3' ? (s: string) => encodeRfc3986(decodeSegment(s)) : encodeRfc3986;
  return request.rawPath.split('/').map(encode).join('/') || '/';
}

function canonicalQuery(request: WireRequest): string {
  return [...request.query]
    .filter(([k]) => k !== 'X-Amz-Signature')
    .map(([k, v]) => [encodeRfc3986(k), encodeRfc3986(v)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([k, v]) => `${k}=${v}`)
    .join('&');
}

/** The string to sign of AWS Signature Version 4. */
export function stringToSign(request: WireRequest, signed: Signed, payloadHash: string): string {
  const headers = signed.signedHeaders
    .map((name) => `${name}:${(header(request, name) ?? '').trim().replace(/\s+/g, ' ')}\n`)
    .join('');
  const canonical = [
    request.method,
    canonicalPath(request, signed.scope.service),
    canonicalQuery(request),
    headers,
    signed.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const { date, region, service } = signed.scope;
  return [
    'AWS4-HMAC-SHA256',
    signed.timestamp,
    `${date}/${region}/${service}/aws4_request`,
    sha256(canonical),
  ].join('\n');
}

export function sign(secret: string, scope: Scope, text: string): string {
  return hmac(signingKey(secret, scope), text).toString('hex');
}

/** `20240102T030405Z` in milliseconds; NaN when malformed. */
export function parseAmzDate(text: string): number {
  const m = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?$/.exec(text);
  return m
    ? Date.UTC(
        Number(m[1]),
        Number(m[2]) - 1,
        Number(m[3]),
        Number(m[4]),
        Number(m[5]),
        Number(m[6]),
      )
    : NaN;
}
