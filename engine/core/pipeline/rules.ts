import { compileExpression, ExpressionError } from '../../../common/expression';

export interface Verdict {
  readonly passed: boolean;
  readonly message: string;
}

function matches(value: string, pattern: string): Verdict {
  try {
    const passed = compileExpression(pattern).whole(value);
    return { passed, message: `'${value}' ${passed ? 'matches' : 'does not match'} ${pattern}` };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return {
      passed: false,
      message: `The pattern ${pattern.slice(0, 1000)} cannot be read: ${error.message}`,
    };
  }
}

/** VariableCheck (AWS-SEMANTICS 3.6 [doc]): `variable` is already resolved. */
export function checkVariable(variable: string, operator: string, value: string): Verdict {
  switch (operator) {
    case 'EQ':
      return {
        passed: variable === value,
        message: `'${variable}' ${variable === value ? 'is' : 'is not'} '${value}'`,
      };
    case 'NE':
      return {
        passed: variable !== value,
        message: `'${variable}' ${variable === value ? 'is' : 'is not'} '${value}'`,
      };
    case 'CONTAINS':
      return {
        passed: variable.includes(value),
        message: `'${variable}' ${variable.includes(value) ? 'contains' : 'does not contain'} '${value}'`,
      };
    case 'MATCHES':
      return matches(variable, value);
    default:
      return { passed: false, message: `The operator ${operator} is not known` };
  }
}
