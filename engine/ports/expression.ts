// The wire stands beside the core and may not import it; how an expression is tried without end is the core's to prevent.
export { compileExpression, ExpressionError, type Expression } from '../core/expression';
