import type * as CD from '@aws-sdk/client-codedeploy';
import { Readable } from 'node:stream';
import type { DeployCommand } from '../../core/deployment/journal';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { githubArchive, githubCommit } from './github';

/** What an instance and its hooks are told of a revision's bundle. */
export type BundleFacts = Pick<DeployCommand, 'bundleType' | 'bundleEnv'>;

export interface OpenBundle extends BundleFacts {
  readonly content: Readable;
}

/** An entity tag without the quotes of its header. */
const bare = (tag: string): string => tag.replaceAll('"', '');

/** [infer] Hooks have BUNDLE_ETAG with both agents: 2 has it from its download, 1.8 only if the service sends it, which it often does not, and when is not documented. */
export const SENDS_ETAG: boolean = true;

/** The facts of an object of S3, where its tag is the one that the revision names. */
function objectFacts(at: CD.S3Location, tag: string | undefined): BundleFacts {
  const stored = bare(tag ?? '');
  if (at.eTag !== undefined && bare(at.eTag) !== stored)
    throw new AwsError(
      'RevisionChanged',
      `Expected deployment artifact bundle etag ${bare(at.eTag)} but was actually ${stored}`,
    );
  return {
    bundleType: at.bundleType as DeployCommand['bundleType'],
    bundleEnv: {
      BUNDLE_BUCKET: at.bucket ?? '',
      BUNDLE_KEY: at.key ?? '',
      ...(at.version ? { BUNDLE_VERSION: at.version } : {}),
      // Without the quotes of the header.
      ...(SENDS_ETAG && stored !== '' ? { BUNDLE_ETAG: stored } : {}),
    },
  };
}

const objectOf = ({ bucket, key, version }: CD.S3Location) => ({
  Bucket: bucket,
  Key: key,
  VersionId: version,
});

/** A commit comes as a zip of its files. */
const commitFacts = (at: CD.GitHubLocation): BundleFacts => ({
  bundleType: 'zip',
  bundleEnv: { BUNDLE_COMMIT: at.commitId ?? '' },
});

/** The facts of a revision whose bundle nobody has looked at. */
export const namedFacts = ({
  gitHubLocation,
  s3Location = {},
}: CD.RevisionLocation): BundleFacts =>
  gitHubLocation ? commitFacts(gitHubLocation) : objectFacts(s3Location, s3Location.eTag);

/** Looks at a revision's bundle without reading it. */
export async function bundleFacts(ctx: Ctx, revision: CD.RevisionLocation): Promise<BundleFacts> {
  const { gitHubLocation, s3Location = {} } = revision;
  if (gitHubLocation) {
    await githubCommit(ctx, gitHubLocation);
    return commitFacts(gitHubLocation);
  }
  const { ETag } = await ctx.call.s3.headObject(objectOf(s3Location));
  return objectFacts(s3Location, ETag);
}

/** A revision's bundle, from S3 or from a host of git. */
export async function openBundle(ctx: Ctx, revision: CD.RevisionLocation): Promise<OpenBundle> {
  const { gitHubLocation, s3Location = {} } = revision;
  if (gitHubLocation) {
    const zip = await githubArchive(ctx, gitHubLocation);
    return { ...commitFacts(gitHubLocation), content: Readable.from([zip]) };
  }
  const { ETag, Body } = await ctx.call.s3.getObject(objectOf(s3Location));
  return { ...objectFacts(s3Location, ETag), content: Body };
}
