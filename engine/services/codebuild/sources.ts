import type { Readable } from 'node:stream';
import type * as CB from '@aws-sdk/client-codebuild';
import { buffer } from 'node:stream/consumers';
import type { BuildJob, BuildSource } from '../../core/build/journal';
import { withoutLogin } from '../../core/without-login';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { objectAt, type Build } from './builds';
import type { ObjectAt } from '../../ports/internal-calls';
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

const open = (ctx: Ctx, at: ObjectAt, version?: string) =>
  ctx.call.s3.getObject({
    Bucket: at.bucket,
    Key: at.key,
    VersionId: version || undefined,
  });

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

/** A source of a build in a pipeline: the files, or the whole repository behind a pointer. */
async function fromPipeline(ctx: Ctx, at: ObjectAt, name: string): Promise<BuildSource> {
  const object = await open(ctx, at);
  if (object.ContentType !== 'application/json') {
    await ctx.machines.write(`${name}.zip`, object.Body);
    return 'zip';
  }
  const ref = pointer(await text(object.Body));
  const { repositoryName = '', connectionArn = '', repository = '' } = ref.source;
  const file = `${name}.bundle`;
  if (ref.service === 'codecommit') await ctx.internal.codecommit.bundle({ repositoryName, file });
  else await ctx.internal.codestarConnections.bundle({ connectionArn, repository, file });
  return { clone: ref.commitId };
}

/** The repository's name in the address of a CodeCommit source. */
export const repositoryOf = (location: string): string =>
  withoutEnd(location, '/')
    .split('/')
    .pop()
    ?.replace(/\.git$/, '') ?? '';

/** What git says of a host that wants to know who asks, or does not take the answer. */
const REFUSED =
  /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled/;

/** A repository that git has in this build's folder, and the commit that is meant. */
interface Clone {
  readonly mirror: string;
  readonly commit: string;
}

/** The whole repository of a source, as a mirror: its own words say what is wrong. */
async function mirrorOf(ctx: Ctx, s: CB.ProjectSource, dir: string): Promise<string> {
  const mirror = `${dir}/mirror-${ctx.ids.uuid()}.git`;
  await ctx.git.init(mirror, 'main');
  try {
    if (s.type === 'CODECOMMIT') {
      const file = `${mirror}.bundle`;
      await ctx.internal.codecommit.bundle({
        repositoryName: repositoryOf(s.location ?? ''),
        file,
      });
      await ctx.git.fetch(mirror, file);
      await ctx.machines.remove(file);
    } else await ctx.git.fetch(mirror, s.location ?? '', await loginOf(ctx, s));
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'GitError') throw cause;
    // [log] AWS's own words; which source it was is said by whoever ends the build.
    if (REFUSED.test(cause.message))
      throw new AwsError('InvalidInputException', 'authorization failed', { cause });
    if (/empty bundle/.test(cause.message)) return mirror;
    throw new AwsError(
      'InvalidInputException',
      `repository not found: ${withoutLogin(cause.message.split('\n')[0] ?? '')}`,
      { cause },
    );
  }
  return mirror;
}

/** The branch that is built where no version is given. */
async function defaultRef(
  ctx: Ctx,
  s: CB.ProjectSource,
  refs: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  if (s.type === 'CODECOMMIT') {
    const { repositoryMetadata } = await ctx.call.codecommit.getRepository({
      repositoryName: repositoryOf(s.location ?? ''),
    });
    return refs.get(`refs/heads/${repositoryMetadata?.defaultBranch ?? 'main'}`);
  }
  return refs.get('refs/heads/main') ?? refs.get('refs/heads/master') ?? [...refs.values()][0];
}

const COMMIT = /^[0-9a-f]{40}$/;

/** The commit behind a tag that is an object of its own; undefined for what is not there. */
async function commitAt(ctx: Ctx, mirror: string, id: string): Promise<string | undefined> {
  const object = await ctx.git.readObject(mirror, id);
  if (object?.type !== 'tag') return object?.type === 'commit' ? id : undefined;
  const target = /^object ([0-9a-f]{40})$/m.exec(object.body.toString('utf8'))?.[1];
  return target === undefined ? undefined : commitAt(ctx, mirror, target);
}

/** A repository and the commit that a version names: its id, a branch, a tag, or `REF^{ID}` [model: sourceVersion]. */
async function cloneOf(
  ctx: Ctx,
  s: CB.ProjectSource,
  version: string | undefined,
  dir: string,
): Promise<Clone> {
  const mirror = await mirrorOf(ctx, s, dir);
  const refs = await ctx.git.refs(mirror);
  const name = version?.replace(/^.+\^\{([0-9a-f]{40})\}$/, '$1');
  const id = !name
    ? await defaultRef(ctx, s, refs)
    : COMMIT.test(name)
      ? name
      : (refs.get(name) ?? refs.get(`refs/heads/${name}`) ?? refs.get(`refs/tags/${name}`));
  const commit = id && (await commitAt(ctx, mirror, id));
  if (!commit)
    throw new AwsError(
      'InvalidInputException',
      `reference not found: ${name || 'the repository is empty'}`,
    );
  return { mirror, commit };
}

const MAX_KEYS = 1000;

