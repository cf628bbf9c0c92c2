import 'server-only';
import { blocking, unmetOf } from '@/lib/domain/evidence/requirements';
import type { EvidenceView } from '@/lib/domain/evidence/view';
import { countsOf } from '@/lib/domain/evidence/words';
import type { ChangeCommand } from '@/lib/domain/changes/change';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { whoAmI } from '../aws/identity';
import { EVIDENCE_STREAM, type SignedRecord } from '../data/journal';
import { writeJournal, writeLine } from './journal-write';

/** A longer copy is not kept: then the hash is, and the artifacts as long as they are there. */
const MAX_COPY_BYTES = 64 * 1024;
/** Places are in an entry that is read for every page. */
const MAX_PLACES = 100;

const isAnything = ({ pieces, unread, leftOut, requirements }: EvidenceView): boolean =>
  pieces.length + unread.length + leftOut.length + requirements.length > 0;

/** Keeps a copy of what was read; returns whether it is kept, or why not. */
async function copy(
  connection: Connection,
  { pipeline, hash, pieces }: EvidenceView,
  at: number,
): Promise<{ readonly isCopied: boolean; readonly unsaid?: string }> {
  const text = JSON.stringify({ hash, pieces });
  if (!pieces.length || Buffer.byteLength(text) > MAX_COPY_BYTES) return { isCopied: false };
  try {
    await writeLine(connection, pipeline, EVIDENCE_STREAM, text, at);
    return { isCopied: true };
  } catch (error) {
    return {
      isCopied: false,
      unsaid: `Could not keep a copy of the evidence in the journal: ${toAppError(error).message}`,
    };
  }
}

const NOT_SIGNED = 'What was read before this approval could not be saved in the journal:';

/**
 * Keeps who approved what: the evidence's hash, where it was found, and a copy where it is short. Called when AWS has taken
 * the approval; returns what could not be kept.
 */
export async function sign(
  connection: Connection,
  command: ChangeCommand,
  view: EvidenceView | undefined,
): Promise<string | undefined> {
  if (!view || !isAnything(view)) return undefined;
  const at = Date.now();
  try {
    const { person } = await whoAmI(connection);
    const { isCopied, unsaid } = await copy(connection, view, at);
    const places = view.pieces.map(({ kind, place, sha256, bytes }) => ({
      kind,
      place,
      sha256,
      bytes,
    }));
    const overridden = command.choice ? unmetOf(view).map((u) => u.rule) : [];
    const evidence: SignedRecord = {
      hash: view.hash,
      at,
      signed: places.slice(0, MAX_PLACES),
      more: Math.max(0, places.length - MAX_PLACES),
      counts: countsOf(view.pieces),
      unread: view.unread.length,
      overridden,
      isCopied,
    };
    const lost = await writeJournal(connection, view.pipeline, {
      type: 'approve',
      stage: view.stage,
      action: view.action,
      reason: (command.reason ?? '').trim(),
      by: person,
      executionId: view.execution,
      evidence,
    });
    return lost?.replace(/^[^:]*:/, NOT_SIGNED) ?? unsaid;
  } catch (error) {
    return `${NOT_SIGNED} ${toAppError(error).message}`;
  }
}

/** The box that goes past rules which nothing else meets. */
export function overrideChoice(
  view: EvidenceView | undefined,
): { readonly label: string; readonly detail: string; readonly checked: boolean } | undefined {
  const rules = view ? blocking(view) : [];
  if (!rules.length) return undefined;
  return {
    label: `Override ${rules.map((r) => r.rule).join(', ')}`,
    detail: `${rules.map((r) => r.words).join(' ')} The reason below is saved with the approval.`,
    checked: false,
  };
}
