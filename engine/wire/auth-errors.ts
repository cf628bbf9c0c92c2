import { AwsError } from './errors';
import type { Protocol } from './services';

/** Why a request is not let in. */
export type Refusal =
  | 'unsigned'
  | 'unknown-key'
  | 'wrong-token'
  | 'expired-session'
  | 'expired-request'
  | 'skewed'
  | 'wrong-scope'
  | 'mismatch';

type Family = 's3' | 'ec2' | 'query' | 'json';

/** Codes by what a service speaks (Signature Version 4 troubleshooting and each API's "Common errors"). */
const CODES: Readonly<Record<Refusal, Readonly<Record<Family, string>>>> = {
  unsigned: {
    s3: 'AccessDenied',
    ec2: 'AuthFailure',
    query: 'MissingAuthenticationToken',
    json: 'MissingAuthenticationTokenException',
  },
  'unknown-key': {
    s3: 'InvalidAccessKeyId',
    ec2: 'AuthFailure',
    query: 'InvalidClientTokenId',
    json: 'UnrecognizedClientException',
  },
  'wrong-token': {
    s3: 'InvalidToken',
    ec2: 'AuthFailure',
    query: 'InvalidClientTokenId',
    json: 'UnrecognizedClientException',
  },
  'expired-session': {
    s3: 'ExpiredToken',
    ec2: 'RequestExpired',
    query: 'ExpiredToken',
    json: 'ExpiredTokenException',
  },
  'expired-request': {
    s3: 'AccessDenied',
    ec2: 'RequestExpired',
    query: 'SignatureDoesNotMatch',
    json: 'InvalidSignatureException',
  },
  skewed: {
    s3: 'RequestTimeTooSkewed',
    ec2: 'RequestExpired',
    query: 'SignatureDoesNotMatch',
    json: 'InvalidSignatureException',
  },
  'wrong-scope': {
    s3: 'AuthorizationHeaderMalformed',
    ec2: 'AuthFailure',
    query: 'SignatureDoesNotMatch',
    json: 'InvalidSignatureException',
  },
  mismatch: {
    s3: 'SignatureDoesNotMatch',
    ec2: 'AuthFailure',
    query: 'SignatureDoesNotMatch',
    json: 'InvalidSignatureException',
  },
};

const TEXTS: Readonly<Record<Exclude<Refusal, 'wrong-scope'>, string>> = {
  unsigned: 'Missing Authentication Token',
  'unknown-key': 'The security token included in the request is invalid.',
  'wrong-token': 'The security token included in the request is invalid.',
  'expired-session': 'The security token included in the request is expired',
  'expired-request': 'Request has expired',
  skewed:
    'Signature expired: the difference between the request time and the current time is too large.',
  mismatch:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
};

const S3_TEXTS: Readonly<Partial<Record<Refusal, string>>> = {
  unsigned: 'Access Denied',
  'unknown-key': 'The AWS Access Key Id you provided does not exist in our records.',
};

function familyOf(protocol: Protocol): Family {
  if (protocol === 'rest-xml') return 's3';
  if (protocol === 'ec2' || protocol === 'query') return protocol;
  return 'json';
}

/** The error by which a request is not let in, in the protocol that its client speaks; `text` where the reason has more to say. */
export function refusal(protocol: Protocol, why: Exclude<Refusal, 'wrong-scope'>): AwsError;
export function refusal(protocol: Protocol, why: Refusal, text: string): AwsError;
export function refusal(protocol: Protocol, why: Refusal, text?: string): AwsError {
  const family = familyOf(protocol);
  const said =
    text ??
    (family === 's3' ? S3_TEXTS[why] : undefined) ??
    (why === 'wrong-scope' ? '' : TEXTS[why]);
  const status = family === 's3' && why === 'wrong-scope' ? 400 : 403;
  return new AwsError(CODES[why][family], said, { status });
}
