import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noted } from './reached';
import type { Connection } from './connection';
import { failureOfProvider } from './aws-failures';
import { toAppError } from './errors';

const named = (name: string, message = 'no', more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });
const node = (code: string, message: string): Error => Object.assign(new Error(message), { code });

/** An answer of AWS with these headers, as the SDK hangs it on its error. */
const answered = (headers: Record<string, string>, status = 403): object => ({
  $response: { headers },
  $metadata: { httpStatusCode: status },
});
const dateIn = (ms: number): Record<string, string> => ({
  date: new Date(Date.now() + ms).toUTCString(),
});

/** The error as it comes out of a client of this backend that was talking to `host`. */
async function through(backend: Connection['backend'], host: string, error: Error): Promise<Error> {
  let middleware: unknown;
  noted(backend).applyToStack({ add: (m: unknown) => (middleware = m) } as never);
  const send = (
    middleware as (
      next: () => Promise<never>,
      context: object,
    ) => (args: object) => Promise<unknown>
  )(() => Promise.reject(error), {});
  await expect(send({ request: { hostname: host } })).rejects.toBe(error);
  return error;
}

const profile = process.env['AWS_PROFILE'];
beforeEach(() => {
  process.env['AWS_PROFILE'] = 'prod';
});
afterEach(() => {
  if (profile === undefined) delete process.env['AWS_PROFILE'];
  else process.env['AWS_PROFILE'] = profile;
});

const HOST = 'codepipeline.ap-east-1.amazonaws.com';
const CLOCK = /^sudo (timedatectl set-ntp true|sntp -sS time\.apple\.com)$/;

