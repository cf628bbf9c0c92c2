import 'server-only';
import { z } from 'zod';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { singleFlight } from '../single-flight';
import { toAppError } from './errors';

/** What people said and AWS has no field for; one JSON event a line (CONTRACT.md, "A project on the wire"). */
export const journalEntry = z.object({
  type: z.enum(['rollback', 'release', 'retry', 'redeploy', 'quarantine', 'lift']), stage: z.string().optional(), reason: z.string(), by: z.string(),
  executionId: z.string(), from: z.string().optional(), to: z.string().optional(), sha: z.string().optional(),
});
export type JournalEntry = z.infer<typeof journalEntry>;

export const journalGroup = (project: string): string => `/starboard/journal/${project}`;

/** The journal's newest entries; empty when nothing was ever written. What is not ours in it is passed over. */
export function readJournal(connection: Connection, project: string): Promise<readonly (JournalEntry & { at: number })[]> {
  return singleFlight(`journal ${project}`, async () => {
    const logs = await client('logs', connection);
    try {
      const entries: (JournalEntry & { at: number })[] = [];
      for (let nextToken: string | undefined, pages = 0; pages === 0 || (nextToken && pages < 20); pages++) {
        const page = await logs.filterLogEvents({ logGroupName: journalGroup(project), nextToken, limit: 1000 });
        for (const e of page.events ?? []) {
          const parsed = journalEntry.safeParse(jsonOrNothing(e.message));
          if (parsed.success) entries.push({ ...parsed.data, at: e.timestamp ?? 0 });
        }
        nextToken = page.nextToken;
      }
      return entries;
    } catch (error) {
      if (isAwsError(error, 'ResourceNotFoundException')) return [];
      // A journal that may not be read leaves the history without its reasons, never without its executions.
      if (toAppError(error).kind === 'denied') return [];
      throw error;
    }
  }, 2000);
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
export const notesOf = (entries: readonly JournalEntry[]): ReadonlyMap<string, string> => new Map(entries.filter((e) => e.reason && SAID.includes(e.type)).map((e) => [e.executionId, e.reason]));
