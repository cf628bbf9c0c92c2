import 'server-only';
import { expressionOf } from '@/lib/domain/logs/log-expression';
import { MAX_FOUND, NOTHING, testOf, type Found, type LogQuery } from '@/lib/domain/logs/log-query';
import type { LineFile } from './line-file';

/** How long the search goes on before others have their turn. */
const TURN_MS = 25;

/** Every line of a log that holds what is searched for. Ends early when nobody waits any more. */
export async function search(file: LineFile, q: LogQuery, signal: AbortSignal): Promise<Found> {
  if (!q.text) return NOTHING;
  const expression = expressionOf(q);
  if (typeof expression === 'string') return { ...NOTHING, problem: expression };
  const test = testOf(q, expression);
  const found: number[] = [];
  let count = 0;
  let upTo = 0;
  const whole = !q.regex && !q.text.includes('\n');
  const wanted = q.matchCase ? q.text : q.text.toLowerCase();
  let began = Date.now();
  for (const { first, lines } of file.texts()) {
    if (signal.aborted) break;
    // Most pieces of a large log hold nothing of it: one look at the whole is cheaper than one at each line.
    const joined = whole ? lines.join('\n') : '';
    if (!whole || (q.matchCase ? joined : joined.toLowerCase()).includes(wanted)) {
      for (const [i, text] of lines.entries()) {
        if (!test(text)) continue;
        count++;
        if (found.length < MAX_FOUND) found.push(first + i);
      }
    }
    upTo = first + lines.length;
    if (Date.now() - began > TURN_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      began = Date.now();
    }
  }
  return { count, lines: found, upTo };
}
