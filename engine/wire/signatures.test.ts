import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '@smithy/core/checksum';
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gitIdentity } from '../git-route';
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

  const get = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(engine.endpoint);
      httpRequest(
        { host: '127.0.0.1', port, path, headers: { host: `127.0.0.1:${port}` } },
        (r) => {
          r.resume();
          r.on('end', () => resolve(r.statusCode ?? 0));
        },
      )
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
});
