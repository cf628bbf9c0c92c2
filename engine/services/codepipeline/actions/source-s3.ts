import { UNVERSIONED_CODE, UNVERSIONED_REVISION_IS_ETAG } from '../../../core/pipeline/unverified';
import { AwsError } from '../../../wire/errors';
import { newLocation, short, succeed, type ActionAttempt } from '../action-run';

/** The object's metadata that says in words what is new (CodePipeline API reference, SourceRevision). */
const SUMMARY = 'codepipeline-artifact-revision-summary';

/** Without versions there is no revision: AWS asks for GetBucketVersioning and fails the action (user guide, "Amazon S3 source action"). Its words are not published. */
async function checkVersioned(d: ActionAttempt, Bucket: string): Promise<void> {
  const { Status } = await d.ctx.call.s3.getBucketVersioning({
    Bucket,
  });
  if (Status !== 'Enabled')
    throw new AwsError(
      UNVERSIONED_CODE,
      `The bucket ${Bucket} of source action ${d.run.name} does not have versioning. Enable versioning on the bucket and upload the object again.`,
    );
}

/** The object as it is, not zipped anew (AWS-SEMANTICS 3.3). Overrides: its version, and its key where the action allows that. */
export async function sourceS3(d: ActionAttempt): Promise<void> {
  const { ctx, config, e, run } = d;
  const Bucket = config['S3Bucket'] ?? '';
  const Key = e.overrides[`${run.name} key`] ?? config['S3ObjectKey'] ?? '';
  await checkVersioned(d, Bucket);
  const object = await ctx.call.s3.getObject({
    Bucket,
    Key,
    VersionId: e.overrides[run.name],
  });
  const name = d.declared.outputArtifacts?.[0]?.name ?? '';
  const location = newLocation(d, name);
  await ctx.call.s3.putObject({
    Bucket: location.bucket,
    Key: location.key,
    Body: object.Body,
    ContentType: object.ContentType ?? 'application/zip',
  });
  const etag = (object.ETag ?? '').replaceAll('"', '');
  const versionId = object.VersionId ?? 'null';
  const summary = short(object.Metadata?.[SUMMARY] || `Amazon S3 version id: ${versionId}`);
  succeed(d, {
    summary,
    externalId: versionId,
    resolved: config,
    outputs: [
      {
        name,
        location,
        revisionId: versionId === 'null' && UNVERSIONED_REVISION_IS_ETAG ? etag : versionId,
        summary,
        actionName: run.name,
      },
    ],
    variables: { VersionId: versionId, ETag: etag, BucketName: Bucket, ObjectKey: Key },
  });
}
