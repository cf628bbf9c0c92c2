import { own } from '../own';
import {
  attributeParts,
  condition,
  functionOf,
  substitution,
  VARIABLE,
  type Scope,
} from './intrinsics';
import { RESOURCE_TYPES } from './resource-types';
import type { ResourceDeclaration, Template } from './template';
import { isTable, TemplateError } from './template-error';
import { SKIPPED_DEPENDENCY_IS_UNRESOLVED, SUB_SPEAKS_AS_GETATT } from './unverified';

/** What a resource answers to Fn::GetAtt here; undefined for a type that is not served. */
export type ServedAttributes = (resource: ResourceDeclaration) => readonly string[] | undefined;

type Block = 'Resources' | 'Outputs';

/** [doc] Pseudo parameters; of notifications and the like the engine has none. */
const PSEUDO = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];
/** [doc] Functions of AWS that the engine does not carry out. */
const LATER = [
  'Fn::Cidr',
  'Fn::FindInMap',
  'Fn::ForEach',
  'Fn::GetAZs',
  'Fn::ImportValue',
  'Fn::Length',
  'Fn::ToJsonString',
  'Fn::Transform',
];
const KNOWN =
  'Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Or, Fn::And, Fn::Not, Fn::Equals, Fn::If, Fn::FindInMap, Fn::Join, Fn::Split, Fn::Select, Fn::Sub, Fn::Cidr';

const error = (message: string): TemplateError => new TemplateError(`Template error: ${message}`);
const unresolved = (names: Iterable<string>, block: Block): TemplateError =>
  new TemplateError(
    `Template format error: Unresolved resource dependencies [${[...names].join(', ')}] in the ${block} block of the template`,
  );

const many = (arg: unknown, least: number, most = least): boolean =>
  Array.isArray(arg) && arg.length >= least && arg.length <= most;
const isText = (value: unknown): value is string => typeof value === 'string';

