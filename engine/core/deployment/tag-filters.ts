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

/** The instances of a deployment group: filters inside one list are OR, the lists of a tag set are AND (AWS-SEMANTICS 2.9). No filter selects nothing. */
export function selectsInstance(
  tags: readonly Tag[],
  group: {
    readonly ec2TagFilters?: readonly TagFilter[] | undefined;
    readonly ec2TagSet?:
      { readonly ec2TagSetList?: readonly (readonly TagFilter[])[] | undefined } | undefined;
  },
): boolean {
  const set = group.ec2TagSet?.ec2TagSetList ?? [];
  if (set.length) return set.every((list) => list.some((f) => matches(tags, f)));
  return (group.ec2TagFilters ?? []).some((f) => matches(tags, f));
}
