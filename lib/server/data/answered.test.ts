import { describe, expect, it } from 'vitest';
import { acceptedAnswer, rememberAnswer } from './answered';

describe('an answer that AWS has accepted', () => {
  it('is known by the token of its approval alone', () => {
    rememberAnswer('token-a', 'Approved', 1000);
    expect(acceptedAnswer('token-a', 2000)).toBe('Approved');
    expect(acceptedAnswer('token-b', 2000)).toBeUndefined();
    expect(acceptedAnswer(undefined, 2000)).toBeUndefined();
  });

  it('is forgotten after two minutes: what AWS shows then is what is', () => {
    rememberAnswer('token-c', 'Rejected', 1000);
    expect(acceptedAnswer('token-c', 121_000)).toBe('Rejected');
    expect(acceptedAnswer('token-c', 121_001)).toBeUndefined();
  });

  it('is not remembered without a token', () => {
    rememberAnswer(undefined, 'Approved', 1000);
    expect(acceptedAnswer('', 1000)).toBeUndefined();
  });
});
