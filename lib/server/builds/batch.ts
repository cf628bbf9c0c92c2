import 'server-only';
import type { BatchAlone } from '@/lib/domain/builds/build-detail';
import { isFailure, isMoving, statusOf } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { membersOf, readBatches } from '../execution/batches';

/** A batch by its id: the build of it to look at first (one that failed, else one that runs, else the first), or how it stands while it has none, or why it cannot be read. Undefined: there is no such batch. */
export async function findBatch(
  connection: Connection,
  id: string,
): Promise<{ readonly build: string } | BatchAlone | { readonly unread: string } | undefined> {
  try {
    const [batch] = await readBatches(connection, [id]);
    if (!batch) return undefined;
    const begun = membersOf(batch).filter((m) => m.build !== undefined);
    const build = (
      begun.find((m) => isFailure(m.status)) ??
      begun.find((m) => isMoving(m.status)) ??
      begun[0]
    )?.build;
    if (build !== undefined) return { build };
    return {
      project: batch.projectName ?? '',
      number: batch.buildBatchNumber ?? 0,
      status: statusOf(batch.buildBatchStatus),
      message: batch.phases?.find((p) => p.contexts?.length)?.contexts?.[0]?.message,
    };
  } catch (error) {
    return { unread: toAppError(error).message };
  }
}
