import 'server-only';
import type { Connection } from '../aws/connection';
import { DeadlineError, DEADLINE_MS, within } from '../aws/deadline';
import { toAppError } from '../aws/errors';
import { keepLooking } from './moving-looks';
import { lastKnown, maySee, readPipeline } from './facts';
import { tellLater } from './news';
import type { PipelineFacts } from './pipeline-facts';
import { ageOf, knownPipelines } from './known-pipelines';
import { isUnderWay } from './under-way';

/** A pipeline, and what is known of it. */
export type Found =
  | {
      readonly name: string;
      readonly facts: PipelineFacts;
      /** It is of then, and why it is not newer. */ readonly stale?: {
        readonly since: number;
        readonly why: string;
      };
    }
  /** Why nothing is known of it; `isComing`: only that its turn has not come yet. */
  | { readonly name: string; readonly why: string; readonly isComing: boolean };

export interface AllFacts {
  readonly found: readonly Found[];
  /** What of the list itself could not be read. */
  readonly unlisted: readonly { readonly name: string; readonly why: string }[];
}

const outOfReach = (error: unknown): boolean =>
  ['throttled', 'unavailable'].includes(toAppError(error).kind);

async function find(connection: Connection, name: string): Promise<Found> {
  const known = lastKnown(name);
  const isMoving = known !== undefined && isUnderWay(known.facts);
  const reading = readPipeline(connection, name, undefined, isMoving ? 'moving' : 'rest');
  if (isMoving) keepLooking(connection, name);
  if (known && maySee(connection, name, known)) {
    tellLater(['pipeline', name], reading);
    return { name, facts: known.facts };
  }
  const deadline = known ? DEADLINE_MS : connection.pacing.firstDeadlineMs;
  try {
    // One that AWS answers slowly does not hold up the others.
    return { name, facts: await within(reading, deadline) };
  } catch (error) {
    const { kind, message: why } = toAppError(error);
    // That concerns every call, and is the page's.
    if (kind === 'credentials') throw error;
    // The round goes on without it: what comes then does not wait for the next one.
    if (error instanceof DeadlineError) tellLater(['pipeline', name], reading);
    if (!known) return { name, why, isComing: error instanceof DeadlineError };
    // Throttled or out of reach is no reason to forget; a permission that is gone is.
    return outOfReach(error)
      ? { name, facts: known.facts, stale: { since: known.at, why } }
      : { name, why, isComing: false };
  }
}

/**
 * All pipelines, or `only` those, with what is known of each, which is read anew where it has got too old. Answers within seconds: one
 * that is not known by then is coming.
 */
export async function allFacts(
  connection: Connection,
  only?: readonly string[],
): Promise<AllFacts> {
  const { names, unreadable } = await knownPipelines(connection);
  return {
    found: await Promise.all((only ?? names).map((name) => find(connection, name))),
    unlisted: unreadable,
  };
}

/** Those that are known, those that could not be read now, and how many are still coming. */
export function sorted({ found, unlisted }: AllFacts): {
  readonly facts: PipelineFacts[];
  readonly unreadable: { readonly name: string; readonly why: string }[];
  readonly coming: number;
} {
  const lost = found.flatMap((f) => {
    if ('facts' in f)
      return f.stale
        ? [
            {
              name: f.name,
              why: `${f.stale.why} What is known of it is ${ageOf(f.stale.since)} old.`,
            },
          ]
        : [];
    return f.isComing ? [] : [{ name: f.name, why: f.why }];
  });
  return {
    facts: found.flatMap((f) => ('facts' in f ? [f.facts] : [])),
    unreadable: [...unlisted, ...lost],
    coming: found.filter((f) => 'isComing' in f && f.isComing).length,
  };
}
