import type { Build, StartBuildOutput } from '@aws-sdk/client-codebuild';
import { fail, inputsOf, outputsOf, progress, type Doing } from '../action-run';
import { artifactsFor, environmentOverride } from '../build-input';
import { buildEnded } from '../ends';

export async function build(d: Doing): Promise<void> {
  const { ctx, e, run, config } = d;
  const inputs = inputsOf(d);
  const primary = inputs.find((i) => i.name === config['PrimarySource']) ?? inputs[0];
  const outputs = outputsOf(d, primary);
  if (config['BatchEnabled'] === 'true') return fail(ctx, e, run.id, 'ConfigurationError', 'Batch builds of a pipeline are not served by Starboard\'s engine yet');
  progress(d, { inputs, outputs, resolved: config });
  const own = (d.declared.environmentVariables ?? []).map((v) => ({ ...v, type: v.type ?? 'PLAINTEXT' }));
  const given = environmentOverride(config['EnvironmentVariables']);
  const started = await ctx.invoke('codebuild', 'StartBuild', {
    projectName: config['ProjectName'], idempotencyToken: run.id, environmentVariablesOverride: own.length ? [...own, ...(given ?? [])] : given, starboardInitiator: `codepipeline/${e.pipeline}`,
    starboardPipeline: artifactsFor(inputs, primary?.name, outputs),
  }) as StartBuildOutput;
  await waitFor(d, started.build);
}

/** Takes note of a build that has been started; its end is an event, or has come already. */
export async function waitFor(d: Doing, started: Build | undefined): Promise<void> {
  progress(d, { externalId: started?.id, logStreamArn: started?.logs?.cloudWatchLogsArn });
  await buildEnded(d.ctx, started?.id ?? '');
}

