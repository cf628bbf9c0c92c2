import type { Artifact } from '../../core/pipeline/types';
import { AwsError } from '../../wire/errors';

/** `[{"name","value","type"}]` as an action or rule keeps it in one string. */
export function environmentOverride(text: string | undefined): unknown[] | undefined {
  if (!text) return undefined;
  try {
    const parsed = JSON.parse(text) as unknown;
    if (Array.isArray(parsed)) return parsed as unknown[];
  } catch (cause) {
    throw new AwsError('ConfigurationError', 'EnvironmentVariables is not a JSON list', { cause });
  }
  throw new AwsError('ConfigurationError', 'EnvironmentVariables is not a JSON list');
}

/** What a build is told of a pipeline's artifacts: its primary source, the others by name, and where its own goes; several are secondary ones of those names (AWS-SEMANTICS 1.8). */
export function artifactsFor(
  inputs: readonly Artifact[],
  primaryName: string | undefined,
  outputs: readonly Artifact[],
): object {
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
