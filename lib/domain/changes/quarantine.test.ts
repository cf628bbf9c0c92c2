import { describe, expect, it } from 'vitest';
import { closedBy, closingReason, quarantines } from './quarantine';

const entry = (type: string, sha: string, at: number, stage = 'Production') => ({
  type,
  sha,
  stage,
  at,
  reason: 'refunds fail',
  by: 'mara',
  executionId: `e${at}`,
});

describe('quarantine', () => {
  it('the last word about a commit in a stage holds, whatever order the journal has', () => {
    expect(
      quarantines([
        entry('lift', 'a', 2),
        entry('quarantine', 'a', 1),
        entry('quarantine', 'b', 3),
        entry('rollback', 'c', 4),
      ]).map((q) => q.sha),
    ).toEqual(['b']);
    expect(
      quarantines([
        entry('quarantine', 'a', 1),
        entry('lift', 'a', 2),
        entry('quarantine', 'a', 5),
      ]).map((q) => q.at),
    ).toEqual([5]);
    expect(
      quarantines([entry('quarantine', 'a', 1), entry('lift', 'a', 2, 'Staging')]),
    ).toHaveLength(1);
  });

  it('the reason it closes a way with is one that CodePipeline takes, and is known again', () => {
    const reason = closingReason(
      '9b03e7a1c8',
      'Rückbuchungen: 4 % fail;\nsee <b>#12</b> ' + 'x'.repeat(400),
    );
    expect(reason).toMatch(/^[a-zA-Z0-9!@ ().*?-]{1,300}$/);
    expect(closedBy({ sha: '9b03e7a1c8' }, reason)).toBe(true);
    expect(closedBy({ sha: 'c81e5f0' }, reason)).toBe(false);
    expect(closedBy({ sha: '9b03e7a1c8' }, undefined)).toBe(false);
  });
});
