import { describe, expect, it } from 'vitest';
import { patchOf } from './patch';

const b = (text: string): Buffer => Buffer.from(text);

describe("one file's change", () => {
  it('is a unified patch with its lines counted', () => {
    const patch = patchOf('a.txt', { before: b('one\ntwo\n'), after: b('one\nthree\nfour\n') });
    expect(patch).toMatchObject({ added: 2, removed: 1 });
    expect('text' in patch && patch.text).toContain('-two\n+three\n+four');
  });
  it('of a new file has every line added, of a gone one removed', () => {
    expect(patchOf('a', { after: b('1\n2\n') })).toMatchObject({ added: 2, removed: 0 });
    expect(patchOf('a', { before: b('1\n') })).toMatchObject({ added: 0, removed: 1 });
  });
  it.each([
    [
      'binary',
      { before: b('\u0000\u0001'), after: b('\u0000\u0002\u0003') },
      /binary file: 2 bytes before, 3 after/,
    ],
    ['too large', { tooLarge: 600_000 }, /too large/],
    ['the same text', { before: b('x'), after: b('x') }, /text is the same/],
    [
      'thousands of other lines',
      {
        before: b(Array.from({ length: 6000 }, (_, i) => `a${i}`).join('\n')),
        after: b(Array.from({ length: 6000 }, (_, i) => `b${i}`).join('\n')),
      },
      /more than/,
    ],
  ])('%s is said, not drawn', (_name, sides, why) => {
    const patch = patchOf('f', sides);
    expect('why' in patch && patch.why).toMatch(why);
  });
});
