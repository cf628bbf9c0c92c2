import { inputsOf, progress, type ActionAttempt } from '../action-run';
import { deploymentEnded } from '../completions';

export async function deploy(d: ActionAttempt): Promise<void> {
  const { ctx, e, run, config } = d;
  const [input] = inputsOf(d);
  const made = await ctx.internal.codedeploy.createDeployment({
    request: {
      applicationName: config['ApplicationName'],
      deploymentGroupName: config['DeploymentGroupName'],
      description: `Pipeline ${e.pipeline}, execution ${e.id}`,
      fileExistsBehavior: 'OVERWRITE',
      revision: { revisionType: 'S3', s3Location: { ...input?.location, bundleType: 'zip' } },
    },
    token: run.id,
  });
  progress(d, { inputs: input ? [input] : [], resolved: config, externalId: made.deploymentId });
  await deploymentEnded(ctx, made.deploymentId ?? '');
}
