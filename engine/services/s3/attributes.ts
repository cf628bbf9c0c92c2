import type * as S3 from '@aws-sdk/client-s3';
import type { Handler } from '../../ports/context';
import type { ObjectVersion } from './buckets';
import { find, shown } from './versions';

/** Everything that can be asked for. [doc] The parts one by one are told only where each has a checksum, which is kept of none here. */
const attributesOf = (
  v: ObjectVersion,
): Readonly<Record<S3.ObjectAttributes, Partial<S3.GetObjectAttributesOutput>>> => ({
  // Without quotation marks here, as AWS answers it.
  ETag: { ETag: v.etag.replaceAll('"', '') },
  Checksum: { Checksum: v.checksum && { ...v.checksum, ChecksumType: 'FULL_OBJECT' } },
  ObjectParts: { ObjectParts: v.parts && { TotalPartsCount: v.parts.length } },
  StorageClass: { StorageClass: 'STANDARD' },
  ObjectSize: { ObjectSize: v.size },
});

export const getObjectAttributes: Handler<
  S3.GetObjectAttributesRequest,
  S3.GetObjectAttributesOutput
> = (input, ctx) => {
  const v = find(ctx, input.Bucket, input.Key, input.VersionId);
  const all = attributesOf(v);
  return Object.assign(
    { LastModified: new Date(v.modifiedAt), VersionId: shown(v) },
    ...input.ObjectAttributes.map((name) => all[name]),
  ) as S3.GetObjectAttributesOutput;
};
