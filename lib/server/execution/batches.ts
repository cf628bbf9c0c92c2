import 'server-only';
import type { BuildBatch } from '@aws-sdk/client-codebuild';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { statusOf, type Status } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

/** One build of a batch; one that has not begun has no id. */
export interface Member {
  readonly identifier: string;
  readonly status: Status;
  readonly build: string | undefined;
  readonly after: readonly string[];
  readonly ignored: boolean;
}

export const membersOf = (b: BuildBatch): Member[] =>
  (b.buildGroups ?? []).map((g) => ({
    identifier: g.identifier ?? '',
    status: statusOf(g.currentBuildSummary?.buildStatus),
    after: g.dependsOn ?? [],
    ignored: g.ignoreFailure ?? false,
    build: /build\/(.+)$/.exec(g.currentBuildSummary?.arn ?? '')?.[1],
  }));

/** Whether a CodeBuild action runs a batch: then its external id is the batch's. */
export const isBatchAction = (a: Pick<ActionExecutionDetail, 'input'>): boolean =>
  (a.input?.resolvedConfiguration ?? a.input?.configuration)?.['BatchEnabled'] === 'true';

/** Batches by their ids or ARNs; those that there are. */
export async function readBatches(
  connection: Connection,
  ids: readonly string[],
): Promise<BuildBatch[]> {
  if (!ids.length) return [];
  const codebuild = await client('codebuild', connection);
  return (
    (
      await cache.read(['batches', ids.join()], [], moment(), () =>
        codebuild.batchGetBuildBatches({ ids: [...ids] }),
      )
    ).buildBatches ?? []
  );
}
