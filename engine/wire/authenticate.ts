import type { Clock } from '../ports/clock';
import type { Identity } from '../ports/context';
import { refusal } from './auth-errors';
import { AwsError } from './errors';
import { header, type WireRequest } from './request';
import type { Protocol } from './services';
import { sameText } from '../shared/same-text';
import { parseAmzDate, parseSigned, sha256, sign, stringToSign, type Signed } from './sigv4';
import { parseSignedV2, signaturesV2 } from './sigv2';

/** A key pair that the engine knows: the root's, or a role session's with its token and expiry. */
export interface Credential {
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiresAt?: number | undefined;
  readonly identity: Identity;
}

export type CredentialLookup = (accessKeyId: string) => Credential | undefined;

export interface Authenticated {
  readonly identity: Identity;
  /** The hash that the body must have, if the signature covers one. */
  readonly bodyHash: string | undefined;
  readonly streaming:
    { readonly seed: string; readonly signed: Signed; readonly secret: string } | undefined;
}

const SKEW_MS = 15 * 60_000;

/** The service and Region that a request addresses. */
export interface Scope {
  readonly service: string;
  /** The client's protocol, which decides the error codes. */
  readonly protocol: Protocol;
  /** The engine's only Region. */
  readonly region: string;
}

/** The header that names the operation. */
const TARGET = 'x-amz-target';
/** Global services: clients sign for any Region. */
const GLOBAL = ['iam', 'sts'];
const LONGEST_PRESIGNED_SECONDS = 7 * 24 * 3600;

/** The key pair that signed a request. Throws if it is unknown, expired, or has another session token. */
export function known(
  lookup: CredentialLookup,
  accessKeyId: string,
  token: string | undefined,
  now: number,
  protocol: Protocol,
): Credential {
  const credential = lookup(accessKeyId);
  if (!credential) throw refusal(protocol, 'unknown-key');
  if (credential.sessionToken !== undefined && !sameText(credential.sessionToken, token ?? ''))
    throw refusal(protocol, 'wrong-token');
  if (credential.expiresAt !== undefined && credential.expiresAt <= now)
    throw refusal(protocol, 'expired-session');
  return credential;
}

/** The error for a request that is signed for another Region. */
export const wrongRegion = (
  service: string,
  protocol: Protocol,
  region: string,
  signed: { readonly region: string },
): AwsError =>
  refusal(
    protocol,
    'wrong-scope',
    service === 's3'
      ? `The authorization header is malformed; the region '${signed.region}' is wrong; expecting '${region}'`
      : `Credential should be scoped to a valid region: '${region}', not '${signed.region}'.`,
  );

/** Refuses a signature for another service or Region, and one that does not cover host and target. */
function checkScope(
  request: WireRequest,
  { service, protocol, region }: Scope,
  signed: Signed,
): void {
  if (signed.scope.service !== service || !signed.signedHeaders.includes('host'))
    throw refusal(
      protocol,
      'mismatch',
      `Credential should be scoped to correct service: '${service}'.`,
    );
  if (signed.scope.region !== region && !GLOBAL.includes(service))
    throw wrongRegion(service, protocol, region, signed.scope);
  if (header(request, TARGET) !== undefined && !signed.signedHeaders.includes(TARGET))
    throw refusal(
      protocol,
      'mismatch',
      `'${TARGET}' must be a 'SignedHeader' in the AWS Authorization.`,
    );
}

/**
 * How long a presigned URL is valid. STS ignores X-Amz-Expires: it accepts the URL for 15 minutes
 * (aws-iam-authenticator, `pkg/token`: "valid for 15 minutes regardless of this parameters value").
 */
const lifetimeMs = (service: string, expires: number): number =>
  service === 'sts' ? SKEW_MS : expires * 1000;

function checkTime({ service, protocol }: Scope, signed: Signed, wall: number): void {
  const at = parseAmzDate(signed.timestamp);
  if (!signed.presigned || signed.expires === undefined) {
    if (!(Math.abs(at - wall) <= SKEW_MS)) throw refusal(protocol, 'skewed');
    return;
  }
  if (!(signed.expires >= 0 && signed.expires <= LONGEST_PRESIGNED_SECONDS))
    throw new AwsError(
      'AuthorizationQueryParametersError',
      `X-Amz-Expires must be between 0 and ${LONGEST_PRESIGNED_SECONDS} seconds: a week.`,
      { status: 400 },
    );
  if (at > wall + SKEW_MS) throw refusal(protocol, 'skewed');
  if (!(at + lifetimeMs(service, signed.expires) >= wall))
    throw refusal(protocol, 'expired-request');
}

/**
 * Returns who signed the request, or throws the service's own error. `wall` is the real time, because clients sign by it
 * even when a test has moved `clock`; `clock` decides whether a session has expired.
 */
export function authenticate(
  request: WireRequest,
  scope: Scope,
  lookup: CredentialLookup,
  clock: Clock,
  wall: number,
  body: Buffer | undefined,
): Authenticated {
  return authenticated(request, scope, lookup, clock, wall, body, true);
}

/**
 * The same by the headers alone, before the body is read. Key, token and date are checked in any case; the signature only
 * if the headers state the body's hash, otherwise the result is `undefined`. Call `checkBody` once the body is there.
 */
export function authenticateHead(
  request: WireRequest,
  scope: Scope,
  lookup: CredentialLookup,
  clock: Clock,
  wall: number,
): Authenticated | undefined {
  const who = authenticated(request, scope, lookup, clock, wall, undefined, false);
  return who.covered ? who : undefined;
}

/** Throws if the body is not the one that was signed. */
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
  scope: Scope,
  lookup: CredentialLookup,
  clock: Clock,
  wall: number,
  body: Buffer | undefined,
  whole: boolean,
): Authenticated & { readonly covered: boolean } {
  const { service, protocol } = scope;
  const v2 = service === 's3' ? parseSignedV2(request) : undefined;
  if (v2) {
    const credential = known(lookup, v2.accessKeyId, v2.sessionToken, clock.now(), protocol);
    if (v2.expires * 1000 < wall) throw refusal(protocol, 'expired-request');
    const right = signaturesV2(credential.secretAccessKey, request);
    if (!right.some((signature) => sameText(signature, v2.signature)))
      throw refusal(protocol, 'mismatch');
    return {
      identity: credential.identity,
      bodyHash: undefined,
      streaming: undefined,
      covered: true,
    };
  }
  const signed = parseSigned(request);
  if (!signed) throw refusal(protocol, 'unsigned');
  const credential = known(lookup, signed.accessKeyId, signed.sessionToken, clock.now(), protocol);
  checkTime(scope, signed, wall);
  checkScope(request, scope, signed);
  const payloadHash = signed.payloadHash ?? sha256(body ?? '');
  const covered = whole || signed.payloadHash !== undefined;
  if (
    covered &&
    !sameText(
      sign(credential.secretAccessKey, signed.scope, stringToSign(request, signed, payloadHash)),
      signed.signature,
    )
  )
    throw refusal(protocol, 'mismatch');
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
