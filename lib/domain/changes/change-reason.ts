import type { ChangeKind } from './change-kinds';

/** Whether a change wants a reason. */
export type ReasonRule = 'required' | 'optional' | 'none';

/** An approval's summary holds 512 characters, the reason of a stop 200, that of a closed transition 300 of some characters (CodePipeline API reference). */
export const MAX_REASON = 500;
export const MAX_STOP_REASON = 200;
const MAX_CLOSE_REASON = 300;
const CLOSE_REASON = /^[a-zA-Z0-9!@ ().*?-]*$/;

/** Why a reason cannot be taken; undefined if it can. */
export function reasonProblem(
  rule: ReasonRule,
  reason: string,
  kind: ChangeKind,
): string | undefined {
  const max = kind === 'stop' ? MAX_STOP_REASON : kind === 'close' ? MAX_CLOSE_REASON : MAX_REASON;
  const text = reason.trim();
  if (rule === 'required' && !text) return 'Say why: it is kept in the history.';
  if (kind === 'close' && !CLOSE_REASON.test(text))
    return 'CodePipeline accepts letters, digits, spaces and ! @ ( ) . * ? - here.';
  return text.length > max ? `${text.length} characters; the limit is ${max}.` : undefined;
}
