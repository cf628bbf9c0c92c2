import { isAlias, visit, type Document, type YAMLMap, type YAMLSeq } from 'yaml';
import type { CollectionTag, ScalarTag, Tags } from 'yaml';
import { parseJson, parseYaml, yamlValue } from '../../../common/bounded-parse';
import { checkStructure } from './structure';
import { TemplateError } from './template-error';

export { TemplateError } from './template-error';

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
          | {
              /** A number, or a function of parameters. */
              readonly Count?: unknown;
              readonly Timeout?: string | undefined;
            }
          | undefined;
      }
    | undefined;
  readonly UpdatePolicy?: unknown;
  readonly Metadata?: unknown;
}
export interface ParameterDeclaration {
  readonly Type: string;
  readonly Default?: unknown;
  readonly AllowedPattern?: string | undefined;
  readonly AllowedValues?: readonly unknown[] | undefined;
  readonly MinLength?: unknown;
  readonly MaxLength?: unknown;
  readonly MinValue?: unknown;
  readonly MaxValue?: unknown;
  readonly Description?: string | undefined;
  readonly NoEcho?: unknown;
  readonly ConstraintDescription?: string | undefined;
}
export interface OutputDeclaration {
  readonly Value: unknown;
  readonly Description?: string | undefined;
  readonly Condition?: string | undefined;
  readonly Export?: { readonly Name: unknown } | undefined;
}
export interface Template {
  readonly AWSTemplateFormatVersion?: string | undefined;
  readonly Description?: string | undefined;
  readonly Transform?: unknown;
  readonly Parameters?: Readonly<Record<string, ParameterDeclaration>> | undefined;
  readonly Conditions?: Readonly<Record<string, unknown>> | undefined;
  readonly Resources: Readonly<Record<string, ResourceDeclaration>>;
  readonly Outputs?: Readonly<Record<string, OutputDeclaration>> | undefined;
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

function scalar(name: string, text: string): unknown {
  const dot = text.indexOf('.');
  return name === 'GetAtt' && dot > 0 ? [text.slice(0, dot), text.slice(dot + 1)] : text;
}

/** The short forms `!Ref x`, `!GetAtt a.b`, `!Sub [..]` of YAML templates. */
const customTags: Tags = SHORT.flatMap((name): (ScalarTag | CollectionTag)[] => [
  { tag: `!${name}`, resolve: (text: string) => ({ [full(name)]: scalar(name, text) }) },
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

/** An alias below a short form is gone by the time its value is made, so the text is looked through without them first. */
function hasAlias(body: string): boolean {
  let found = false;
  visit(parseYaml(body, { logLevel: 'silent' }), {
    Node: (_key, node) => {
      found = isAlias(node);
      return found ? visit.BREAK : undefined;
    },
  });
  return found;
}

function fromYaml(body: string): unknown {
  const wrong = (why: string, cause?: unknown): TemplateError =>
    new TemplateError(`Template format error: YAML not well-formed. ${why}`, { cause });
  try {
    if (body.includes('*') && hasAlias(body))
      throw new TemplateError(
        'Template error: YAML aliases are not allowed in CloudFormation templates',
      );
    const document: Document = parseYaml(body, { customTags, logLevel: 'silent' });
    // A warning is a tag that nobody knows, such as `!GetAttr`.
    const mistake = document.errors[0] ?? document.warnings[0];
    if (mistake) throw wrong(mistake.message.split('\n')[0] ?? '');
    return yamlValue(document);
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong(error.message, error);
    throw error;
  }
}

function fromJson(body: string): unknown {
  try {
    return parseJson(body);
  } catch (cause) {
    throw new TemplateError(
      `Template format error: JSON not well-formed. ${cause instanceof Error ? cause.message : ''}`,
      { cause },
    );
  }
}

/** JSON or YAML, with the checks that need no account. */
export function parseTemplate(body: string): Template {
  const raw = body.trimStart().startsWith('{') ? fromJson(body) : fromYaml(body);
  checkStructure(raw);
  return raw as Template;
}
