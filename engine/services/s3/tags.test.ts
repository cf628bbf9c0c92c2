import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let s3: S3;
const page = { Bucket: 'box', Key: 'page' };
beforeAll(async () => {
  engine = await startTestEngine();
  s3 = new S3({ ...engine.client, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'box' });
  await s3.putObject({ ...page, Body: 'x' });
});
afterAll(() => engine.stop());

const tagged = async (at: { Bucket: string; Key: string; VersionId?: string | undefined }) =>
  Object.fromEntries(
    ((await s3.getObjectTagging(at)).TagSet ?? []).map((t) => [t.Key, t.Value] as const),
  );
const set = (...pairs: readonly (readonly [string, string])[]) => ({
  TagSet: pairs.map(([Key, Value]) => ({ Key, Value })),
});
const many = (n: number) => Array.from({ length: n }, (_, i) => [`k${i}`, ''] as const);

describe("an object's tags", () => {
  it('are put, counted, read and deleted', async () => {
    expect(await tagged(page)).toEqual({});
    expect((await s3.headObject(page)).TagCount).toBeUndefined();
    await s3.putObjectTagging({ ...page, Tagging: set(['team', 'ünï @+-=._:/'], ['empty', '']) });
    expect(await tagged(page)).toEqual({ team: 'ünï @+-=._:/', empty: '' });
    expect((await s3.headObject(page)).TagCount).toBe(2);
    expect((await s3.getObject(page)).TagCount).toBe(2);
    await s3.deleteObjectTagging(page);
    expect(await tagged(page)).toEqual({});
  });

  it('come with the object, and go with what takes its place', async () => {
    await s3.putObject({ ...page, Body: 'x', Tagging: 'a=1&b=two%20words&c=plus+sign&d' });
    expect(await tagged(page)).toEqual({ a: '1', b: 'two words', c: 'plus sign', d: '' });
    await s3.putObject({ ...page, Body: 'y' });
    expect(await tagged(page)).toEqual({});
  });

  it('come with an upload in parts', async () => {
    const at = { Bucket: 'box', Key: 'parts' };
    const { UploadId } = await s3.createMultipartUpload({ ...at, Tagging: 'a=1' });
    const { ETag } = await s3.uploadPart({ ...at, UploadId, PartNumber: 1, Body: 'hello' });
    await s3.completeMultipartUpload({
      ...at,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    });
    expect(await tagged(at)).toEqual({ a: '1' });
  });

  it('are copied unless they are to be replaced', async () => {
    await s3.putObject({ ...page, Body: 'x', Tagging: 'a=1' });
    const to = { Bucket: 'box', Key: 'copy', CopySource: 'box/page' };
    await s3.copyObject(to);
    expect(await tagged(to)).toEqual({ a: '1' });
    await s3.copyObject({ ...to, TaggingDirective: 'REPLACE', Tagging: 'b=2' });
    expect(await tagged(to)).toEqual({ b: '2' });
    await s3.copyObject({ ...to, TaggingDirective: 'REPLACE' });
    expect(await tagged(to)).toEqual({});
  });

  it('belong to one version', async () => {
    await s3.createBucket({ Bucket: 'versioned' });
    await s3.putBucketVersioning({
      Bucket: 'versioned',
      VersioningConfiguration: { Status: 'Enabled' },
    });
    const at = { Bucket: 'versioned', Key: 'v' };
    const { VersionId } = await s3.putObject({ ...at, Body: 'one' });
    const second = await s3.putObject({ ...at, Body: 'two' });
    expect(
      (await s3.putObjectTagging({ ...at, VersionId, Tagging: set(['a', '1']) })).VersionId,
    ).toBe(VersionId);
    expect(await tagged({ ...at, VersionId })).toEqual({ a: '1' });
    expect(await tagged(at)).toEqual({});
    expect((await s3.getObjectTagging(at)).VersionId).toBe(second.VersionId);
    const marker = await s3.deleteObject(at);
    await expect(tagged(at)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(tagged({ ...at, VersionId: marker.VersionId })).rejects.toMatchObject({
      name: 'MethodNotAllowed',
    });
    await s3.deleteObjectTagging({ ...at, VersionId });
    expect(await tagged({ ...at, VersionId })).toEqual({});
  });

  it.each([
    ['eleven', many(11), 'BadRequest', 'Object tags cannot be greater than 10'],
    [
      'one name twice',
      [
        ['a', '1'],
        ['a', '2'],
      ],
      'InvalidTag',
      /multiple Tags with the same key/,
    ],
    ["AWS's own", [['aws:x', '1']], 'InvalidTag', /cannot be prefixed with aws:/],
    ['no name', [['', '1']], 'InvalidTag', /TagKey you have provided is invalid/],
    ['a long name', [['k'.repeat(129), '']], 'InvalidTag', /TagKey you have provided is invalid/],
    ['a name with {}', [['{}', '']], 'InvalidTag', /TagKey you have provided is invalid/],
    ['a long value', [['k', 'v'.repeat(257)]], 'InvalidTag', /TagValue you have provided is inv/],
    ['no value', [['k', undefined as unknown as string]], 'MalformedXML', /not well-formed/],
  ] as const)('%s: refused, and nothing changes', async (_what, pairs, name, message) => {
    await s3.putObjectTagging({ ...page, Tagging: set(['kept', '1']) });
    await expect(
      s3.putObjectTagging({
        ...page,
        Tagging: set(...(pairs as readonly (readonly [string, string])[])),
      }),
    ).rejects.toMatchObject({ name, message: expect.stringMatching(message) as string });
    expect(await tagged(page)).toEqual({ kept: '1' });
  });

  it('as many and as long as S3 takes them are taken', async () => {
    await s3.putObjectTagging({
      ...page,
      Tagging: set(...many(9), ['k'.repeat(128), 'v'.repeat(256)]),
    });
    expect(Object.keys(await tagged(page)).length).toBe(10);
  });

  it.each([
    ['a=1&a=2', 'InvalidArgument'],
    ['a=b=c', 'InvalidArgument'],
    ['%zz=1', 'InvalidArgument'],
    ['aws:x=1', 'InvalidTag'],
    [
      many(11)
        .map(([k]) => `${k}=`)
        .join('&'),
      'BadRequest',
    ],
  ])('in a header, %s is refused before the object is', async (Tagging, name) => {
    const at = { Bucket: 'box', Key: 'never' };
    await expect(s3.putObject({ ...at, Body: 'x', Tagging })).rejects.toMatchObject({ name });
    await expect(s3.createMultipartUpload({ ...at, Tagging })).rejects.toMatchObject({ name });
    await expect(s3.headObject(at)).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('choose what a lifecycle rule expires', async () => {
    await s3.putBucketLifecycleConfiguration({
      Bucket: 'box',
      LifecycleConfiguration: {
        Rules: [
          {
            ID: 'short',
            Status: 'Enabled',
            Filter: { Tag: { Key: 'keep', Value: 'short' } },
            Expiration: { Days: 1 },
          },
        ],
      },
    });
    const expiration = async (Tagging: string) =>
      (await s3.putObject({ Bucket: 'box', Key: 'rule', Body: 'x', Tagging })).Expiration;
    expect(await expiration('keep=short')).toContain('rule-id="short"');
    expect(await expiration('keep=long')).toBeUndefined();
  });
});

describe("a bucket's tags", () => {
  it('are put, read and deleted', async () => {
    const at = { Bucket: 'box' };
    await s3.putBucketTagging({ ...at, Tagging: set(['team', 'one']) });
    expect((await s3.getBucketTagging(at)).TagSet).toEqual([{ Key: 'team', Value: 'one' }]);
    await s3.deleteBucketTagging(at);
    await expect(s3.getBucketTagging(at)).rejects.toMatchObject({ name: 'NoSuchTagSet' });
  });
});
