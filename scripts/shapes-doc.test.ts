import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shapesDoc } from './shapes-doc';

const FILE = join(import.meta.dirname, '..', 'docs/shapes.md');

/** `UPDATE_DOCS=1 npx vitest run --project unit scripts/shapes-doc` writes the file anew. */
it('docs/shapes.md lists the shapes of pipelines that the pages hold for', () => {
  const text = shapesDoc();
  if (process.env['UPDATE_DOCS']) writeFileSync(FILE, text);
  expect(readFileSync(FILE, 'utf8')).toBe(text);
});
