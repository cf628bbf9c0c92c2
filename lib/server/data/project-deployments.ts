import 'server-only';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { isGood, isOver, statusOf } from '@/lib/domain/status';
import type { ProjectWork } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { ms } from './dates';
import type { PipelineFacts } from './pipeline-facts';
import { merged, otherDeployments, WORK_SHOWN } from './project-work';
import { revisionOf } from './sources';

/** BatchGetDeployments takes 25 (API reference). */
const AT_ONCE = 25;

/** The newest deployments to the groups that the pipeline's actions name. */
function codeDeployments(
  connection: Connection,
  name: string,
  facts: PipelineFacts,
): Promise<DeploymentInfo[]> {
  return cache.read(['project-deployments', name], [], moment(), async () => {
    const groups =
      facts.declaration.stages
        ?.flatMap((s) => s.actions ?? [])
        .filter((a) => a.actionTypeId?.provider === 'CodeDeploy') ?? [];
    if (!groups.length) return [];
    const codedeploy = await client('codedeploy', connection);
    try {
      const lists = await Promise.all(
        groups.map((g) =>
          pages(async (nextToken) => {
            const p = await codedeploy.listDeployments({
              applicationName: g.configuration?.['ApplicationName'],
              deploymentGroupName: g.configuration?.['DeploymentGroupName'],
              nextToken,
            });
            return [p.deployments, p.nextToken] as const;
          }, WORK_SHOWN),
        ),
      );
      const deploymentIds = lists.flat().slice(0, AT_ONCE);
      if (!deploymentIds.length) return [];
      return (await codedeploy.batchGetDeployments({ deploymentIds })).deploymentsInfo ?? [];
    } catch (error) {
      if (
        isAwsError(
          error,
          'ApplicationDoesNotExistException',
          'DeploymentGroupDoesNotExistException',
        )
      )
        return [];
      throw error;
    }
  });
}

function rowOf(facts: PipelineFacts, d: DeploymentInfo): ProjectWork {
  const id = d.deploymentId ?? '';
  const action = facts.actions.find((a) => a.output?.executionResult?.externalExecutionId === id);
  const status = statusOf(d.status);
  return {
    id,
    label: d.deploymentGroupName ?? '',
    status,
    startedAt: ms(d.createTime),
    endedAt: isOver(status) ? ms(d.completeTime) || undefined : undefined,
    revision: revisionOf(facts, action?.pipelineExecutionId),
    href: routes.deployment(id),
  };
}

export interface Deployments {
  /** The newest, by whatever the pipeline deploys with. */
  readonly rows: readonly ProjectWork[];
  /** By group: the newest deployment of CodeDeploy's that succeeded, as far back as was read. */
  readonly succeeded: ReadonlyMap<string, ProjectWork>;
}

/** The project's newest deployments, each with what it carries. */
export async function projectDeployments(
  connection: Connection,
  name: string,
  facts: PipelineFacts,
): Promise<Deployments> {
  const found = await codeDeployments(connection, name, facts);
  const oldestFirst = [...found].sort((a, b) => ms(a.createTime) - ms(b.createTime));
  return {
    rows: merged(
      found.map((d) => rowOf(facts, d)),
      otherDeployments(facts),
    ),
    succeeded: new Map(
      oldestFirst
        .filter((d) => isGood(statusOf(d.status)))
        .map((d) => [d.deploymentGroupName ?? '', rowOf(facts, d)]),
    ),
  };
}
