import 'server-only';
import { z } from 'zod';
import { contradictions } from '@/lib/domain/evidence/contradictions';
import type { Evidence } from '@/lib/domain/evidence/evidence';
import type { EvidenceView, SignedEvidence } from '@/lib/domain/evidence/view';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import {
  EVIDENCE_STREAM,
  journalGroup,
  type Journal,
  type JournalEntry,
  type SignedRecord,
} from '../data/journal';
import type { Gate } from './places';

/** An approval that was given here, as the journal has it. */
export interface Signature {
  readonly entry: JournalEntry;
  readonly record: SignedRecord;
}

/** The newest signature of an approval, if there is one. */
export function signatureOf(
  { entries }: Pick<Journal, 'entries'>,
  execution: string,
  gate: Gate,
): Signature | undefined {
  const entry = entries.findLast(
    (e) =>
      e.type === 'approve' &&
      e.executionId === execution &&
      e.stage === gate.stage &&
      e.action === gate.action,
  );
  return entry?.evidence && { entry, record: entry.evidence };
}

/** We wrote it: what is in it was evidence then. */
const copySchema = z.object({ hash: z.string(), pieces: z.array(z.custom<Evidence>()) });

function copyIn(message: string | undefined, hash: string): readonly Evidence[] | undefined {
  try {
    const parsed = copySchema.safeParse(JSON.parse(message ?? ''));
    return parsed.success && parsed.data.hash === hash ? parsed.data.pieces : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The copy of what was read; undefined where the journal no longer has it. */
export const copyOf = (
  connection: Connection,
  project: string,
  { at, hash }: SignedRecord,
): Promise<readonly Evidence[] | undefined> =>
  cache.read(
    ['evidence-copy', project, at, hash],
    [],
    forever<readonly Evidence[] | undefined>((found) => found !== undefined),
    async () => {
      const logs = await client('logs', connection);
      try {
        const { events = [] } = await logs.getLogEvents({
          logGroupName: journalGroup(project),
          logStreamName: EVIDENCE_STREAM,
          startTime: at,
          endTime: at + 1,
          startFromHead: true,
        });
        for (const { message } of events) {
          const found = copyIn(message, hash);
          if (found) return found;
        }
        return undefined;
      } catch (error) {
        if (isAwsError(error, 'ResourceNotFoundException')) return undefined;
        throw error;
      }
    },
  );

const EXPIRED =
  'What was read is no longer there: it was too long for a copy, and its artifacts have expired or are others now.';

/** Whether what is in the artifacts now is what was signed. */
function isWhatWasSigned(record: SignedRecord, pieces: readonly Evidence[]): boolean {
  const now = new Set(pieces.map((p) => JSON.stringify([p.place, p.sha256])));
  return record.signed.every((s) => now.has(JSON.stringify([s.place, s.sha256])));
}

export function signedBy(
  { entry, record }: Signature,
  isCopy: boolean,
  pieces: readonly Evidence[],
): SignedEvidence {
  const { hash, at, signed, more, counts, unread, overridden } = record;
  return {
    hash,
    by: entry.by,
    at,
    signed,
    more,
    counts,
    unread,
    overridden: overridden.length ? { rules: overridden, reason: entry.reason } : undefined,
    isCopy,
    expired: isCopy || isWhatWasSigned(record, pieces) ? undefined : EXPIRED,
  };
}

/** A view of nothing but the copy of what was read. */
export const viewOfCopy = (
  pipeline: string,
  execution: string,
  gate: Gate,
  signature: Signature,
  pieces: readonly Evidence[],
): EvidenceView => ({
  pipeline,
  ...gate,
  execution,
  pieces,
  unread: [],
  leftOut: [],
  looked: { artifacts: 0, files: 0 },
  contradictions: contradictions(pieces),
  hash: signature.record.hash,
  requirements: [],
  signed: signedBy(signature, true, pieces),
  moving: false,
});
