import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRetired, retiredWords, ruledNames } from './glossary';
import { filesBelow, parse } from './syntax';

const root = join(import.meta.dirname, '..');
const PARTS = ['app', 'bench', 'bin', 'common', 'components', 'e2e', 'engine', 'lib', 'scripts'];
const retired = retiredWords(root);

describe('docs/glossary.md', () => {
  it('retires words, each with what is said instead', () => {
    expect(retired.length).toBeGreaterThan(20);
    expect(retired.filter((w) => w.words.length === 0 || w.instead.trim() === '')).toEqual([]);
  });

  it('finds a word that is forbidden anywhere in any spelling, and no part of another word', () => {
    const feed = { name: 'feed', words: ['feed'], anywhere: true, isProp: false, instead: '' };
    const said = ['feed', 'Feed', 'feedPipeline', 'the-feed', 'feedback', 'feeds'];
    expect(said.filter((name) => isRetired({ name, isProp: false }, feed))).toEqual(
      said.slice(0, 4),
    );
    const age = { name: 'Age', words: ['age'], anywhere: false, isProp: false, instead: '' };
    expect(
      ['Age', 'age', 'AgeOf'].filter((name) => isRetired({ name, isProp: false }, age)),
    ).toEqual(['Age']);
  });

  it('forbids some words as props alone', () => {
    const why = { name: 'why', words: ['why'], anywhere: false, isProp: true, instead: '' };
    expect(isRetired({ name: 'why', isProp: true }, why)).toBe(true);
    expect(isRetired({ name: 'why', isProp: false }, why)).toBe(false);
  });

  it('holds for file names, exports and props', () => {
    const wrong = PARTS.flatMap((dir) => filesBelow(root, dir, /\.tsx?$/)).flatMap((path) =>
      ruledNames(path, parse(join(root, path))).flatMap((ruled) => {
        const word = retired.find((w) => isRetired(ruled, w));
        return word ? [`${path}: ${ruled.name} (${word.instead})`] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });
});
