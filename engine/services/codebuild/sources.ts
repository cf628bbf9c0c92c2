import type { Readable } from 'node:stream';
import type * as CB from '@aws-sdk/client-codebuild';
import type { GetBranchOutput, GetRepositoryOutput } from '@aws-sdk/client-codecommit';
import type { GetObjectOutput } from '@aws-sdk/client-s3';
import type { BuildJob } from '../../core/build/journal';
import { withoutLogin } from '../../core/without-login';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { objectAt, type Build, type ObjectAt } from './builds';
import { isGitHost } from './project-checks';
import { loginOf } from './source-credentials';
import { withoutEnd } from '../../core/trim';

/** A pipeline's pointer to a commit, in place of its files (CODEBUILD_CLONE_REF). */
interface CloneRef {
  readonly starboardClone?: {
    readonly service: string;
    readonly source: Readonly<Record<string, string>>;
    readonly commitId: string;
  };
}

const MAX_POINTER = 4096;

async function text(body: Readable): Promise<string> {
  let all = '';
  for await (const chunk of body) {
    all += String(chunk);
    if (all.length > MAX_POINTER) break;
  }
  return all;
}

const open = async (ctx: Ctx, at: ObjectAt): Promise<GetObjectOutput> =>
  (await ctx.invoke('s3', 'GetObject', { Bucket: at.bucket, Key: at.key })) as GetObjectOutput;
const stream = (object: GetObjectOutput): Readable => object.Body as unknown as Readable;

/** What a pipeline's JSON artifact points to; any other JSON is somebody's file, and no source. */
function pointer(artifact: string): NonNullable<CloneRef['starboardClone']> {
  try {
    const ref = (JSON.parse(artifact) as CloneRef | null)?.starboardClone;
    if (ref) return ref;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new AwsError(
    'InvalidInputException',
    'the artifact is neither a zip archive nor a pointer to a commit',
  );
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

/** The commit that a version of a CodeCommit source names: itself, a branch, or the default branch. */
async function commitOf(
  ctx: Ctx,
  repositoryName: string,
  version: string | undefined,
): Promise<string> {
  if (version !== undefined && /^[0-9a-f]{40}$/.test(version)) return version;
  const branchName =
    version?.replace('refs/heads/', '') ||
    ((await ctx.invoke('codecommit', 'GetRepository', { repositoryName })) as GetRepositoryOutput)
      .repositoryMetadata?.defaultBranch ||
    'main';
  return (
    (
      (await ctx.invoke('codecommit', 'GetBranch', {
        repositoryName,
        branchName,
      })) as GetBranchOutput
    ).branch?.commitId ?? ''
  );
}

async function fromCodeCommit(
  ctx: Ctx,
  location: string,
  version: string | undefined,
): Promise<{ zip: Buffer; commit: string }> {
  const repositoryName =
    withoutEnd(location, '/')
      .split('/')
      .pop()
      ?.replace(/\.git$/, '') ?? '';
  const commit = await commitOf(ctx, repositoryName, version);
  return {
    commit,
    zip: (
      (await ctx.invoke('codecommit', 'UploadArchive', { repositoryName, commitId: commit })) as {
        zip: Buffer;
      }
    ).zip,
  };
}

/** What git says of a host that wants to know who asks, or does not take the answer. */
const REFUSED =
  /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled/;

/** A repository of any git host, fetched by the real git; its own words say what is wrong. */
async function fromGit(
  ctx: Ctx,
  s: CB.ProjectSource,
  version: string | undefined,
  dir: string,
): Promise<{ mirror: string; commit: string }> {
  const mirror = `${dir}/mirror-${ctx.ids.uuid()}.git`;
  await ctx.git.init(mirror, 'main');
  try {
    await ctx.git.fetch(mirror, s.location ?? '', await loginOf(ctx, s));
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'GitError') throw cause;
    // [log] AWS's own words; which source it was is said by whoever ends the build.
    if (REFUSED.test(cause.message))
      throw new AwsError('InvalidInputException', 'authorization failed', { cause });
    throw new AwsError(
      'InvalidInputException',
      `repository not found: ${withoutLogin(cause.message.split('\n')[0] ?? '')}`,
      { cause },
    );
  }
  const refs = await ctx.git.refs(mirror);
  const commit =
    version === undefined
      ? (refs.get('refs/heads/main') ?? refs.get('refs/heads/master') ?? [...refs.values()][0])
      : /^[0-9a-f]{40}$/.test(version)
        ? version
        : (refs.get(version) ??
          refs.get(`refs/heads/${version}`) ??
          refs.get(`refs/tags/${version}`));
  if (!commit)
    throw new AwsError(
      'InvalidInputException',
      `reference not found: ${version ?? 'the repository is empty'}`,
    );
  return { mirror, commit };
}

/** One further source, as a zip beside the primary. */
async function further(ctx: Ctx, b: Build, s: CB.ProjectSource, dir: string): Promise<void> {
  const file = `${dir}/source-${s.sourceIdentifier ?? ''}.zip`;
  const version = b.secondarySourceVersions?.find(
    (v) => v.sourceIdentifier === s.sourceIdentifier,
  )?.sourceVersion;
  const location = s.location ?? '';
  if (s.type === 'S3') await ctx.machines.write(file, stream(await open(ctx, objectAt(location))));
  else if (s.type === 'CODECOMMIT')
    await ctx.machines.write(file, (await fromCodeCommit(ctx, location, version)).zip);
  else {
    const { mirror, commit } = await fromGit(ctx, s, version, dir);
    await ctx.machines.write(file, await ctx.git.archive(mirror, commit));
  }
}

export interface LaidOut {
  readonly source: BuildJob['source'];
  /** The commit, where the source has commits. */ readonly resolved?: string | undefined;
}

/** Puts what a build works on into its folder: a pipeline's artifacts, a commit, or an object. Says what the runner finds there. */
export async function layOutSources(ctx: Ctx, b: Build, dir: string): Promise<LaidOut> {
  for (const s of b.pipeline?.secondary ?? [])
    await ctx.machines.write(`${dir}/source-${s.name}.zip`, stream(await open(ctx, s)));
  if (b.pipeline?.source)
    return {
      source: await fromPipeline(ctx, b.pipeline.source, dir),
      resolved: b.resolvedSourceVersion,
    };
  if (!b.pipeline) for (const s of b.secondarySources ?? []) await further(ctx, b, s, dir);
  const location = b.source.location ?? '';
  if (b.source.type === 'S3') {
    await ctx.machines.write(`${dir}/source.zip`, stream(await open(ctx, objectAt(location))));
    return { source: 'zip' };
  }
  if (b.source.type === 'CODECOMMIT') {
    const { zip, commit } = await fromCodeCommit(ctx, location, b.sourceVersion);
    await ctx.machines.write(`${dir}/source.zip`, zip);
    return { source: 'zip', resolved: commit };
  }
  if (isGitHost(b.source.type)) {
    const { mirror, commit } = await fromGit(ctx, b.source, b.sourceVersion, dir);
    await ctx.git.bundle(mirror, `${dir}/source.bundle`);
    return { source: { clone: commit }, resolved: commit };
  }
  return { source: 'none' };
}
