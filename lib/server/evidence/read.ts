import 'server-only';
import { createHash } from 'node:crypto';
import { newSince, type News } from '@/lib/domain/evidence/compare';
import { contradictions } from '@/lib/domain/evidence/contradictions';
import type { Evidence, EvidenceKind } from '@/lib/domain/evidence/evidence';
import { inReadingOrder } from '@/lib/domain/evidence/evidence-order';
import { hashOf } from '@/lib/domain/evidence/hash';
import { unmet, type EvidenceRules } from '@/lib/domain/evidence/rules';
import type {
  EvidenceLeftOut,
  EvidenceRequirement,
  EvidenceUnread,
  EvidenceView,
} from '@/lib/domain/evidence/view';
import { DeadlineError, within } from '../aws/deadline';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { readPipeline } from '../data/facts';
import { allAsked, targetOf } from '../data/gates';
import { readJournal, type Journal } from '../data/journal';
import type { PipelineFacts } from '../data/pipeline-facts';
import { withOrigins } from './other-commit';
import { LIVE_UNKNOWN, liveOriginIn, NOTHING_LIVE } from '../data/stages';
import { unreadAt, type Found } from './found';
import { readExecution } from '../execution/one';
import { lookFor } from './look';
import type { Gate } from './places';
import { copyOf, signatureOf, signedBy, viewOfCopy } from './signed';
import { settingsOf, type Settings } from './settings';

/** For what is live less: without it, everything is new. */
const WAIT_LIVE_MS = 2500;
const COMPARED: readonly EvidenceKind[] = ['test-report', 'coverage', 'scan', 'sbom'];

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Nobody has to wait for all of it. */
async function isDone(done: Promise<void>, ms: number): Promise<boolean> {
  try {
    await within(done, ms);
    return true;
  } catch (error) {
    if (error instanceof DeadlineError) return false;
    throw error;
  }
}

interface Live {
  readonly execution: string;
  readonly pieces: readonly Evidence[];
}

/** Evidence of what is live where the approval leads to; undefined where there is nothing to compare with. */
async function readLive(
  connection: Connection,
  facts: PipelineFacts,
  target: string,
  execution: string,
  since: number,
): Promise<Live | undefined> {
  const live = liveOriginIn(facts, target);
  if (live === NOTHING_LIVE || live === LIVE_UNKNOWN || live === execution) return undefined;
  try {
    const look = await lookFor(connection, facts, live, undefined, since);
    // Half of it would make news of what is none.
    if (!(await isDone(look.done, WAIT_LIVE_MS))) return undefined;
    return { execution: live, pieces: look.found().pieces };
  } catch (error) {
    if (toAppError(error).kind === 'credentials') throw error;
    return undefined;
  }
}

/** Files, versions of what they are in, and what could not be read: all that a signature is for. */
const signature = (found: Found, unread: readonly EvidenceUnread[]): string =>
  digest(
    JSON.stringify([
      hashOf(found.pieces, digest),
      [...found.versions].sort(),
      unread.map((u) => JSON.stringify(u.place)).sort(),
    ]),
  );

function requirementsOf(
  rules: EvidenceRules,
  pieces: readonly Evidence[],
  live: Live | undefined,
): EvidenceRequirement[] {
  const lacking = unmet(rules, { evidence: pieces, live: live?.pieces, typed: [] });
  return [...rules.rules, ...rules.unknown].map((rule) => ({
    rule,
    unmet: lacking.find((u) => u.rule === rule),
  }));
}

const newsOf = (live: Live | undefined, pieces: readonly Evidence[]): News | undefined =>
  live && newSince(live.pieces, pieces);

/** What an approval is decided on, as it is now. `since`: nothing that was read before then is good enough. */
export async function readEvidence(
  connection: Connection,
  facts: PipelineFacts,
  execution: string,
  gate: Gate,
  since = 0,
): Promise<EvidenceView> {
  const target = targetOf(facts, gate);
  const of = { facts, execution, gate, target, since };
  try {
    const { actions } = await readExecution(connection, facts.declaration.name ?? '', execution);
    const [look, settings] = await Promise.all([
      lookFor(connection, facts, execution, gate, since),
      settingsOf(connection, facts, actions, gate),
    ]);
    // One that began before is over too late to be good enough.
    const done = look.beganAt >= since && (await isDone(look.done, connection.pacing.evidenceMs));
    return await viewOf(connection, of, look.found(), settings, done);
  } catch (error) {
    const place = { action: '', artifact: '', path: '' };
    const settings = await settingsOf(connection, facts, [], gate);
    return viewOf(connection, of, unreadAt(place, error), settings, true);
  }
}

