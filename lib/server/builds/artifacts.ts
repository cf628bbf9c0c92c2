import 'server-only';
import type { Build, BuildArtifacts } from '@aws-sdk/client-codebuild';
import type { ArtifactView } from '@/lib/domain/builds/build-detail';
import { pipelineOf } from '@/lib/domain/builds/build-project';
import { isGood, statusOf } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError, toAppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { lastKnown } from '../data/facts';
import { refusedRead } from '../diff/refused-read';

/** An artifact may be deleted at any time; a page that stays open looks again so seldom. */
const LOOK_MS = 60_000;
/** ListObjectsV2 answers no more at once. */
const MAX_FILES = 1000;

interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** Where an artifact is, by the name that the page shows it under. */
interface Declared extends Place {
  readonly name: string;
  readonly made: BuildArtifacts;
}

const placeOf = (location: string | undefined): Place | undefined => {
  const [, bucket, key] =
    /^(?:arn:[^:]+:s3:::|s3:\/\/)?([^/]+)\/(.+?)\/?$/.exec(location ?? '') ?? [];
  return bucket !== undefined && key !== undefined ? { bucket, key } : undefined;
};

/** What the pipeline calls the artifact at a place: its key ends in characters that mean nothing. */
function pipelineName(build: Build, { bucket, key }: Place): string | undefined {
  const pipeline = pipelineOf(build.initiator);
  if (pipeline === undefined) return undefined;
  const known = lastKnown(pipeline)?.facts.actions.flatMap((a) => a.output?.outputArtifacts ?? []);
  const named = known?.find((o) => o.s3location?.bucket === bucket && o.s3location.key === key);
  return named?.name ?? key.split('/').at(-2);
}

function declaredOf(build: Build): readonly Declared[] {
  return [build.artifacts, ...(build.secondaryArtifacts ?? [])].flatMap((made) => {
    const at = placeOf(made?.location);
    if (!made || !at) return [];
    const name =
      made.artifactIdentifier ?? pipelineName(build, at) ?? at.key.split('/').pop() ?? '';
    return [{ ...at, name, made }];
  });
}

/** Why an artifact is not there yet, or never will be; undefined once it can be looked for. */
function whyNone(build: Build): string | undefined {
  if (!build.buildComplete) return 'not made yet';
  return isGood(statusOf(build.buildStatus)) ? undefined : 'not made: the build did not succeed';
}

type Found = Pick<ArtifactView, 'size' | 'files' | 'why'>;

const GONE: Found = { why: 'no longer in S3' };

async function filesUnder(connection: Connection, { bucket, key }: Place): Promise<Found> {
  const s3 = await client('s3', connection);
  const Prefix = `${key}/`;
  const { Contents = [], IsTruncated } = await s3.listObjectsV2({
    Bucket: bucket,
    Prefix,
    MaxKeys: MAX_FILES,
  });
  if (!Contents.length) return GONE;
  return {
    size: IsTruncated ? undefined : Contents.reduce((n, o) => n + (o.Size ?? 0), 0),
    files: Contents.map((o) => ({ path: (o.Key ?? '').slice(Prefix.length), size: o.Size ?? 0 })),
  };
}

/** An object, or the files of an artifact that is not packed (CodeBuild user guide, `packaging`: NONE). */
async function look(connection: Connection, at: Place): Promise<Found> {
  const s3 = await client('s3', connection);
  try {
    const { ContentLength } = await s3.headObject({ Bucket: at.bucket, Key: at.key });
    return { size: ContentLength };
  } catch (error) {
    if (isAwsError(error, 'NotFound', 'NoSuchKey')) return filesUnder(connection, at);
    throw error;
  }
}

async function found(connection: Connection, at: Place): Promise<Found> {
  try {
    return await look(connection, at);
  } catch (error) {
    if (isAwsError(error, 'NoSuchBucket')) return GONE;
    const { kind, message } = toAppError(error);
    if (kind === 'credentials') throw error;
    return { why: `could not be read: ${message}` };
  }
}

/** What a build has made, each with its size, or why it is not there. */
export async function artifactsOf(connection: Connection, build: Build): Promise<ArtifactView[]> {
  const why = whyNone(build);
  return Promise.all(
    declaredOf(build).map(async ({ name, made, bucket, key }): Promise<ArtifactView> => ({
      name,
      location: `s3://${bucket}/${key}`,
      sha256: made.sha256sum || undefined,
      ...(why !== undefined && !made.sha256sum
        ? { why }
        : await cache.read(['build-artifact', bucket, key], [], moment(LOOK_MS), () =>
            found(connection, { bucket, key }),
          )),
    })),
  );
}

const HEADERS = {
  // Whatever a build has made, the browser keeps it as a file and never draws it.
  'content-type': 'application/octet-stream',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** A header value that names a file: characters that every browser takes, then the name as it is (RFC 6266). */
export function attachment(name: string): string {
  const plain = name.replaceAll(/[^\w.-]/g, '-');
  const whole = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}

const fileName = (build: Build, { name, key, made }: Declared, path: string): string => {
  if (path) return path.split('/').pop() ?? name;
  const last = key.split('/').pop() ?? '';
  if (/\.\w+$/.test(last)) return last;
  return `${build.projectName ?? 'build'}-${build.buildNumber ?? ''}-${name}${made.sha256sum ? '.zip' : ''}`;
};

/** One artifact, or one file of one that is not packed, as a download. The address names the build's own artifact, never a bucket. */
export async function downloadArtifact(
  connection: Connection,
  build: Build,
  name: string,
  path: string,
): Promise<Response> {
  const artifact = declaredOf(build).find((a) => a.name === name);
  if (!artifact) throw new AppError('not_found', `This build has no artifact ${name}.`);
  const { bucket, key } = artifact;
  const s3 = await client('s3', connection);
  const got = await s3
    .getObject({ Bucket: bucket, Key: path ? `${key}/${path}` : key })
    .catch(async (error: unknown) => {
      if (isAwsError(error, 'NoSuchKey', 'NoSuchBucket'))
        throw new AppError('not_found', `The artifact ${name} is no longer in S3.`, error);
      throw await refusedRead(connection, bucket, error);
    });
  if (!got.Body) throw new AppError('unavailable', `S3 sent nothing of the artifact ${name}.`);
  return new Response(got.Body.transformToWebStream(), {
    headers: {
      ...HEADERS,
      ...(got.ContentLength === undefined ? {} : { 'content-length': String(got.ContentLength) }),
      'content-disposition': attachment(fileName(build, artifact, path)),
    },
  });
}
