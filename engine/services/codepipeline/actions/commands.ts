import { resolveText } from '../../../core/pipeline/variables';
import { inputsOf, outputsOf, progress, type ActionAttempt } from '../action-run';
import { artifactsFor } from '../build-input';
import { waitFor } from './codebuild';

/** Commands of a pipeline without a build project (AWS-SEMANTICS 3.2): run as a build with a buildspec of their own. */
export async function commands(d: ActionAttempt): Promise<void> {
  const { ctx, e, run, declared } = d;
  const inputs = inputsOf(d);
  const outputs = outputsOf(d, inputs[0]);
  progress(d, { inputs, outputs, resolved: d.config });
  const files = (declared.outputArtifacts?.[0] as { files?: readonly string[] } | undefined)
    ?.files ?? ['**/*'];
  const started = await ctx.internal.codebuild.startCommands({
    owner: e.pipeline,
    token: run.id,
    stream: `${e.id}/${run.stage}/${run.name}/${run.id}`,
    roleArn: declared.roleArn ?? e.declaration.roleArn,
    commands: (declared.commands ?? []).map((c) => resolveText(c, e, 'a command')),
    exported: declared.outputVariables ?? [],
    files,
    environment: (declared.environmentVariables ?? []).map((v) => ({
      name: v.name,
      value: resolveText(v.value, e, `the environment variable ${v.name}`),
      type: v.type ?? ('PLAINTEXT' as const),
    })),
    pipeline: artifactsFor(inputs, undefined, outputs),
  });
  await waitFor(d, started.build);
}
