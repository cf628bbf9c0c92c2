import type * as CD from '@aws-sdk/client-codedeploy';
import { createHash } from 'node:crypto';
import type { Wire } from '../../ports/context';
import { AwsError } from '../../wire/errors';

const bad = (message: string): AwsError => new AwsError('InvalidRevisionException', message);

interface Raw {
  readonly content?: string | undefined;
  readonly sha256?: string | undefined;
}

/** An AppSpec in the call itself; it is named by its hash ([doc] RawString, AppSpecContent). */
function rawOf(type: string, given: Wire<Raw> | undefined, names: boolean): Raw {
  const { content, sha256 } = given ?? {};
  if (content === undefined) {
    if (names && sha256 !== undefined) return { sha256 };
    throw bad(`A revision of type ${type} needs its content`);
  }
  const hash = createHash('sha256').update(content).digest('hex');
  if (sha256 !== undefined && sha256.toLowerCase() !== hash)
    throw bad(`The content of the revision has the SHA-256 ${hash}, not ${sha256}`);
  return { content, sha256: hash };
}

/**
 * A revision's location with what its type needs, and nothing of another type's. `named`: one that
 * is asked for, which its hash alone can name.
 */
export function locationOf(
  given: Wire<CD.RevisionLocation>,
  purpose?: 'named',
): CD.RevisionLocation {
  const { revisionType, s3Location, gitHubLocation } = given;
  const names = purpose === 'named';
  if (revisionType === undefined) throw bad('The revision needs a type');
  if (revisionType === 'S3') {
    if (!s3Location?.bucket || !s3Location.key)
      throw bad('A revision of type S3 needs a bucket and a key');
    return { revisionType, s3Location };
  }
  if (revisionType === 'GitHub') {
    if (!/^[^/\s]+\/[^/\s]+$/.test(gitHubLocation?.repository ?? ''))
      throw bad('A revision of type GitHub needs a repository, as account/repository');
    if (!/^[0-9a-f]{40}$/i.test(gitHubLocation?.commitId ?? ''))
      throw bad('A revision of type GitHub needs the SHA-1 of a commit');
    return { revisionType, gitHubLocation };
  }
  if (revisionType === 'AppSpecContent')
    return { revisionType, appSpecContent: rawOf(revisionType, given.appSpecContent, names) };
  return { revisionType, string: rawOf(revisionType, given.string, names) };
}

/** An entity tag without the quotes of its header: both forms name the same object. */
const bare = (tag: string): string => tag.replaceAll('"', '');

/** The same text for two locations that are the same revision. */
export function identityOf(location: CD.RevisionLocation): string {
  const { revisionType, s3Location: s3, gitHubLocation: git } = location;
  const raw = location.appSpecContent ?? location.string;
  const hash =
    raw?.sha256 ??
    createHash('sha256')
      .update(raw?.content ?? '')
      .digest('hex');
  const parts: Readonly<Record<string, readonly (string | undefined)[]>> = {
    S3: [s3?.bucket, s3?.key, s3?.bundleType, s3?.version, s3?.eTag && bare(s3.eTag)],
    GitHub: [git?.repository, git?.commitId],
  };
  return JSON.stringify([revisionType, ...(parts[revisionType ?? ''] ?? [hash])]);
}

/** [infer] Where revisions are listed, content is its hash alone, as it is in published answers of GetDeployment. */
export const LISTS_HAVE_CONTENT: boolean = false;

export function shownLocation(location: CD.RevisionLocation): CD.RevisionLocation {
  const hidden = (raw: Raw | undefined): Raw | undefined => raw && { sha256: raw.sha256 };
  return LISTS_HAVE_CONTENT
    ? location
    : {
        ...location,
        ...(location.appSpecContent ? { appSpecContent: hidden(location.appSpecContent) } : {}),
        ...(location.string ? { string: hidden(location.string) } : {}),
      };
}
