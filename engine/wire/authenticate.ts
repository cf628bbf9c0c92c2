import type { Clock } from '../ports/clock';
import type { Identity } from '../ports/context';
import { AwsError } from './errors';
import type { WireRequest } from './request';
import { sameText } from '../ports/secrets';
import { parseAmzDate, parseSigned, sha256, sign, stringToSign, type Signed } from './sigv4';
import { parseSignedV2, signV2 } from './sigv2';

/** A key pair the engine knows: the root's, or a role session's with token and end. */
export interface Credential {
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiresAt?: number | undefined;
  readonly identity: Identity;
}

export type CredentialLookup = (accessKeyId: string) => Credential | undefined;

export interface Authenticated {
  readonly identity: Identity;
  /** The hash the body must have, when the signature covers one. */
  readonly bodyHash: string | undefined;
  readonly streaming:
    { readonly seed: string; readonly signed: Signed; readonly secret: string } | undefined;
}

const SKEW_MS = 15 * 60_000;

function fail(s3: boolean, s3Code: string, code: string, message: string): AwsError {
  return new AwsError(s3 ? s3Code : code, message, { status: 403 });
}

function known(
  lookup: CredentialLookup,
  accessKeyId: string,
  token: string | undefined,
  now: number,
  s3: boolean,
): Credential {
  const credential = lookup(accessKeyId);
  if (!credential)
    throw fail(
      s3,
      'InvalidAccessKeyId',
      'UnrecognizedClientException',
      s3
        ? 'The AWS Access Key Id you provided does not exist in our records.'
        : 'The security token included in the request is invalid.',
    );
  if (credential.sessionToken !== undefined && !sameText(credential.sessionToken, token ?? ''))
    throw fail(
      s3,
      'InvalidToken',
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  if (credential.expiresAt !== undefined && credential.expiresAt <= now)
    throw fail(
      s3,
      'ExpiredToken',
      'ExpiredTokenException',
      'The security token included in the request is expired',
    );
  return credential;
}

/**
 * Who signed the request, or the service's own error. `wall` is the real time: signatures are made by
 * clients that do not know of a moved clock; `clock` decides whether a session has ended.
 */
export function authenticate(
  request: WireRequest,
  service: string,
  lookup: CredentialLookup,
  clock: Clock,
  wall: number,
  body: Buffer | undefined,
): Authenticated {
  return authenticated(request, service, lookup, clock, wall, body, true);
}

/**
 * The same before a byte of the body has been read: all that its headers tell. A signature that does not say which hash
 * the body must have can be checked only when it is there (`undefined`); the key, its token and the date are checked now
 * in any case. What comes back still waits for `checkBody`.
 */
export function authenticateHead(
  request: WireRequest,
  service: string,
  lookup: CredentialLookup,
  clock: Clock,
  wall: number,
): Authenticated | undefined {
  const who = authenticated(request, service, lookup, clock, wall, undefined, false);
  return who.covered ? who : undefined;
}

/** Whether a body is the one that was signed. */
export function checkBody({ bodyHash }: Authenticated, service: string, body: Buffer): void {
  if (bodyHash !== undefined && sha256(body) !== bodyHash)
    throw new AwsError(
      service === 's3' ? 'XAmzContentSHA256Mismatch' : 'SignatureDoesNotMatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      { status: 400 },
    );
}

function authenticated(
  request: WireRequest,
  service: string,
  lookup: CredentialLookup,
  clock: Clock,
  wall: number,
  body: Buffer | undefined,
  whole: boolean,
): Authenticated & { readonly covered: boolean } {
  const s3 = service === 's3';
  const v2 = s3 ? parseSignedV2(request) : undefined;
  if (v2) {
    const credential = known(lookup, v2.accessKeyId, v2.sessionToken, clock.now(), s3);
    if (v2.expires * 1000 < wall)
      throw new AwsError('AccessDenied', 'Request has expired', { status: 403 });
    if (!sameText(signV2(credential.secretAccessKey, request), v2.signature)) throw mismatch();
    return {
      identity: credential.identity,
      bodyHash: undefined,
      streaming: undefined,
      covered: true,
    };
  }
  const signed = parseSigned(request);
  if (!signed)
    throw fail(
      s3,
      'AccessDenied',
      'MissingAuthenticationToken',
      s3 ? 'Access Denied' : 'Missing Authentication Token',
    );
  const credential = known(lookup, signed.accessKeyId, signed.sessionToken, clock.now(), s3);
  const at = parseAmzDate(signed.timestamp);
  if (signed.presigned && signed.expires !== undefined) {
    if (!(at + signed.expires * 1000 >= wall))
      throw new AwsError('AccessDenied', 'Request has expired', { status: 403 });
  } else if (!(Math.abs(at - wall) <= SKEW_MS)) {
    throw fail(
      s3,
      'RequestTimeTooSkewed',
      'SignatureDoesNotMatch',
      'Signature expired: the difference between the request time and the current time is too large.',
    );
  }
  if (signed.scope.service !== service || !signed.signedHeaders.includes('host'))
    throw fail(
      s3,
      'SignatureDoesNotMatch',
      'SignatureDoesNotMatch',
      `Credential should be scoped to correct service: '${service}'.`,
    );
  const payloadHash = signed.payloadHash ?? sha256(body ?? '');
  const covered = whole || signed.payloadHash !== undefined;
  if (
    covered &&
    !sameText(
      sign(credential.secretAccessKey, signed.scope, stringToSign(request, signed, payloadHash)),
      signed.signature,
    )
  )
    throw mismatch();
  const plain = /^[0-9a-f]{64}$/.test(payloadHash) && !signed.presigned;
  const chunks = payloadHash.startsWith('STREAMING-AWS4-HMAC-SHA256');
  const who = {
    identity: credential.identity,
    bodyHash: plain ? payloadHash : undefined,
    streaming: chunks
      ? { seed: signed.signature, signed, secret: credential.secretAccessKey }
      : undefined,
    covered,
  };
  if (body) checkBody(who, service, body);
  return who;
}

function mismatch(): AwsError {
  return new AwsError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    { status: 403 },
  );
}
