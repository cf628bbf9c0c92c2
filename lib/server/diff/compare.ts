import 'server-only';
import {
  comparisonOf,
  sourceParts,
  withContent,
  type Comparison,
  type SourcePart,
} from '@/lib/domain/commits/comparison';
import type { Connection } from '../aws/connection';
import { AppError, lacking, toAppError } from '../aws/errors';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { readActions, readDetail, withExecution } from '../data/older';
import { executionOf, originOf, sourcesOf } from '../data/sources';
import { LIVE_UNKNOWN, NOTHING_LIVE } from '../data/stages';
import { within } from '../aws/deadline';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { contentOf, treeOf } from './content';
import { sideOf, type Answer, type ReadSide } from './side';
import type { SourceTree } from './source-tree';

/** Over all sources: files listed, and files whose lines are counted. */
const MAX_FILES = 2000;
const MAX_COUNTED = 40;
/** One answer that is slow does not hold up what the others have brought. */
const DEADLINE_MS = 8000;

const answer = <T>(work: Promise<T>, deadlineMs: number, action: string): Promise<Answer<T>> =>
  within(work, deadlineMs).catch((error: unknown) => lacking(error, action));

/** One execution: its revisions by the lists, its variables and version by its own answer, its artifacts by its actions. */
async function readSide(
  connection: Connection,
  facts: PipelineFacts,
  id: string,
  deadlineMs: number,
): Promise<ReadSide> {
  const name = facts.declaration.name ?? '';
  if (id === LIVE_UNKNOWN) {
    const unknown = new AppError(
      'unavailable',
      'What is live could not be determined, so there is nothing to compare with.',
    );
    return sideOf(unknown, id, unknown, unknown);
  }
  const known = await answer(
    withExecution(connection, facts, id),
    deadlineMs,
    'codepipeline:GetPipelineExecution',
  );
  if (known instanceof AppError) return sideOf(known, id, known, known);
  const origin = originOf(known, id) ?? id;
  const [detail, actions] = await Promise.all([
    answer(readDetail(connection, name, origin), deadlineMs, 'codepipeline:GetPipelineExecution'),
    answer(readActions(connection, known, origin), deadlineMs, 'codepipeline:ListActionExecutions'),
  ]);
  return sideOf(known, origin, detail, actions);
}

export interface Sides {
  readonly from: ReadSide | undefined;
  readonly to: ReadSide;
  readonly parts: readonly SourcePart[];
}

/** Sources of which an execution of the pipeline as it is now must tell something. */
function declaredSources(facts: PipelineFacts, sides: readonly (ReadSide | undefined)[]): string[] {
  const { version } = facts.declaration;
  const isOfNow = sides.some((s) => s && (!('told' in s.version) || s.version.told === version));
  return isOfNow ? sourcesOf(facts).map((s) => s.action) : [];
}

/** Both executions, and what of each source its ids tell. */
export async function readSides(
  connection: Connection,
  pipeline: string,
  fromId: string,
  toId: string,
  deadlineMs = DEADLINE_MS,
): Promise<Sides> {
  const facts = await readPipeline(connection, pipeline);
  // An address that names no execution is answered as such.
  if (!executionOf(facts, toId))
    await within(readDetail(connection, pipeline, toId), deadlineMs).catch((error: unknown) => {
      if (toAppError(error).kind === 'not_found') throw error;
    });
  const [from, to] = await Promise.all([
    fromId === NOTHING_LIVE ? undefined : readSide(connection, facts, fromId, deadlineMs),
    readSide(connection, facts, toId, deadlineMs),
  ]);
  return { from, to, parts: sourceParts(from, to, declaredSources(facts, [from, to])) };
}

/** What is the same by its id is the same; what was not read on a side has nothing to read between. */
export const hasContent = (p: SourcePart): boolean => p.difference !== 'same' && !p.unread.length;

async function compared(
  connection: Connection,
  pipeline: string,
  fromId: string,
  toId: string,
  deadlineMs: number,
): Promise<Comparison> {
  const { from, to, parts } = await readSides(connection, pipeline, fromId, toId, deadlineMs);
  const many = Math.max(1, parts.filter(hasContent).length);
  const limits = {
    files: Math.ceil(MAX_FILES / many),
    counted: Math.ceil(MAX_COUNTED / many),
    deadlineMs,
  };
  return comparisonOf(
    from,
    to,
    await Promise.all(
      parts.map(async (part) =>
        hasContent(part)
          ? withContent(part, await contentOf(connection, part, from, to, limits))
          : part,
      ),
    ),
  );
}

/**
 * What differs between two executions (`-`: nothing is live yet; `~`: what is live is not known): every source, the
 * pipeline's variables and its version.
 * Once all of it was read it never changes, so it is computed once; what could not be read today may be in a minute.
 */
export function compareExecutions(
  connection: Connection,
  pipeline: string,
  fromId: string,
  toId: string,
  deadlineMs = DEADLINE_MS,
): Promise<Comparison> {
  return cache.read(
    ['comparison', pipeline, fromId, toId],
    [],
    forever<Comparison>(({ complete }) => complete),
    () => compared(connection, pipeline, fromId, toId, deadlineMs),
  );
}

/** The tree between two revisions of one source, for one file's change. */
export async function treeBetween(
  connection: Connection,
  pipeline: string,
  fromId: string,
  toId: string,
  source: string,
): Promise<SourceTree> {
  const { from, to, parts } = await readSides(connection, pipeline, fromId, toId);
  const part = parts.find((p) => p.source === source);
  const found = part && treeOf(connection, part, from, to);
  if (!found)
    throw new AppError('not_found', `No files of the source ${source} can be compared here.`);
  return found.tree;
}
