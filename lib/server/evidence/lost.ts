import 'server-only';
import type { ResourceChange } from '@/lib/domain/evidence/evidence';
import { lostResources } from '@/lib/domain/evidence/evidence-order';
import { within } from '../aws/deadline';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { readJournal } from '../data/journal';
import type { PipelineFacts } from '../data/pipeline-facts';
import { lookFor } from './look';
import { copyOf } from './signed';

/** A dialog does not wait longer for it. */
const WAIT_MS = 2500;

/** What a release did to resources that a rollback does not bring back. */
export interface Lost {
  readonly resources: readonly ResourceChange[];
  /** Why that is not known, or not whole. */
  readonly unread?: string | undefined;
}

async function piecesOf(connection: Connection, facts: PipelineFacts, execution: string) {
  const pipeline = facts.declaration.name ?? '';
  const { entries } = await readJournal(connection, pipeline);
  // What was signed is what was applied, also where the artifact is gone.
  const signed = entries.filter(
    (e) => e.type === 'approve' && e.executionId === execution && e.evidence?.isCopied,
  );
  const copies = await Promise.all(
    signed.flatMap(({ evidence }) => (evidence ? [copyOf(connection, pipeline, evidence)] : [])),
  );
  const kept = copies.flatMap((c) => c ?? []);
  if (kept.length) return { pieces: kept, unread: undefined };
  const look = await lookFor(connection, facts, execution, undefined);
  await look.done;
  const { pieces, unread } = look.found();
  return { pieces, unread: unread[0]?.why };
}

/** What the release of an execution destroyed, by the plans that it carried. Holds up nobody. */
export async function lostBy(
  connection: Connection,
  facts: PipelineFacts,
  execution: string | undefined,
): Promise<Lost | undefined> {
  if (execution === undefined) return undefined;
  try {
    const { pieces, unread } = await within(piecesOf(connection, facts, execution), WAIT_MS);
    return { resources: lostResources(pieces), unread };
  } catch (error) {
    const { kind, message } = toAppError(error);
    if (kind === 'credentials') throw error;
    return { resources: [], unread: message };
  }
}
