import type { Build, StartBuildBatchOutput, StartBuildOutput } from '@aws-sdk/client-codebuild';
import { fail, inputsOf, outputsOf, progress, type Doing } from '../action-run';
import { artifactsFor, jsonList } from '../build-input';
import { batchEnded, buildEnded } from '../ends';

export async function build(d: Doing): Promise<void> {
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
    type: v.type ?? 'PLAINTEXT',
  }));
  const given = jsonList(d, 'EnvironmentVariables');
  const start = {
    projectName: config['ProjectName'],
    idempotencyToken: run.id,
    environmentVariablesOverride: own.length ? [...own, ...(given ?? [])] : given,
    starboardInitiator: `codepipeline/${e.pipeline}`,
  };
  if (isBatch) {
    const { buildBatch } = (await ctx.invoke('codebuild', 'StartBuildBatch', {
      ...start,
      buildBatchConfigOverride: { combineArtifacts: combined },
      starboardPipeline: {
        ...artifactsFor(inputs, primary?.name, []),
        outputs: outputs.map((o) => ({ name: o.name, ...o.location })),
      },
    })) as StartBuildBatchOutput;
    progress(d, { externalId: buildBatch?.id });
    return batchEnded(ctx, buildBatch?.id ?? '');
  }
  const started = (await ctx.invoke('codebuild', 'StartBuild', {
    ...start,
    starboardPipeline: artifactsFor(inputs, primary?.name, outputs),
  })) as StartBuildOutput;
  await waitFor(d, started.build);
}

/** Takes note of a build that has been started; its end is an event, or has come already. */
export async function waitFor(d: Doing, started: Build | undefined): Promise<void> {
  progress(d, { externalId: started?.id, logStreamArn: started?.logs?.cloudWatchLogsArn });
  await buildEnded(d.ctx, started?.id ?? '');
}
