import type { Artifact, Execution } from '../../core/pipeline/types';
import { describeReferences } from '../../core/pipeline/variables';
import type { PipelineArtifacts } from '../../ports/internal-calls';
import { AwsError } from '../../wire/errors';

/** An action or a rule whose configuration has its values. */
interface Configured {
  readonly e: Execution;
  readonly declared: {
    readonly configuration?: Readonly<Record<string, string>> | undefined;
  };
  readonly config: Readonly<Record<string, string>>;
}

/**
 * A list that an action or a rule keeps as JSON in one string, `EnvironmentVariables` above all. Its
 * items are what its author wrote: who takes the list says what they should be.
 */
export function jsonList<Item>(
  { e, declared, config }: Configured,
  key: string,
): Item[] | undefined {
  const text = config[key];
  if (!text) return undefined;
  let why = '';
  try {
    const parsed = JSON.parse(text) as unknown;
    if (Array.isArray(parsed)) return parsed as Item[];
  } catch (error) {
    why = `: ${error instanceof Error ? error.message : String(error)}`;
  }
  const used = describeReferences(declared.configuration?.[key] ?? '', e);
  throw new AwsError(
    'ConfigurationError',
    `${key} is not a JSON list${used ? ` once its variables have their values (${used})` : ''}${why}`,
  );
}

/** What a build is told of a pipeline's artifacts: its primary source, the others by name, and where its own goes; several are secondary ones of those names (AWS-SEMANTICS 1.8). */
export function artifactsFor(
  inputs: readonly Artifact[],
  primaryName: string | undefined,
  outputs: readonly Artifact[],
): PipelineArtifacts {
  const [output] = outputs;
  const primary = inputs.find((i) => i.name === primaryName) ?? inputs[0];
  const secondary = inputs
    .filter((i) => i !== primary)
    .map((i) => ({ name: i.name, ...i.location }));
  return {
    ...(primary ? { source: { ...primary.location, revision: primary.revisionId } } : {}),
    ...(secondary.length ? { secondary } : {}),
    ...(outputs.length > 1
      ? { outputs: outputs.map((o) => ({ name: o.name, ...o.location })) }
      : output
        ? { output: output.location }
        : {}),
  };
}
