import 'server-only';
import { z } from 'zod';
import { EVIDENCE_KINDS } from '@/lib/domain/evidence/evidence';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { toAppError } from '../aws/errors';

/** What was read when an approval was given; a copy of it, where it is short, is in a stream of its own. */
const signedRecord = z.object({
  hash: z.string(),
  /** When, in ms since the epoch: the copy's event has the same time. */
  at: z.number(),
  signed: z.array(
    z.object({
      kind: z.enum(EVIDENCE_KINDS),
      place: z.object({ action: z.string(), artifact: z.string(), path: z.string() }),
      sha256: z.string(),
      bytes: z.number(),
    }),
  ),
  more: z.number(),
  counts: z.string(),
  /** How many places could not be read. */
  unread: z.number(),
  /** Rules that were overridden; the entry's reason says why. */
  overridden: z.array(z.string()),
  isCopied: z.boolean(),
});
export type SignedRecord = z.infer<typeof signedRecord>;

/** What people said and AWS has no field for; one JSON event a line (CONTRACT.md, "A project on the wire"). */
export const journalEntry = z.object({
  type: z.enum(['rollback', 'release', 'retry', 'redeploy', 'quarantine', 'lift', 'approve']),
  stage: z.string().optional(),
  reason: z.string(),
  by: z.string(),
  executionId: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  sha: z.string().optional(),
  /** The approval that was given, and what was signed with it. */
  action: z.string().optional(),
  evidence: signedRecord.optional(),
});
export type JournalEntry = z.infer<typeof journalEntry>;

/** The stream of copies of evidence: entries are read for every page, and copies for one. */
export const EVIDENCE_STREAM = 'evidence';

/** The stream of its group that every entry goes to. */
export const JOURNAL_STREAM = 'changes';

export const journalGroup = (project: string): string => `/starboard/journal/${project}`;

/** What people wrote, and why it could not be read, if so: a page then says that reasons and quarantines are missing. */
export interface Journal {
  readonly entries: readonly (JournalEntry & { at: number })[];
  readonly unread?: string | undefined;
}

/** GetLogEvents gives at most 10,000 events, 1 MB, at a time (API reference). */
const MOST_PAGES = 20;

/**
 * A journal's entries, oldest first, as far back as they can be read: it is read from its end, so what is missing of a very
 * long one is its beginning, and that is said. Empty when nothing was ever written; what is not ours in it is passed over.
 * Does not reject.
 */
export function readJournal(connection: Connection, project: string): Promise<Journal> {
  return cache.read(['journal', project], [], moment(2000), async (): Promise<Journal> => {
    const entries: (JournalEntry & { at: number })[] = [];
    try {
      const logs = await client('logs', connection);
      let nextToken: string | undefined;
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const page = await logs.getLogEvents({
          logGroupName: journalGroup(project),
          logStreamName: JOURNAL_STREAM,
          startFromHead: false,
          nextToken,
        });
        entries.unshift(...(page.events ?? []).flatMap(entryOf));
        // At the stream's beginning the token that was sent comes back.
        if (!page.nextBackwardToken || page.nextBackwardToken === nextToken) return { entries };
        nextToken = page.nextBackwardToken;
      }
      return {
        entries,
        unread: `the journal is very long; notes before its newest ${entries.length} were not read`,
      };
    } catch (error) {
      return isAwsError(error, 'ResourceNotFoundException')
        ? { entries: [] }
        : { entries, unread: toAppError(error).message };
    }
  });
}

function entryOf(e: {
  readonly message?: string | undefined;
  readonly timestamp?: number | undefined;
}): Journal['entries'] {
  const parsed = journalEntry.safeParse(jsonOrNothing(e.message));
  return parsed.success ? [{ ...parsed.data, at: e.timestamp ?? 0 }] : [];
}

function jsonOrNothing(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const SAID: readonly JournalEntry['type'][] = ['rollback', 'release', 'retry'];

/** Reasons by the execution they were given for. */
export const notesOf = ({ entries }: Journal): ReadonlyMap<string, string> =>
  new Map(
    entries.filter((e) => e.reason && SAID.includes(e.type)).map((e) => [e.executionId, e.reason]),
  );
