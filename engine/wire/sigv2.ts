import { createHmac } from 'node:crypto';
import { hostBucket } from './router-rest';
import { header, type WireRequest } from './request';

/** Query parameters that version 2 signs as part of the resource. */
const SUBRESOURCES = new Set([
  'acl',
  'cors',
  'delete',
  'lifecycle',
  'location',
  'logging',
  'notification',
  'partNumber',
  'policy',
  'requestPayment',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
]);

export interface SignedV2 {
  readonly accessKeyId: string;
  readonly signature: string;
  readonly expires: number;
  readonly sessionToken: string | undefined;
}

/** Presigned S3 of signature version 2, which boto3 still makes in us-east-1. */
export function parseSignedV2(request: WireRequest): SignedV2 | undefined {
  const accessKeyId = request.query.get('AWSAccessKeyId');
  const signature = request.query.get('Signature');
  if (!accessKeyId || !signature) return undefined;
  return {
    accessKeyId,
    signature,
    expires: Number(request.query.get('Expires')),
    sessionToken: request.query.get('x-amz-security-token') ?? undefined,
  };
}

/** What an address may stand for in a signature: boto3 signs a bucket as `/BUCKET/`, wherever the address has its name. */
function resourcesOf(request: WireRequest): string[] {
  const bucket = hostBucket(request.headers.host);
  const path = `${bucket === undefined ? '' : `/${bucket}`}${request.rawPath}`;
  return /^\/[^/]+$/.test(path) ? [path, `${path}/`] : [path];
}

/** The signatures of version 2 that are right for a request. */
export function signaturesV2(secret: string, request: WireRequest): string[] {
  const amz = Object.keys(request.headers)
    .filter((n) => n.startsWith('x-amz-'))
    .sort()
    .map((n) => `${n}:${header(request, n) ?? ''}\n`)
    .join('');
  const token = request.query.get('x-amz-security-token');
  const sub = [...request.query]
    .filter(([k]) => SUBRESOURCES.has(k))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => (v ? `${k}=${v}` : k))
    .join('&');
  const sign = (resource: string): string =>
    createHmac('sha1', secret)
      .update(
        [
          request.method,
          header(request, 'content-md5') ?? '',
          header(request, 'content-type') ?? '',
          request.query.get('Expires') ?? '',
          `${amz}${token ? `x-amz-security-token:${token}\n` : ''}${resource}${sub ? `?${sub}` : ''}`,
        ].join('\n'),
      )
      .digest('base64');
  return resourcesOf(request).map(sign);
}
