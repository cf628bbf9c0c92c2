import { describe, expect, it } from 'vitest';
import { reasonProblem } from './change-reason';

describe('a reason', () => {
  it.each([
    ['required', '  ', 'rollback', /Say why/],
    ['required', 'x', 'rollback', undefined],
    ['optional', '', 'approve', undefined],
    ['required', 'x'.repeat(201), 'stop', /201 characters; the limit is 200/],
    ['required', 'x'.repeat(201), 'rollback', undefined],
    ['optional', 'x'.repeat(501), 'approve', /limit is 500/],
  ] as const)('%s "%.3s…" of a %s', (rule, text, kind, problem) => {
    const found = reasonProblem(rule, text, kind);
    if (problem) expect(found).toMatch(problem);
    else expect(found).toBeUndefined();
  });
});
