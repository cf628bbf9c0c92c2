import type { Ctx } from '../../ports/context';

export interface Made {
  /** What `Ref` gives, unless an attribute named '' says otherwise. */
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a provider knows of the resource it makes. */
export interface Making {
  readonly ctx: Ctx;
  readonly props: Readonly<Record<string, unknown>>;
  readonly logicalId: string;
  readonly stackId: string;
  readonly stackName: string;
  /** Stack tags, and CloudFormation's own three. */
  readonly tags: readonly { Key: string; Value: string }[];
  /** Chosen once for a resource, so that a repeated create makes the same thing. */
  readonly generatedName: string;
  /** This create was begun before and its end is not known. */
  readonly repeated: boolean;
}

/** One resource type. `create` must be safe to repeat; `remove` succeeds when the thing is gone already. */
export interface Provider {
  readonly create: (m: Making) => Promise<Made>;
  readonly remove: (physicalId: string, m: Making) => Promise<void>;
}

export const text = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : String(value);
export const required = (m: Making, name: string): string => {
  const value = text(m.props[name]);
  if (value === undefined)
    throw new PropertyError(`Encountered unsupported or missing property ${name}`);
  return value;
};

/** A property that the type does not take, or lacks. */
export class PropertyError extends Error {
  override name = 'PropertyError';
}

/** A property the engine would have to ignore is refused: a stack that differs from what was asked for must not be green. */
export function onlyKnown(m: Making, known: readonly string[]): void {
  const extra = Object.keys(m.props).filter((k) => !known.includes(k));
  if (extra.length)
    throw new PropertyError(
      `The properties [${extra.join(', ')}] are not served by Starboard's engine yet`,
    );
}

export const tagMap = (m: Making): Record<string, string> =>
  Object.fromEntries(
    [...m.tags, ...((m.props['Tags'] as { Key: string; Value: string }[] | undefined) ?? [])].map(
      (t) => [t.Key, t.Value],
    ),
  );
export const tagList = (m: Making): { Key: string; Value: string }[] =>
  Object.entries(tagMap(m)).map(([Key, Value]) => ({ Key, Value }));
/** The lower-case form that CodePipeline and CodeBuild take. */
export const lowerTags = (m: Making): { key: string; value: string }[] =>
  tagList(m)
    .filter((t) => !t.Key.startsWith('aws:'))
    .map(({ Key, Value }) => ({ key: Key, value: Value }));

/** `PascalCase` properties of CloudFormation as the `camelCase` members of an API, at every depth; keys of `verbatim` maps are data and stay. */
export function camel(value: unknown, verbatim: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((v) => camel(v, verbatim));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [
      k.charAt(0).toLowerCase() + k.slice(1),
      verbatim.includes(k) ? v : camel(v, verbatim),
    ]),
  );
}

/** CloudFormation writes numbers and booleans as strings where it likes; these names are brought back. */
export function typed(
  value: unknown,
  numbers: readonly string[],
  booleans: readonly string[],
): unknown {
  if (Array.isArray(value)) return value.map((v) => typed(v, numbers, booleans));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [
      k,
      numbers.includes(k)
        ? Number(v)
        : booleans.includes(k)
          ? v === true || v === 'true'
          : typed(v, numbers, booleans),
    ]),
  );
}
