import type { Filter } from '@aws-sdk/client-auto-scaling';
import { invalid, type Group, type GroupTag } from './documents';

const TAG = 'tag:';

/** Which of a group's tags a filter's name is about, and what of them. */
function tagTest(name: string): (tag: GroupTag, values: readonly string[]) => boolean {
  if (name === 'tag-key') return (tag, values) => values.includes(tag.key);
  if (name === 'tag-value') return (tag, values) => values.includes(tag.value);
  if (name.startsWith(TAG)) {
    const key = name.slice(TAG.length);
    return (tag, values) => tag.key === key && values.includes(tag.value);
  }
  throw invalid(`Filter name ${name} is not valid.`);
}

/** The groups that every filter lets through. */
export function filteredGroups(
  found: readonly Group[],
  filters: readonly Filter[] | undefined,
): readonly Group[] {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const test = tagTest(Name);
    return (group: Group): boolean => group.tags.some((tag) => test(tag, Values));
  });
  return found.filter((group) => tests.every((test) => test(group)));
}
