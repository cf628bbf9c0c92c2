import { compileExpression, ExpressionError, type Expression } from '@/common/expression';
import type { LogQuery } from './log-query';

/** What a search for a regular expression is compiled to, or why it is none; undefined for plain text. */
export function expressionOf(q: LogQuery): Expression | string | undefined {
  if (!q.regex || !q.text) return undefined;
  try {
    return compileExpression(q.text, { anyCase: !q.matchCase });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return error.message;
  }
}
