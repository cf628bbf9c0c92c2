import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '@smithy/core/checksum';
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gitIdentity } from '../http/git';
import { startTestEngine, type TestEngine } from '../testing/start';
import { ChunkedDecoder } from './aws-chunked';
import { sha256, sign } from './sigv4';

const KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

describe('the git password of the CodeCommit credential helper', () => {
  const identity = { arn: 'a', userId: 'u', accessKeyId: 'AKIDEXAMPLE' };
  const lookup = (id: string) =>
    id === 'AKIDEXAMPLE' ? { secretAccessKey: KEY, identity } : undefined;
  const basic = (user: string, password: string) =>
    `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

  it('agrees with the vector of AWS-SEMANTICS 4.1', () => {
    const canonical =
      'GIT\n/v1/repos/MyDemoRepo\n\nhost:git-codecommit.us-east-1.amazonaws.com\n\nhost\n';
    const text = [
      'AWS4-HMAC-SHA256',
      '20240102T030405',
      '20240102/us-east-1/codecommit/aws4_request',
      sha256(canonical),
    ].join('\n');
    expect(sign(KEY, { date: '20240102', region: 'us-east-1', service: 'codecommit' }, text)).toBe(
      '0f588bef74e2ac4b70b72a0ebf8baa7cf6bcc51c76b85e8a76837044b6fb5ade',
    );
  });

  it('is taken while fresh, refused when old, forged or for another repository', () => {
    const stamp = new Date().toISOString().replace(/[-:]|\.\d+Z$/g, '');
    const text = [
      'AWS4-HMAC-SHA256',
      stamp,
      `${stamp.slice(0, 8)}/us-east-1/codecommit/aws4_request`,
      sha256('GIT\n/v1/repos/r\n\nhost:localhost\n\nhost\n'),
    ].join('\n');
    const password = `${stamp}Z${sign(KEY, { date: stamp.slice(0, 8), region: 'us-east-1', service: 'codecommit' }, text)}`;
    const check = (path: string, secret: string) =>
      gitIdentity(
        basic('AKIDEXAMPLE', secret),
        path,
        'localhost:4566',
        lookup,
        'us-east-1',
        Date.now(),
      );
    expect(check('/v1/repos/r', password)).toEqual(identity);
    expect(check('/v1/repos/other', password)).toBeUndefined();
    expect(check('/v1/repos/r', `20240102T030405Z${password.slice(16)}`)).toBeUndefined();
    expect(check('/v1/repos/r', KEY)).toEqual(identity);
    expect(
      gitIdentity(undefined, '/v1/repos/r', 'localhost', lookup, 'us-east-1', 0),
    ).toBeUndefined();
  });
});

describe('a chunked body', () => {
  it('whose chunk does not match its signature is refused', async () => {
    const body = (signature: string) =>
      Readable.from([
        Buffer.from(
          `3;chunk-signature=${signature}\r\nabc\r\n0;chunk-signature=${'0'.repeat(64)}\r\n\r\n`,
        ),
      ]);
    const signer = () => '1'.repeat(64);
    await expect(
      (async () => {
        for await (const chunk of body('2'.repeat(64)).pipe(new ChunkedDecoder('seed', signer)))
          void chunk;
      })(),
    ).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  it('that ends too early is no whole body', async () => {
    await expect(
      (async () => {
        for await (const chunk of Readable.from([Buffer.from('5\r\nab')]).pipe(
          new ChunkedDecoder('', undefined),
        ))
          void chunk;
      })(),
    ).rejects.toMatchObject({ code: 'IncompleteBody' });
  });
});

describe('S3 by signed address', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
    const s3 = new S3Client({ ...engine.client, forcePathStyle: true });
    const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
    await s3.send(new CreateBucketCommand({ Bucket: 'shared' }));
    await s3.send(new PutObjectCommand({ Bucket: 'shared', Key: 'a b.txt', Body: 'hello' }));
    await s3.send(new GetObjectCommand({ Bucket: 'shared', Key: 'a b.txt' }));
  });
  afterAll(() => engine.stop());

  const get = (path: string, host = '127.0.0.1'): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(engine.endpoint);
      httpRequest({ host: '127.0.0.1', port, path, headers: { host: `${host}:${port}` } }, (r) => {
        r.resume();
        r.on('end', () => resolve(r.statusCode ?? 0));
      })
        .on('error', reject)
        .end();
    });

  it("of version 4, made by the SDK's own signer, is answered until it expires", async () => {
    const { port } = new URL(engine.endpoint);
    const signer = new SignatureV4({
      service: 's3',
      region: 'us-east-1',
      credentials: engine.client.credentials,
      sha256: Sha256,
      uriEscapePath: false,
      applyChecksum: false,
    });
    const presign = async (seconds: number, at = new Date()): Promise<string> => {
      const signed = await signer.presign(
        {
          method: 'GET',
          protocol: 'http:',
          hostname: '127.0.0.1',
          port: Number(port),
          path: '/shared/a%20b.txt',
          headers: { host: `127.0.0.1:${port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
          query: {},
        } as never,
        { expiresIn: seconds, signingDate: at },
      );
      return `${signed.path}?${new URLSearchParams(signed.query as Record<string, string>).toString().replaceAll('+', '%20')}`;
    };
    expect(await get(await presign(60))).toBe(200);
    expect(await get((await presign(60)).replace('a%20b', 'other'))).toBe(403);
    expect(await get(await presign(60, new Date(Date.now() - 120_000)))).toBe(403);
    expect(await get(await presign(7 * 24 * 3600))).toBe(200);
    const tooLong = (await presign(7 * 24 * 3600)).replace('604800', '604801');
    expect(await get(tooLong)).toBe(400);
  });

  it('of version 2, which boto3 makes in us-east-1, is answered too', async () => {
    const { accessKeyId, secretAccessKey } = engine.client.credentials;
    const expires = Math.floor(Date.now() / 1000) + 60;
    const signature = createHmac('sha1', secretAccessKey)
      .update(`GET\n\n\n${expires}\n/shared/a%20b.txt`)
      .digest('base64');
    const path = (s: string) =>
      `/shared/a%20b.txt?AWSAccessKeyId=${accessKeyId}&Signature=${encodeURIComponent(s)}&Expires=${expires}`;
    expect(await get(path(signature))).toBe(200);
    expect(await get(path('AAAA'))).toBe(403);
  });

  it('of version 2 lists a bucket, in either form of its address', async () => {
    const { accessKeyId, secretAccessKey } = engine.client.credentials;
    const expires = Math.floor(Date.now() / 1000) + 60;
    const query = (resource: string) => {
      const signature = createHmac('sha1', secretAccessKey)
        .update(`GET\n\n\n${expires}\n${resource}`)
        .digest('base64');
      return `prefix=a&AWSAccessKeyId=${accessKeyId}&Signature=${encodeURIComponent(signature)}&Expires=${expires}`;
    };
    expect(await get(`/shared?${query('/shared')}`)).toBe(200);
    // As boto3 signs it.
    expect(await get(`/shared?${query('/shared/')}`)).toBe(200);
    expect(await get(`/?${query('/shared/')}`, 'shared.localhost')).toBe(200);
    expect(await get(`/shared?${query('/other')}`)).toBe(403);
  });
});

