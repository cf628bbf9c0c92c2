import 'server-only';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import type { ActionTold, NamedValue } from '@/lib/domain/executions/action-facts';
import { HIDDEN, soundsSecret } from '@/lib/domain/secrets';

const MAX_VALUE = 500;

const cut = (value: string): string =>
  value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value;

const named = (values: Readonly<Record<string, string>> | undefined): NamedValue[] =>
  Object.entries(values ?? {})
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => a.name.localeCompare(b.name));

/** The names of CodeBuild's environment variables: their values may be secret whatever they are called. */
function variableNames(json: string): string {
  try {
    const list: unknown = JSON.parse(json);
    if (!Array.isArray(list)) return HIDDEN;
    return list
      .map((v: unknown) =>
        typeof v === 'object' && v !== null && 'name' in v ? String(v.name) : HIDDEN,
      )
      .join(', ');
  } catch {
    // Not the form that CodePipeline asks for: nothing in it can be called safe.
    return HIDDEN;
  }
}

function safe({ name, value }: NamedValue): NamedValue {
  if (name === 'EnvironmentVariables') return { name, value: cut(variableNames(value)) };
  return { name, value: soundsSecret(name) ? HIDDEN : cut(value) };
}

/** What CodePipeline itself tells of any action, whoever does its work (ListActionExecutions): no permission more. */
export function toldOf({ input, output }: ActionExecutionDetail): ActionTold {
  const result = output?.executionResult;
  return {
    configuration: named(input?.resolvedConfiguration ?? input?.configuration).map(safe),
    variables: named(output?.outputVariables).map(safe),
    // A failure's is beside its step already.
    summary:
      result?.errorDetails || !result?.externalExecutionSummary
        ? undefined
        : cut(result.externalExecutionSummary),
  };
}