/** Every object of a folder in S3, as files below `folder`. */
async function fromFolder(ctx: Ctx, at: ObjectAt, folder: string): Promise<void> {
  let files = 0;
  for (let token: string | undefined; ;) {
    const { Contents = [], NextContinuationToken } = await ctx.call.s3.listObjectsV2({
      Bucket: at.bucket,
      Prefix: at.key,
      MaxKeys: MAX_KEYS,
      ContinuationToken: token,
    });
    for (const { Key = '' } of Contents) {
      const below = Key.slice(at.key.length);
      // The empty object that the console makes for a folder.
      if (below === '' || below.endsWith('/')) continue;
      if (below.split('/').some((part) => part === '' || part === '.' || part === '..'))
        throw new AwsError('InvalidInputException', `the key ${Key} is no path of a file`);
      await ctx.machines.write(
        `${folder}/${below}`,
        (await open(ctx, { bucket: at.bucket, key: Key })).Body,
      );
      files++;
    }
    if (!NextContinuationToken) break;
    token = NextContinuationToken;
  }
  if (!files) throw new AwsError('NoSuchKey', `there are no objects under ${at.bucket}/${at.key}`);
}

/** An archive in S3, in the version that is asked for, or a folder there [model: ProjectSource.location]. */
async function fromS3(
  ctx: Ctx,
  location: string,
  version: string | undefined,
  name: string,
): Promise<BuildSource> {
  const at = objectAt(location);
  if (at.key === '' || at.key.endsWith('/')) {
    if (version)
      throw new AwsError(
        'InvalidInputException',
        `the version ${version} is one of an object, and ${location} is a folder`,
      );
    await fromFolder(ctx, at, name);
    return { folder: name };
  }
  await ctx.machines.write(`${name}.zip`, (await open(ctx, at, version)).Body);
  return 'zip';
}

/** Whether a source is a repository that is cloned. */
const isCloned = (type: string | undefined): boolean => type === 'CODECOMMIT' || isGitHost(type);

/** One source of a build's own, laid out under a name in its folder. */
async function fromSource(
  ctx: Ctx,
  s: CB.ProjectSource,
  version: string | undefined,
  { dir, name }: { dir: string; name: string },
): Promise<LaidOut> {
  if (s.type === 'S3')
    return { source: await fromS3(ctx, s.location ?? '', version, `${dir}/${name}`) };
  if (!isCloned(s.type)) return { source: 'none' };
  const { mirror, commit } = await cloneOf(ctx, s, version, dir);
  await ctx.git.bundle(mirror, `${dir}/${name}.bundle`);
  await ctx.machines.remove(mirror);
  return { source: { clone: commit, depth: s.gitCloneDepth || undefined }, resolved: commit };
}

/** A text file of a source: the buildspec of a batch, which is read before any of its builds. */
export async function fileOfSource(
  ctx: Ctx,
  s: CB.ProjectSource,
  version: string | undefined,
  { path, dir }: { path: string; dir: string },
): Promise<string | undefined> {
  const at = objectAt(s.location ?? '');
  if (s.type === 'S3' && (at.key === '' || at.key.endsWith('/')))
    return buffer((await open(ctx, { bucket: at.bucket, key: at.key + path })).Body).then(String);
  if (s.type !== 'S3' && !isCloned(s.type))
    throw new AwsError(
      'InvalidInputException',
      `A batch of a ${s.type ?? ''} source needs its buildspec in the project or the start`,
    );
  let archive: Buffer;
  if (s.type === 'S3') archive = await buffer((await open(ctx, at, version)).Body);
  else {
    const { mirror, commit } = await cloneOf(ctx, s, version, dir);
    archive = await ctx.git.archive(mirror, commit);
    await ctx.machines.remove(mirror);
  }
  const file = (await ctx.machines.unzip(archive)).find((f) => f.path === path);
  return file && Buffer.from(file.content).toString('utf8');
}

export interface LaidOut {
  readonly source: BuildSource;
  /** The commit, where the source has commits. */ readonly resolved?: string | undefined;
  readonly secondary?: BuildJob['secondary'];
}

/** Which source it was that could not be had, for AWS's messages. */
export class SourceError extends AwsError {}

async function named<T>(which: string, version: string | undefined, lay: Promise<T>): Promise<T> {
  try {
    return await lay;
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw new SourceError(
      cause.code,
      `${cause.message} for ${which} and source version ${version ?? ''}`,
      { cause },
    );
  }
}

/** Puts what a build works on into its folder: a pipeline's artifacts, commits, or objects. Says what the runner finds there. */
export async function layOutSources(ctx: Ctx, b: Build, dir: string): Promise<LaidOut> {
  const secondary: NonNullable<BuildJob['secondary']>[number][] = [];
  for (const s of b.pipeline?.secondary ?? []) {
    secondary.push({
      name: s.name,
      source: await fromPipeline(ctx, s, `${dir}/source-${s.name}`),
    });
  }
  if (!b.pipeline)
    for (const s of b.secondarySources ?? []) {
      const name = s.sourceIdentifier ?? '';
      const version = b.secondarySourceVersions?.find(
        (v) => v.sourceIdentifier === name,
      )?.sourceVersion;
      const place = { dir, name: `source-${name}` };
      const { source } = await named(
        `secondary source ${name}`,
        version,
        fromSource(ctx, s, version, place),
      );
      secondary.push({ name, source });
    }
  const primary = b.pipeline?.source;
  const laidOut = await named(
    'primary source',
    b.sourceVersion,
    primary
      ? fromPipeline(ctx, primary, `${dir}/source`).then((source) => ({
          source,
          resolved: b.resolvedSourceVersion,
        }))
      : fromSource(ctx, b.source, b.sourceVersion, { dir, name: 'source' }),
  );
  return { ...laidOut, secondary };
}
