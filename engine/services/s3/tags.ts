import type * as S3 from '@aws-sdk/client-s3';
import type { Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import type { ObjectVersion, Tag } from './buckets';
import { find, replaceVersion, shown } from './versions';

/** [doc] S3 user guide, "Categorizing your objects using tags". */
const MOST = 10;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const invalidTag = (message: string, members: Record<string, string>): AwsError =>
  new AwsError('InvalidTag', message, { status: 400, members });

function checkTag({ Key, Value }: Tag): void {
  if (Key.startsWith('aws:'))
    throw invalidTag('Your TagKey cannot be prefixed with aws:', { TagKey: Key });
  if (Key === '' || Key.length > LONGEST_KEY || !ALLOWED.test(Key))
    throw invalidTag('The TagKey you have provided is invalid', { TagKey: Key });
  if (Value.length > LONGEST_VALUE || !ALLOWED.test(Value))
    throw invalidTag('The TagValue you have provided is invalid', { TagKey: Key, TagValue: Value });
}

/** The tags of an object, if S3 would take them. Lengths count UTF-16, as S3 does. */
export function checkedTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > MOST)
    throw new AwsError('BadRequest', `Object tags cannot be greater than ${MOST}`, { status: 400 });
  const keys = new Set<string>();
  for (const tag of tags) {
    if (keys.has(tag.Key))
      throw invalidTag('Cannot provide multiple Tags with the same key', { TagKey: tag.Key });
    keys.add(tag.Key);
    checkTag(tag);
  }
  return tags.map(({ Key, Value }) => ({ Key, Value }));
}

const malformedHeader = (text: string, cause?: unknown): AwsError =>
  new AwsError(
    'InvalidArgument',
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    { status: 400, cause, members: { ArgumentName: 'x-amz-tagging', ArgumentValue: text } },
  );

function pair(text: string): Tag {
  const [key = '', value = '', ...more] = text.split('=');
  if (more.length) throw new URIError('a pair has two parts');
  const decode = (part: string): string => decodeURIComponent(part.replaceAll('+', ' '));
  return { Key: decode(key), Value: decode(value) };
}

/** What `x-amz-tagging` gives an object: `name=value&…`, URL-encoded. */
export function tagsOfHeader(text: string | undefined): readonly Tag[] {
  if (!text) return [];
  let tags: Tag[];
  try {
    tags = text.split('&').map(pair);
  } catch (cause) {
    throw malformedHeader(text, cause);
  }
  if (new Set(tags.map((t) => t.Key)).size < tags.length) throw malformedHeader(text);
  return checkedTags(tags);
}

/** How many there are, for those that have any. */
export const tagCount = (v: ObjectVersion): number | undefined => v.tags?.length || undefined;

export const getObjectTagging: Handler<S3.GetObjectTaggingRequest, S3.GetObjectTaggingOutput> = (
  input,
  ctx,
) => {
  const v = find(ctx, input.Bucket, input.Key, input.VersionId);
  return { VersionId: shown(v), TagSet: [...(v.tags ?? [])] };
};

export const putObjectTagging: Handler<S3.PutObjectTaggingRequest, S3.PutObjectTaggingOutput> = (
  input,
  ctx,
) => {
  const tags = checkedTags(input.Tagging.TagSet);
  const v = find(ctx, input.Bucket, input.Key, input.VersionId);
  replaceVersion(ctx, { ...v, tags });
  return { VersionId: shown(v) };
};

export const deleteObjectTagging: Handler<
  S3.DeleteObjectTaggingRequest,
  S3.DeleteObjectTaggingOutput
> = (input, ctx) => {
  const v = find(ctx, input.Bucket, input.Key, input.VersionId);
  replaceVersion(ctx, { ...v, tags: undefined });
  return { VersionId: shown(v) };
};
