import { AwsError } from '../../wire/errors';
import type { ObjectVersion } from './buckets';

/** What an object must be like for it to be read or copied. */
export interface Conditions {
  readonly IfMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

const isSameTag = (given: string, etag: string): boolean =>
  given === '*' || given.replaceAll('"', '') === etag.replaceAll('"', '');

export const preconditionFailed = (condition?: string): AwsError =>
  new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    { status: 412, members: condition === undefined ? {} : { Condition: condition } },
  );

/** How an object fails; RFC 9110, 13.2.2, as S3 documents it: a tag that is asked for counts before a date. */
export function failedCondition(
  { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince }: Conditions,
  v: ObjectVersion,
): 'changed' | 'not changed' | undefined {
  const modified = Math.floor(v.modifiedAt / 1000) * 1000;
  const holds =
    IfMatch !== undefined
      ? isSameTag(IfMatch, v.etag)
      : IfUnmodifiedSince === undefined || modified <= IfUnmodifiedSince.getTime();
  if (!holds) return 'changed';
  const isNew =
    IfNoneMatch !== undefined
      ? !isSameTag(IfNoneMatch, v.etag)
      : IfModifiedSince === undefined || modified > IfModifiedSince.getTime();
  return isNew ? undefined : 'not changed';
}
