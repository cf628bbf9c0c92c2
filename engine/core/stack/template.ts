import type { YAMLMap, YAMLSeq } from 'yaml';
import type { CollectionTag, ScalarTag, Tags } from 'yaml';
import { parseJson, parseYaml, yamlValue } from '../bounded-parse';
import { compileExpression, ExpressionError } from '../expression';

export interface ResourceDeclaration {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>> | undefined;
  readonly DependsOn?: string | readonly string[] | undefined;
  readonly Condition?: string | undefined;
  readonly DeletionPolicy?: string | undefined;
  readonly UpdateReplacePolicy?: string | undefined;
  readonly CreationPolicy?:
    | {
        readonly ResourceSignal?:
          | { readonly Count?: number | undefined; readonly Timeout?: string | undefined }
          | undefined;
      }
    | undefined;
  readonly Metadata?: unknown;
}
export interface ParameterDeclaration {
  readonly Type: string;
  readonly Default?: unknown;
  readonly AllowedPattern?: string | undefined;
  readonly AllowedValues?: readonly unknown[] | undefined;
  readonly Description?: string | undefined;
  readonly NoEcho?: unknown;
  readonly ConstraintDescription?: string | undefined;
}
export interface Template {
  readonly AWSTemplateFormatVersion?: string | undefined;
  readonly Description?: string | undefined;
  readonly Parameters?: Readonly<Record<string, ParameterDeclaration>> | undefined;
  readonly Conditions?: Readonly<Record<string, unknown>> | undefined;
  readonly Resources: Readonly<Record<string, ResourceDeclaration>>;
  readonly Outputs?:
    | Readonly<
        Record<
          string,
          {
            readonly Value: unknown;
            readonly Description?: string | undefined;
            readonly Condition?: string | undefined;
            readonly Export?: unknown;
          }
        >
      >
    | undefined;
}

/** A template that CloudFormation would not take; the text follows `Template error` and the like. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

const SHORT = [
  'Ref',
  'Condition',
  'GetAtt',
  'Sub',
  'Join',
  'Select',
  'Base64',
  'If',
  'Equals',
  'And',
  'Or',
  'Not',
  'FindInMap',
  'GetAZs',
  'ImportValue',
  'Split',
  'Cidr',
  'Transform',
];
const full = (name: string): string =>
  name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;

/** The short forms `!Ref x`, `!GetAtt a.b`, `!Sub [..]` of YAML templates. */
const customTags: Tags = SHORT.flatMap((name): (ScalarTag | CollectionTag)[] => [
  {
    tag: `!${name}`,
    resolve: (text: string) => ({
      [full(name)]:
        name === 'GetAtt'
          ? [text.slice(0, text.indexOf('.')), text.slice(text.indexOf('.') + 1)]
          : text,
    }),
  },
  {
    tag: `!${name}`,
    collection: 'seq',
    resolve: (seq: unknown) =>
      ({ [full(name)]: (seq as YAMLSeq).toJSON() as unknown }) as unknown as YAMLSeq,
  },
  {
    tag: `!${name}`,
    collection: 'map',
    resolve: (map: unknown) =>
      ({ [full(name)]: (map as YAMLMap).toJSON() as unknown }) as unknown as YAMLMap,
  },
]);

function fromYaml(body: string): unknown {
  const wrong = (why: string, cause?: unknown): TemplateError =>
    new TemplateError(`Template format error: YAML not well-formed. ${why}`, { cause });
  try {
    const document = parseYaml(body, { customTags });
    if (document.errors[0]) throw wrong(document.errors[0].message.split('\n')[0] ?? '');
    return yamlValue(document);
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong(error.message, error);
    throw error;
  }
}

/** JSON or YAML, with the checks that need no account. */
export function parseTemplate(body: string): Template {
  let raw: unknown;
  if (body.trimStart().startsWith('{')) {
    try {
      raw = parseJson(body);
    } catch (cause) {
      throw new TemplateError(
        `Template format error: JSON not well-formed. ${cause instanceof Error ? cause.message : ''}`,
        { cause },
      );
    }
  } else {
    raw = fromYaml(body);
  }
  const template = raw as Partial<Template> | null;
  if (
    typeof template !== 'object' ||
    template === null ||
    !template.Resources ||
    !Object.keys(template.Resources).length
  )
    throw new TemplateError(
      'Template format error: At least one Resources member must be defined.',
    );
  for (const [id, r] of Object.entries(template.Resources)) {
    if (!/^[A-Za-z0-9]+$/.test(id))
      throw new TemplateError(`Template format error: Resource name ${id} is non alphanumeric.`);
    if (typeof r !== 'object' || typeof r.Type !== 'string')
      throw new TemplateError(
        `Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`,
      );
  }
  return template as Template;
}

function allows(parameter: string, pattern: string, value: string): boolean {
  try {
    return compileExpression(pattern).whole(value);
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    throw new TemplateError(
      `Template format error: the AllowedPattern of parameter ${parameter} cannot be used: ${cause.message}`,
      { cause },
    );
  }
}

/** The values of all parameters, or what is wrong with those given. */
export function parameterValues(
  template: Template,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const declared = template.Parameters ?? {};
  const unknown = Object.keys(given).filter((k) => !Object.hasOwn(declared, k));
  if (unknown.length)
    throw new TemplateError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const missing = Object.entries(declared)
    .filter(([k, d]) => given[k] === undefined && d.Default === undefined)
    .map(([k]) => k);
  if (missing.length)
    throw new TemplateError(`Parameters: [${missing.join(', ')}] must have values`);
  return Object.fromEntries(
    Object.entries(declared).map(([k, d]) => {
      const value = given[k] ?? String(d.Default);
      if (d.AllowedPattern !== undefined && !allows(k, d.AllowedPattern, value))
        throw new TemplateError(
          `Parameter ${k} failed to satisfy constraint: ${d.ConstraintDescription ?? `must match pattern ${d.AllowedPattern}`}`,
        );
      if (d.AllowedValues && !d.AllowedValues.map(String).includes(value))
        throw new TemplateError(
          `Parameter ${k} failed to satisfy constraint: Member must satisfy enum value set: [${d.AllowedValues.join(', ')}]`,
        );
      return [k, value];
    }),
  );
}
