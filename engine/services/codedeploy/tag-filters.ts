import type { TagFilter } from '../../core/deployment/tag-filters';
import { AwsError } from '../../wire/errors';
import type { GroupSettings } from './documents';

/** [model] "The number of tag groups included in the tag set list exceeded the maximum allowed limit of 3." */
const MAX_LISTS = 3;
/** [doc23] "Limits": tags in a tag group. */
const MAX_FILTERS = 10;

/** A filter by key has a key, one by value alone has a value. */
export function isWhole({ Key, Value, Type }: TagFilter): boolean {
  if (Type === 'VALUE_ONLY') return Value !== undefined;
  if (Type === undefined) return Key !== undefined || Value !== undefined;
  return Key !== undefined && Key !== '';
}

interface Selection {
  readonly filters: readonly TagFilter[] | undefined;
  readonly lists: readonly (readonly TagFilter[])[] | undefined;
  /** The codes for both together, and for a filter that is none. */
  readonly both: string;
  readonly bad: string;
}

function check({ filters, lists, both, bad }: Selection): void {
  if (filters?.length && lists?.length)
    throw new AwsError(both, 'Give tag filters or a tag set, not both');
  if ((lists?.length ?? 0) > MAX_LISTS)
    throw new AwsError(
      'TagSetListLimitExceededException',
      `The number of tag groups included in the tag set list exceeded the maximum allowed limit of ${MAX_LISTS}.`,
    );
  for (const list of [filters ?? [], ...(lists ?? [])]) {
    if (list.length > MAX_FILTERS)
      throw new AwsError(bad, `A tag group has at most ${MAX_FILTERS} tags`);
    const wrong = list.find((f) => !isWhole(f));
    if (wrong)
      throw new AwsError(bad, `The tag filter ${JSON.stringify(wrong)} lacks its key or its value`);
  }
}

/** The filters and sets by which a group selects its instances. */
export function checkTagFilters(given: Omit<GroupSettings, 'autoScalingGroups'>): void {
  check({
    filters: given.ec2TagFilters,
    lists: given.ec2TagSet?.ec2TagSetList,
    both: 'InvalidEC2TagCombinationException',
    bad: 'InvalidEC2TagException',
  });
  check({
    filters: given.onPremisesInstanceTagFilters,
    lists: given.onPremisesTagSet?.onPremisesTagSetList,
    both: 'InvalidOnPremisesTagCombinationException',
    bad: 'InvalidTagException',
  });
}
