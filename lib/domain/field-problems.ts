import type { z } from 'zod';

/** What is wrong with a form's input, a sentence a field, by the field's path: `variables.0.name`. */
export type FieldProblems = Readonly<Record<string, string>>;

type Issue = z.core.$ZodIssue;

function tooBig(issue: Extract<Issue, { code: 'too_big' }>): string {
  const max = issue.maximum.toLocaleString('en');
  if (issue.origin === 'string') return `Use at most ${max} characters.`;
  return issue.origin === 'array' ? `Use at most ${max}.` : `Enter at most ${max}.`;
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): string {
  const min = issue.minimum.toLocaleString('en');
  if (issue.origin === 'string')
    return issue.minimum === 1 ? 'Enter a value.' : `Use at least ${min} characters.`;
  return issue.origin === 'array' ? `Add at least ${min}.` : `Enter at least ${min}.`;
}

/** An issue as a person reads it: our own are sentences, zod's own end without a full stop. */
function sentenceOf(issue: Issue): string {
  if (issue.message.endsWith('.')) return issue.message;
  switch (issue.code) {
    case 'too_big':
      return tooBig(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'invalid_type':
      return issue.expected === 'number' || issue.expected === 'int'
        ? 'Enter a number.'
        : 'Enter a value.';
    default:
      return 'This is not accepted. Enter something else.';
  }
}

/** The first issue of each field. */
export function problemsByField(issues: readonly Issue[]): FieldProblems {
  const problems: Record<string, string> = {};
  for (const issue of issues) problems[issue.path.join('.')] ??= sentenceOf(issue);
  return problems;
}

/** What a schema says of a form's input; empty where it fits. */
export function fieldProblems(schema: z.ZodType, input: unknown): FieldProblems {
  const parsed = schema.safeParse(input);
  return parsed.success ? {} : problemsByField(parsed.error.issues);
}

/** The first of a form's problems. */
export const firstProblem = (problems: FieldProblems): string | undefined =>
  Object.values(problems)[0];
