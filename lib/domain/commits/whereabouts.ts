import {
  isFailure,
  isStopped,
  FAILED,
  LIVE,
  NOT_STARTED,
  ROLLED_BACK,
  UNKNOWN,
  WAITING,
  type Status,
} from '@/lib/domain/status';
import type { Refusal } from '@/lib/domain/approvals/approval';
import type { Revision } from '@/lib/domain/views';

/** What is known of one commit in one stage. Times in ms since the epoch. */
export interface Evidence {
  readonly live?:
    | {
        readonly sha: string;
        readonly at: number;
        /** Why it may not be what runs everywhere. */
        readonly doubt?: string | undefined;
      }
    | undefined;
  /** Whether what is live holds the commit; undefined where a repository cannot tell. */
  readonly holds: boolean | undefined;
  /** Somebody is asked whether a revision that holds it may enter. */
  readonly waiting?: { readonly since: number } | undefined;
  /** Somebody rejected the newest revision that holds it, or nobody answered in time. */
  readonly refused?: Refusal | undefined;
  /** A revision that holds it is in the stage now. */
  readonly entering?: { readonly status: Status; readonly since: number } | undefined;
  /** The newest attempt to bring it here failed. */
  readonly failed?: number | undefined;
  /** How far it has come all the same where it failed: `left on 1 of 2 targets`. */
  readonly reached?: string | undefined;
  /** The last time it came into the stage and went well. */
  readonly arrived?: number | undefined;
  /** The newest rollback of the stage after that. */
  readonly rolledBack?: { readonly at: number; readonly note?: string | undefined } | undefined;
  /** When the pipeline took it, by the execution that carried it; unset where none is known. */
  readonly taken?: number | undefined;
  /** How the execution that carried it ended before this stage. */
  readonly ended?:
    { readonly status: Status; readonly at: number; readonly where: string } | undefined;
}

export interface Whereabouts {
  readonly status: Status;
  /** Behind the status word. */ readonly note?: string | undefined;
  readonly at?: number | undefined;
}
export interface FoundIn {
  readonly pipeline: string;
  /** The source action that brought it. */ readonly source: string;
  readonly stages: readonly (Whereabouts & { readonly stage: string; readonly href: string })[];
  /** The execution that carried it last. */ readonly href: string;
}
export interface FoundCommit extends Revision {
  readonly author?: string | undefined;
  readonly at?: number | undefined;
  readonly places: readonly FoundIn[];
}
export interface Finding {
  readonly query: string;
  readonly commits: readonly FoundCommit[];
  readonly more: boolean;
  /** Sources whose history could not be searched. */
  readonly notWalked: readonly { readonly pipeline: string; readonly source: string }[];
  readonly unreadable: readonly { readonly name: string; readonly why: string }[];
  /** Pipelines of which nothing is known yet: their turn has not come. */
  readonly coming: number;
  readonly moving: boolean;
  readonly readAt: number;
}

const refusalNote = (r: Refusal): string | undefined =>
  [r.by && `by ${r.by}`, r.why && `“${r.why}”`].filter(Boolean).join(': ') || undefined;

const short = (sha: string): string => sha.slice(0, 7);

/**
 * Where a commit is, in one stage. Held by what is live means live, whatever it was released with; what a rollback took
 * away is not live, even though it was deployed (hygieia#816 counted it).
 */
export function whereabouts(sha: string, e: Evidence): Whereabouts {
  if (e.live && (e.live.sha === sha || e.holds === true))
    return {
      status: LIVE,
      note:
        [e.live.sha === sha ? undefined : `as part of ${short(e.live.sha)}`, e.live.doubt]
          .filter(Boolean)
          .join('; ') || undefined,
      at: e.live.at,
    };
  if (e.waiting) return { status: WAITING, at: e.waiting.since };
  if (e.refused && e.arrived === undefined) {
    const { status, at } = e.refused;
    return { status, note: refusalNote(e.refused), at };
  }
  if (e.entering)
    return {
      status: e.entering.status,
      note: isFailure(e.entering.status) ? e.reached : undefined,
      at: e.entering.since,
    };
  if (e.rolledBack && e.holds !== undefined)
    return { status: ROLLED_BACK, note: e.rolledBack.note, at: e.rolledBack.at };
  if (e.live && e.holds === undefined && e.arrived !== undefined && e.live.at > e.arrived)
    return {
      status: UNKNOWN,
      note: `it was live here; ${short(e.live.sha)} replaced it; Starboard could not check whether that includes it`,
      at: e.arrived,
    };
  if (e.arrived !== undefined)
    return {
      status: ROLLED_BACK,
      note: e.live ? `${short(e.live.sha)} is live and does not include it` : undefined,
      at: e.live?.at ?? e.arrived,
    };
  if (e.failed !== undefined) return { status: FAILED, note: e.reached, at: e.failed };
  // What came here before the pipeline took the commit cannot hold it; of anything later that is not known.
  if (e.live && e.holds === undefined && (e.taken === undefined || e.live.at > e.taken))
    return { status: UNKNOWN, note: `could not check whether ${short(e.live.sha)} includes it` };
  if (
    e.ended &&
    (isFailure(e.ended.status) || isStopped(e.ended.status) || e.ended.status.key === 'sup')
  )
    return {
      status: NOT_STARTED,
      note: `${e.ended.status.word.toLowerCase()}${e.ended.where ? ` in ${e.ended.where}` : ''} before it got here`,
      at: e.ended.at,
    };
  return { status: NOT_STARTED };
}

/** A search that can be a commit's SHA, or the start of one. */
export const looksLikeSha = (text: string): boolean => /^[0-9a-f]{4,40}$/i.test(text.trim());

/** Whether a commit is what is searched for: the start of its SHA, all words of its message, or a pull request's number in it. */
export function matchesCommit(r: Revision, query: string): boolean {
  const text = query.trim().toLowerCase();
  if (!text) return false;
  if (looksLikeSha(text) && r.sha.toLowerCase().startsWith(text)) return true;
  const pull = /^(?:pr|pull request|#|!)\s*#?(\d+)$/.exec(text)?.[1];
  if (pull !== undefined)
    return new RegExp(`(?:#|!|pull request )${pull}(?!\\d)`, 'i').test(r.message);
  return text.length >= 2 && text.split(/\s+/).every((w) => r.message.toLowerCase().includes(w));
}
