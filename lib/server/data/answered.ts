import 'server-only';
import { shared } from '../shared';

type Answer = 'Approved' | 'Rejected';

/** AWS shows an answer within seconds; what it still does not show after this long is told as AWS tells it. */
const SHOWN_WITHIN_MS = 120_000;

const answers = shared('answered', () => new Map<string, { answer: Answer; at: number }>());

/** AWS has accepted an answer for an approval, by the approval's token. */
export function rememberAnswer(token: string | undefined, answer: Answer, now = Date.now()): void {
  for (const [known, { at }] of answers) if (now - at > SHOWN_WITHIN_MS) answers.delete(known);
  if (token) answers.set(token, { answer, at: now });
}

/** The answer that AWS has accepted and that its reads do not show yet; undefined where there is none. */
export function acceptedAnswer(token: string | undefined, now = Date.now()): Answer | undefined {
  const found = token === undefined ? undefined : answers.get(token);
  return found && now - found.at <= SHOWN_WITHIN_MS ? found.answer : undefined;
}
