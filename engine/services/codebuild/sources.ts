import type { Readable } from 'node:stream';
import type { GetObjectOutput } from '@aws-sdk/client-s3';
import type { BuildJob } from '../../core/build/journal';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import type { Build, ObjectAt } from './builds';

/** A pipeline's pointer to a commit, in place of its files (CODEBUILD_CLONE_REF). */
interface CloneRef { readonly starboardClone?: { readonly service: string; readonly source: Readonly<Record<string, string>>; readonly commitId: string } }

const MAX_POINTER = 4096;

async function text(body: Readable): Promise<string> {
  let all = '';
  for await (const chunk of body) {
    all += String(chunk);
    if (all.length > MAX_POINTER) break;
  }
  return all;
}

const open = async (ctx: Ctx, at: ObjectAt): Promise<GetObjectOutput> => await ctx.invoke('s3', 'GetObject', { Bucket: at.bucket, Key: at.key }) as GetObjectOutput;
const stream = (object: GetObjectOutput): Readable => object.Body as unknown as Readable;

/** What a pipeline's JSON artifact points to; any other JSON is somebody's file, and no source. */
function pointer(artifact: string): NonNullable<CloneRef['starboardClone']> {
  try {
    const ref = (JSON.parse(artifact) as CloneRef | null)?.starboardClone;
    if (ref) return ref;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new AwsError('InvalidInputException', 'the artifact is neither a zip archive nor a pointer to a commit');
}

/** The primary source of a build in a pipeline: the files, or the whole repository behind a pointer. */
async function fromPipeline(ctx: Ctx, at: ObjectAt, dir: string): Promise<BuildJob['source']> {
  const object = await open(ctx, at);
  if (object.ContentType !== 'application/json') {
    await ctx.machines.write(`${dir}/source.zip`, stream(object));
    return 'zip';
  }
  const ref = pointer(await text(stream(object)));
  await ctx.invoke(ref.service, 'StarboardBundle', { ...ref.source, file: `${dir}/source.bundle` });
  return { clone: ref.commitId };
}

async function fromCommit(ctx: Ctx, b: Build): Promise<Buffer> {
  const repositoryName = (b.source.location ?? '').split('/').pop() ?? '';
  const version = b.sourceVersion ?? 'main';
  const commitId = /^[0-9a-f]{40}$/.test(version) ? version : (await ctx.invoke('codecommit', 'GetBranch', { repositoryName, branchName: version.replace('refs/heads/', '') }) as { branch: { commitId: string } }).branch.commitId;
  return (await ctx.invoke('codecommit', 'UploadArchive', { repositoryName, commitId }) as { zip: Buffer }).zip;
}

/** Puts what a build works on into its folder: a pipeline's artifacts, a commit, or an object. Says what the runner finds there. */
export async function layOutSources(ctx: Ctx, b: Build, dir: string): Promise<BuildJob['source']> {
  for (const s of b.pipeline?.secondary ?? []) await ctx.machines.write(`${dir}/source-${s.name}.zip`, stream(await open(ctx, s)));
  if (b.pipeline?.source) return fromPipeline(ctx, b.pipeline.source, dir);
  const location = b.source.location ?? '';
  if (b.source.type === 'S3') await ctx.machines.write(`${dir}/source.zip`, stream(await open(ctx, { bucket: location.split('/')[0] ?? '', key: location.split('/').slice(1).join('/') })));
  else if (b.source.type === 'CODECOMMIT') await ctx.machines.write(`${dir}/source.zip`, await fromCommit(ctx, b));
  else return 'none';
  return 'zip';
}
