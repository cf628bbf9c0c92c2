import { describe, expect, it } from 'vitest';
import { AGENTS } from './agent-rules';

describe('a pattern of a permission means a name', () => {
  // pattern, name below the object, agent 1.8, agent 2
  it.each([
    ['**', 'sub/deep.conf', true, true],
    ['*', 'top.conf', true, true],
    ['*', 'sub/deep.conf', false, false],
    ['*.conf', 'top.conf', true, true],
    ['*.conf', 'top.conf.bak', false, false],
    ['top.[ct]*', 'top.conf', false, true],
    ['top.[!c]*', 'top.conf', false, false],
    ['top.[a-d]*', 'top.conf', false, true],
    ['t?p.*', 'top.conf', false, true],
    ['*.{conf,txt}', 'top.txt', false, true],
    ['*.{c{on,x}f,txt}', 'top.cxf', false, true],
    ['*.{conf,txt}', 'top.md', false, false],
    ['**/*.conf', 'top.conf', false, true],
    ['\\**', '*x', false, true],
    // Without a star it is a path below the object to agent 2.
    ['sub/deep.conf', 'sub/deep.conf', false, true],
    ['top.[c]onf', 'top.conf', false, false],
    // One that cannot be read is a name.
    ['[*', '[*', true, true],
    ['[*', '[a', true, false],
    ['*{a', 'xa', false, false],
    ['[z-a]*', 'z', false, false],
  ])('%s, %s: %s in 1.8, %s in 2', (pattern, name, inOld, inNew) => {
    expect([AGENTS['1.8'].isMeant(name, pattern), AGENTS['2'].isMeant(name, pattern)]).toEqual([
      inOld,
      inNew,
    ]);
  });

  it('`**` excepts what lies deeper in agent 2 alone', () => {
    const excepts = (version: '1.8' | '2'): boolean =>
      AGENTS[version].isExcepted('sub/deep.conf', '**');
    expect([excepts('1.8'), excepts('2')]).toEqual([false, true]);
  });

  it('is found out in a time that no pattern can make long', () => {
    const many = `${'*{a,b,*}'.repeat(200)}!`;
    expect(AGENTS['2'].isMeant('ab'.repeat(500), many)).toBe(false);
    expect(AGENTS['2'].isMeant('a', `*${'{'.repeat(100_000)}`)).toBe(false);
  });
});

describe('a line of a log', () => {
  it('keeps what steers a terminal in agent 1.8, and loses it in 2', () => {
    const line = '[stdout]\x1b[1;31mred\x1b[0m \x1b]0;title\x07\u00e9\tend\r';
    expect(AGENTS['1.8'].logged(line)).toBe(line);
    expect(AGENTS['2'].logged(line)).toBe('[stdout]red \u00e9end');
  });
});
