import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let s3: S3;
beforeAll(async () => {
  engine = await startTestEngine();
  s3 = new S3({ ...engine.client, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'box' });
});
afterAll(() => engine.stop());

type Fields = Record<string, string>;
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();
const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

interface Policy {
  readonly expiration?: unknown;
  readonly conditions?: unknown;
}

/** Fields that are signed by version 4, as every SDK makes them; the policy names all of them unless it is given. */
function signed(fields: Fields, more: readonly unknown[] = [], policy?: Policy): Fields {
  const { accessKeyId, secretAccessKey } = engine.client.credentials;
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const own: Fields = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${day}/us-east-1/s3/aws4_request`,
    'X-Amz-Date': date,
  };
  const conditions = [
    { bucket: 'box' },
    ...Object.entries(own).map(([name, value]) => ({ [name]: value })),
    ...more,
  ];
  const Policy = Buffer.from(
    JSON.stringify(policy ?? { expiration: inAnHour(), conditions }),
  ).toString('base64');
  const key = [day, 'us-east-1', 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${secretAccessKey}`,
  ) as Buffer;
  return { ...own, ...fields, Policy, 'X-Amz-Signature': hmac(key, Policy).toString('hex') };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function post(
  fields: Fields,
  file?: Blob | string,
  filename = 'file.txt',
  behind: Fields = {},
) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file !== undefined)
    form.append('file', typeof file === 'string' ? new Blob([file]) : file, filename);
  for (const [name, value] of Object.entries(behind)) form.append(name, value);
  const answer = await fetch(`${engine.endpoint}/box`, {
    method: 'POST',
    // With a length, which fetch does not send for a form of its own.
    ...(await whole(form)),
    redirect: 'manual',
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers } as Answer;
}

async function whole(form: FormData) {
  const made = new Response(form);
  return {
    headers: { 'content-type': made.headers.get('content-type') ?? '' },
    body: new Uint8Array(await made.arrayBuffer()),
  };
}

const text = async (Key: string): Promise<string | undefined> =>
  (await s3.getObject({ Bucket: 'box', Key })).Body?.transformToString();
const blobs = (): number => readdirSync(join(engine.home, 'blobs', 'objects')).length;
const allow = { key: ['starts-with', '$key', ''] };

