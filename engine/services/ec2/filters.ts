import type { Filter } from '@aws-sdk/client-ec2';
import { fitsWildcards } from '../../../common/wildcard';
import { AwsError } from '../../wire/errors';

/** What a filter's name stands for, of one resource. */
export type FilterValues<T> = Readonly<
  Record<string, (item: T) => string | readonly string[] | undefined>
>;

type Tags = readonly { Key?: string | undefined; Value?: string | undefined }[];
const TAG = 'tag:';

/** What a filter's name stands for: `tag:KEY` for that tag's value, `tag-key` for every tag's key. */
function valuesOf<T>(
  name: string,
  values: FilterValues<T>,
  tags: (item: T) => Tags,
): (item: T) => readonly (string | undefined)[] {
  const own = Object.hasOwn(values, name) ? values[name] : undefined;
  if (own) return (item) => [own(item)].flat();
  if (name === 'tag-key') return (item) => tags(item).map((t) => t.Key);
  if (name.startsWith(TAG)) {
    const key = name.slice(TAG.length);
    return (item) =>
      tags(item)
        .filter((t) => t.Key === key)
        .map((t) => t.Value ?? '');
  }
  throw new AwsError(
    'InvalidParameterValue',
    `The filter '${name}' is not served by Starboard's engine yet`,
  );
}

/**
 * The resources that every filter lets through: `*` in a value stands for any characters, `?` for one
 * (EC2 user guide, "Filtering your resources"). A filter that `values` does not know is refused: to
 * ignore it would show what was not asked for.
 */
export function filtered<T>(
  items: readonly T[],
  filters: readonly Filter[] | undefined,
  values: FilterValues<T>,
  tags: (item: T) => Tags = () => [],
): T[] {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const found = valuesOf(Name, values, tags);
    return (item: T): boolean =>
      found(item).some(
        (value) => value !== undefined && Values.some((wanted) => fitsWildcards(wanted, value)),
      );
  });
  return items.filter((item) => tests.every((test) => test(item)));
}
