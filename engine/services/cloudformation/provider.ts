import { checkProperties, type ObjectShape, type Shape } from '../../core/stack/properties';
import { RESOURCE_TYPES } from '../../core/stack/resource-types';
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
  readonly type: string;
  readonly stackId: string;
  readonly stackName: string;
  /** Stack tags, and CloudFormation's own three. */
  readonly tags: readonly { Key: string; Value: string }[];
  /** Chosen once for a resource, so that a repeated create makes the same thing. */
  readonly generatedName: string;
  /** This create was begun before and its end is not known. */
  readonly repeated: boolean;
}

/** One resource type. `create` and `remove` must be safe to repeat, and say NotYetError for what takes long; `remove` succeeds when the thing is gone already. */
export interface Provider {
  /** The properties that have an effect or are kept: any other is refused by name. */
  readonly properties: ObjectShape;
  /** What Fn::GetAtt gives. */
  readonly attributes: readonly string[];
  /** What Fn::GetAtt gives is known only once the resource is there. */
  readonly anyAttribute?: boolean;
  /** Attributes that only a property brings here. */
  readonly attributesOf?: Readonly<Record<string, readonly string[]>>;
  readonly create: (m: Making) => Promise<Made>;
  readonly remove: (physicalId: string, m: Making) => Promise<void>;
}

/** What Fn::GetAtt gives of a resource that is declared so. */
export const attributesOf = (provider: Provider, properties: object): readonly string[] => [
  ...provider.attributes,
  ...Object.entries(provider.attributesOf ?? {}).flatMap(([property, names]) =>
    Object.hasOwn(properties, property) ? names : [],
  ),
];

export const object = (
  members: Readonly<Record<string, Shape>>,
  ...required: string[]
): ObjectShape => ({ members, required });
export const TAGS: Shape = [object({ Key: 'string', Value: 'string' }, 'Key', 'Value')];

/** A text; `Word` where the API takes only some, whose check is its own. */
export const text = <Word extends string = string>(value: unknown): Word | undefined =>
  value === undefined || value === null ? undefined : (String(value) as Word);
/** A property as the API takes it: its shape is what the provider's `properties` let through. */
export const property = <Member>(m: Making, name: string): Member | undefined =>
  m.props[name] as Member | undefined;
export const required = <Word extends string = string>(m: Making, name: string): Word => {
  const value = text<Word>(m.props[name]);
  if (value === undefined)
    throw new PropertyError(`Encountered unsupported or missing property ${name}`);
  return value;
};

/** A document of JSON, which a template may also hold as text. */
export const document = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** A property that the type does not take, or lacks. */
export class PropertyError extends Error {
  override name = 'PropertyError';
}

/** What was begun needs more time: the work is asked for again, until it took `seconds`. */
export class NotYetError extends Error {
  override name = 'NotYetError';

  constructor(
    /** What has not happened, for the reason when the time is over. */
    readonly what: string,
    readonly seconds: number,
  ) {
    super(`${what} yet`);
  }
}

/** What CloudFormation's own validator says, as it stands. */
export class SchemaError extends Error {
  override name = 'SchemaError';
}

/** Properties as the type takes them. One that the engine would have to ignore is refused: a stack that differs from what was asked for must not be green. */
export function checkedProperties(
  provider: Provider,
  type: string,
  logicalId: string,
  props: unknown,
): Readonly<Record<string, unknown>> {
  const documented = RESOURCE_TYPES[type]?.properties ?? [];
  const { value, violations, unserved } = checkProperties(provider.properties, props, documented);
  if (violations.length)
    throw new SchemaError(
      `Properties validation failed for resource ${logicalId} with message:\n${violations.join('\n')}`,
    );
  if (unserved.length)
    throw new PropertyError(
      `The properties [${unserved.join(', ')}] are not served by Starboard's engine yet`,
    );
  return value as Readonly<Record<string, unknown>>;
}

export const tagMap = (m: Making): Record<string, string> =>
  Object.fromEntries(
    [...m.tags, ...((m.props['Tags'] as { Key: string; Value: string }[] | undefined) ?? [])].map(
      (t) => [t.Key, t.Value],
    ),
  );
export const tagList = (m: Making): { Key: string; Value: string }[] =>
  Object.entries(tagMap(m)).map(([Key, Value]) => ({ Key, Value }));
/** Those that a client may set. */
export const ownTags = (m: Making): { Key: string; Value: string }[] =>
  tagList(m).filter((t) => !t.Key.startsWith('aws:'));
/** The lower-case form that CodePipeline and CodeBuild take. */
export const lowerTags = (m: Making): { key: string; value: string }[] =>
  ownTags(m).map(({ Key, Value }) => ({ key: Key, value: Value }));

function camelled(value: unknown, verbatim: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((v) => camelled(v, verbatim));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [
      k.charAt(0).toLowerCase() + k.slice(1),
      verbatim.includes(k) ? v : camelled(v, verbatim),
    ]),
  );
}

/** `PascalCase` properties of CloudFormation as the `camelCase` members of an API, at every depth; keys of `verbatim` maps are data and stay. */
export const camel = <Input>(value: unknown, verbatim: readonly string[] = []): Input =>
  camelled(value, verbatim) as Input;