/** An answer holds no more of it than this; the most dangerous is in it. */
const MAX_VIEW_CHARS = 6 * 1024 * 1024;

/** Evidence that fits into an answer, and the rest, named: it is part of the hash all the same. */
function fitting(pieces: readonly Evidence[]): {
  readonly shown: readonly Evidence[];
  readonly left: readonly EvidenceLeftOut[];
} {
  let length = 0;
  const shown = pieces.filter((p) => (length += JSON.stringify(p).length) <= MAX_VIEW_CHARS);
  const left = pieces
    .filter((p) => !shown.includes(p))
    .map(({ place, bytes }) => ({
      place,
      bytes,
      why: 'There is more evidence than can be shown at once; this is not shown.',
    }));
  return { shown, left };
}

interface Of {
  readonly facts: PipelineFacts;
  readonly execution: string;
  readonly gate: Gate;
  readonly target: string;
  readonly since: number;
}

async function viewOf(
  connection: Connection,
  { facts, execution, gate, target, since }: Of,
  found: Found,
  settings: Settings,
  done: boolean,
): Promise<EvidenceView> {
  const pieces = inReadingOrder(withOrigins(facts, execution, found));
  const isComparable =
    pieces.some((p) => COMPARED.includes(p.kind)) ||
    settings.rules.rules.some((r) => r.startsWith('no-new'));
  const live =
    done && isComparable ? await readLive(connection, facts, target, execution, since) : undefined;
  const unread = [...settings.unread, ...found.unread, ...found.unreadAside];
  const { shown, left } = fitting(pieces);
  return {
    pipeline: facts.declaration.name ?? '',
    ...gate,
    execution,
    pieces: shown,
    unread,
    leftOut: [...left, ...found.leftOut],
    looked: { artifacts: found.artifacts, files: found.files },
    contradictions: contradictions(shown),
    news: newsOf(live, pieces),
    live: live?.execution,
    hash: signature(found, unread),
    requirements: done ? requirementsOf(settings.rules, pieces, live) : [],
    moving: !done,
  };
}

/** Of an approval that waits, evidence as it is; of one that was given here, as it was read then. */
async function readAnswered(
  connection: Connection,
  facts: PipelineFacts,
  journal: Journal,
  execution: string,
  gate: Gate,
): Promise<EvidenceView> {
  const asked = allAsked(facts).some(
    (a) => a.execution === execution && a.stage === gate.stage && a.action === gate.action,
  );
  if (asked) return readEvidence(connection, facts, execution, gate);
  const signature = signatureOf(journal, execution, gate);
  const pipeline = facts.declaration.name ?? '';
  const copy = signature?.record.isCopied
    ? await copyOf(connection, pipeline, signature.record)
    : undefined;
  if (signature && copy) return viewOfCopy(pipeline, execution, gate, signature, copy);
  const view = await readEvidence(connection, facts, execution, gate);
  const place = { action: '', artifact: '', path: 'Journal of this pipeline' };
  return {
    ...view,
    // What was required of it was decided when it was answered.
    requirements: [],
    unread: journal.unread ? [{ place, why: journal.unread }, ...view.unread] : view.unread,
    signed: signature && signedBy(signature, false, view.pieces),
  };
}

/** The same for a page: of whichever execution waits or waited there. */
export function getEvidence(
  connection: Connection,
  pipeline: string,
  stage: string,
  action: string,
  execution: string,
): Promise<EvidenceView> {
  return cache.read(
    ['evidence', pipeline, stage, action, execution],
    [['pipeline', pipeline]],
    moment(),
    async () => {
      const [facts, journal] = await Promise.all([
        readPipeline(connection, pipeline),
        readJournal(connection, pipeline),
      ]);
      return readAnswered(connection, facts, journal, execution, { stage, action });
    },
  );
}
