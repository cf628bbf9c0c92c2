import { createHash } from 'node:crypto';
import { S3, type GetObjectCommandInput, type PutObjectCommandInput } from '@aws-sdk/client-s3';
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

const base64 = (name: string, text: string): string =>
  createHash(name).update(text).digest('base64');

describe('a checksum that the client gives', () => {
  it.each([
    ['ChecksumSHA256', base64('sha256', 'other')],
    ['ChecksumSHA1', base64('sha1', 'other')],
    ['ChecksumCRC32', 'AAAAAA=='],
    ['ChecksumCRC32C', 'AAAAAA=='],
    ['ChecksumCRC64NVME', 'AAAAAAAAAAA='],
  ])('%s that is wrong refuses the object', async (member, value) => {
    const put: PutObjectCommandInput = {
      Bucket: 'box',
      Key: member,
      Body: 'hello',
      [member]: value,
    };
    await expect(s3.putObject(put)).rejects.toMatchObject({
      name: 'BadDigest',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(s3.headObject({ Bucket: 'box', Key: member })).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it.each(['SHA256', 'SHA1', 'CRC32', 'CRC32C', 'CRC64NVME'] as const)(
    '%s, made by the SDK, is checked, kept and answered to who asks',
    async (ChecksumAlgorithm) => {
      const member = `Checksum${ChecksumAlgorithm}` as const;
      const put = await s3.putObject({ Bucket: 'box', Key: 'x', Body: 'hello', ChecksumAlgorithm });
      expect(put[member]).toMatch(/^[\w+/]+=*$/);
      const asked = await s3.headObject({ Bucket: 'box', Key: 'x', ChecksumMode: 'ENABLED' });
      expect(asked[member]).toBe(put[member]);
      // The SDK checks what it is answered.
      const got = await s3.getObject({ Bucket: 'box', Key: 'x', ChecksumMode: 'ENABLED' });
      expect(await got.Body?.transformToString()).toBe('hello');
    },
  );

  it('two at once are refused', async () => {
    const both = {
      Bucket: 'box',
      Key: 'two',
      Body: 'hello',
      ChecksumSHA256: base64('sha256', 'hello'),
      ChecksumSHA1: base64('sha1', 'hello'),
    };
    await expect(s3.putObject(both)).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});

describe('an MD5 that the client gives', () => {
  const at = { Bucket: 'box', Key: 'md5' };
  it.each([
    [
      'a part',
      async (ContentMD5: string) => {
        const { UploadId } = await s3.createMultipartUpload(at);
        return s3.uploadPart({ ...at, UploadId, PartNumber: 1, Body: 'hello', ContentMD5 });
      },
    ],
    ['an object', (ContentMD5: string) => s3.putObject({ ...at, Body: 'hello', ContentMD5 })],
    [
      'a document',
      async (ContentMD5: string) => {
        await s3.putObject({ ...at, Body: 'hello' });
        return s3.putObjectTagging({ ...at, Tagging: { TagSet: [] }, ContentMD5 });
      },
    ],
  ])('and that is wrong refuses %s', async (_what, call) => {
    await expect(call(base64('md5', 'other'))).rejects.toMatchObject({ name: 'BadDigest' });
  });
});

describe('a request for an object', () => {
  const day = 86_400_000;
  const past = new Date(Date.now() - day);
  const future = new Date(Date.now() + day);
  let tag = '';
  beforeAll(async () => {
    tag = (await s3.putObject({ Bucket: 'box', Key: 'page', Body: 'hello' })).ETag ?? '';
  });
  const asked = (more: Partial<GetObjectCommandInput>): Promise<number | undefined> =>
    s3.headObject({ Bucket: 'box', Key: 'page', ...more }).then(
      (r) => r.$metadata.httpStatusCode,
      (error: { $metadata?: { httpStatusCode?: number } }) => error.$metadata?.httpStatusCode,
    );

  it.each([
    ['changed since', { IfModifiedSince: past }, 200],
    ['not changed since', { IfModifiedSince: future }, 304],
    ['unchanged since', { IfUnmodifiedSince: future }, 200],
    ['not unchanged since', { IfUnmodifiedSince: past }, 412],
    ['another tag', { IfMatch: '"other"' }, 412],
    ['no other tag', { IfNoneMatch: '"other"' }, 200],
  ])('%s: %j gets %d', async (_what, more, status) => {
    expect(await asked(more)).toBe(status);
  });

  it('by its tag counts before one by a date', async () => {
    expect(await asked({ IfMatch: tag, IfUnmodifiedSince: past })).toBe(200);
    expect(await asked({ IfNoneMatch: tag, IfModifiedSince: past })).toBe(304);
  });

  it('may say which headers it wants', async () => {
    const got = await s3.getObject({
      Bucket: 'box',
      Key: 'page',
      ResponseContentType: 'text/plain',
      ResponseContentDisposition: 'attachment',
      ResponseCacheControl: 'no-store',
    });
    expect(got).toMatchObject({
      ContentType: 'text/plain',
      ContentDisposition: 'attachment',
      CacheControl: 'no-store',
      ServerSideEncryption: 'AES256',
    });
  });

  it('of a bucket that belongs to somebody else is denied', async () => {
    await expect(
      s3.getObject({ Bucket: 'box', Key: 'page', ExpectedBucketOwner: '111122223333' }),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('what an upload in parts says of its object', () => {
  it('is kept as with one in a piece', async () => {
    const at = { Bucket: 'box', Key: 'parts' };
    const { UploadId } = await s3.createMultipartUpload({
      ...at,
      CacheControl: 'max-age=60',
      ContentDisposition: 'inline',
      ContentType: 'text/css',
    });
    const { ETag } = await s3.uploadPart({ ...at, UploadId, PartNumber: 1, Body: 'hello' });
    await s3.completeMultipartUpload({
      ...at,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    });
    expect(await s3.headObject(at)).toMatchObject({
      CacheControl: 'max-age=60',
      ContentDisposition: 'inline',
      ContentType: 'text/css',
    });
  });

  it('a copy has its own headers where they are to be replaced', async () => {
    await s3.copyObject({
      Bucket: 'box',
      Key: 'copy',
      CopySource: 'box/parts',
      MetadataDirective: 'REPLACE',
      CacheControl: 'no-cache',
    });
    const copy = await s3.headObject({ Bucket: 'box', Key: 'copy' });
    expect([copy.CacheControl, copy.ContentDisposition]).toEqual(['no-cache', undefined]);
  });
});

describe('names that need care', () => {
  it('are encoded in a list for who asks for it, and spoil none', async () => {
    await s3.createBucket({ Bucket: 'names' });
    for (const Key of ['a b/c', 'ü', 'bell\u0007'])
      await s3.putObject({ Bucket: 'names', Key, Body: 'x' });
    const { Contents, EncodingType } = await s3.listObjectsV2({
      Bucket: 'names',
      EncodingType: 'url',
    });
    expect(EncodingType).toBe('url');
    expect(Contents?.map((o) => o.Key).sort()).toEqual(['%C3%BC', 'a+b/c', 'bell%07']);
  });

  it.each([
    ['mars-1', 'InvalidLocationConstraint'],
    ['eu-west-1', 'IllegalLocationConstraintException'],
  ])('a bucket in %s is refused', async (LocationConstraint, name) => {
    await expect(
      s3.createBucket({
        Bucket: 'far',
        CreateBucketConfiguration: { LocationConstraint: LocationConstraint as 'eu-west-1' },
      }),
    ).rejects.toMatchObject({ name });
  });

  it('a bucket that is there already is answered as if it had been made', async () => {
    expect((await s3.createBucket({ Bucket: 'box' })).Location).toBe('/box');
  });
});