/** Each function's argument as AWS takes it, and what AWS says of any other. */
const ARGUMENTS: Readonly<Record<string, readonly [(arg: unknown) => boolean, string]>> = {
  Ref: [isText, 'every Ref object must have a single String value.'],
  'Fn::Base64': [
    (arg) => isText(arg) || functionOf(arg) !== undefined,
    'every Fn::Base64 object must have a String-typed value.',
  ],
  'Fn::If': [
    (arg) => many(arg, 3) && isText((arg as unknown[])[0]),
    'Fn::If requires a list argument with three elements',
  ],
  'Fn::Join': [
    (arg) => many(arg, 2) && isText((arg as unknown[])[0]),
    'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  ],
  'Fn::Select': [
    (arg) => many(arg, 2),
    'Fn::Select requires a list argument with two elements: an integer index and a list',
  ],
  'Fn::Split': [
    (arg) => many(arg, 2) && isText((arg as unknown[])[0]),
    'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
  ],
  'Fn::Sub': [
    (arg) =>
      isText(arg) ||
      (many(arg, 2) && isText((arg as unknown[])[0]) && isTable((arg as unknown[])[1])),
    "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  ],
  'Fn::Equals': [
    (arg) => many(arg, 2),
    'every Fn::Equals object requires a list of 2 string parameters.',
  ],
  'Fn::And': [
    (arg) => many(arg, 2, 10),
    'every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.',
  ],
  'Fn::Or': [
    (arg) => many(arg, 2, 10),
    'every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.',
  ],
  'Fn::Not': [
    (arg) => many(arg, 1),
    'every Fn::Not object requires a list with exactly 1 boolean parameter.',
  ],
};
const BOOLEAN = ['Fn::And', 'Fn::Equals', 'Fn::Not', 'Fn::Or'];

function checkCall(name: string, arg: unknown): void {
  if (LATER.includes(name)) throw error(`${name} is not served by Starboard's engine yet`);
  if (name === 'Fn::GetAtt') {
    if (isText(arg) && !/^[^.]+\../.test(arg))
      throw error(
        'if specifying one argument to Fn::GetAtt, that argument must be a non-empty string in format <LogicalId>.<Attribute>',
      );
    if (!isText(arg) && !(Array.isArray(arg) && arg.length >= 2 && isText(arg[0])))
      throw error(
        'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
      );
    return;
  }
  const expected = own(ARGUMENTS, name);
  if (!expected)
    throw error(`Encountered unsupported function: ${name} Supported functions are: [${KNOWN}]`);
  if (!expected[0](arg)) throw error(expected[1]);
}

/** What a value names: resources by Ref or DependsOn, attributes of them, conditions. */
interface Named {
  readonly ref: (name: string) => void;
  readonly attribute: (id: string, attribute: unknown, by: 'Fn::GetAtt' | 'Fn::Sub') => void;
}

/** Goes through a value. `branches` gives those of an Fn::If that count. */
function walk(
  value: unknown,
  named: Named,
  branches: (args: readonly unknown[]) => readonly unknown[],
): void {
  if (Array.isArray(value)) value.forEach((v) => walk(v, named, branches));
  if (!isTable(value)) return;
  const [name, arg] = functionOf(value) ?? ['', undefined];
  if (BOOLEAN.includes(name)) throw error(`${name} can be used in the Conditions block alone`);
  if (name !== '') checkCall(name, arg);
  switch (name) {
    case 'Ref':
      named.ref(String(arg));
      return;
    case 'Fn::GetAtt': {
      const [id, attribute] = attributeParts(arg);
      named.attribute(id, attribute, name);
      walk(attribute, named, branches);
      return;
    }
    case 'Fn::Sub':
      walkText(arg, named, branches);
      return;
    case 'Fn::If':
      walk(branches(arg as unknown[]), named, branches);
      return;
    default:
      for (const below of Object.values(value)) walk(below, named, branches);
  }
}

function walkText(
  arg: unknown,
  named: Named,
  branches: (args: readonly unknown[]) => readonly unknown[],
): void {
  const [text, extra] = substitution(arg);
  for (const [, literal, name = ''] of text.matchAll(VARIABLE)) {
    if (literal || Object.hasOwn(extra, name)) continue;
    if (!/^[\w.:]+$/.test(name))
      throw error(
        'variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
      );
    const dot = name.indexOf('.');
    if (dot > 0) named.attribute(name.slice(0, dot), name.slice(dot + 1), 'Fn::Sub');
    else named.ref(name);
  }
  walk(Object.values(extra), named, branches);
}

function checkAttribute(
  template: Template,
  id: string,
  attribute: unknown,
  by: string,
  served: ServedAttributes,
): void {
  const resource = own(template.Resources, id);
  const known = resource && served(resource);
  if (!isText(attribute) || !known || known.includes(attribute)) return;
  const type = resource.Type;
  if (own(RESOURCE_TYPES, type)?.attributes.includes(attribute))
    throw error(
      `attribute ${attribute} of resource ${id} (${type}) is not served by Starboard's engine yet`,
    );
  throw error(`resource ${id} does not support attribute type ${attribute} in ${by}`);
}

const declares = (template: Template, name: string): boolean =>
  PSEUDO.includes(name) ||
  Object.hasOwn(template.Parameters ?? {}, name) ||
  Object.hasOwn(template.Resources, name);
const hasCondition = (template: Template, name: string): boolean =>
  Object.hasOwn(template.Conditions ?? {}, name);

function checkCondition(template: Template, name: string | undefined, block: Block): void {
  if (name !== undefined && !hasCondition(template, name))
    throw new TemplateError(
      `Template format error: Unresolved condition dependency ${name} in the ${block} block of the template`,
    );
}

/** All branches of a block: a name that is declared nowhere is refused, whatever the conditions say. */
function checkBlock(
  template: Template,
  block: Block,
  values: readonly unknown[],
  served: ServedAttributes,
): void {
  const unknown = new Set<string>();
  const named: Named = {
    ref: (name) => {
      if (!declares(template, name)) unknown.add(name);
    },
    attribute: (id, attribute, by) => {
      if (Object.hasOwn(template.Resources, id))
        checkAttribute(template, id, attribute, SUB_SPEAKS_AS_GETATT ? 'Fn::GetAtt' : by, served);
      else if (by === 'Fn::Sub')
        throw error(
          `instance of Fn::Sub references invalid resource attribute ${id}.${String(attribute)}`,
        );
      else throw error(`instance of Fn::GetAtt references undefined resource ${id}`);
    },
  };
  walk(values, named, (args) => {
    const name = String(args[0]);
    if (!hasCondition(template, name))
      throw error(`unresolved condition dependency ${name} in Fn::If`);
    return args.slice(1);
  });
  if (unknown.size) throw unresolved(unknown, block);
}

function checkTruth(template: Template, value: unknown): void {
  const [first, ...more] = Object.entries(isTable(value) ? value : {});
  if (!first || more.length || !(first[0] === 'Condition' || BOOLEAN.includes(first[0])))
    throw new TemplateError(
      'Template format error: Conditions can only be boolean operations on parameters and other conditions',
    );
  const [name, arg] = first;
  if (name === 'Condition') {
    if (!hasCondition(template, String(arg)))
      throw error(`unresolved condition dependency ${String(arg)} in Condition`);
    return;
  }
  checkCall(name, arg);
  if (name !== 'Fn::Equals') {
    for (const below of arg as unknown[]) checkTruth(template, below);
    return;
  }
  const wrong = new Set<string>();
  const note = (id: string): void => {
    if (!declares(template, id) || Object.hasOwn(template.Resources, id)) wrong.add(id);
  };
  walk(arg, { ref: note, attribute: note }, (args) => args.slice(1));
  if (wrong.size)
    throw new TemplateError(
      `Template format error: Unresolved dependencies [${[...wrong].join(', ')}]. Cannot reference resources in the Conditions block of the template`,
    );
}

const dependsOn = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : (value ?? []);
const asRefs = (ids: readonly string[]): unknown[] => ids.map((id) => ({ Ref: id }));

/** Everything that a template names is declared in it. Asks for no parameter, so ValidateTemplate says it too. */
export function checkReferences(template: Template, served: ServedAttributes): void {
  for (const value of Object.values(template.Conditions ?? {})) checkTruth(template, value);
  const resources = Object.values(template.Resources);
  for (const { Value: value } of Object.values(template.Outputs ?? {}))
    if (typeof value === 'object' && !functionOf(value))
      throw new TemplateError(
        'Template format error: The Value field of every Outputs member must evaluate to a String.',
      );
  for (const r of resources) checkCondition(template, r.Condition, 'Resources');
  const outputs = Object.values(template.Outputs ?? {});
  for (const o of outputs) checkCondition(template, o.Condition, 'Outputs');
  for (const r of resources) {
    const wrong = dependsOn(r.DependsOn).filter((id) => !Object.hasOwn(template.Resources, id));
    if (wrong.length) throw unresolved(wrong, 'Resources');
  }
  checkBlock(
    template,
    'Resources',
    resources.map((r) => [r.Properties, r.Metadata, r.CreationPolicy, r.UpdatePolicy]),
    served,
  );
  checkBlock(
    template,
    'Outputs',
    outputs.map((o) => [o.Value, o.Export?.Name]),
    served,
  );
}

/** The resources that a value names where the conditions stand as they do. */
function reached(value: unknown, scope: Scope): Set<string> {
  const found = new Set<string>();
  const note = (id: string): void => {
    if (Object.hasOwn(scope.template.Resources, id)) found.add(id);
  };
  walk(value, { ref: note, attribute: note }, (args) => [
    condition(String(args[0]), scope) ? args[1] : args[2],
  ]);
  return found;
}

const holds = (name: string | undefined, scope: Scope): boolean =>
  name === undefined || condition(name, scope);

/** Outputs that the conditions let be. */
export const wantedOutputs = (scope: Scope): [string, NonNullable<Template['Outputs']>[string]][] =>
  Object.entries(scope.template.Outputs ?? {}).filter(([, o]) => holds(o.Condition, scope));

/** What each resource that is to be made must wait for, in the template's order. What names one that is not made, or itself by a circle, is refused. */
export function dependencies(scope: Scope): Map<string, string[]> {
  for (const name of Object.keys(scope.template.Conditions ?? {})) condition(name, scope);
  const wanted = Object.entries(scope.template.Resources).filter(([, r]) =>
    holds(r.Condition, scope),
  );
  const ids = new Set(wanted.map(([id]) => id));
  const before = (r: ResourceDeclaration): readonly string[] =>
    dependsOn(r.DependsOn).filter((id) => SKIPPED_DEPENDENCY_IS_UNRESOLVED || ids.has(id));
  const graph = new Map(
    wanted.map(([id, r]) => [
      id,
      [...reached([asRefs(before(r)), r.Properties, r.Metadata, r.CreationPolicy], scope)],
    ]),
  );
  refuseMissing([...graph.values()].flat(), ids, 'Resources');
  refuseMissing(
    wantedOutputs(scope).flatMap(([, o]) => [...reached([o.Value, o.Export?.Name], scope)]),
    ids,
    'Outputs',
  );
  refuseCircles(graph);
  return graph;
}

function refuseMissing(names: readonly string[], ids: ReadonlySet<string>, block: Block): void {
  const missing = new Set(names.filter((d) => !ids.has(d)));
  if (missing.size) throw unresolved(missing, block);
}

/** Takes away whatever waits for nothing that is left, until nothing changes: the rest wait for each other, or for those who do. */
function refuseCircles(graph: ReadonlyMap<string, readonly string[]>): void {
  const left = new Set(graph.keys());
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const [id, needs] of graph)
      if (left.has(id) && !needs.some((d) => left.has(d))) left.delete(id);
  }
  // Nor is it in a circle when nobody of the circle waits for it.
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const id of [...left])
      if (![...left].some((other) => graph.get(other)?.includes(id))) left.delete(id);
  }
  if (left.size)
    throw new TemplateError(`Circular dependency between resources: [${[...left].join(', ')}]`);
}
