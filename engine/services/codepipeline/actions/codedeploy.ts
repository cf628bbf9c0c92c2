import type { CreateDeploymentOutput } from '@aws-sdk/client-codedeploy';
import { inputsOf, progress, type Doing } from '../action-run';
import { deploymentEnded } from '../ends';

export async function deploy(d: Doing): Promise<void> {
  const { ctx, e, run, config } = d;
  const [input] = inputsOf(d);
  const made = (await ctx.invoke('codedeploy', 'CreateDeployment', {
    applicationName: config['ApplicationName'],
    deploymentGroupName: config['DeploymentGroupName'],
    starboardToken: run.id,
    description: `Pipeline ${e.pipeline}, execution ${e.id}`,
    fileExistsBehavior: 'OVERWRITE',
    revision: { revisionType: 'S3', s3Location: { ...input?.location, bundleType: 'zip' } },
  })) as CreateDeploymentOutput;
  progress(d, { inputs: input ? [input] : [], resolved: config, externalId: made.deploymentId });
  await deploymentEnded(ctx, made.deploymentId ?? '');
}
