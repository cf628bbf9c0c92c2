import { createHmac } from 'node:crypto';
import type { Clock } from '../../ports/clock';
import type { Identity } from '../../ports/context';
import { sameText } from '../../shared/same-text';
import { refusal } from '../auth-errors';
import { known, wrongRegion, type CredentialLookup } from '../authenticate';
import { AwsError } from '../errors';
import { parseCredential, sign } from '../sigv4';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const PROTOCOL = 'rest-xml';

type Fields = ReadonlyMap<string, string>;

/** A field that must be there, in AWS's words for one that is not. */
export function fieldOf(fields: Fields, name: string): string {
  const value = fields.get(name.toLowerCase());
  if (value === undefined)
    throw new AwsError(
      'InvalidArgument',
      `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
      { status: 400, members: { ArgumentName: name, ArgumentValue: '' } },
    );
  return value;
}

interface Signed {
  readonly accessKeyId: string;
  readonly signature: string;
  /** What the signature must be. */
  readonly made: (secret: string) => string;
}

function version2(fields: Fields, policy: string): Signed {
  return {
    accessKeyId: fieldOf(fields, 'AWSAccessKeyId'),
    signature: fieldOf(fields, 'signature'),
    made: (secret) => createHmac('sha1', secret).update(policy).digest('base64'),
  };
}

function version4(fields: Fields, policy: string, region: string): Signed {
  if (fieldOf(fields, 'X-Amz-Algorithm') !== ALGORITHM)
    throw new AwsError('InvalidArgument', `X-Amz-Algorithm only supports "${ALGORITHM}"`, {
      status: 400,
    });
  const credential = parseCredential(fieldOf(fields, 'X-Amz-Credential'));
  const date = fieldOf(fields, 'X-Amz-Date');
  if (!credential || credential.scope.service !== 's3' || !date.startsWith(credential.scope.date))
    throw new AwsError(
      'InvalidArgument',
      'X-Amz-Credential must be "KEY/DATE/REGION/s3/aws4_request", of the day of X-Amz-Date.',
      { status: 400 },
    );
  if (credential.scope.region !== region)
    throw wrongRegion('s3', PROTOCOL, region, credential.scope);
  return {
    accessKeyId: credential.accessKeyId,
    signature: fieldOf(fields, 'X-Amz-Signature'),
    made: (secret) => sign(secret, credential.scope, policy),
  };
}

/** Who signed a form's policy, by signature version 4, or 2 as boto3 makes it in us-east-1. Throws an AwsError. */
export function signerOf(
  fields: Fields,
  policy: string,
  region: string,
  lookup: CredentialLookup,
  clock: Clock,
): Identity {
  const isV4 = fields.has('x-amz-algorithm') || fields.has('x-amz-signature');
  const signed = isV4 ? version4(fields, policy, region) : version2(fields, policy);
  const credential = known(
    lookup,
    signed.accessKeyId,
    fields.get('x-amz-security-token'),
    clock.now(),
    PROTOCOL,
  );
  if (!sameText(signed.made(credential.secretAccessKey), signed.signature))
    throw refusal(PROTOCOL, 'mismatch');
  return credential.identity;
}
