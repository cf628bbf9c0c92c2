import type { OnFailure } from '../phases';
import { BuildspecError } from './reader';

const DEFAULT_RETRIES = 3;
const MAX_RETRIES = 100;

/**
 * `ABORT`, `CONTINUE`, `RETRY`, `RETRY-COUNT`, `RETRY-REGEX` or `RETRY-COUNT-REGEX` (AWS-SEMANTICS 1.5 [doc]; that leading
 * digits followed by the end or `-` are the count is [infer]).
 */
export function parseOnFailure(text: string | undefined, phase: string): OnFailure {
  if (text === undefined) return undefined;
  if (text === 'ABORT' || text === 'CONTINUE') return { action: text };
  const m = /^RETRY(?:-(.*))?$/s.exec(text);
  if (!m)
    throw new BuildspecError(
      `Invalid on-failure value: ${text} in phase ${phase}. Supported values are ABORT, CONTINUE and RETRY`,
    );
  const [, digits, rest] = /^(\d+)(?:-(.*))?$/s.exec(m[1] ?? '') ?? [];
  const count = digits === undefined ? DEFAULT_RETRIES : Number(digits);
  const pattern = (digits === undefined ? m[1] : rest) || '.*';
  if (count > MAX_RETRIES)
    throw new BuildspecError(
      `Invalid on-failure value: ${text} in phase ${phase}. At most ${MAX_RETRIES} retries`,
    );
  return { action: 'RETRY', count, pattern };
}
