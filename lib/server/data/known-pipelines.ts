import 'server-only';
import type { Connection } from '../aws/connection';
import { DeadlineError, DEADLINE_MS, within } from '../aws/deadline';
import { toAppError } from '../aws/errors';
import { tellLater } from './news';
import { lastNames, listPipelineNames } from './pipeline-names';

/** The names of the pipelines, and in words what could not be read of them. */
export interface KnownPipelines {
  readonly names: readonly string[];
  readonly unreadable: readonly { readonly name: string; readonly why: string }[];
}

/** Refused or throttled: what is known is still shown. Any other failure concerns every call, and is the page's. */
const OF_THIS_CALL: ReadonlySet<string> = new Set(['denied', 'throttled']);

/** How long ago a time (ms since the epoch) is, in words: `4 minutes`. */
export function ageOf(at: number): string {
  const minutes = Math.floor((Date.now() - at) / 60_000);
  if (minutes < 1) return 'less than a minute';
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}

/**
 * The pipelines that there are; where they cannot be listed, those of the last list, with its age and the reason.
 * Throws as the list does when no list was ever read.
 */
export async function knownPipelines(connection: Connection): Promise<KnownPipelines> {
  const last = lastNames();
  if (!last) return { names: await listPipelineNames(connection), unreadable: [] };
  const listing = listPipelineNames(connection);
  try {
    return { names: await within(listing, DEADLINE_MS), unreadable: [] };
  } catch (error) {
    if (error instanceof DeadlineError) tellLater(['pipelines'], listing);
    // The answer is on its way, unless the one before was a failure: who asks next finds it.
    const failure = error instanceof DeadlineError ? last.failure : error;
    if (failure === undefined) return { names: last.names, unreadable: [] };
    const { kind, message } = toAppError(failure);
    if (!OF_THIS_CALL.has(kind)) throw error;
    const why = `${message} What is shown was listed ${ageOf(last.at)} ago.`;
    return { names: last.names, unreadable: [{ name: 'The list of pipelines', why }] };
  }
}
