import 'server-only';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { isFailure, isOver, statusOf } from '@/lib/domain/status';
import type { DeploymentRow, DeploymentView } from '@/lib/domain/views';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { singleFlight } from '../single-flight';
import { ms } from './dates';

export function row(d: DeploymentInfo): DeploymentRow {
  return {
    id: d.deploymentId ?? '',
    application: d.applicationName ?? '',
    group: d.deploymentGroupName ?? '',
    status: statusOf(d.status),
    createdAt: ms(d.createTime),
    endedAt: d.completeTime && ms(d.completeTime),
    problem: d.errorInformation?.message,
  };
}

/** Newest first. */
export async function listDeploymentRows(connection: Connection): Promise<DeploymentRow[]> {
  return singleFlight('deployments', async () => {
    const codedeploy = await client('codedeploy', connection);
    const deployments = await pages(async (nextToken) => {
      const p = await codedeploy.listDeployments({ nextToken });
      return [p.deployments, p.nextToken] as const;
    }, 100);
    const rows: DeploymentRow[] = [];
    for (let i = 0; i < deployments.length; i += 25)
      rows.push(
        ...(
          (await codedeploy.batchGetDeployments({ deploymentIds: deployments.slice(i, i + 25) }))
            .deploymentsInfo ?? []
        ).map(row),
      );
    return rows.sort((a, b) => b.createdAt - a.createdAt);
  });
}

/** A deployment as targets × lifecycle events. */
export async function getDeploymentView(
  connection: Connection,
  id: string,
): Promise<DeploymentView> {
  return singleFlight(`deployment ${id}`, async () => {
    const codedeploy = await client('codedeploy', connection);
    const { deploymentInfo = {} } = await codedeploy.getDeployment({ deploymentId: id });
    const targetIds = await pages(async (nextToken) => {
      const p = await codedeploy.listDeploymentTargets({ deploymentId: id, nextToken });
      return [p.targetIds, p.nextToken] as const;
    }, 25);
    const { deploymentTargets = [] } = targetIds.length
      ? await codedeploy.batchGetDeploymentTargets({ deploymentId: id, targetIds })
      : {};
    const base = row(deploymentInfo);
    return {
      ...base,
      over: isOver(base.status),
      readAt: Date.now(),
      targets: deploymentTargets
        .flatMap((t) => (t.instanceTarget ? [t.instanceTarget] : []))
        .map((t) => ({
          id: t.targetId ?? '',
          status: statusOf(t.status),
          cells: (t.lifecycleEvents ?? []).map((e) => ({
            event: e.lifecycleEventName ?? '',
            startedAt: e.startTime && ms(e.startTime),
            status: statusOf(e.status),
            ms: e.startTime && e.endTime ? ms(e.endTime) - ms(e.startTime) : undefined,
            message: isFailure(statusOf(e.status)) ? e.diagnostics?.message : undefined,
            logTail: isFailure(statusOf(e.status)) ? e.diagnostics?.logTail : undefined,
          })),
        })),
    };
  });
}
