import { describe, expect, it } from 'vitest';
import { withShortSha } from './to-review';

describe('what an author asks to be reviewed', () => {
  it('names the candidate by its short id, and any other commit as it was written', () => {
    const [own, other] = ['a'.repeat(40), 'b'.repeat(40)];
    expect(withShortSha(`Release ${own} after ${other}?`, own)).toBe(
      `Release aaaaaaa after ${other}?`,
    );
    expect(withShortSha('Release latest?', 'latest')).toBe('Release latest?');
  });
});
