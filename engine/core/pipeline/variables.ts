import type { Execution } from './types';

/** A reference that nothing has given a value: the action fails (AWS-SEMANTICS 3.3). */
export class VariableError extends Error { override name = 'VariableError' }

/** `#{namespace.key}` replaced in a configuration, right before its action starts. Names are case-sensitive. */
export function resolveConfiguration(configuration: Readonly<Record<string, string>>, e: Execution): Record<string, string> {
  const lookup = (namespace: string, key: string): string | undefined => {
    if (namespace === 'codepipeline') return key === 'PipelineExecutionId' ? e.id : undefined;
    if (namespace === 'variables') return e.variables[key];
    for (const stage of e.declaration.stages) {
      for (const action of stage.actions) {
        if (action.namespace !== namespace) continue;
        return [...e.actions].reverse().find((a) => a.stage === stage.name && a.name === action.name && a.status === 'Succeeded')?.variables?.[key];
      }
    }
    return undefined;
  };
  return Object.fromEntries(Object.entries(configuration).map(([name, text]) => [name, text.replace(/#\{([\w@-]+)\.([\w@-]+)\}/g, (reference: string, namespace: string, key: string) => {
    const value = lookup(namespace, key);
    if (value === undefined) throw new VariableError(`Failed to resolve the variable ${reference} in the configuration ${name}`);
    return value;
  })]));
}
