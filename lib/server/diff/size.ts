import 'server-only';
import { sizeOf, type ChangeSize, type CountedPart } from '@/lib/domain/commits/change-size';
import type { SourcePart } from '@/lib/domain/commits/comparison';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { commitsBetween } from '../data/commits';
import { hasContent, readSides, type Sides } from './compare';
import { treeOf } from './content';
import { NotAnArchive } from './zip';

/** Calls of low urgency wait long for their turn. */
const DEADLINE_MS = 120_000;

/** Archives that are larger together are not fetched to count their files: nobody has asked for that. */
const MOST_BYTES = 8 * 1024 * 1024;

/** One source's commits and files. No line is counted: that is two reads for each file. */
async function counted(
  connection: Connection,
  part: SourcePart,
  { from, to }: Sides,
): Promise<CountedPart> {
  const [unread] = part.unread;
  if (unread)
    throw new AppError('unavailable', unread.why, undefined, {
      action: unread.action,
      command: unread.command,
    });
  const { difference } = part;
  const found = hasContent(part) ? treeOf(connection, part, from, to) : undefined;
  if (!found) return { difference };
  const { repository, tree } = found;
  if (((await tree.bytes?.()) ?? 0) > MOST_BYTES) return { difference };
  const [files, commits] = await Promise.all([
    tree.changes().catch((error: unknown) => {
      // An object that is one file.
      if (error instanceof NotAnArchive) return undefined;
      throw error;
    }),
    repository !== undefined && part.to
      ? commitsBetween(connection, repository, part.from?.sha, part.to.sha)
      : undefined,
  ]);
  return { difference, commits, files: files?.length };
}

/** How many commits and files are between two executions. Rejects where that cannot be read whole. */
export async function readChangeSize(
  connection: Connection,
  pipeline: string,
  fromId: string,
  toId: string,
): Promise<ChangeSize> {
  const found = await readSides(connection, pipeline, fromId, toId, DEADLINE_MS);
  return sizeOf(await Promise.all(found.parts.map((part) => counted(connection, part, found))));
}
