import 'server-only';
import type { Approvals } from '@/lib/domain/approvals/approval';
import type { ChangeSize, ShownSize } from '@/lib/domain/commits/change-size';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { isUnwanted } from '../aws/urgency';
import { cache } from '../cache/cache';
import type { Key } from '../cache/keys';
import { getApprovals } from '../data/approvals';
import { LIVE_UNKNOWN, NOTHING_LIVE } from '../data/stages';
import { readChangeSize } from '../diff/size';
import { knownNow } from './later';

/**
 * How much an approval would change, as far as that is known now; undefined where there is nothing to compare with. Two
 * executions are read once ever, in their turn, whoever looks.
 */
export function sizeNow(
  connection: Connection,
  isHeld: boolean,
  pipeline: string,
  from: string,
  to: string,
): ShownSize | undefined {
  if (from === NOTHING_LIVE || from === LIVE_UNKNOWN) return undefined;
  const key: Key = ['change-size', pipeline, from, to];
  const known = knownNow<ChangeSize>(
    key,
    { maxAge: Infinity, urgency: 'rest', isHeld, isTold: true },
    () => readChangeSize(connection, pipeline, from, to),
  );
  if (known) return known;
  const failure = cache.failure(key);
  if (!failure || isUnwanted(failure.error)) return 'coming';
  return { unread: toAppError(failure.error).message };
}

/** What waits for a person, and how much each of it would change. */
export async function getSizedApprovals(connection: Connection): Promise<Approvals> {
  const found = await getApprovals(connection);
  return {
    ...found,
    waiting: found.waiting.map((a) => ({
      ...a,
      size: sizeNow(connection, found.coming > 0, a.pipeline, a.from, a.execution),
    })),
  };
}
