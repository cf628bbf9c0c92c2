import type { Filter } from '@aws-sdk/client-ec2';
import { matchesGlob } from '../../core/permissions/names';
import { AwsError } from '../../wire/errors';

/** What a filter's name stands for, of one resource. */
export type FilterValues<T> = Readonly<
  Record<string, (item: T) => string | readonly string[] | undefined>
>;

/**
 * The resources that every filter lets through: `*` in a value stands for any characters, `?` for one
 * (EC2 user guide, "Filtering your resources"). A filter that `values` does not know is refused: to
 * ignore it would show what was not asked for.
 */
export function filtered<T>(
  items: readonly T[],
  filters: readonly Filter[] | undefined,
  values: FilterValues<T>,
  tags?: (item: T) => readonly { Key?: string | undefined; Value?: string | undefined }[],
): T[] {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const key = Name.startsWith('tag:') ? Name.slice('tag:'.length) : undefined;
    const valuesOf = Object.hasOwn(values, Name) ? values[Name] : undefined;
    if (!valuesOf && !(tags && (key !== undefined || Name === 'tag-key')))
      throw new AwsError(
        'InvalidParameterValue',
        `The filter '${Name}' is not served by Starboard's engine yet`,
      );
    return (item: T): boolean => {
      const found =
        valuesOf?.(item) ??
        (tags?.(item) ?? []).flatMap((t) => {
          if (key === undefined) return valuesOf ? [] : [t.Key ?? ''];
          return t.Key === key ? [t.Value ?? ''] : [];
        });
      return [found].flat().some((value) => Values.some((wanted) => matchesGlob(wanted, value)));
    };
  });
  return items.filter((item) => tests.every((test) => test(item)));
}
