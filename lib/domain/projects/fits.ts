import { compileExpression, ExpressionError } from '@/common/expression';
import type { Fits } from './parameters';

/** An AllowedPattern means the whole value. It comes from a template, which may be anybody's. */
export const fits: Fits = (pattern, value) => {
  try {
    return compileExpression(pattern).whole(value);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return error.message;
  }
};
