import { failed, type Answer, type Checked, type Result } from '@/lib/domain/result';
import { capital } from '@/lib/domain/projects/names';
import type { CheckSubject } from '@/lib/domain/changes/check';
import { routes } from '@/lib/routes';
import { fetchJson, ReadError } from '../fetch-json';

/** The answer was lost: whether it happened is not known here. */
export interface Unknown {
  readonly state: 'unknown';
  /** The server was asked and does not know either; the page may be pressed again. */
  readonly checked: boolean;
  /** What the check found, or why it could not be made. */
  readonly message?: string | undefined;
}

/** What a page knows of a press. */
export type Outcome<T, P = never> =
  | Answer<T, P>
  | Unknown
  /** This page is older than the server, which therefore did nothing. */
  | { readonly state: 'outdated' };

/** A little more than the server's own deadline. */
const ANSWER_MS = 20_000;
const FOLLOW_MS = 1000;
/** How the door begins what it answers itself (bin/request-check.ts): nothing behind it was reached. */
const REFUSED = 'Refused: ';

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function outcomeOfError(error: unknown): Outcome<never> {
  const message = error instanceof Error ? error.message : '';
  if (!message.startsWith(REFUSED)) return { state: 'unknown', checked: false };
  const text = message.slice(REFUSED.length).trim();
  const signedOut = text.includes('no longer signed in');
  return failed('denied', capital(text), signedOut ? { command: 'npx starboard open' } : {});
}

/** What an action answered, or what can be said without an answer. `isOutdated`: the server has no such action. */
export async function answerOf<T, P>(
  answer: Promise<Answer<T, P>>,
  isOutdated: (error: unknown) => boolean,
): Promise<Outcome<T, P>> {
  const late = after(ANSWER_MS).then(() => ({ state: 'unknown', checked: false }) as const);
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    return isOutdated(error) ? { state: 'outdated' } : outcomeOfError(error);
  }
}

/** What the server knows of a press. */
export async function checked<T, P>(key: string, subject: CheckSubject): Promise<Outcome<T, P>> {
  try {
    const answer = await fetchJson<Checked>(
      routes.api.check(key, subject),
      AbortSignal.timeout(ANSWER_MS),
    );
    if (answer.state === 'done') return answer.result as Result<T, P>;
    if (answer.state === 'pending') return answer;
    return { state: 'unknown', checked: true, message: answer.message };
  } catch (error) {
    const message =
      error instanceof ReadError ? error.message : 'The dashboard did not answer in time.';
    return { state: 'unknown', checked: false, message };
  }
}

/** The end of what still runs. */
export async function followed<T, P>(key: string, subject: CheckSubject): Promise<Outcome<T, P>> {
  for (;;) {
    await after(FOLLOW_MS);
    const outcome = await checked<T, P>(key, subject);
    if (outcome.state !== 'pending') return outcome;
  }
}
