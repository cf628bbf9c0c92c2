import { RE2JS } from 're2js';

export interface Verdict { readonly passed: boolean; readonly message: string }

/** A text that is too long is not worth a search: variables are at most this long. */
const MAX_PATTERN = 1000;

function matches(value: string, pattern: string): Verdict {
  if (pattern.length > MAX_PATTERN) return { passed: false, message: `The pattern has more than ${MAX_PATTERN} characters` };
  try {
    // The whole value, in time linear to its length: a pattern that would explode in a backtracking engine does not here.
    const passed = RE2JS.matches(pattern, value);
    return { passed, message: `'${value}' ${passed ? 'matches' : 'does not match'} ${pattern}` };
  } catch (error) {
    return { passed: false, message: `The pattern ${pattern} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** VariableCheck (AWS-SEMANTICS 3.6 [doc]): `variable` is already resolved. */
export function checkVariable(variable: string, operator: string, value: string): Verdict {
  switch (operator) {
    case 'EQ': return { passed: variable === value, message: `'${variable}' ${variable === value ? 'is' : 'is not'} '${value}'` };
    case 'NE': return { passed: variable !== value, message: `'${variable}' ${variable === value ? 'is' : 'is not'} '${value}'` };
    case 'CONTAINS': return { passed: variable.includes(value), message: `'${variable}' ${variable.includes(value) ? 'contains' : 'does not contain'} '${value}'` };
    case 'MATCHES': return matches(variable, value);
    default: return { passed: false, message: `The operator ${operator} is not known` };
  }
}
