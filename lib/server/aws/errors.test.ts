import { describe, expect, it } from 'vitest';
import { lacking, toAppError } from './errors';

const aws = (name: string, message = 'no'): Error => Object.assign(new Error(message), { name });

describe('what went wrong, in words', () => {
  it.each<[string, unknown, string, RegExp]>([
    [
      'a denied call names its action',
      aws(
        'AccessDeniedException',
        'User: arn:aws:sts::123456789012:assumed-role/viewer/mara is not authorized to perform: codepipeline:RollbackStage on resource: x',
      ),
      'denied',
      /^viewer\/mara lacks codepipeline:RollbackStage\.$/,
    ],
    [
      'a denied call of EC2',
      aws('UnauthorizedOperation', 'You are not authorized to perform this operation.'),
      'denied',
      /not authorized/,
    ],
    ['throttling by name', aws('ThrottlingException'), 'throttled', /throttling/],
    ['throttling by text', new Error('Rate exceeded'), 'throttled', /throttling/],
    ['throttling of S3', aws('SlowDown'), 'throttled', /throttling/],
    [
      'no credentials',
      aws('CredentialsProviderError', 'Could not load credentials from any providers'),
      'credentials',
      /No AWS credentials/,
    ],
    [
      'a way to the credentials that is shut',
      aws('CredentialsProviderError', 'Error: getaddrinfo EAI_AGAIN portal.sso.example.com'),
      'unavailable',
      /^AWS does not answer: portal\.sso\.example\.com has no address/,
    ],
    [
      'expired SSO',
      aws(
        'TokenProviderError',
        "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
      ),
      'credentials',
      /sign-in has expired/,
    ],
    ['expired keys', aws('ExpiredTokenException'), 'credentials', /have expired/],
    ['keys that are none', aws('UnrecognizedClientException'), 'credentials', /does not accept/],
    ['no region', new Error('Region is missing'), 'credentials', /No region/],
    [
      'a region without the service',
      Object.assign(new Error('getaddrinfo ENOTFOUND codecommit.ap-south-2.example.com'), {
        code: 'ENOTFOUND',
      }),
      'unavailable',
      /^codecommit does not answer in ap-south-2/,
    ],
    [
      'an engine that is gone',
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:4566'), { code: 'ECONNREFUSED' }),
      'unavailable',
      /engine is not responding/,
    ],
    ['what is not there', aws('PipelineNotFoundException', 'nothing'), 'not_found', /nothing/],
    ['something else', new Error('boom'), 'unavailable', /boom/],
    [
      'what is not served was not done',
      Object.assign(aws('NotImplementedException', 'not served yet'), {
        $metadata: { httpStatusCode: 501 },
      }),
      'invalid',
      /not served yet/,
    ],
    [
      'what AWS says no to, by any name',
      Object.assign(new Error('too many'), {
        name: 'LimitExceededException',
        $metadata: { httpStatusCode: 400 },
      }),
      'invalid',
      /too many/,
    ],
    [
      "a failure of AWS's own, which may have been carried out",
      Object.assign(new Error('oops'), {
        name: 'InternalFailure',
        $metadata: { httpStatusCode: 500 },
      }),
      'unavailable',
      /oops/,
    ],
  ])('%s', (_name, error, kind, message) => {
    const found = toAppError(error);
    expect(found.kind).toBe(kind);
    expect(found.message).toMatch(message);
  });
  it('keeps the cause', () => {
    const cause = aws('ThrottlingException');
    expect(toAppError(cause).cause).toBe(cause);
  });
});

describe('a denied call that AWS does not name', () => {
  it('is named by whoever made it', () => {
    expect(lacking(aws('AccessDenied', 'Access Denied'), 's3:GetObject')).toMatchObject({
      kind: 'denied',
      message: 'The permission is missing: s3:GetObject.',
      help: { action: 's3:GetObject' },
    });
  });
  it('keeps the action that AWS has named, and any other failure', () => {
    const kms = 'User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: kms:Decrypt';
    expect(lacking(aws('AccessDenied', kms), 's3:GetObject').help.action).toBe('kms:Decrypt');
    expect(lacking(aws('NoSuchKey'), 's3:GetObject').kind).toBe('not_found');
  });
});
