import 'server-only';
import type { FileDiff } from '@/lib/domain/commits/comparison';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { treeBetween } from './compare';
import { patchOf } from './patch';

type Between = readonly [pipeline: string, from: string, to: string, source: string, path: string];

/** One file's change in one source of two executions, drawn when it is opened. It never changes once it could be read. */
export const readFileDiff = (connection: Connection, ...between: Between): Promise<FileDiff> =>
  cache.read(
    ['file-diff', ...between],
    [],
    { ...forever<FileDiff>(), sizeOf: ({ patch = '' }) => 1 + patch.length },
    () => changed(connection, ...between),
  );

async function changed(
  connection: Connection,
  ...[pipeline, from, to, source, path]: Between
): Promise<FileDiff> {
  const sides = await (await treeBetween(connection, pipeline, from, to, source)).sides(path);
  if (!sides) throw new AppError('not_found', `${path} does not differ between these revisions.`);
  const patch = patchOf(path, sides);
  return 'text' in patch ? { path, patch: patch.text } : { path, why: patch.why };
}
