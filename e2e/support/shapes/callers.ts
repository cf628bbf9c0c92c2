import type { IncomingMessage } from 'node:http';
import { Refusal } from './answers';
import type { Behaviour } from './behaviour';

type Json = Record<string, unknown>;

/** How old, or how early, a signature may be (IAM user guide, "Signing AWS API requests": five minutes). */
const MAX_SKEW_MS = 300_000;

/** When a request was signed, by its X-Amz-Date (`20261129T004200Z`). */
const signedAt = (request: IncomingMessage): number =>
  Date.parse(
    String(request.headers['x-amz-date']).replace(
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
      '$1-$2-$3T$4:$5:$6Z',
    ),
  );

const keyOf = (request: IncomingMessage): string =>
  /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';

/** The service that a request was signed for. */
export const signedFor = (request: IncomingMessage): string =>
  /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';

/** Whether AWS's clock differs too much from the one that a request was signed by. */
export const isSkewed = (request: IncomingMessage, { clockAheadMs }: Behaviour): boolean =>
  Math.abs(Date.now() + clockAheadMs - signedAt(request)) > MAX_SKEW_MS;

/** Why a caller is refused before anything is done: as AWS JSON says it, and as the Query protocol does. */
export function refusedCaller(
  request: IncomingMessage,
  { keys }: Behaviour,
): { json: Refusal; query: Refusal } | undefined {
  const known = keys?.get(keyOf(request));
  if (!keys || (known && known !== 'expired')) return undefined;
  const [json, query, end] =
    known === 'expired'
      ? ['ExpiredTokenException', 'ExpiredToken', 'expired']
      : ['UnrecognizedClientException', 'InvalidClientTokenId', 'invalid'];
  const message = `The security token included in the request is ${end}`;
  return { json: new Refusal(json, message), query: new Refusal(query, message) };
}

/** The caller, in the account that the shape was recorded in. */
export const callerIn = (account: string): string =>
  `arn:aws:sts::${account}:assumed-role/Viewer/somebody`;

/** GetCallerIdentity as STS answers it. */
export function callerIdentity(
  request: IncomingMessage,
  { keys, noAccount }: Behaviour,
  account: string,
): Json {
  const known = keys?.get(keyOf(request));
  return {
    Arn: callerIn(account),
    UserId: 'AROAEXAMPLE:somebody',
    ...(noAccount ? {} : { Account: (known !== 'expired' && known?.account) || account }),
  };
}

/** AssumeRole as STS answers it: the role's own keys, a refusal that names who and which, or of the MFA code. */
export function assumeRole(input: Json, { roles }: Behaviour, account: string): Json {
  const arn = String(input['RoleArn']);
  const role = roles.get(arn);
  if (!role)
    throw new Refusal(
      'AccessDeniedException',
      `User: ${callerIn(account)} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
  if (role.code !== undefined && role.code !== input['TokenCode'])
    throw new Refusal(
      'AccessDeniedException',
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    );
  return {
    AssumedRoleUser: { Arn: arn, AssumedRoleId: 'AROAEXAMPLE:somebody' },
    Credentials: {
      AccessKeyId: role.accessKeyId,
      SecretAccessKey: 'secret',
      SessionToken: 'token',
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    },
  };
}
