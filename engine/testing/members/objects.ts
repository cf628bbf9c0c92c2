import { createHash } from 'node:crypto';
import { without, type Any, type Calling, type Calls } from './calls';

const Bucket = 'members';
const BODY = Buffer.from('one two three');
const sha = (algorithm: string): string => createHash(algorithm).update('other').digest('base64');

/** A bucket that keeps versions, with an object in two of them and others beside it. */
const aBucket = (c: Calling): Promise<{ etag: string; changed: Date }> =>
  c.once('bucket', async () => {
    for (const name of [Bucket, 'members-two']) await c.call('s3:CreateBucket', { Bucket: name });
    await c.call('s3:PutBucketVersioning', {
      Bucket,
      VersioningConfiguration: { Status: 'Enabled' },
    });
    await c.call('s3:PutObject', { Bucket, Key: 'a', Body: 'first' });
    await c.call('s3:PutObject', {
      Bucket,
      Key: 'a',
      Body: BODY,
      Metadata: { who: 'ada' },
      Tagging: 'from=source',
      ChecksumAlgorithm: 'SHA256',
    });
    for (const Key of ['b b', 'dir/c', 'dir/d'])
      await c.call('s3:PutObject', { Bucket, Key, Body: Key });
    const { LastModified, ETag } = await c.call('s3:HeadObject', { Bucket, Key: 'a' });
    return { etag: ETag as string, changed: LastModified as Date };
  });
const inBucket = (more: object) => async (c: Calling) => {
  await aBucket(c);
  return { Bucket, ...more };
};
const one = async (c: Calling, Key: string): Promise<unknown> => {
  const got = await c.call('s3:GetObject', { Bucket, Key });
  return [
    without(got, 'Body', 'LastModified'),
    await c.call('s3:HeadObject', { Bucket, Key, ChecksumMode: 'ENABLED' }),
  ];
};
/** Versions and the headers of dates differ between two calls that are the same. */
const still = (answer: Any): unknown =>
  JSON.parse(
    JSON.stringify(answer, (key, value: unknown) =>
      /VersionId|LastModified|UploadId/.test(key) ? undefined : value,
    ),
  ) as unknown;
const ownBucket = async (c: Calling): Promise<string> => {
  await c.call('s3:CreateBucket', { Bucket: c.n });
  return c.n;
};
const upload = async (c: Calling, more: object = {}): Promise<object> => {
  await aBucket(c);
  const { UploadId } = await c.call('s3:CreateMultipartUpload', { Bucket, Key: c.n, ...more });
  return { Bucket, Key: c.n, UploadId };
};
const MD5 = sha('md5');
/** Of a body that is not the one: each is refused, so each is read. */
const WRONG = {
  ChecksumCRC32: 'AAAAAA==',
  ChecksumCRC32C: 'AAAAAA==',
  ChecksumCRC64NVME: 'AAAAAAAAAAA=',
  ChecksumSHA1: sha('sha1'),
  ChecksumSHA256: sha('sha256'),
};
const HEADERS = {
  CacheControl: 'no-store',
  ContentDisposition: 'attachment',
  ContentEncoding: 'gzip',
  ContentLanguage: 'de',
  ContentType: 'text/plain',
};
const ANSWERED = {
  ResponseCacheControl: 'no-store',
  ResponseContentDisposition: 'attachment',
  ResponseContentEncoding: 'gzip',
  ResponseContentLanguage: 'de',
  ResponseContentType: 'text/plain',
  ResponseExpires: new Date(2_000_000_000_000),
};
const YEARS = 366 * 86_400_000;
const CONDITIONS = {
  IfMatch: '"none"',
  IfNoneMatch: '*',
  IfModifiedSince: async (c: Calling): Promise<Date> => (await aBucket(c)).changed,
  IfUnmodifiedSince: new Date(Date.now() - YEARS),
};
const OF_SOURCE = {
  CopySourceIfMatch: '"none"',
  CopySourceIfNoneMatch: async (c: Calling): Promise<string> => (await aBucket(c)).etag,
  CopySourceIfModifiedSince: async (c: Calling): Promise<Date> => (await aBucket(c)).changed,
  CopySourceIfUnmodifiedSince: new Date(Date.now() - YEARS),
};
const byAlgorithm = {
  ChecksumAlgorithm: 'The SDK sends the sum of the body that it names; a wrong sum is refused.',
};

