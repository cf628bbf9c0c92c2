import 'server-only';
import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';

/** Whether the newest deployments of a group have this one. */
export async function isDeploymentListed(
  connection: Connection,
  applicationName: string,
  deploymentGroupName: string,
  id: string,
): Promise<boolean> {
  const codedeploy = await client('codedeploy', connection);
  const { deployments } = await codedeploy.listDeployments({
    applicationName,
    deploymentGroupName,
  });
  return deployments?.includes(id) ?? false;
}

/** What a deployment's description may have (CodeDeploy quotas); the journal has the whole reason. */
const MAX_DESCRIPTION = 256;

/** CreateDeployment; returns the deployment's id. */
export async function createDeployment(
  connection: Connection,
  input: CreateDeploymentCommandInput,
): Promise<string> {
  const codedeploy = await client('codedeploy', connection);
  try {
    const { deploymentId = '' } = await codedeploy.createDeployment({
      ...input,
      description: input.description?.slice(0, MAX_DESCRIPTION),
    });
    return deploymentId;
  } catch (error) {
    if (
      isAwsError(
        error,
        'DeploymentLimitExceededException',
        'InvalidRevisionException',
        'RevisionDoesNotExistException',
      )
    )
      throw new AppError('conflict', `CodeDeploy refuses: ${error.message}`, error);
    throw error;
  }
}