describe('an address of STS that is signed, as EKS takes it for a token', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
  });
  afterAll(() => engine.stop());

  const CLUSTER = { 'x-k8s-aws-id': 'shop' };
  interface Asked {
    readonly method?: string;
    readonly seconds?: number;
    readonly at?: Date;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  }
  /** Signs a GET, and sends what the case says. */
  async function ask({
    method = 'GET',
    seconds = 60,
    at = new Date(),
    headers = CLUSTER,
    body,
  }: Asked) {
    const url = new URL(engine.endpoint);
    const signer = new SignatureV4({
      service: 'sts',
      region: 'us-east-1',
      credentials: engine.client.credentials,
      sha256: Sha256,
    });
    const signed = await signer.presign(
      {
        method: 'GET',
        protocol: 'http:',
        hostname: url.hostname,
        port: Number(url.port),
        path: '/',
        headers: { host: url.host, ...CLUSTER },
        query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      } as never,
      { expiresIn: Math.min(seconds, 604_800), signingDate: at },
    );
    const query = new URLSearchParams({
      ...(signed.query as Record<string, string>),
      'X-Amz-Expires': String(seconds),
    });
    const answer = await fetch(`${engine.endpoint}/?${query}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, text: await answer.text() };
  }
  const minutesAgo = (n: number): Date => new Date(Date.now() - n * 60_000);

  it('says whose it is', async () => {
    const answer = await ask({});
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<GetCallerIdentityResult>');
    expect(answer.text).toContain('<Account>000000000000</Account>');
  });

  it.each([
    ['another method', { method: 'POST' }, 403, 'SignatureDoesNotMatch'],
    ['a body', { method: 'POST', body: 'Action=GetCallerIdentity' }, 403, 'SignatureDoesNotMatch'],
    ['another cluster', { headers: { 'x-k8s-aws-id': 'other' } }, 403, 'SignatureDoesNotMatch'],
    ['no cluster', { headers: {} }, 403, 'SignatureDoesNotMatch'],
    ['more than a week', { seconds: 604_801 }, 400, 'AuthorizationQueryParametersError'],
    ['an age', { at: minutesAgo(16), seconds: 3600 }, 403, 'SignatureDoesNotMatch'],
    ['a date to come', { at: minutesAgo(-20) }, 403, 'SignatureDoesNotMatch'],
  ] as const)('with %s is refused', async (_what, how, status, code) => {
    const answer = await ask(how);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`<Code>${code}</Code>`);
  });

  it('is good for a quarter of an hour, however short a time it names', async () => {
    expect((await ask({ at: minutesAgo(14), seconds: 60 })).status).toBe(200);
  });
});
