import type * as AS from '@aws-sdk/client-auto-scaling';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import {
  groupOrThrow,
  groups,
  invalid,
  MAX_RECORDS,
  tagDto,
  type Group,
  type GroupTag,
} from './documents';

export const tagsOf = (tags: readonly AS.Tag[]): readonly GroupTag[] =>
  tags.map((t) => ({
    key: t.Key ?? '',
    value: t.Value ?? '',
    propagates: t.PropagateAtLaunch ?? true,
  }));

/** The tags of a request by the group that each one names. */
function byGroup(ctx: Ctx, tags: readonly AS.Tag[]): ReadonlyMap<Group, readonly AS.Tag[]> {
  const found = new Map<string, { group: Group; tags: AS.Tag[] }>();
  for (const tag of tags) {
    if (tag.ResourceType !== undefined && tag.ResourceType !== 'auto-scaling-group')
      throw invalid(
        `Resource type ${tag.ResourceType} is not valid: the only one is auto-scaling-group`,
      );
    const group = groupOrThrow(ctx, tag.ResourceId ?? '');
    const known = found.get(group.name);
    if (known) known.tags.push(tag);
    else found.set(group.name, { group, tags: [tag] });
  }
  return new Map([...found.values()].map((f) => [f.group, f.tags]));
}

/** Instances that run already keep the tags they have. */
export const createOrUpdateTags: Handler<AS.CreateOrUpdateTagsType, object> = (input, ctx) => {
  for (const [group, tags] of byGroup(ctx, input.Tags)) {
    const added = tagsOf(tags);
    const kept = group.tags.filter((t) => !added.some((a) => a.key === t.key));
    ctx.store.put(groups, group.name, { ...group, tags: [...kept, ...added] });
  }
  return {};
};

export const deleteTags: Handler<AS.DeleteTagsType, object> = (input, ctx) => {
  for (const [group, tags] of byGroup(ctx, input.Tags)) {
    const goes = (tag: GroupTag): boolean =>
      tags.some((t) => t.Key === tag.key && (t.Value === undefined || t.Value === tag.value));
    const kept = group.tags.filter((t) => !goes(t));
    ctx.store.put(groups, group.name, { ...group, tags: kept });
  }
  return {};
};

const FILTERS: Readonly<Record<string, (group: Group, tag: GroupTag) => string>> = {
  'auto-scaling-group': (group) => group.name,
  key: (_group, tag) => tag.key,
  value: (_group, tag) => tag.value,
  'propagate-at-launch': (_group, tag) => String(tag.propagates),
};

export const describeTags: Handler<AS.DescribeTagsType, AS.TagsType> = (input, ctx) => {
  const tests = (input.Filters ?? []).map(({ Name = '', Values = [] }) => {
    const value = Object.hasOwn(FILTERS, Name) ? FILTERS[Name] : undefined;
    if (!value) throw invalid(`Filter name ${Name} is not valid.`);
    return (group: Group, tag: GroupTag): boolean => Values.includes(value(group, tag));
  });
  const all = ctx.store
    .list(groups)
    .flatMap((group) => group.tags.map((tag) => ({ group, tag })))
    .filter(({ group, tag }) => tests.every((test) => test(group, tag)));
  const { items, nextToken } = page(all, input.MaxRecords ?? MAX_RECORDS, input.NextToken);
  return { Tags: items.map(({ group, tag }) => tagDto(group, tag)), NextToken: nextToken };
};
