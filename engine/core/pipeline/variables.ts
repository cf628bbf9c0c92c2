import type { Execution } from './types';

/** A reference that nothing has given a value: the action fails (AWS-SEMANTICS 3.3). */
export class VariableError extends Error {
  override name = 'VariableError';
}

/** Resolved configuration of one action (AWS-SEMANTICS 3.3 [doc22]). */
const MAX_RESOLVED_BYTES = 100 * 1024;

function lookup(e: Execution, namespace: string, key: string): string | undefined {
  if (namespace === 'codepipeline') return key === 'PipelineExecutionId' ? e.id : undefined;
  if (namespace === 'variables') return e.variables[key];
  for (const stage of e.declaration.stages) {
    for (const action of stage.actions) {
      if (action.namespace !== namespace) continue;
      const own = [...e.actions]
        .reverse()
        .find((a) => a.stage === stage.name && a.name === action.name && a.status === 'Succeeded')
        ?.variables?.[key];
      return own ?? e.outputs?.[namespace]?.[key];
    }
  }
  return undefined;
}

const REFERENCE = /#\{([\w@-]+)\.([\w@-]+)\}/g;

/** The variables that a text refers to. */
export const referencesIn = (text: string): { reference: string; namespace: string }[] =>
  [...text.matchAll(REFERENCE)].map(([reference, namespace = '']) => ({ reference, namespace }));

/** Longer values are cut where they are shown. */
const MAX_SHOWN = 200;

/** Each variable of a text with its value, for a message. */
export function describeReferences(text: string, e: Execution): string {
  const all = new Set([...text.matchAll(REFERENCE)].map((m) => m[0]));
  return [...all]
    .map((reference) => {
      const value = JSON.stringify(resolveText(reference, e, 'a message'));
      return `${reference} is ${value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value}`;
    })
    .join(', ');
}

/** `#{namespace.key}` replaced in one text; `where` is said in the error. Names are case-sensitive. */
export function resolveText(text: string, e: Execution, where: string): string {
  return text.replace(REFERENCE, (reference: string, namespace: string, key: string) => {
    const value = lookup(e, namespace, key);
    if (value === undefined)
      throw new VariableError(`Failed to resolve the variable ${reference} in ${where}`);
    return value;
  });
}

/** A configuration right before its action or rule starts. */
export function resolveConfiguration(
  configuration: Readonly<Record<string, string>>,
  e: Execution,
): Record<string, string> {
  const resolved = Object.fromEntries(
    Object.entries(configuration).map(([name, text]) => [
      name,
      resolveText(text, e, `the configuration ${name}`),
    ]),
  );
  if (
    Object.entries(resolved).reduce((n, [k, v]) => n + k.length + v.length, 0) > MAX_RESOLVED_BYTES
  )
    throw new VariableError('The resolved configuration has more than 100 KB');
  return resolved;
}
