import type * as CD from '@aws-sdk/client-codedeploy';
import type { Ctx, Handler } from '../../ports/context';
import { groupOrThrow, type Group } from './documents';
import { deployments } from './deployments';

/** A deployment as its group tells of it: how it ended, too ([model] LastDeploymentInfo). */
function lastOf(ctx: Ctx, id: string | undefined): CD.LastDeploymentInfo | undefined {
  const d = id === undefined ? undefined : ctx.store.get(deployments, id);
  return (
    d && {
      deploymentId: d.id,
      status: d.state.status,
      createTime: new Date(d.createdAt),
      endTime: d.state.endTime === undefined ? undefined : new Date(d.state.endTime),
    }
  );
}

/** The target revision is that of the last success: after a failure it is not what the instances have. */
const groupDto = (ctx: Ctx, g: Group): CD.DeploymentGroupInfo => ({
  applicationName: g.application,
  deploymentGroupName: g.name,
  deploymentGroupId: g.id,
  deploymentConfigName: g.config,
  serviceRoleArn: g.serviceRoleArn,
  ec2TagFilters: g.ec2TagFilters,
  ec2TagSet: g.ec2TagSet,
  targetRevision: g.revision,
  computePlatform: 'Server',
  deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
  lastSuccessfulDeployment: lastOf(ctx, g.lastSuccessful),
  lastAttemptedDeployment: lastOf(ctx, g.lastAttempted),
});

export const getDeploymentGroup: Handler<
  CD.GetDeploymentGroupInput,
  CD.GetDeploymentGroupOutput
> = (input, ctx) => ({
  deploymentGroupInfo: groupDto(
    ctx,
    groupOrThrow(ctx, input.applicationName, input.deploymentGroupName),
  ),
});

export const batchGetDeploymentGroups: Handler<
  CD.BatchGetDeploymentGroupsInput,
  CD.BatchGetDeploymentGroupsOutput
> = (input, ctx) => ({
  deploymentGroupsInfo: input.deploymentGroupNames.map((n) =>
    groupDto(ctx, groupOrThrow(ctx, input.applicationName, n)),
  ),
});
