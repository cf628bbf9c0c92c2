import 'server-only';
import { statusOf } from '@/lib/domain/status';
import type { ProjectDeployment } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { ms } from './dates';
import { row } from './deployments';
import type { PipelineFacts } from './pipeline-facts';
import { revisionOf } from './sources';

const SHOWN = 5;

/** Files written into websites: CodeDeploy knows nothing of them, the pipeline's history has them. */
const websiteDeployments = (facts: PipelineFacts): ProjectDeployment[] =>
  facts.actions
    .filter(
      (a) => a.input?.actionTypeId?.category === 'Deploy' && a.input.actionTypeId.provider === 'S3',
    )
    .map((a) => ({
      id: a.actionExecutionId ?? '',
      group: (a.stageName ?? '').toLowerCase(),
      status: statusOf(a.status),
      createdAt: ms(a.startTime),
      sha: revisionOf(facts, a.pipelineExecutionId)?.sha,
      href: routes.pipeline(facts.declaration.name ?? ''),
    }))
    .sort((a, b) => b.createdAt - a.createdAt)
    .slice(0, SHOWN);

/** The project's newest deployments, each with the commit it carries. */
export function projectDeployments(
  connection: Connection,
  name: string,
  facts: PipelineFacts,
): Promise<ProjectDeployment[]> {
  return cache.read(['project-deployments', name], [], moment(), async () => {
    const codedeploy = await client('codedeploy', connection);
    try {
      const websites = websiteDeployments(facts);
      if (websites.length) return websites;
      const groups =
        facts.declaration.stages
          ?.flatMap((s) => s.actions ?? [])
          .filter((a) => a.actionTypeId?.provider === 'CodeDeploy') ?? [];
      const lists = await Promise.all(
        groups.map((g) =>
          pages(async (nextToken) => {
            const p = await codedeploy.listDeployments({
              applicationName: g.configuration?.['ApplicationName'],
              deploymentGroupName: g.configuration?.['DeploymentGroupName'],
              nextToken,
            });
            return [p.deployments, p.nextToken] as const;
          }, SHOWN),
        ),
      );
      const ids = lists.flat();
      if (!ids.length) return [];
      const { deploymentsInfo = [] } = await codedeploy.batchGetDeployments({
        deploymentIds: ids.slice(0, 25),
      });
      const shaOf = (id: string): string | undefined =>
        revisionOf(
          facts,
          facts.actions.find((a) => a.output?.executionResult?.externalExecutionId === id)
            ?.pipelineExecutionId,
        )?.sha;
      return deploymentsInfo
        .map(row)
        .sort((a, b) => b.createdAt - a.createdAt)
        .slice(0, SHOWN)
        .map(({ id, group, status, createdAt }) => ({
          id,
          group,
          status,
          createdAt,
          sha: shaOf(id),
        }));
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
