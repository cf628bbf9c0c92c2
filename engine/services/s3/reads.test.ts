import { S3, type GetObjectCommandInput, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

const MB = 1024 * 1024;
let engine: TestEngine;
let s3: S3;
let sha1 = '';
beforeAll(async () => {
  engine = await startTestEngine();
  s3 = new S3({ ...engine.client, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'box' });
  const put = { Bucket: 'box', Key: 'ten', Body: '0123456789' };
  sha1 = (await s3.putObject({ ...put, ChecksumAlgorithm: 'SHA1' })).ChecksumSHA1 ?? '';
  await s3.putObject({ Bucket: 'box', Key: 'empty', Body: '' });
  const at = { Bucket: 'box', Key: 'parts' };
  const { UploadId } = await s3.createMultipartUpload(at);
  const part = async (PartNumber: number, Body: Buffer) => ({
    PartNumber,
    ETag: (await s3.uploadPart({ ...at, UploadId, PartNumber, Body })).ETag,
  });
  const Parts = [await part(1, Buffer.alloc(5 * MB, 'a')), await part(2, Buffer.from('end'))];
  await s3.completeMultipartUpload({ ...at, UploadId, MultipartUpload: { Parts } });
});
afterAll(() => engine.stop());

interface Read {
  status: number | undefined;
  range?: string | undefined;
  length?: number | undefined;
  parts?: number | undefined;
}
type How = Pick<GetObjectCommandInput, 'Range' | 'PartNumber'>;

/** GetObject and HeadObject answer alike: the status and the lengths of both, and what GetObject has read. */
async function both(Key: string, how: How): Promise<Read & { text?: string | undefined }> {
  const asked = { Bucket: 'box', Key, ...how };
  const read = (r: Omit<HeadObjectCommandOutput, 'ArchiveStatus'>): Read => ({
    status: r.$metadata.httpStatusCode,
    range: r.ContentRange,
    length: r.ContentLength,
    parts: r.PartsCount,
  });
  const failed = (error: { $metadata?: { httpStatusCode?: number } }): Read => ({
    status: error.$metadata?.httpStatusCode,
  });
  const head = await s3.headObject(asked).then(read, failed);
  let text: string | undefined;
  const got = await s3.getObject(asked).then(async (r) => {
    text = await r.Body?.transformToString();
    return read(r);
  }, failed);
  expect(got).toEqual(head);
  return { ...got, text };
}

describe('a range of an object', () => {
  it.each([
    ['bytes=2-4', 'bytes 2-4/10', '234'],
    ['bytes=7-', 'bytes 7-9/10', '789'],
    ['bytes=-3', 'bytes 7-9/10', '789'],
    ['bytes=8-99', 'bytes 8-9/10', '89'],
    ['bytes=-99', 'bytes 0-9/10', '0123456789'],
  ])('%s is %s', async (Range, range, text) => {
    expect(await both('ten', { Range })).toEqual({
      status: 206,
      range,
      length: text.length,
      parts: undefined,
      text,
    });
  });

  it.each(['bytes=5-2', 'bytes=x', 'lines=1-2', 'bytes=0-1,4-5', 'bytes=-'])(
    '%s is none: all of it is answered',
    async (Range) => {
      expect(await both('ten', { Range })).toMatchObject({ status: 200, text: '0123456789' });
    },
  );

  it.each([
    ['ten', 'bytes=10-'],
    ['ten', 'bytes=-0'],
    ['empty', 'bytes=0-'],
  ])('of %s, %s is refused', async (Key, Range) => {
    expect((await both(Key, { Range })).status).toBe(416);
    await expect(s3.getObject({ Bucket: 'box', Key, Range })).rejects.toMatchObject({
      name: 'InvalidRange',
    });
  });

  it('has no checksum: that is of the whole', async () => {
    const asked = { Bucket: 'box', Key: 'ten', ChecksumMode: 'ENABLED' } as const;
    expect((await s3.headObject(asked)).ChecksumSHA1).toBe(sha1);
    expect((await s3.headObject({ ...asked, Range: 'bytes=0-1' })).ChecksumSHA1).toBeUndefined();
  });
});

describe('a part of an object', () => {
  it('is read by its number, with the count of all', async () => {
    expect(await both('parts', { PartNumber: 2 })).toEqual({
      status: 206,
      range: `bytes ${5 * MB}-${5 * MB + 2}/${5 * MB + 3}`,
      length: 3,
      parts: 2,
      text: 'end',
    });
    expect((await both('parts', { PartNumber: 1 })).length).toBe(5 * MB);
    expect((await both('parts', {})).parts).toBeUndefined();
  });

  it('is the whole of one that came in one piece', async () => {
    expect(await both('ten', { PartNumber: 1 })).toMatchObject({
      status: 206,
      range: 'bytes 0-9/10',
      parts: undefined,
    });
    expect(await both('empty', { PartNumber: 1 })).toMatchObject({ status: 200, text: '' });
  });

  it.each([
    ['parts', { PartNumber: 3 }, 416, 'InvalidPartNumber'],
    ['ten', { PartNumber: 2 }, 416, 'InvalidPartNumber'],
    ['ten', { PartNumber: 0 }, 400, 'InvalidArgument'],
    ['ten', { PartNumber: 10_001 }, 400, 'InvalidArgument'],
    ['parts', { PartNumber: 1, Range: 'bytes=0-1' }, 400, 'InvalidRequest'],
  ] as const)('of %s, %j is refused', async (Key, how, status, name) => {
    expect((await both(Key, how)).status).toBe(status);
    await expect(s3.getObject({ Bucket: 'box', Key, ...how })).rejects.toMatchObject({ name });
  });
});

describe('the attributes of an object', () => {
  it('are those that are asked for', async () => {
    const asked = await s3.getObjectAttributes({
      Bucket: 'box',
      Key: 'parts',
      ObjectAttributes: ['ETag', 'ObjectParts', 'ObjectSize'],
    });
    expect(asked).toMatchObject({
      ETag: expect.stringMatching(/^[0-9a-f]{32}-2$/) as string,
      ObjectParts: { TotalPartsCount: 2 },
      ObjectSize: 5 * MB + 3,
    });
    expect(asked.StorageClass).toBeUndefined();
    const more = await s3.getObjectAttributes({
      Bucket: 'box',
      Key: 'ten',
      ObjectAttributes: ['Checksum', 'StorageClass'],
    });
    expect(more.Checksum).toMatchObject({ ChecksumSHA1: sha1 });
    expect(more.StorageClass).toBe('STANDARD');
  });
});

describe('an object of no type', () => {
  it('is binary/octet-stream, also when it was uploaded in parts', async () => {
    const client = new S3({ ...engine.client, forcePathStyle: true });
    // The SDK says a type of its own for a body.
    client.middlewareStack.add(
      (next) => (args) => {
        delete (args.request as { headers: Record<string, string> }).headers['content-type'];
        return next(args);
      },
      { step: 'build' },
    );
    await client.putObject({ Bucket: 'box', Key: 'untyped', Body: 'x' });
    for (const Key of ['untyped', 'parts'])
      expect((await s3.headObject({ Bucket: 'box', Key })).ContentType).toBe('binary/octet-stream');
  });
});

describe('a lock', () => {
  const at = { Bucket: 'box', Key: 'locked' };
  const until = new Date(Date.now() + 86_400_000);
  it.each([
    ['a bucket', () => s3.createBucket({ Bucket: 'locked', ObjectLockEnabledForBucket: true })],
    [
      'an object',
      () => s3.putObject({ ...at, ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until }),
    ],
    ['a legal hold', () => s3.putObject({ ...at, ObjectLockLegalHoldStatus: 'ON' })],
    ['a copy', () => s3.copyObject({ ...at, CopySource: 'box/ten', ObjectLockMode: 'GOVERNANCE' })],
    ['an upload in parts', () => s3.createMultipartUpload({ ...at, ObjectLockMode: 'GOVERNANCE' })],
    [
      'a configuration',
      () =>
        s3.putObjectLockConfiguration({
          Bucket: 'box',
          ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
        }),
    ],
    ['a retention', () => s3.putObjectRetention({ ...at, Retention: { Mode: 'COMPLIANCE' } })],
  ])('on %s is refused by name, and makes nothing', async (_what, call) => {
    await expect(call()).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringMatching(/Lock|Retention/) as string,
    });
    await expect(s3.headObject(at)).rejects.toMatchObject({ name: 'NotFound' });
  });
});
