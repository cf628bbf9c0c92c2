export interface TagFilter {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
  readonly Type?: string | undefined;
}
export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

function matches(tags: readonly Tag[], f: TagFilter): boolean {
  const type =
    f.Type ??
    (f.Value === undefined ? 'KEY_ONLY' : f.Key === undefined ? 'VALUE_ONLY' : 'KEY_AND_VALUE');
  return tags.some(
    (t) =>
      (type === 'VALUE_ONLY' || t.Key === f.Key) && (type === 'KEY_ONLY' || t.Value === f.Value),
  );
}

/** Filters inside one list are OR, the lists of a tag set are AND (AWS-SEMANTICS 2.9). No filter selects nothing. */
function selects(
  tags: readonly Tag[],
  filters: readonly TagFilter[] | undefined,
  lists: readonly (readonly TagFilter[])[] | undefined,
): boolean {
  if (lists?.length) return lists.every((list) => list.some((f) => matches(tags, f)));
  return (filters ?? []).some((f) => matches(tags, f));
}

/** Whether a deployment group's tag filters or tag set select this EC2 instance. */
export const selectsInstance = (
  tags: readonly Tag[],
  group: {
    readonly ec2TagFilters?: readonly TagFilter[] | undefined;
    readonly ec2TagSet?:
      { readonly ec2TagSetList?: readonly (readonly TagFilter[])[] | undefined } | undefined;
  },
): boolean => selects(tags, group.ec2TagFilters, group.ec2TagSet?.ec2TagSetList);

/** Whether a deployment group's tag filters or tag set select this on-premises instance. */
export const selectsOnPremises = (
  tags: readonly Tag[],
  group: {
    readonly onPremisesInstanceTagFilters?: readonly TagFilter[] | undefined;
    readonly onPremisesTagSet?:
      { readonly onPremisesTagSetList?: readonly (readonly TagFilter[])[] | undefined } | undefined;
  },
): boolean =>
  selects(tags, group.onPremisesInstanceTagFilters, group.onPremisesTagSet?.onPremisesTagSetList);

/** Whether any of these filters matches. */
export const matchesAny = (tags: readonly Tag[], filters: readonly TagFilter[]): boolean =>
  selects(tags, filters, undefined);
