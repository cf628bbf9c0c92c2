import type { Readable } from 'node:stream';
import type { GetObjectOutput } from '@aws-sdk/client-s3';
import { newLocation, succeed, type Doing } from '../action-run';

/** The object as it is, not zipped anew (AWS-SEMANTICS 3.3). Overrides: its version, and its key where the action allows that. */
export async function sourceS3(d: Doing): Promise<void> {
  const { ctx, config, e, run } = d;
  const Bucket = config['S3Bucket'] ?? '';
  const Key = e.overrides[`${run.name} key`] ?? config['S3ObjectKey'] ?? '';
  const object = (await ctx.invoke('s3', 'GetObject', {
    Bucket,
    Key,
    VersionId: e.overrides[run.name],
  })) as GetObjectOutput;
  const name = d.declared.outputArtifacts?.[0]?.name ?? '';
  const location = newLocation(d, name);
  await ctx.invoke('s3', 'PutObject', {
    Bucket: location.bucket,
    Key: location.key,
    Body: object.Body as unknown as Readable,
    ContentType: object.ContentType ?? 'application/zip',
  });
  const etag = (object.ETag ?? '').replaceAll('"', '');
  const versionId = object.VersionId ?? 'null';
  const summary = `Amazon S3 version id: ${versionId}`;
  succeed(d, {
    summary,
    externalId: versionId,
    resolved: config,
    outputs: [
      {
        name,
        location,
        revisionId: versionId === 'null' ? etag : versionId,
        summary,
        actionName: run.name,
      },
    ],
    variables: { VersionId: versionId, ETag: etag, BucketName: Bucket, ObjectKey: Key },
  });
}
