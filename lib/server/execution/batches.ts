import 'server-only';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { statusOf, type Status } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { singleFlight } from '../single-flight';

/** One build of a batch; one that has not begun has no id. */
export interface Member { readonly identifier: string; readonly status: Status; readonly build: string | undefined }

/** Whether a CodeBuild action runs a batch: then its external id is the batch's. */
export const isBatchAction = (a: Pick<ActionExecutionDetail, 'input'>): boolean => (a.input?.resolvedConfiguration ?? a.input?.configuration)?.['BatchEnabled'] === 'true';

/** The builds of batches, by the batch's id. */
export async function batchMembers(connection: Connection, ids: readonly string[]): Promise<Map<string, Member[]>> {
  if (!ids.length) return new Map();
  const codebuild = await client('codebuild', connection);
  const { buildBatches = [] } = await singleFlight(`batches ${ids.join()}`, () => codebuild.batchGetBuildBatches({ ids: [...ids] }));
  return new Map(buildBatches.map((b) => [b.id ?? '', (b.buildGroups ?? []).map((g) => ({ identifier: g.identifier ?? '', status: statusOf(g.currentBuildSummary?.buildStatus), build: /build\/(.+)$/.exec(g.currentBuildSummary?.arn ?? '')?.[1] }))]));
}
