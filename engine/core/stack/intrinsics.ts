import { own } from '../own';
import { isListType, items } from './parameters';
import type { Template } from './template';
import { isTable, TemplateError } from './template-error';

export interface Scope {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  /** `AWS::Region` and its like. */
  readonly pseudo: Readonly<Record<string, string>>;
  /** What resources that exist have given: their Ref under '', their attributes by name. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const NO_VALUE = Symbol('AWS::NoValue');

/** A function and its argument, where a value is one. */
export function functionOf(value: unknown): readonly [name: string, arg: unknown] | undefined {
  if (!isTable(value)) return undefined;
  const entries = Object.entries(value);
  const [first] = entries;
  return entries.length === 1 && first && (first[0] === 'Ref' || first[0].startsWith('Fn::'))
    ? first
    : undefined;
}

/** Resource and attribute of Fn::GetAtt, written as a list or with a dot. */
export function attributeParts(arg: unknown): readonly [id: string, attribute: unknown] {
  if (!Array.isArray(arg)) {
    const text = String(arg);
    const dot = text.indexOf('.');
    return [text.slice(0, dot), text.slice(dot + 1)];
  }
  const [id, ...rest] = arg as unknown[];
  return [String(id), rest.length === 1 ? rest[0] : rest.join('.')];
}

/** The text of Fn::Sub and the values of its own. */
export function substitution(
  arg: unknown,
): readonly [text: string, own: Readonly<Record<string, unknown>>] {
  return Array.isArray(arg)
    ? [String(arg[0]), arg[1] as Readonly<Record<string, unknown>>]
    : [String(arg), {}];
}
export const VARIABLE = /\$\{(!?)([^}]*)\}/g;

export function condition(name: string, scope: Scope, seen: readonly string[] = []): boolean {
  const declared = own(scope.template.Conditions ?? {}, name);
  if (declared === undefined)
    throw new TemplateError(`Template error: unresolved condition dependency ${name} in Condition`);
  if (seen.includes(name))
    throw new TemplateError(
      `Template format error: Circular dependency between conditions: [${seen.slice(seen.indexOf(name)).join(', ')}]`,
    );
  return truth(declared, scope, [...seen, name]);
}

function truth(value: unknown, scope: Scope, seen: readonly string[]): boolean {
  const [name, arg] = Object.entries(isTable(value) ? value : {})[0] ?? ['', undefined];
  const list = Array.isArray(arg) ? (arg as unknown[]) : [];
  switch (name) {
    case 'Condition':
      return condition(String(arg), scope, seen);
    case 'Fn::Equals':
      return String(resolve(list[0], scope)) === String(resolve(list[1], scope));
    case 'Fn::And':
      return list.every((v) => truth(v, scope, seen));
    case 'Fn::Or':
      return list.some((v) => truth(v, scope, seen));
    case 'Fn::Not':
      return !truth(list[0], scope, seen);
    default:
      throw new TemplateError(
        'Template format error: Conditions can only be boolean operations on parameters and other conditions',
      );
  }
}

function reference(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  const pseudo = own(scope.pseudo, name);
  if (pseudo !== undefined) return pseudo;
  const parameter = own(scope.template.Parameters ?? {}, name);
  if (parameter) {
    const value = scope.parameters[name] ?? '';
    return isListType(parameter.Type) ? items(value) : value;
  }
  const ref = own(scope.resources, name)?.[''];
  if (ref === undefined)
    throw new TemplateError(
      `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
    );
  return ref;
}

function attribute(id: string, name: string, scope: Scope): string {
  const value = own(own(scope.resources, id) ?? {}, name);
  if (value === undefined)
    throw new TemplateError(
      `Template error: resource ${id} does not support attribute type ${name} in Fn::GetAtt`,
    );
  return value;
}

function text(value: unknown, what: string): string {
  if (typeof value === 'object' || value === undefined || value === NO_VALUE)
    throw new TemplateError(`Template error: ${what}`);
  return String(value);
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new TemplateError(`Template error: ${what}`);
  return value as unknown[];
}

function substitute(arg: unknown, scope: Scope): string {
  const [pattern, extra] = substitution(arg);
  return pattern.replace(VARIABLE, (_all, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const wrong = `the value of ${name} in Fn::Sub must be a string`;
    if (Object.hasOwn(extra, name)) return text(resolve(extra[name], scope), wrong);
    const dot = name.indexOf('.');
    return dot > 0
      ? attribute(name.slice(0, dot), name.slice(dot + 1), scope)
      : text(reference(name, scope), wrong);
  });
}

function select(args: readonly unknown[], scope: Scope): unknown {
  const index = Number(resolve(args[0], scope));
  const from = list(
    resolve(args[1], scope),
    'Fn::Select requires a list argument with two elements: an integer index and a list',
  );
  if (!(Number.isInteger(index) && index >= 0 && index < from.length))
    throw new TemplateError(
      `Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`,
    );
  return from[index];
}

function call(name: string, arg: unknown, scope: Scope): unknown {
  const args = Array.isArray(arg) ? (arg as unknown[]) : [];
  switch (name) {
    case 'Ref':
      return reference(String(arg), scope);
    case 'Fn::GetAtt': {
      const [id, attributeName] = attributeParts(arg);
      return attribute(id, String(resolve(attributeName, scope)), scope);
    }
    case 'Fn::Sub':
      return substitute(arg, scope);
    case 'Fn::Join':
      return list(
        resolve(args[1], scope),
        'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
      )
        .map((v) => text(v, 'every value of Fn::Join must be a string'))
        .join(String(args[0]));
    case 'Fn::Select':
      return select(args, scope);
    case 'Fn::Split':
      return text(
        resolve(args[1], scope),
        'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
      ).split(String(args[0]));
    case 'Fn::Base64':
      return Buffer.from(
        text(resolve(arg, scope), 'every Fn::Base64 object must have a String-typed value.'),
      ).toString('base64');
    case 'Fn::If':
      return resolve(condition(String(args[0]), scope) ? args[1] : args[2], scope);
    default:
      throw new TemplateError(`Template error: ${name} is not served by Starboard's engine yet`);
  }
}

/** A value with every intrinsic function in it carried out. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((v) => resolve(v, scope)).filter((v) => v !== NO_VALUE);
  if (!isTable(value)) return value;
  const called = functionOf(value);
  if (called) return call(called[0], called[1], scope);
  return Object.fromEntries(
    Object.entries(value)
      .map(([k, v]) => [k, resolve(v, scope)] as const)
      .filter(([, v]) => v !== NO_VALUE),
  );
}
