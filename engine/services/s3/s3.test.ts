import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectsCommand,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let s3: S3Client;
beforeAll(async () => {
  engine = await startTestEngine();
  s3 = new S3Client({ ...engine.client, forcePathStyle: true });
});
afterAll(() => engine.stop());

const text = async (key: string, extra: object = {}): Promise<string> =>
  (await (
    await s3.send(new GetObjectCommand({ Bucket: 'things', Key: key, ...extra }))
  ).Body?.transformToString()) ?? '';

describe('S3', () => {
  it('keeps objects under any key, and gives ranges', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'things' }));
    await s3.send(
      new PutObjectCommand({
        Bucket: 'things',
        Key: 'a b/ü+&%.txt',
        Body: 'hello',
        Metadata: { who: 'me' },
        ContentType: 'text/plain',
      }),
    );
    expect(await text('a b/ü+&%.txt')).toBe('hello');
    expect(await text('a b/ü+&%.txt', { Range: 'bytes=1-2' })).toBe('el');
    expect(
      await s3.send(new HeadObjectCommand({ Bucket: 'things', Key: 'a b/ü+&%.txt' })),
    ).toMatchObject({
      ContentLength: 5,
      Metadata: { who: 'me' },
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
    });
    await expect(
      s3.send(new HeadObjectCommand({ Bucket: 'things', Key: 'none' })),
    ).rejects.toMatchObject({ name: 'NotFound' });
    await expect(text('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('takes a stream without knowing its hash beforehand', async () => {
    await s3.send(
      new PutObjectCommand({
        Bucket: 'things',
        Key: 'stream',
        Body: Readable.from([Buffer.alloc(70_000, 'a'), Buffer.alloc(70_000, 'b')]),
        ContentLength: 140_000,
      }),
    );
    expect((await text('stream')).length).toBe(140_000);
  });

  it('keeps every version, the newest being current', async () => {
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket: 'things',
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
    const one = await s3.send(new PutObjectCommand({ Bucket: 'things', Key: 'v', Body: 'one' }));
    await s3.send(new PutObjectCommand({ Bucket: 'things', Key: 'v', Body: 'two' }));
    expect(await text('v')).toBe('two');
    expect(await text('v', { VersionId: one.VersionId })).toBe('one');
    await s3.send(new DeleteObjectCommand({ Bucket: 'things', Key: 'v' }));
    await expect(text('v')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const all = await s3.send(new ListObjectVersionsCommand({ Bucket: 'things', Prefix: 'v' }));
    expect([all.Versions?.length, all.DeleteMarkers?.length]).toEqual([2, 1]);
  });

  it('joins the parts of a multipart upload', async () => {
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket: 'things', Key: 'big' }),
    );
    const part = (PartNumber: number, Body: Buffer) =>
      s3.send(new UploadPartCommand({ Bucket: 'things', Key: 'big', UploadId, PartNumber, Body }));
    const a = await part(1, Buffer.alloc(5 * 1024 * 1024, 'a'));
    const b = await part(2, Buffer.from('end'));
    await s3.send(
      new CompleteMultipartUploadCommand({
        Bucket: 'things',
        Key: 'big',
        UploadId,
        MultipartUpload: {
          Parts: [
            { PartNumber: 1, ETag: a.ETag },
            { PartNumber: 2, ETag: b.ETag },
          ],
        },
      }),
    );
    expect(
      (await s3.send(new HeadObjectCommand({ Bucket: 'things', Key: 'big' }))).ContentLength,
    ).toBe(5 * 1024 * 1024 + 3);
  });

  it('lists by prefix and delimiter, and refuses to delete what is not empty', async () => {
    await s3.send(
      new CopyObjectCommand({ Bucket: 'things', Key: 'dir/copy', CopySource: 'things/stream' }),
    );
    const found = await s3.send(new ListObjectsV2Command({ Bucket: 'things', Delimiter: '/' }));
    expect(found.CommonPrefixes?.map((p) => p.Prefix)).toEqual(['a b/', 'dir/']);
    await expect(s3.send(new DeleteBucketCommand({ Bucket: 'things' }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    });
    const all = await s3.send(new ListObjectVersionsCommand({ Bucket: 'things' }));
    await s3.send(
      new DeleteObjectsCommand({
        Bucket: 'things',
        Delete: {
          Objects: [...(all.Versions ?? []), ...(all.DeleteMarkers ?? [])].map((v) => ({
            Key: v.Key,
            VersionId: v.VersionId,
          })),
        },
      }),
    );
    await s3.send(new DeleteBucketCommand({ Bucket: 'things' }));
  });
});
