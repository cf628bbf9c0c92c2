import { fitsWildcards } from '../../../common/wildcard';
import { parseSecretReference } from '../build/secret-reference';
import { parseBuildspec } from '../build/buildspec/parse';
import { BuildspecError } from '../build/buildspec/reader';

/** Secrets and parameters that something names: ids as they were written, and patterns of ARNs' ends. */
export interface Names {
  readonly secrets: readonly string[];
  readonly parameters: readonly string[];
}

interface Variable {
  readonly type?: string | undefined;
  readonly value?: string | undefined;
}

const joined = (all: readonly Names[]): Names => ({
  secrets: all.flatMap((n) => n.secrets),
  parameters: all.flatMap((n) => n.parameters),
});

/** What environment variables refer to. */
export function namesOfVariables(variables: readonly Variable[]): Names {
  const of = (type: string): string[] =>
    variables.flatMap((v) => (v.type === type && v.value ? [v.value] : []));
  return {
    secrets: of('SECRETS_MANAGER').map((v) => parseSecretReference(v).secretId),
    parameters: of('PARAMETER_STORE'),
  };
}

/** What a buildspec that is kept with a project refers to. (One in the source is the build's own word, and names nothing.) */
export function namesOfBuildspec(text: string): Names {
  try {
    const spec = parseBuildspec(text);
    return {
      secrets: Object.values(spec.secretsManager).map((v) => parseSecretReference(v).secretId),
      parameters: Object.values(spec.parameterStore),
    };
  } catch (error) {
    if (error instanceof BuildspecError) return { secrets: [], parameters: [] };
    throw error;
  }
}

interface Action {
  readonly configuration?: Readonly<Record<string, string>> | undefined;
  readonly environmentVariables?: readonly Variable[] | undefined;
}

/** What a pipeline's actions refer to. */
export function namesOfActions(actions: readonly Action[]): Names {
  return joined(
    actions.map((a) => {
      const given = a.configuration?.['EnvironmentVariables'];
      return joined([
        namesOfVariables(a.environmentVariables ?? []),
        namesOfVariables(given === undefined ? [] : variablesIn(given)),
      ]);
    }),
  );
}

function variablesIn(text: string): Variable[] {
  try {
    const list = JSON.parse(text) as unknown;
    return Array.isArray(list) ? (list as Variable[]) : [];
  } catch (error) {
    // A pipeline with such a configuration fails its action; it names nothing.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** What a stack's template refers to: dynamic references, and ARNs that it writes out. */
export function namesOfTemplate(body: string): Names {
  const found = (pattern: RegExp): string[] => [...body.matchAll(pattern)].map((m) => m[1] ?? '');
  return {
    secrets: [
      ...found(
        /\{\{resolve:secretsmanager:((?:arn:[^:}]+:secretsmanager:[^:}]*:[^:}]*:secret:)?[^:}]+)/g,
      ),
      ...found(/:secretsmanager:[^"'\s]{0,200}?:secret:([^"'\s:,\]]+)/g),
    ],
    parameters: [
      ...found(/\{\{resolve:ssm(?:-secure)?:([^:}]+)/g),
      ...found(/:ssm:[^"'\s]{0,200}?:parameter(\/[^"'\s,\]]+)/g),
    ],
  };
}

interface PolicyStatement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
}

const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((v): v is string => typeof v === 'string');

/** The resources that a role's policies allow an action on; `*` alone names nothing. */
export function resourcesOfPolicies(documents: readonly string[], action: string): string[] {
  return documents.flatMap((document) => {
    const statements = (JSON.parse(document) as { Statement?: unknown } | null)?.Statement;
    return (Array.isArray(statements) ? statements : ([statements] as unknown[])).flatMap((s) => {
      const statement = (s ?? {}) as PolicyStatement;
      const allows =
        statement.Effect === 'Allow' &&
        list(statement.Action).some((a) => fitsWildcards(a.toLowerCase(), action.toLowerCase()));
      return allows ? list(statement.Resource) : [];
    });
  });
}