describe('each failure of the way to AWS has its own sentence and command', () => {
  it.each<[string, Error, string, RegExp, string | RegExp | undefined]>([
    [
      'expired keys',
      named('ExpiredTokenException'),
      'credentials',
      /^Your AWS credentials have expired\./,
      'aws sso login --profile prod',
    ],
    [
      'expired keys, in the words of EC2',
      named('RequestExpired', 'Request has expired.', answered(dateIn(0))),
      'credentials',
      /^Your AWS credentials have expired\./,
      'aws sso login --profile prod',
    ],
    [
      'a session of SSO that was ended',
      named(
        'CredentialsProviderError',
        'UnauthorizedException: Session token not found or invalid',
      ),
      'credentials',
      /^Your AWS sign-in has expired\./,
      'aws sso login --profile prod',
    ],
    [
      'a session of `aws login` that is over',
      named(
        'CredentialsProviderError',
        'Failed to load a token for session x, please re-authenticate using aws login',
      ),
      'credentials',
      /^Your AWS sign-in has expired\./,
      'aws login --profile prod',
    ],
    [
      'a role that may not be assumed',
      named(
        'AccessDenied',
        'User: arn:aws:iam::111122223333:user/mara is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222233334444:role/viewer',
      ),
      'credentials',
      /^arn:aws:iam::111122223333:user\/mara may not assume the role arn:aws:iam::222233334444:role\/viewer\./,
      'aws sts assume-role --role-arn arn:aws:iam::222233334444:role/viewer --role-session-name check',
    ],
    [
      'a wrong code of an MFA device',
      named(
        'AccessDenied',
        'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
      ),
      'credentials',
      /did not accept the code/,
      'aws sts get-caller-identity --profile prod',
    ],
    [
      'a key that AWS does not know, or a region that is off: both are said',
      named('UnrecognizedClientException', 'The security token is invalid.', answered(dateIn(0))),
      'credentials',
      /access key is deleted or inactive, or the region ap-east-1 is switched off/,
      'aws sts get-caller-identity --profile prod --region us-east-1',
    ],
    [
      'a secret key of another access key',
      named('SignatureDoesNotMatch', 'The request signature does not match.', answered(dateIn(0))),
      'credentials',
      /secret key does not belong to the access key/,
      'aws configure --profile prod',
    ],
    [
      'a clock that is behind, by the answer',
      named('InvalidSignatureException', 'Signature not yet current: x', answered(dateIn(420_000))),
      'credentials',
      /^This machine's clock is 7 minutes behind AWS's/,
      CLOCK,
    ],
    [
      'a clock that is ahead, though the error does not say so',
      named('AuthFailure', 'AWS was not able to validate', answered(dateIn(-3_600_000))),
      'credentials',
      /^This machine's clock is 60 minutes ahead of AWS's/,
      CLOCK,
    ],
    [
      'a clock that differs by what nobody says',
      named('RequestTimeTooSkewed'),
      'credentials',
      /^This machine's clock differs from AWS's by more than five minutes/,
      CLOCK,
    ],
    [
      'STS that is off in a region',
      named('RegionDisabledException'),
      'credentials',
      /^AWS STS is switched off in ap-east-1/,
      'aws configure get region',
    ],
    [
      'a host without an address',
      node('ENOTFOUND', `getaddrinfo ENOTFOUND ${HOST}`),
      'unavailable',
      /^codepipeline does not answer in ap-east-1: .*codepipeline\.ap-east-1\.amazonaws\.com has no address/,
      'aws configure get region',
    ],
    [
      'a connection that is cut',
      node('ECONNRESET', 'socket hang up'),
      'unavailable',
      /^AWS does not answer at codepipeline\.ap-east-1\.amazonaws\.com: the connection was cut\./,
      `curl -sSI https://${HOST}/`,
    ],
    [
      'a connection that is refused',
      node('ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.1:443'),
      'unavailable',
      /: the connection was refused\./,
      `curl -sSI https://${HOST}/`,
    ],
    [
      'an answer that does not come',
      named('TimeoutError', 'Connection timed out after 5000 ms'),
      'unavailable',
      /: no answer came in time\./,
      `curl -sSI https://${HOST}/`,
    ],
    [
      'a certificate of somebody else',
      node('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'),
      'unavailable',
      /NODE_EXTRA_CA_CERTS/,
      `curl -sSI https://${HOST}/`,
    ],
    [
      "a proxy's page",
      named(
        'SyntaxError',
        'Unexpected token < in JSON\n  Deserialization error: to see the raw response, inspect the hidden field',
        answered({ 'content-type': 'text/html' }, 200),
      ),
      'unavailable',
      /^What answers at codepipeline\.ap-east-1\.amazonaws\.com is not AWS: its answer cannot be read\./,
      `curl -sSI https://${HOST}/`,
    ],
  ])('%s', async (_name, error, kind, message, command) => {
    const said = toAppError(await through('aws', HOST, error));
    expect(said.kind).toBe(kind);
    expect(said.message).toMatch(message);
    expect(said.message).not.toMatch(/npm start|<|Deserialization/);
    if (command instanceof RegExp) expect(said.help.command).toMatch(command);
    else expect(said.help.command).toBe(command);
  });

  it('an engine that is gone is started again; AWS is not', async () => {
    const cut = (): Error => node('ECONNRESET', 'socket hang up');
    expect(toAppError(await through('local', '127.0.0.1', cut())).message).toMatch(/npm start/);
    expect(toAppError(await through('aws', HOST, cut())).message).not.toMatch(/npm start/);
  });

  it('what AWS has answered is no cut connection, whatever words are in it', async () => {
    const error = named('InvalidInput', 'The hook said ECONNRESET', answered({}, 400));
    expect(toAppError(await through('aws', HOST, error)).kind).toBe('invalid');
  });

  it('text that is no ARN makes no command', () => {
    const error = named(
      'AccessDenied',
      'User: x is not authorized to perform: sts:AssumeRole on resource: $(reboot)',
    );
    expect(toAppError(error).help.command).toBeUndefined();
  });
});

describe('why the chain brings no credentials', () => {
  it('a program that fails is named by its profile, without what it said', () => {
    const error = named('CredentialsProviderError', 'Command failed: vault --token s3cret');
    const said = failureOfProvider(error, { prod: { credential_process: 'vault --token s3cret' } });
    expect(said.message).toBe('The credential_process of the profile prod failed.');
  });

  it('nothing known: what the chain says', () => {
    const said = failureOfProvider(named('CredentialsProviderError', 'A cycle was found.'), {});
    expect(said).toMatchObject({
      kind: 'credentials',
      message: 'Could not get AWS credentials: A cycle was found.',
    });
  });
});
