import { describe, expect, it } from 'vitest';
import { generatedBy } from './gitattributes';

/** What git itself answers: `git check-attr linguist-generated` with the rule alone. */
const CASES: readonly (readonly [rule: string, path: string, fits: boolean])[] = [
  ['*.pb.go', 'api/shop.pb.go', true],
  ['*.pb.go', 'shop.pb.go', true],
  ['*.pb.go', 'shop.pb.gox', false],
  ['api/*.go', 'api/a.go', true],
  ['api/*.go', 'api/v1/a.go', false],
  ['/a.go', 'a.go', true],
  ['/a.go', 'b/a.go', false],
  ['gen/**', 'gen/a/b.go', true],
  ['gen/**', 'src/gen/a.go', false],
  ['**/gen/**', 'src/gen/a.go', true],
  ['**/gen/**', 'gen/a.go', true],
  ['a/**/b.go', 'a/b.go', true],
  ['a/**/b.go', 'a/x/y/b.go', true],
  ['gen/', 'gen/a.go', false],
  ['gen', 'gen/a.go', false],
  ['a?.go', 'ab.go', true],
  ['a*b*c', 'axxbyyc', true],
];

describe('.gitattributes', () => {
  it.each(CASES)('%s of %s: %s', (rule, path, fits) =>
    expect(generatedBy(`${rule} linguist-generated`)(path)).toBe(fits || undefined),
  );
  it('the last rule that fits holds', () => {
    const says = generatedBy(
      [
        '# tools write these',
        '* text=auto',
        '*.go linguist-generated=true',
        'hand.go -linguist-generated',
      ].join('\n'),
    );
    expect(['a.go', 'hand.go', 'a.ts'].map(says)).toEqual([true, false, undefined]);
  });
  it('costs what reading it costs, whatever it holds', () => {
    const says = generatedBy(
      `${'*a'.repeat(2000)}b linguist-generated\n${'**/'.repeat(39)}x linguist-generated`,
    );
    const began = performance.now();
    says(`${'a'.repeat(4000)}`);
    says(`${'a/'.repeat(2000)}y`);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
