import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

const MB = 1024 * 1024;
const source = { Bucket: 'from', Key: 'a b/ü.bin' };
const CopySource = `from/${encodeURIComponent('a b')}/${encodeURIComponent('ü')}.bin`;
const bytes = randomBytes(5 * MB + 10);
let engine: TestEngine;
let s3: S3;
let etag = '';
beforeAll(async () => {
  engine = await startTestEngine();
  s3 = new S3({ ...engine.client, forcePathStyle: true });
  for (const Bucket of ['from', 'target']) await s3.createBucket({ Bucket });
  etag = (await s3.putObject({ ...source, Body: bytes })).ETag ?? '';
});
afterAll(() => engine.stop());

const blobs = (): number => readdirSync(join(engine.home, 'blobs', 'objects')).length;
const begin = async (Key: string) => {
  const { UploadId } = await s3.createMultipartUpload({ Bucket: 'target', Key });
  return { Bucket: 'target', Key, UploadId };
};
const past = new Date(Date.now() - 86_400_000);
const future = new Date(Date.now() + 86_400_000);

describe('a part that is copied', () => {
  it('is joined with the others, and reads as the source does', async () => {
    const at = await begin('whole');
    const part = async (PartNumber: number, CopySourceRange: string) => {
      const { CopyPartResult } = await s3.uploadPartCopy({
        ...at,
        CopySource,
        PartNumber,
        CopySourceRange,
      });
      expect(CopyPartResult?.LastModified).toBeInstanceOf(Date);
      return { PartNumber, ETag: CopyPartResult?.ETag };
    };
    const Parts = [
      await part(1, `bytes=0-${5 * MB - 1}`),
      await part(2, `bytes=${5 * MB}-${bytes.length - 1}`),
    ];
    await s3.completeMultipartUpload({ ...at, MultipartUpload: { Parts } });
    const got = await s3.getObject({ Bucket: 'target', Key: 'whole' });
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    expect(got.ETag).toMatch(/-2"$/);
  });

  it('is the whole object without a range, of the version that is named', async () => {
    await s3.createBucket({ Bucket: 'versioned' });
    await s3.putBucketVersioning({
      Bucket: 'versioned',
      VersioningConfiguration: { Status: 'Enabled' },
    });
    const old = await s3.putObject({ Bucket: 'versioned', Key: 'v', Body: 'old' });
    await s3.putObject({ Bucket: 'versioned', Key: 'v', Body: 'new' });
    const at = await begin('old');
    const copied = await s3.uploadPartCopy({
      ...at,
      PartNumber: 7,
      CopySource: `versioned/v?versionId=${old.VersionId ?? ''}`,
    });
    expect(copied.CopySourceVersionId).toBe(old.VersionId);
    expect(copied.CopyPartResult?.ETag).toBe(old.ETag);
    const { Parts } = await s3.listParts(at);
    expect(Parts).toMatchObject([{ PartNumber: 7, Size: 3, ETag: old.ETag }]);
  });

  it.each([
    ['bytes=0', 'InvalidArgument', /must be of the form bytes=first-last/],
    ['bytes=-5', 'InvalidArgument', /must be of the form bytes=first-last/],
    ['bytes=5-', 'InvalidArgument', /must be of the form bytes=first-last/],
    ['bytes=9-3', 'InvalidArgument', /must be of the form bytes=first-last/],
    [`bytes=0-${bytes.length}`, 'InvalidArgument', /not valid for source object of size: 5242890/],
  ])('of the range %s is refused', async (CopySourceRange, name, message) => {
    const at = await begin('range');
    await expect(
      s3.uploadPartCopy({ ...at, CopySource, PartNumber: 1, CopySourceRange }),
    ).rejects.toMatchObject({ name, message: expect.stringMatching(message) as string });
  });

  it.each([
    ['a source that is not there', { CopySource: 'from/none' }, 'NoSuchKey'],
    ['a bucket that is not there', { CopySource: 'nowhere/x' }, 'NoSuchBucket'],
    ['a source that cannot be read', { CopySource: 'from/%zz' }, 'InvalidArgument'],
    ['another upload', { UploadId: 'none' }, 'NoSuchUpload'],
    ["another key's upload", { Key: 'other' }, 'NoSuchUpload'],
    ['part 0', { PartNumber: 0 }, 'InvalidArgument'],
    ['part 10001', { PartNumber: 10_001 }, 'InvalidArgument'],
    ['another tag', { CopySourceIfMatch: '"other"' }, 'PreconditionFailed'],
    ['no change since', { CopySourceIfModifiedSince: future }, 'PreconditionFailed'],
    ['a change since', { CopySourceIfUnmodifiedSince: past }, 'PreconditionFailed'],
  ])('of %s is refused, and leaves nothing behind', async (_what, wrong, name) => {
    const at = await begin('wrong');
    const before = blobs();
    await expect(
      s3.uploadPartCopy({ ...at, CopySource, PartNumber: 1, ...wrong }),
    ).rejects.toMatchObject({ name });
    expect((await s3.listParts(at)).Parts ?? []).toEqual([]);
    expect(blobs()).toBe(before);
  });

  it('of a tag counts before one of a date', async () => {
    const at = await begin('conditions');
    await s3.uploadPartCopy({
      ...at,
      CopySource,
      PartNumber: 1,
      CopySourceIfMatch: etag,
      CopySourceIfUnmodifiedSince: past,
    });
    await expect(
      s3.uploadPartCopy({
        ...at,
        CopySource,
        PartNumber: 1,
        CopySourceIfNoneMatch: etag,
        CopySourceIfModifiedSince: past,
      }),
    ).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  });

  it('that is smaller than 5 MB cannot stand before another', async () => {
    const at = await begin('small');
    const Parts = [];
    for (const PartNumber of [1, 2]) {
      const { CopyPartResult } = await s3.uploadPartCopy({
        ...at,
        CopySource,
        PartNumber,
        CopySourceRange: 'bytes=0-9',
      });
      Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
    }
    await expect(
      s3.completeMultipartUpload({ ...at, MultipartUpload: { Parts } }),
    ).rejects.toMatchObject({ name: 'EntityTooSmall' });
  });
});

describe('an object that is copied', () => {
  it('must be as the caller wants it', async () => {
    const to = { Bucket: 'target', Key: 'copy', CopySource };
    await expect(s3.copyObject({ ...to, CopySourceIfNoneMatch: etag })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    expect((await s3.copyObject({ ...to, CopySourceIfMatch: etag })).CopyObjectResult?.ETag).toBe(
      etag,
    );
  });

  it('to itself must change in something', async () => {
    await expect(s3.copyObject({ ...source, CopySource })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('copy an object to itself') as string,
    });
    await s3.copyObject({ ...source, CopySource, MetadataDirective: 'REPLACE' });
  });

  it('cannot be a delete marker', async () => {
    const { VersionId } = await s3.deleteObject({ Bucket: 'versioned', Key: 'v' });
    const copy = (CopySource: string) =>
      s3.copyObject({ Bucket: 'target', Key: 'gone', CopySource });
    await expect(copy('versioned/v')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(copy(`versioned/v?versionId=${VersionId ?? ''}`)).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
  });
});
