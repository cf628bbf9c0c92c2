import type * as CD from '@aws-sdk/client-codedeploy';
import type { Wire } from '../../ports/context';
import { AwsError } from '../../wire/errors';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** AWS's limits of tags, for every service ("Tag naming limits and requirements" of the tagging guide). */
export const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;

const refused = (message: string): AwsError => new AwsError('InvalidTagsToAddException', message);

/** Tags as they may be set: later ones take the place of those that have their keys. */
export function checkTags(added: readonly Wire<CD.Tag>[], before: readonly Tag[] = []): Tag[] {
  for (const { Key = '', Value = '' } of added) {
    if (Key === '' || Key.length > MAX_KEY)
      throw refused(`A tag's key has 1 to ${MAX_KEY} characters: ${Key.slice(0, MAX_KEY)}`);
    if (Key.toLowerCase().startsWith('aws:'))
      throw refused(`The tag ${Key} cannot be set: aws: is AWS's own prefix`);
    if (Value.length > MAX_VALUE)
      throw refused(`The tag ${Key} has a value of more than ${MAX_VALUE} characters`);
  }
  const set = added.map(({ Key = '', Value = '' }) => ({ Key, Value }));
  const tags = [...new Map([...before, ...set].map((tag) => [tag.Key, tag])).values()];
  if (tags.length > MAX_TAGS) throw refused(`A resource has at most ${MAX_TAGS} tags`);
  return tags;
}
