import 'server-only';
import { z } from 'zod';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { singleFlight } from '../single-flight';
import { toAppError } from './errors';

/** What people said and AWS has no field for; one JSON event a line (CONTRACT.md, "A project on the wire"). */
export const journalEntry = z.object({
  type: z.enum(['rollback', 'release', 'retry', 'redeploy', 'quarantine', 'lift']),
  stage: z.string().optional(),
  reason: z.string(),
  by: z.string(),
  executionId: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  sha: z.string().optional(),
});
export type JournalEntry = z.infer<typeof journalEntry>;

export const journalGroup = (project: string): string => `/starboard/journal/${project}`;

/** What people wrote, and why it could not be read, if so: a page then says that reasons and quarantines are missing. */
export interface Journal {
  readonly entries: readonly (JournalEntry & { at: number })[];
  readonly unread?: string | undefined;
}

/** The journal's newest entries; empty when nothing was ever written. What is not ours in it is passed over. Does not reject. */
export function readJournal(connection: Connection, project: string): Promise<Journal> {
  return singleFlight(
    `journal ${project}`,
    async (): Promise<Journal> => {
      const entries: (JournalEntry & { at: number })[] = [];
      try {
        const logs = await client('logs', connection);
        for (
          let nextToken: string | undefined, pages = 0;
          pages === 0 || (nextToken && pages < 20);
          pages++
        ) {
          const page = await logs.filterLogEvents({
            logGroupName: journalGroup(project),
            nextToken,
            limit: 1000,
          });
          for (const e of page.events ?? []) {
            const parsed = journalEntry.safeParse(jsonOrNothing(e.message));
            if (parsed.success) entries.push({ ...parsed.data, at: e.timestamp ?? 0 });
          }
          nextToken = page.nextToken;
        }
        return { entries };
      } catch (error) {
        return isAwsError(error, 'ResourceNotFoundException')
          ? { entries: [] }
          : { entries, unread: toAppError(error).message };
      }
    },
    2000,
  );
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