/** S3. */
export const objects: Calls = {
  's3:CompleteMultipartUpload': {
    input: async (c) => {
      const { UploadId } = (await upload(c)) as { UploadId: string };
      const { ETag } = await c.call('s3:UploadPart', {
        Bucket,
        Key: c.n,
        UploadId,
        PartNumber: 1,
        Body: BODY,
      });
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      return { Bucket, Key: c.n, UploadId, MultipartUpload };
    },
    members: { MultipartUpload: { Parts: [{ PartNumber: 2, ETag: '"none"' }] } },
  },
  's3:CopyObject': {
    input: async (c) => {
      await aBucket(c);
      return { Bucket, CopySource: `${Bucket}/a`, Key: c.n, MetadataDirective: 'REPLACE' };
    },
    reads: async (c) => still(await one(c, c.n)),
    members: {
      ...HEADERS,
      ACL: 'public-read',
      Metadata: { who: 'bob' },
      MetadataDirective: 'COPY',
      WebsiteRedirectLocation: '/there',
      TaggingDirective: 'REPLACE',
      ...OF_SOURCE,
    },
    unseen: { Tagging: 'With TaggingDirective alone: tags.test.ts.' },
  },
  's3:CreateBucket': {
    input: ({ n }) => ({ Bucket: n }),
    members: { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } },
  },
  's3:CreateMultipartUpload': {
    input: inBucket({ Key: 'parts' }),
    reads: async (c, { UploadId }, { ChecksumAlgorithm }) => {
      const to = { Bucket, Key: 'parts', UploadId };
      const part = { ...to, PartNumber: 1, Body: BODY, ChecksumAlgorithm };
      const { ETag } = await c.call('s3:UploadPart', part);
      await c.call('s3:CompleteMultipartUpload', {
        ...to,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      });
      return still(await one(c, 'parts'));
    },
    members: {
      ...HEADERS,
      ACL: 'public-read',
      Metadata: { who: 'bob' },
      WebsiteRedirectLocation: '/there',
      ChecksumAlgorithm: 'SHA256',
      Tagging: 'k=v',
    },
  },
  's3:DeleteObject': {
    input: inBucket({ Key: 'none' }),
    members: { VersionId: 'none' },
  },
  's3:DeleteObjects': {
    input: inBucket({ Delete: { Objects: [{ Key: 'none' }] } }),
    unseen: byAlgorithm,
  },
  's3:GetObject': {
    input: inBucket({ Key: 'a' }),
    members: {
      ...ANSWERED,
      ...CONDITIONS,
      Range: 'bytes=0-2',
      PartNumber: 2,
      VersionId: 'none',
      ChecksumMode: 'ENABLED',
    },
  },
  's3:HeadObject': {
    input: inBucket({ Key: 'a' }),
    members: {
      ...ANSWERED,
      ...CONDITIONS,
      Range: 'bytes=0-2',
      PartNumber: 2,
      VersionId: 'none',
      ChecksumMode: 'ENABLED',
    },
  },
  's3:DeleteObjectTagging': { input: inBucket({ Key: 'dir/d' }), members: { VersionId: 'none' } },
  's3:GetObjectAttributes': {
    input: inBucket({ Key: 'a', ObjectAttributes: ['ObjectSize'] }),
    members: { VersionId: 'none' },
  },
  's3:GetObjectTagging': { input: inBucket({ Key: 'a' }), members: { VersionId: 'none' } },
  's3:ListBuckets': {
    input: async (c) => {
      await aBucket(c);
      return {};
    },
    members: { Prefix: 'none' },
  },
  's3:ListObjectVersions': {
    input: inBucket({}),
    members: {
      Delimiter: '/',
      EncodingType: 'url',
      KeyMarker: 'b b',
      VersionIdMarker: 'none',
      Prefix: 'dir',
    },
  },
  's3:ListObjects': {
    input: inBucket({}),
    members: { Delimiter: '/', EncodingType: 'url', Prefix: 'dir' },
  },
  's3:ListObjectsV2': {
    input: inBucket({}),
    members: { Delimiter: '/', EncodingType: 'url', Prefix: 'dir', StartAfter: 'b b' },
  },
  's3:ListParts': {
    input: async (c) => {
      const to = (await upload(c)) as Any;
      for (const PartNumber of [1, 2])
        await c.call('s3:UploadPart', { ...to, PartNumber, Body: BODY });
      return to as object;
    },
    members: { PartNumberMarker: '1' },
  },
  's3:PutBucketEncryption': {
    input: async (c) => ({
      Bucket: await ownBucket(c),
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    }),
    members: { ContentMD5: MD5 },
    unseen: byAlgorithm,
  },
  's3:PutBucketLifecycleConfiguration': {
    input: async (c) => ({
      Bucket: await ownBucket(c),
      LifecycleConfiguration: {
        Rules: [{ ID: 'a', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }],
      },
    }),
    reads: (c) => c.call('s3:GetBucketLifecycleConfiguration', { Bucket: c.n }),
    members: {
      LifecycleConfiguration: {
        Rules: [{ ID: 'b', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 2 } }],
      },
    },
    unseen: byAlgorithm,
  },
  's3:PutBucketOwnershipControls': {
    input: async (c) => ({
      Bucket: await ownBucket(c),
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    }),
    members: { ContentMD5: MD5 },
    unseen: byAlgorithm,
  },
  's3:PutBucketPolicy': {
    input: async (c) => ({
      Bucket: await ownBucket(c),
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: `arn:aws:s3:::${c.n}/*`,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      }),
    }),
    members: { ContentMD5: MD5 },
    unseen: byAlgorithm,
  },
  's3:PutBucketTagging': {
    input: async (c) => ({
      Bucket: await ownBucket(c),
      Tagging: { TagSet: [{ Key: 'k', Value: 'v' }] },
    }),
    members: { ContentMD5: MD5 },
    unseen: byAlgorithm,
  },
  's3:PutBucketVersioning': {
    input: async (c) => ({
      Bucket: await ownBucket(c),
      VersioningConfiguration: { Status: 'Enabled' },
    }),
    members: { ContentMD5: MD5 },
    unseen: byAlgorithm,
  },
  's3:PutBucketWebsite': {
    input: async (c) => ({
      Bucket: await ownBucket(c),
      WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } },
    }),
    members: { ContentMD5: MD5 },
    unseen: byAlgorithm,
  },
  's3:PutObject': {
    input: async (c) => ({ ...(await inBucket({})(c)), Key: c.n, Body: BODY }),
    reads: async (c, answer) => still([answer, await one(c, c.n)]),
    members: {
      ...HEADERS,
      ...WRONG,
      ACL: 'public-read',
      Body: Buffer.from('another'),
      ContentLength: 3,
      ContentMD5: MD5,
      ChecksumAlgorithm: 'SHA256',
      IfNoneMatch: '"none"',
      Metadata: { who: 'bob' },
      WebsiteRedirectLocation: '/there',
      Tagging: 'k=v',
    },
  },
  's3:PutObjectTagging': {
    input: inBucket({ Key: 'a', Tagging: { TagSet: [{ Key: 'k', Value: 'v' }] } }),
    members: { VersionId: 'none', ContentMD5: MD5 },
    unseen: byAlgorithm,
  },
  's3:PutPublicAccessBlock': {
    input: async (c) => ({
      Bucket: await ownBucket(c),
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    }),
    members: { ContentMD5: MD5 },
    unseen: byAlgorithm,
  },
  's3:UploadPart': {
    input: async (c) => ({ ...(await upload(c)), PartNumber: 1, Body: BODY }),
    members: {
      ...WRONG,
      Body: Buffer.from('another'),
      ContentLength: 3,
      ContentMD5: MD5,
      ChecksumAlgorithm: 'SHA256',
    },
  },
  's3:UploadPartCopy': {
    input: async (c) => ({ ...(await upload(c)), PartNumber: 1, CopySource: `${Bucket}/a` }),
    members: { ...OF_SOURCE, CopySourceRange: 'bytes=0-2' },
  },
};
