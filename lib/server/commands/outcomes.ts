import 'server-only';
import { createHash } from 'node:crypto';
import { failed, type Result } from '@/lib/domain/result';
import { shared } from '../shared';

interface Outcome {
  /** Of what was asked: a key stands for one command. */
  readonly fingerprint: string;
  readonly done: Promise<Result<unknown, unknown>>;
  result?: Result<unknown, unknown>;
  settledAt?: number;
}

const KEPT_MS = 600_000;
const MOST = 1000;

const outcomes = shared('outcomes', () => new Map<string, Outcome>());

/** What is over and old goes, then the oldest of what is over; what still runs is always known. */
function forgetOld(now: number): void {
  const settled = [...outcomes].filter(([, o]) => o.settledAt !== undefined);
  const tooMany = Math.max(0, outcomes.size - MOST);
  settled.forEach(([key, o], i) => {
    if (i < tooMany || now - (o.settledAt ?? now) > KEPT_MS) outcomes.delete(key);
  });
}

export const fingerprintOf = (command: unknown): string =>
  createHash('sha256').update(JSON.stringify(command)).digest('hex');

/**
 * Carries a command out once. The same key again (a double click, a repeat after a lost answer, a
 * second press while the first still runs) gets what came of the first and has no effect.
 */
export async function once<T, P>(
  idempotencyKey: string,
  fingerprint: string,
  perform: () => Promise<Result<T, P>>,
): Promise<Result<T, P>> {
  forgetOld(Date.now());
  const known = outcomes.get(idempotencyKey);
  if (known && known.fingerprint !== fingerprint)
    return failed('invalid', 'This request carries the key of another one. Reload the page.');
  if (known) return known.done as Promise<Result<T, P>>;
  const done = perform();
  const outcome: Outcome = { fingerprint, done };
  outcomes.set(idempotencyKey, outcome);
  outcome.result = await done;
  outcome.settledAt = Date.now();
  return done;
}

/** What is known of a key in this process; nothing after a restart. */
export function outcomeOf(
  idempotencyKey: string,
): { readonly result: Result<unknown, unknown> | undefined } | undefined {
  const known = outcomes.get(idempotencyKey);
  return known && { result: known.result };
}
