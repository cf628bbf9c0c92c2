import 'server-only';
import type { FileDiff } from '@/lib/domain/commits/comparison';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { treeBetween } from './compare';
import { patchOf } from './patch';

/** One file's change in one source of two executions, drawn when it is opened. */
export async function readFileDiff(
  connection: Connection,
  pipeline: string,
  from: string,
  to: string,
  source: string,
  path: string,
): Promise<FileDiff> {
  const sides = await (await treeBetween(connection, pipeline, from, to, source)).sides(path);
  if (!sides) throw new AppError('not_found', `${path} does not differ between these revisions.`);
  const patch = patchOf(path, sides);
  return 'text' in patch ? { path, patch: patch.text } : { path, why: patch.why };
}
