import { describe, expect, it } from 'vitest';
import { pictureState } from './picture';

const asked = { deployment: 'd-1', askedAt: 1000 };

describe('a picture of a release', () => {
  it('is there once it was taken', () => {
    expect(pictureState({ ...asked, takenAt: 2000 }, 900_000)).toBe('taken');
  });
  it('is on its way for a minute', () => {
    expect(pictureState(asked, 2000)).toBe('coming');
    expect(pictureState(asked, 62_000)).toBe('none');
  });
  it('is none where there was a problem, or nobody was asked', () => {
    expect(pictureState({ ...asked, takenAt: 2000, problem: 'no page' }, 2000)).toBe('none');
    expect(pictureState(undefined, 2000)).toBe('none');
  });
});
