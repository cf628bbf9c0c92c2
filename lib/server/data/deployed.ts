import 'server-only';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { Deployed } from '@/lib/domain/live';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { immutable } from '../single-flight';
import { toAppError } from './errors';

const at = (bucket: string | undefined, key: string | undefined): string =>
  `${bucket ?? ''}/${key ?? ''}`;

/** A deployment that has succeeded never changes. */
function successful(connection: Connection, deploymentId: string): Promise<Deployed> {
  return immutable(`deployed ${deploymentId}`, async () => {
    const { deploymentInfo } = await (
      await client('codedeploy', connection)
    ).getDeployment({ deploymentId });
    const s3 = deploymentInfo?.revision?.s3Location;
    return {
      deploymentId,
      artifact: at(s3?.bucket, s3?.key),
      at: deploymentInfo?.completeTime?.getTime() ?? 0,
    };
  });
}

/** The last successful deployment of each CodeDeploy stage: one call an application, one more for a new deployment. */
export async function readDeployed(
  connection: Connection,
  declaration: PipelineDeclaration,
): Promise<{ deployed: Map<string, Deployed>; unread: Map<string, string> }> {
  const deployed = new Map<string, Deployed>();
  const unread = new Map<string, string>();
  const wanted = (declaration.stages ?? []).flatMap((s) => {
    const action = s.actions?.find((a) => a.actionTypeId?.provider === 'CodeDeploy');
    return action
      ? [
          {
            stage: s.name ?? '',
            application: action.configuration?.['ApplicationName'] ?? '',
            group: action.configuration?.['DeploymentGroupName'] ?? '',
          },
        ]
      : [];
  });
  await Promise.all(
    [...new Set(wanted.map((w) => w.application))].map(async (applicationName) => {
      const mine = wanted.filter((w) => w.application === applicationName);
      try {
        const { deploymentGroupsInfo = [] } = await (
          await client('codedeploy', connection)
        ).batchGetDeploymentGroups({
          applicationName,
          deploymentGroupNames: [...new Set(mine.map((m) => m.group))],
        });
        for (const m of mine) {
          const id = deploymentGroupsInfo.find((g) => g.deploymentGroupName === m.group)
            ?.lastSuccessfulDeployment?.deploymentId;
          if (id) deployed.set(m.stage, await successful(connection, id));
        }
      } catch (error) {
        for (const m of mine) unread.set(m.stage, toAppError(error).message);
      }
    }),
  );
  return { deployed, unread };
}

export const artifactKey = at;
