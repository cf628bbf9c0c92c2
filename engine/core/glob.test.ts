import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { compileGlob, compileGlobs, GlobError } from './glob';
import { expandBraces } from './glob-braces';

const both = (pattern: string, path: string): [boolean, boolean] => [
  compileGlob(pattern)(path),
  picomatch(pattern, { dot: true, nonegate: true })(path),
];

describe('globs', () => {
  it.each([
    ['**/*', ['a', 'a/b', '.hidden', 'a/.b/c'], []],
    ['*', ['a', '.a'], ['a/b']],
    ['a/*', ['a/b'], ['a', 'a/b/c']],
    ['a/**', ['a', 'a/b', 'a/b/c'], ['b/a']],
    ['a/**/*', ['a/b', 'a/b/c'], ['a']],
    ['**/*.js', ['x.js', '.js', 'a/b/x.js'], ['x.jsx']],
    [
      'src/**/test-?.{ts,tsx}',
      ['src/test-1.ts', 'src/a/b/test-x.tsx'],
      ['src/test-10.ts', 'test-1.ts'],
    ],
    ['v[0-9].[!a-z]', ['v1.2', 'v9.Z'], ['v1.b', 'vx.1', 'v12.1']],
    ['{a,b/{c,d}}/x', ['a/x', 'b/c/x', 'b/d/x'], ['b/x']],
    ['release-{1..3}', ['release-1', 'release-3'], ['release-4']],
    ['app/[id]/*', ['app/[id]/page.tsx', 'app/i/page.tsx'], ['app/x/page.tsx']],
    ['app/[...slug]/page.tsx', ['app/[...slug]/page.tsx'], ['app/x/y']],
    ['app/(console)/**', ['app/(console)/page.tsx'], ['app/console/page.tsx']],
    ['\\*\\{a,b\\}', ['*{a,b}'], ['xa']],
    ['a{b', ['a{b'], ['ab']],
    ['a[b', ['a[b'], ['ab']],
    ['!a', ['!a'], ['b']],
  ])('%s', (pattern, yes, no) => {
    const glob = compileGlob(pattern);
    expect(yes.filter((p) => !glob(p))).toEqual([]);
    expect(no.filter((p) => glob(p))).toEqual([]);
  });

  // But for `[!c]`, which picomatch takes for the characters ! and c, and shells for any other than c.
  it('answers as picomatch does to what people write', () => {
    const name = fc
      .string({ unit: fc.constantFrom('a', 'b', 'c', '.', '-'), minLength: 1, maxLength: 4 })
      .filter((n) => n !== '.' && n !== '..');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((n) => n.join('/'));
    const piece = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c', '.', '-') },
      fc.constantFrom('*', '?', '[ab]', '[^c]', '[a-b]', '{a,b}', '{a,bc}', '{ab,.}'),
    );
    const inner = fc
      .array(piece, { minLength: 1, maxLength: 4 })
      .map((p) => p.join(''))
      .filter((s) => !s.includes('**') && s !== '.' && s !== '..');
    const segment = fc.oneof(inner, name, fc.constantFrom('*', '**'));
    const pattern = fc
      .array(segment, { minLength: 1, maxLength: 4 })
      .map((s) => s.join('/'))
      .filter((p) => !p.startsWith('./'));
    fc.assert(
      fc.property(pattern, path, (p, x) => {
        const [ours, theirs] = both(p, x);
        expect(ours).toBe(theirs);
      }),
      { numRuns: 10_000 },
    );
  });

  const NAME = 'a'.repeat(255);
  const deep = (levels: number): string => Array.from({ length: levels }, () => NAME).join('/');
  it.each([
    ['stars', `${'*a'.repeat(100)}*c*b`],
    ['stars below folders', `**/${'*a'.repeat(100)}*c*b`],
    ['crossing stars', `${'**/*a*/'.repeat(30)}b`],
    ['question marks', `**/*${'?'.repeat(100)}c?b`],
    ['classes', `**/*${'[ab]'.repeat(30)}[c-d]b`],
    ['braces', `**/${'{a,*}'.repeat(7)}*${'a'.repeat(50)}c*b`],
  ])('need work that grows as the path does, and is bounded by both lengths: %s', (_, pattern) => {
    const work = (path: string): number => {
      const tally = { steps: 0 };
      // Its end fits, so that it is tried to the end.
      expect(compileGlob(pattern, tally)(`${path}b`)).toBe(false);
      return tally.steps;
    };
    const expanded = expandBraces(pattern).reduce((sum, p) => sum + p.length, 0);
    for (const path of [NAME, deep(4), deep(16)])
      expect(work(path)).toBeLessThanOrEqual(2 * expanded * path.length);
    expect(work(deep(16))).toBeLessThanOrEqual(4.5 * work(deep(4)));
  });

  it.each([
    ['braces that multiply', '{a,b}'.repeat(9)],
    ['nested ones', `${'{a,{b,c}}'.repeat(6)}`],
    ['long alternatives', `{${'a'.repeat(1000)},b}{c,d}{e,f}{g,h}{i,j}`],
    ['a long pattern', 'a'.repeat(5000)],
  ])('refuse %s by name', (_, pattern) => {
    expect(() => compileGlob(pattern)).toThrow(GlobError);
  });

  it('are met where one of several is', () => {
    const any = compileGlobs(['*.md', 'docs/**']);
    expect([any('a.md'), any('docs/x'), any('src/x')]).toEqual([true, true, false]);
    expect(compileGlobs([])('a')).toBe(false);
  });
});
