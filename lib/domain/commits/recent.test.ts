import { describe, expect, it } from 'vitest';
import { FAILED, LIVE, NOT_STARTED, ROLLED_BACK, statusOf, WAITING } from '@/lib/domain/status';
import { marksOf } from './recent';

const words = (...args: Parameters<typeof marksOf>): string[] =>
  marksOf(...args).map((m) => m.word);

describe('how far a commit has come', () => {
  it('is where it is live, in one mark, then what happened elsewhere', () => {
    expect(
      words(
        [
          { stage: 'Staging', status: LIVE },
          { stage: 'Europe', status: LIVE },
          { stage: 'America', status: WAITING },
          { stage: 'Asia', status: NOT_STARTED },
        ],
        undefined,
      ),
    ).toEqual(['Live in Staging, Europe', 'America: Waiting for approval']);
  });

  it('says as part of what it is live', () => {
    expect(
      marksOf([{ stage: 'Staging', status: LIVE, note: 'as part of 9b03e7a' }], undefined)[0]?.note,
    ).toBe('Staging: as part of 9b03e7a');
  });

  it('names a rollback and a failure', () => {
    expect(
      words(
        [
          { stage: 'Staging', status: ROLLED_BACK },
          { stage: 'Production', status: FAILED },
        ],
        undefined,
      ),
    ).toEqual(['Staging: Rolled back', 'Production: Failed']);
  });

  it('is what became of its execution, where no environment has had it', () => {
    const stages = [{ stage: 'Staging', status: NOT_STARTED }];
    expect(words(stages, { status: FAILED, where: 'Build' })).toEqual(['Failed in Build']);
    expect(words(stages, { status: statusOf('InProgress'), where: 'Build' })).toEqual([
      'Running in Build',
    ]);
    expect(words(stages, { status: statusOf('Superseded'), where: 'Build' })).toEqual([
      'Superseded',
    ]);
    expect(words([], { status: statusOf('Succeeded'), where: 'Test' })).toEqual(['Passed Test']);
    expect(words(stages, undefined)).toEqual(['Not released yet']);
  });
});
