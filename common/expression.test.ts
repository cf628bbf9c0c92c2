import { describe, expect, it } from 'vitest';
import { compileExpression, ExpressionError } from './expression';

const TEXT = `${'a'.repeat(100_000)}!`;

describe('regular expressions from outside', () => {
  it.each([
    ['(a+)+$', false],
    ['^(a|a)*$', false],
    ['(a|aa)+$', false],
    ['([a-z]+)*[0-9]', false],
    ['(.*)*b', false],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', false],
    ['(a*)*!', true],
  ])('try %s, which would go on for ever, in one pass', (pattern, found) => {
    expect(compileExpression(pattern).find(TEXT)).toBe(found);
    expect(compileExpression(pattern).places(TEXT, 5).length > 0).toBe(found);
  });

  it.each([
    ['a{1000}b{1000}c{1000}d{1000}e{1000}f{1000}', 'states'],
    [`(?:${'ab'.repeat(300)}){1000}`, 'states'],
    [`(${'x'.repeat(100)}[a-z\\]]{3}){400}`, 'states'],
    ['((a{100}){10}){10}', 'states'],
    ['a{1001}', 'invalid repeat count'],
    ['a'.repeat(1025), 'characters'],
    [`${'('.repeat(1024)}`, 'missing'],
    ['(?!a)b', 'lookarounds'],
    ['(a)\\1', 'backreferences'],
    ['(', 'missing'],
  ])('refuse %s', (pattern, reason) => {
    expect(() => compileExpression(pattern)).toThrow(ExpressionError);
    expect(() => compileExpression(pattern)).toThrow(reason);
  });

  it.each([
    '^[a-z][a-z0-9-]{1,62}$',
    '^.{1,1000}$',
    '\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}',
    '^arn:[\\w-]+:iam::\\d{12}:role/[\\w+=,.@/-]{1,512}$',
    '[]a]{3}',
    '[^]]x{2}',
    '\\(a{2}',
    'x'.repeat(1024),
  ])('take %s', (pattern) => {
    expect(compileExpression(pattern).size).toBeGreaterThan(0);
  });

  it('say where they are, but not without end, and never in nothing', () => {
    expect(compileExpression('a.').places('ab ac ad', 2)).toEqual([
      [0, 2],
      [3, 5],
    ]);
    expect(compileExpression('x*').places('aaa', 100)).toEqual([]);
    expect(compileExpression('B', { anyCase: true }).places('abcB', 9)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('are the whole text where that is asked, and say when it is too long', () => {
    const e = compileExpression('a{1,1000}b?');
    expect([e.whole('aaab'), e.whole('aaabc'), e.find('xaaabc')]).toEqual([true, false, true]);
    expect(() => e.whole('a'.repeat(1_000_000))).toThrow(/too long/);
    expect(e.find(`${'b'.repeat(1_000_000)}`)).toBe(false);
    expect([
      compileExpression('a.b').find('a\nb'),
      compileExpression('a.b', { dotAll: true }).find('a\nb'),
    ]).toEqual([false, true]);
  });
});
