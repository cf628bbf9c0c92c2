import type { Build, EnvironmentVariable } from '@aws-sdk/client-codebuild';
import { fail, inputsOf, outputsOf, progress, type ActionAttempt } from '../action-run';
import { artifactsFor, jsonList } from '../build-input';
import { batchEnded, buildEnded } from '../completions';

export async function build(d: ActionAttempt): Promise<void> {
  const { ctx, e, run, config } = d;
  const inputs = inputsOf(d);
  const primary = inputs.find((i) => i.name === config['PrimarySource']) ?? inputs[0];
  const outputs = outputsOf(d, primary);
  const isBatch = config['BatchEnabled'] === 'true';
  const combined = config['CombineArtifacts'] === 'true';
  if (combined && !isBatch)
    return fail(ctx, e, run.id, 'ConfigurationError', 'CombineArtifacts needs BatchEnabled');
  if (combined && outputs.length > 1)
    return fail(
      ctx,
      e,
      run.id,
      'ConfigurationError',
      'With CombineArtifacts there is one output artifact, and this action declares several',
    );
  progress(d, { inputs, outputs, resolved: config });
  const own = (d.declared.environmentVariables ?? []).map((v) => ({
    ...v,
    type: v.type ?? ('PLAINTEXT' as const),
  }));
  const given = jsonList<EnvironmentVariable>(d, 'EnvironmentVariables');
  const request = {
    projectName: config['ProjectName'],
    idempotencyToken: run.id,
    environmentVariablesOverride: own.length ? [...own, ...(given ?? [])] : given,
  };
  const initiator = `codepipeline/${e.pipeline}`;
  if (isBatch) {
    const pipeline = {
      ...artifactsFor(inputs, primary?.name, []),
      outputs: outputs.map((o) => ({ name: o.name, ...o.location })),
    };
    const { buildBatch } = await ctx.internal.codebuild.startBuildBatch({
      request: { ...request, buildBatchConfigOverride: { combineArtifacts: combined } },
      origin: { initiator, pipeline },
    });
    progress(d, { externalId: buildBatch?.id });
    return batchEnded(ctx, buildBatch?.id ?? '');
  }
  const pipeline = artifactsFor(inputs, primary?.name, outputs);
  const started = await ctx.internal.codebuild.startBuild({
    request,
    origin: { initiator, pipeline },
  });
  await waitFor(d, started.build);
}

/** Takes note of a build that has been started; its end is an event, or has come already. */
export async function waitFor(d: ActionAttempt, started: Build | undefined): Promise<void> {
  progress(d, { externalId: started?.id, logStreamArn: started?.logs?.cloudWatchLogsArn });
  await buildEnded(d.ctx, started?.id ?? '');
}
