import type { Operations } from '../../ports/context';
import type { Internal } from '../../ports/module';
import { getObjectAttributes } from './attributes';
import * as b from './buckets';
import * as c from './copies';
import * as y from './lifecycle';
import * as l from './listing';
import * as m from './multipart';
import * as o from './objects';
import { putBucketPolicy } from './public-access';
import * as r from './reads';
import * as t from './tags';
import { listObjectVersions } from './version-listing';
import * as w from './websites';

export const operations = {
  AbortMultipartUpload: m.abortMultipartUpload,
  CompleteMultipartUpload: m.completeMultipartUpload,
  CopyObject: c.copyObject,
  CreateBucket: b.createBucket,
  CreateMultipartUpload: m.createMultipartUpload,
  DeleteBucket: b.deleteBucket,
  DeleteBucketLifecycle: y.deleteLifecycle,
  DeleteBucketPolicy: b.policy.remove,
  DeleteBucketTagging: b.tagging.remove,
  DeleteBucketWebsite: w.deleteBucketWebsite,
  DeleteObject: o.deleteObject,
  DeleteObjectTagging: t.deleteObjectTagging,
  DeleteObjects: o.deleteObjects,
  GetBucketEncryption: b.encryption.get,
  GetBucketLifecycleConfiguration: y.getLifecycle,
  GetBucketLocation: b.getBucketLocation,
  GetBucketOwnershipControls: b.ownership.get,
  GetBucketPolicy: b.policy.get,
  GetBucketTagging: b.tagging.get,
  GetBucketVersioning: b.getBucketVersioning,
  GetBucketWebsite: w.getBucketWebsite,
  GetObject: r.getObject,
  GetObjectAttributes: getObjectAttributes,
  GetObjectTagging: t.getObjectTagging,
  GetPublicAccessBlock: b.publicAccess.get,
  HeadBucket: b.headBucket,
  HeadObject: r.headObject,
  ListBuckets: b.listBuckets,
  ListObjectVersions: listObjectVersions,
  ListObjects: l.listObjects,
  ListObjectsV2: l.listObjectsV2,
  ListParts: m.listParts,
  PutBucketEncryption: b.encryption.put,
  PutBucketLifecycleConfiguration: y.putLifecycle,
  PutBucketOwnershipControls: b.ownership.put,
  PutBucketPolicy: putBucketPolicy,
  PutBucketTagging: b.tagging.put,
  PutBucketVersioning: b.putBucketVersioning,
  PutBucketWebsite: w.putBucketWebsite,
  PutObject: o.putObject,
  PutObjectTagging: t.putObjectTagging,
  PutPublicAccessBlock: b.publicAccess.put,
  UploadPart: m.uploadPart,
  UploadPartCopy: c.uploadPartCopy,
} satisfies Operations;

export const internal: Internal<'s3'> = { websiteAddress: w.websiteAddress };

export const jobs = { 's3.website': w.serveWebsite, ...y.jobs };

export { recover, stop } from './websites';
