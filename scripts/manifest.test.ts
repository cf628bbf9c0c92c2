import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** A colour of the design tokens, in the light theme and in the dark one. */
function colours(token: string): { light: string; dark: string } {
  const pair = new RegExp(`--${token}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`);
  const [, light = 'no light colour', dark = 'no dark colour'] =
    pair.exec(read('app/styles/tokens.css')) ?? [];
  return { light, dark };
}

it('the web app manifest and the pages name the colours of the design tokens', () => {
  const manifest = JSON.parse(read('public/manifest.webmanifest')) as Record<string, string>;
  const surface = colours('surface');
  expect(manifest['background_color']).toBe(colours('canvas').light);
  expect(manifest['theme_color']).toBe(surface.light);
  const named = [...read('app/layout.tsx').matchAll(/scheme: (\w+)\)', color: '(#\w+)'/g)];
  expect(Object.fromEntries(named.map(([, theme, colour]) => [theme, colour]))).toEqual(surface);
});