describe('a form that is posted to a bucket', () => {
  it('puts its file, with what its fields say of it', async () => {
    const answer = await post(
      signed(
        {
          key: 'up/ü.txt',
          'Content-Type': 'text/plain',
          'Cache-Control': 'no-store',
          'x-amz-meta-who': 'mé',
          tagging: '<Tagging><TagSet><Tag><Key>a</Key><Value>1+2</Value></Tag></TagSet></Tagging>',
        },
        [
          allow.key,
          ['eq', '$Content-Type', 'text/plain'],
          { 'cache-control': 'no-store' },
          ['starts-with', '$x-amz-meta-who', 'm'],
          ['starts-with', '$tagging', ''],
        ],
      ),
      'hello',
    );
    expect([answer.status, answer.text]).toEqual([204, '']);
    const etag = `"${createHash('md5').update('hello').digest('hex')}"`;
    expect(answer.headers.get('etag')).toBe(etag);
    expect(answer.headers.get('location')).toBe(`${engine.endpoint}/box/up%2F%C3%BC.txt`);
    expect(await s3.headObject({ Bucket: 'box', Key: 'up/ü.txt' })).toMatchObject({
      ETag: etag,
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      TagCount: 1,
    });
    expect(await text('up/ü.txt')).toBe('hello');
  });

  it('of signature version 2, as boto3 makes it in us-east-1, is taken too', async () => {
    const { accessKeyId, secretAccessKey } = engine.client.credentials;
    const policy = Buffer.from(
      JSON.stringify({ expiration: inAnHour(), conditions: [{ bucket: 'box' }, { key: 'two' }] }),
    ).toString('base64');
    const signature = createHmac('sha1', secretAccessKey).update(policy).digest('base64');
    const fields = { key: 'two', AWSAccessKeyId: accessKeyId, policy, signature };
    expect((await post(fields, 'second')).status).toBe(204);
    expect(await text('two')).toBe('second');
    const wrong = await post({ ...fields, signature: 'AAAA' }, 'other');
    expect(wrong.text).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  it('streams a large file', async () => {
    const bytes = randomBytes(20 * 1024 * 1024);
    const fields = signed({ key: 'large' }, [allow.key, ['content-length-range', 0, bytes.length]]);
    expect((await post(fields, new Blob([bytes]))).status).toBe(204);
    const got = await s3.getObject({ Bucket: 'box', Key: 'large' });
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  });

  it('has the name of its file in its key, and loses what comes behind the file', async () => {
    const fields = signed({ key: 'in/${filename}' }, [['starts-with', '$key', 'in/']]);
    const answer = await post(fields, 'x', 'C:\\me\\photo.jpg', { key: 'other', extra: 'y' });
    expect(answer.status).toBe(204);
    expect(await text('in/photo.jpg')).toBe('x');
  });

  it('tells no case of fields and operators apart', async () => {
    const fields = signed({ KEY: 'case' }, [['StArTs-WiTh', '$KeY', 'ca']]);
    expect((await post(fields, 'x')).status).toBe(204);
  });

  it('leaves out fields that are to be ignored', async () => {
    const fields = signed({ key: 'ignored', 'x-ignore-me': 'y' }, [allow.key]);
    expect((await post(fields, 'x')).status).toBe(204);
  });

  it.each([
    ['200', 200],
    ['201', 201],
    ['404', 204],
  ])('that asks for the status %s is answered with %d', async (success_action_status, status) => {
    const answer = await post(
      signed({ key: 'a&b', success_action_status }, [
        allow.key,
        ['starts-with', '$success_action_status', ''],
      ]),
      'hello',
    );
    expect(answer.status).toBe(status);
    expect(answer.text).toBe(
      status === 201
        ? `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse><Location>${engine.endpoint}/box/a%26b</Location><Bucket>box</Bucket><Key>a&#38;b</Key><ETag>&#34;5d41402abc4b2a76b9719d911017c592&#34;</ETag></PostResponse>`
        : '',
    );
  });

  it('sends its browser where it asks, with what was made', async () => {
    const go = (success_action_redirect: string) =>
      post(
        signed({ key: 'r', success_action_redirect }, [
          allow.key,
          ['starts-with', '$success_action_redirect', ''],
        ]),
        'hello',
      );
    const answer = await go('http://localhost/done?a=1');
    expect(answer.status).toBe(303);
    const to = new URL(answer.headers.get('location') ?? '');
    expect(Object.fromEntries(to.searchParams)).toEqual({
      a: '1',
      bucket: 'box',
      key: 'r',
      etag: '"5d41402abc4b2a76b9719d911017c592"',
    });
    expect((await go('no address')).status).toBe(204);
  });
});

describe('a form that its policy does not allow', () => {
  const range = (min: unknown, max: unknown) => ['content-length-range', min, max];
  const later = inAnHour();
  it.each<[string, () => Fields, number, string, RegExp]>([
    [
      'another key',
      () => signed({ key: 'no' }, [['eq', '$key', 'yes']]),
      403,
      'AccessDenied',
      /Invalid according to Policy: Policy Condition failed: \[&#34;eq&#34;, &#34;\$key&#34;, &#34;yes&#34;\]/,
    ],
    [
      'another beginning',
      () => signed({ key: 'no' }, [['starts-with', '$key', 'user/']]),
      403,
      'AccessDenied',
      /Policy Condition failed: \[&#34;starts-with&#34;/,
    ],
    [
      'a field that is not named',
      () => signed({ key: 'no', 'x-amz-meta-a': 'b' }, [allow.key]),
      403,
      'AccessDenied',
      /Invalid according to Policy: Extra input fields: x-amz-meta-a/,
    ],
    [
      'a field that is missing',
      () => signed({ key: 'no' }, [allow.key, { acl: 'private' }]),
      403,
      'AccessDenied',
      /Policy Condition failed/,
    ],
    [
      'one type of several',
      () =>
        signed({ key: 'no', 'content-type': 'image/png,text/html' }, [
          allow.key,
          ['starts-with', '$Content-Type', 'image/'],
        ]),
      403,
      'AccessDenied',
      /Policy Condition failed/,
    ],
    [
      'its end',
      () => signed({ key: 'no' }, [], { expiration: '2020-01-01T00:00:00Z', conditions: [] }),
      403,
      'AccessDenied',
      /Invalid according to Policy: Policy expired\./,
    ],
    [
      'a bucket that is not named',
      () =>
        signed({ key: 'no' }, [], {
          expiration: later,
          conditions: ['key', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date'].map((f) => [
            'starts-with',
            `$${f}`,
            '',
          ]),
        }),
      403,
      'AccessDenied',
      /Extra input fields: bucket/,
    ],
    [
      'too much',
      () => signed({ key: 'no' }, [allow.key, range(0, 4)]),
      400,
      'EntityTooLarge',
      /MaxSizeAllowed>4</,
    ],
    [
      'too little',
      () => signed({ key: 'no' }, [allow.key, range(6, 9)]),
      400,
      'EntityTooSmall',
      /MinSizeAllowed>6</,
    ],
    [
      'a range below 0',
      () => signed({ key: 'no' }, [allow.key, range(-1, 9)]),
      400,
      'InvalidPolicyDocument',
      /range/,
    ],
    [
      'half a range',
      () => signed({ key: 'no' }, [allow.key, ['content-length-range', 1]]),
      400,
      'InvalidPolicyDocument',
      /three parts/,
    ],
    [
      'an operator that is none',
      () => signed({ key: 'no' }, [['is', '$key', 'no']]),
      400,
      'InvalidPolicyDocument',
      /operator/,
    ],
    [
      'no end',
      () => signed({ key: 'no' }, [], { conditions: [] }),
      400,
      'InvalidPolicyDocument',
      /Policy missing expiration/,
    ],
    [
      'an end that is none',
      () => signed({ key: 'no' }, [], { expiration: 'soon', conditions: [] }),
      400,
      'InvalidPolicyDocument',
      /expiration/,
    ],
    [
      'no conditions',
      () => signed({ key: 'no' }, [], { expiration: later }),
      400,
      'InvalidPolicyDocument',
      /Policy missing conditions/,
    ],
    [
      'a number for a text',
      () => signed({ key: 'no' }, [{ key: 1 }]),
      400,
      'InvalidPolicyDocument',
      /must be a string/,
    ],
    [
      'a policy that was changed',
      () => ({
        ...signed({ key: 'no' }, [allow.key]),
        Policy: Buffer.from('{}').toString('base64'),
      }),
      403,
      'SignatureDoesNotMatch',
      /does not match/,
    ],
    [
      'a key that nobody has',
      () => ({
        ...signed({ key: 'no' }, [allow.key]),
        'X-Amz-Credential': 'AKIDNOBODY/20260101/us-east-1/s3/aws4_request',
        'X-Amz-Date': '20260101T000000Z',
      }),
      403,
      'InvalidAccessKeyId',
      /does not exist/,
    ],
    [
      'another region',
      () => {
        const fields = signed({ key: 'no' }, [allow.key]);
        return {
          ...fields,
          'X-Amz-Credential': (fields['X-Amz-Credential'] ?? '').replace('us-east-1', 'eu-west-1'),
        };
      },
      400,
      'AuthorizationHeaderMalformed',
      /eu-west-1/,
    ],
    ['no signature', () => ({ key: 'no' }), 403, 'AccessDenied', /Access Denied/],
    [
      'half a signature',
      () => ({ ...signed({ key: 'no' }, [allow.key]), 'X-Amz-Signature': '' }),
      403,
      'SignatureDoesNotMatch',
      /does not match/,
    ],
    ['no key', () => signed({}, []), 400, 'InvalidArgument', /must contain a field named .*key/],
    [
      'an empty key',
      () => signed({ key: '' }, [allow.key]),
      400,
      'InvalidArgument',
      /length greater than 0/,
    ],
    [
      'more fields than fit',
      () => signed({ key: 'no', 'x-amz-meta-a': 'a'.repeat(21_000) }, [allow.key]),
      400,
      'MaxPostPreDataLengthExceeded',
      /too large/,
    ],
    [
      'what is not served here',
      () =>
        signed({ key: 'no', 'x-amz-object-lock-legal-hold': 'ON' }, [
          allow.key,
          { 'x-amz-object-lock-legal-hold': 'ON' },
        ]),
      501,
      'NotImplementedException',
      /ObjectLockLegalHoldStatus/,
    ],
  ])(
    'for %s is refused, and leaves nothing behind',
    async (_what, fields, status, code, message) => {
      const before = blobs();
      const answer = await post(fields(), 'hello');
      expect(answer.text).toContain(`<Code>${code}</Code>`);
      expect(answer.text).toMatch(message);
      expect(answer.status).toBe(status);
      await expect(s3.headObject({ Bucket: 'box', Key: 'no' })).rejects.toMatchObject({
        name: 'NotFound',
      });
      expect(blobs()).toBe(before);
    },
  );
});

describe('a form that is none', () => {
  it('has no file', async () => {
    const answer = await post(signed({ key: 'no' }, [allow.key]));
    expect([answer.status, answer.text]).toEqual([
      400,
      expect.stringContaining('POST requires exactly one file upload per request.'),
    ]);
  });

  const raw = async (contentType: string, body: string) => {
    const answer = await fetch(`${engine.endpoint}/box`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    return { status: answer.status, text: await answer.text() };
  };

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['no part', 'multipart/form-data; boundary=b', 'x'],
    [
      'no end',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nx',
    ],
    ['nothing', 'multipart/form-data; boundary=b', ''],
  ])('has %s', async (_what, contentType, body) => {
    const answer = await raw(contentType, body);
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(/<Code>(MalformedPOSTRequest|InvalidArgument)<\/Code>/);
  });

  it('breaks within its file, which is not kept', async () => {
    const before = blobs();
    const fields = Object.entries(signed({ key: 'broken' }, [allow.key]))
      .map(([k, v]) => `--b\r\nContent-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`)
      .join('');
    const answer = await raw(
      'multipart/form-data; boundary=b',
      `${fields}--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nhalf of i`,
    );
    expect(answer).toMatchObject({
      status: 400,
      text: expect.stringContaining('<Code>MalformedPOSTRequest</Code>') as string,
    });
    await expect(s3.headObject({ Bucket: 'box', Key: 'broken' })).rejects.toMatchObject({
      name: 'NotFound',
    });
    expect(blobs()).toBe(before);
  });

  it('says no length', async () => {
    const url = new URL(engine.endpoint);
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(
        {
          host: url.hostname,
          port: url.port,
          path: '/box',
          method: 'POST',
          headers: {
            'content-type': 'multipart/form-data; boundary=b',
            'transfer-encoding': 'chunked',
          },
        },
        (r) => {
          r.resume();
          r.on('end', () => resolve(r.statusCode));
        },
      );
      request.on('error', reject);
      request.end('--b--\r\n');
    });
    expect(status).toBe(411);
  });
});
