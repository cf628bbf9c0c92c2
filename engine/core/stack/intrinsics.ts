import { own } from '../own';
import { TemplateError, type Template } from './template';

export interface Scope {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  /** `AWS::Region` and its like. */
  readonly pseudo: Readonly<Record<string, string>>;
  /** What resources that exist have given: their Ref under '', their attributes by name. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const NO_VALUE = Symbol('AWS::NoValue');

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function condition(name: string, scope: Scope, seen: readonly string[] = []): boolean {
  const declared = scope.template.Conditions?.[name];
  if (declared === undefined || seen.includes(name))
    throw new TemplateError(`Template format error: Unresolved condition ${name}`);
  return truth(declared, scope, [...seen, name]);
}

function truth(value: unknown, scope: Scope, seen: readonly string[]): boolean {
  if (!isObject(value)) return value === true || value === 'true';
  const [name, arg] = Object.entries(value)[0] ?? ['', undefined];
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
      throw new TemplateError(`Template format error: ${name} is no condition function`);
  }
}

function reference(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  if (name in scope.pseudo) return scope.pseudo[name];
  const parameter = scope.template.Parameters?.[name];
  if (parameter)
    return /^(List<|CommaDelimitedList)/.test(parameter.Type)
      ? (scope.parameters[name] ?? '').split(',').map((s) => s.trim())
      : scope.parameters[name];
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

function substitute(arg: unknown, scope: Scope): string {
  const [text, extra] = Array.isArray(arg)
    ? [String(arg[0]), arg[1] as Record<string, unknown>]
    : [String(arg), {}];
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_all, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(extra, name)) return String(resolve(extra[name], scope));
    const dot = name.indexOf('.');
    return dot > 0
      ? attribute(name.slice(0, dot), name.slice(dot + 1), scope)
      : String(reference(name, scope));
  });
}

function call(name: string, arg: unknown, scope: Scope): unknown {
  const list = Array.isArray(arg) ? (arg as unknown[]) : [];
  switch (name) {
    case 'Ref':
      return reference(String(arg), scope);
    case 'Fn::GetAtt':
      return Array.isArray(arg)
        ? attribute(String(arg[0]), String(arg[1]), scope)
        : attribute(
            String(arg).split('.')[0] ?? '',
            String(arg).split('.').slice(1).join('.'),
            scope,
          );
    case 'Fn::Sub':
      return substitute(arg, scope);
    case 'Fn::Join':
      return (resolve(list[1], scope) as unknown[]).map(String).join(String(list[0]));
    case 'Fn::Select':
      return (resolve(list[1], scope) as unknown[])[Number(resolve(list[0], scope))];
    case 'Fn::Split':
      return String(resolve(list[1], scope)).split(String(list[0]));
    case 'Fn::Base64':
      return Buffer.from(String(resolve(arg, scope))).toString('base64');
    case 'Fn::If':
      return resolve(condition(String(list[0]), scope) ? list[1] : list[2], scope);
    default:
      throw new TemplateError(`Template error: ${name} is not served by Starboard's engine yet`);
  }
}

/** A value with every intrinsic function in it carried out. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((v) => resolve(v, scope)).filter((v) => v !== NO_VALUE);
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first && (first[0] === 'Ref' || first[0].startsWith('Fn::')))
    return call(first[0], first[1], scope);
  return Object.fromEntries(
    entries.map(([k, v]) => [k, resolve(v, scope)] as const).filter(([, v]) => v !== NO_VALUE),
  );
}

function mentions(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) value.forEach((v) => mentions(v, found));
  if (!isObject(value)) return;
  for (const [k, v] of Object.entries(value)) {
    if (k === 'Ref') found.add(String(v));
    else if (k === 'Fn::GetAtt')
      found.add(Array.isArray(v) ? String(v[0]) : (String(v).split('.')[0] ?? ''));
    else if (k === 'Fn::Sub') {
      for (const m of (Array.isArray(v) ? String(v[0]) : String(v)).matchAll(
        /\$\{([A-Za-z0-9]+)[.}]/g,
      ))
        found.add(m[1] ?? '');
      mentions(Array.isArray(v) ? v[1] : undefined, found);
    } else mentions(v, found);
  }
}

/** What each resource that is to be made must wait for. A cycle is refused. */
export function dependencies(
  template: Template,
  wanted: ReadonlySet<string>,
): Map<string, string[]> {
  const graph = new Map<string, string[]>();
  for (const id of wanted) {
    const r = template.Resources[id];
    const found = new Set<string>(
      typeof r?.DependsOn === 'string' ? [r.DependsOn] : (r?.DependsOn ?? []),
    );
    for (const d of found)
      if (!template.Resources[d])
        throw new TemplateError(
          `Template format error: Unresolved resource dependencies [${d}] in the Resources block of the template`,
        );
    mentions(r?.Properties, found);
    graph.set(
      id,
      [...found].filter((d) => wanted.has(d) && d !== id),
    );
  }
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (done.has(id)) return;
    if (path.includes(id))
      throw new TemplateError(
        `Circular dependency between resources: [${path.slice(path.indexOf(id)).join(', ')}]`,
      );
    for (const d of graph.get(id) ?? []) visit(d, [...path, id]);
    done.add(id);
  };
  for (const id of wanted) visit(id, []);
  return graph;
}
