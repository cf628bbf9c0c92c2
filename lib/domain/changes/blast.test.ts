import { describe, expect, it } from 'vitest';
import { blastOf, type Flying, type Shape } from './blast';

const shape = (stages: string[], more: Partial<Shape> = {}): Shape => ({
  pipelineType: 'V2',
  executionMode: 'SUPERSEDED',
  stages: stages.map((name) => ({ name, actions: [{ name: 'Do' }] })),
  ...more,
});
const four = shape(['Source', 'Build', 'Staging', 'Production']);
const flying: Flying[] = [
  { execution: 'early', ahead: ['Staging', 'Production'] },
  { execution: 'front', ahead: ['Production'], waitsFor: 'Production' },
  { execution: 'late', ahead: [] },
];

describe('the blast radius of an edit', () => {
  it('names who is cancelled by a stage that goes, and when', () => {
    const blast = blastOf(four, shape(['Source', 'Build', 'Staging']), flying, 3);
    expect(blast.cancelled.map((c) => [c.execution, c.why])).toEqual([
      ['early', 'when it reaches Production, which is removed'],
      ['front', 'immediately: it is waiting for Production, which is removed'],
    ]);
    expect([blast.untouched, blast.targetsLost]).toEqual([1, 3]);
    expect(blast.notes[0]).toBe(
      'Production is removed from the pipeline. What is deployed there stays.',
    );
  });

  it('a configuration that changes cancels nobody, and still loses every rollback target', () => {
    expect(blastOf(four, four, flying, 2)).toEqual({
      cancelled: [],
      untouched: 3,
      targetsLost: 2,
      notes: [],
    });
  });

  it.each<[string, Shape, RegExp]>([
    [
      'another mode',
      shape(['Source', 'Build', 'Staging', 'Production'], { executionMode: 'QUEUED' }),
      /New executions run in QUEUED mode; running ones keep SUPERSEDED/,
    ],
    [
      'PARALLEL',
      shape(['Source', 'Build', 'Staging', 'Production'], { executionMode: 'PARALLEL' }),
      /cannot be rolled back/,
    ],
    ['another order', shape(['Source', 'Staging', 'Build', 'Production']), /stage order changes/],
  ])('%s is said', (_name, after, sentence) => {
    expect(blastOf(four, after, [], 0).notes.join(' ')).toMatch(sentence);
  });

  it('says what V2 brings and what it costs, when a V1 pipeline becomes one', () => {
    expect(blastOf({ ...four, pipelineType: 'V1' }, four, [], 0).notes.join(' ')).toMatch(
      /stage rollback.*cannot go back to V1/,
    );
    expect(blastOf(four, four, [], 0).notes).toEqual([]);
  });
});
