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

/** `#{namespace.key}` replaced in one text; `where` is said in the error. Names are case-sensitive. */
export function resolveText(text: string, e: Execution, where: string): string {
  return text.replace(
    /#\{([\w@-]+)\.([\w@-]+)\}/g,
    (reference: string, namespace: string, key: string) => {
      const value = lookup(e, namespace, key);
      if (value === undefined)
        throw new VariableError(`Failed to resolve the variable ${reference} in ${where}`);
      return value;
    },
  );
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
