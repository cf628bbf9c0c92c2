import type { ObjectCannedACL } from '@aws-sdk/client-s3';
import mime from 'mime';
import { AwsError } from '../../../wire/errors';
import { fail, inputsOf, progress, stillWanted, succeed, type ActionAttempt } from '../action-run';
import { withoutEnd } from '../../../core/trim';

/** Pages come last, so that none is there before what it refers to. */
const pagesLast = (a: string, b: string): number =>
  Number(/\.html?$/i.test(a)) - Number(/\.html?$/i.test(b)) || (a < b ? -1 : 1);

/**
 * The S3 deploy action: the artifact's files under `ObjectKey` (Extract = true), or the artifact itself as that object.
 * It writes and never deletes: what only an earlier release had stays in the bucket.
 * Source: CodePipeline user guide, "Amazon S3 deploy action reference".
 */
export async function deployToS3(d: ActionAttempt): Promise<void> {
  const { ctx, config } = d;
  if (config['KMSEncryptionKeyARN'])
    return fail(
      ctx,
      d.e,
      d.run.id,
      'ConfigurationError',
      "KMSEncryptionKeyARN is not served by Starboard's engine yet: objects lie unencrypted in the home",
    );
  const [input] = inputsOf(d);
  progress(d, { inputs: input ? [input] : [], resolved: config });
  const Bucket = config['BucketName'] ?? '';
  const target = (config['ObjectKey'] ?? '').replace(/^\/+/, '');
  const common = {
    Bucket,
    ACL: (config['CannedACL'] || undefined) as ObjectCannedACL | undefined,
    CacheControl: config['CacheControl'] || undefined,
  };
  const object = await ctx.call.s3.getObject({
    Bucket: input?.location.bucket,
    Key: input?.location.key,
  });
  const body = object.Body;
  if (config['Extract'] !== 'true') {
    await ctx.call.s3.putObject({
      ...common,
      Key: target,
      Body: body,
      ContentType: 'application/zip',
    });
    return succeed(d, { summary: 'Deployment Succeeded' });
  }
  const folder = `${ctx.paths.builds}/deploy-${d.run.id}`;
  try {
    await ctx.machines.prepare(folder, {});
    await ctx.machines.write(`${folder}/artifact.zip`, body);
    const below = target === '' ? '' : `${withoutEnd(target, '/')}/`;
    await ctx.machines.eachFile(`${folder}/artifact.zip`, pagesLast, async (path, content) => {
      if (!stillWanted(d))
        throw new AwsError(
          'ActionStopped',
          'The execution was stopped; the files that had been written stay in the bucket',
        );
      await ctx.call.s3.putObject({
        ...common,
        Key: below + path,
        Body: content,
        ContentType: mime.getType(path) ?? undefined,
      });
    });
  } finally {
    await ctx.machines.remove(folder);
  }
  succeed(d, { summary: 'Deployment Succeeded' });
}
