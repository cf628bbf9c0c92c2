import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SCREENS } from '@/e2e/screens/screens';

const root = join(import.meta.dirname, '..');
const drawn = Object.keys(SCREENS).sort();

test('every picture of the documents is one that `npm run screens` takes, and each of those is shown', () => {
  const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((f) => `docs/${f}`)];
  const shown = pages
    .filter((f) => f.endsWith('.md'))
    .flatMap((f) => [
      ...readFileSync(join(root, f), 'utf8').matchAll(/\]\((?:docs\/)?screens\/([\w-]+)\.png\)/g),
    ])
    .map(([, name]) => name);
  expect([...new Set(shown)].sort()).toEqual(drawn);
});

test('no picture lies there that nobody takes', () => {
  const files = readdirSync(join(root, 'docs/screens')).map((f) => f.replace(/\.png$/, ''));
  expect(files.sort()).toEqual(drawn);
});
