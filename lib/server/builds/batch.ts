import 'server-only';
import type { BatchAlone } from '@/lib/domain/build-detail';
import { isFailure, isMoving, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { batchMembers } from '../execution/batches';

/** A batch by its id: the build of it to look at first (one that failed, else one that runs, else the first), or how it stands while it has none. Undefined: there is no such batch. */
export async function findBatch(connection: Connection, id: string): Promise<{ readonly build: string } | BatchAlone | undefined> {
  const { buildBatches } = await (await client('codebuild', connection)).batchGetBuildBatches({ ids: [id] });
  const batch = buildBatches?.[0];
  if (!batch) return undefined;
  const begun = ((await batchMembers(connection, [id])).get(id) ?? []).filter((m) => m.build !== undefined);
  const build = (begun.find((m) => isFailure(m.status)) ?? begun.find((m) => isMoving(m.status)) ?? begun[0])?.build;
  if (build !== undefined) return { build };
  return { project: batch.projectName ?? '', number: batch.buildBatchNumber ?? 0, status: statusOf(batch.buildBatchStatus), message: batch.phases?.find((p) => p.contexts?.length)?.contexts?.[0]?.message };
}
