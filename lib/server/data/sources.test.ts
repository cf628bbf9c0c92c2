import { describe, expect, it } from 'vitest';
import { takenAt } from './sources';

describe('when a pipeline took a revision', () => {
  const at = (seconds: number): Date => new Date(seconds * 1000);
  const taken = { pipelineExecutionId: 'taken', startTime: at(100) };
  const back = {
    pipelineExecutionId: 'back',
    startTime: at(900),
    executionType: 'ROLLBACK' as const,
    rollbackMetadata: { rollbackTargetPipelineExecutionId: 'taken' },
  };

  it("is its own execution's start, not that of a rollback that brought it back", () => {
    const facts = { executions: [back, taken], older: [] };
    expect([takenAt(facts, 'taken'), takenAt(facts, 'back')]).toEqual([100_000, 100_000]);
    expect(takenAt({ executions: [back], older: [taken] }, 'back')).toBe(100_000);
  });

  it('is not known where the execution is no longer listed', () => {
    expect(takenAt({ executions: [back], older: [] }, 'back')).toBe(0);
  });
});
