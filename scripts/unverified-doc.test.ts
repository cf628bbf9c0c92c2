import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const FILE = join(root, 'docs/unverified.md');
const CONSTANT = /\/\*\* (\[(?:memory|infer|doc)\][^]*?) \*\/\nexport const (\w+)(?::[^=]+)? = ([^;]+);/g;

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? filesBelow(join(dir, e.name)) : /\.ts$/.test(e.name) && !/\.test\.ts$/.test(e.name) ? [join(dir, e.name)] : []));
}

/** Every constant of the engine that carries a mark, with what it stands for. */
function rows(): string[] {
  return filesBelow(join(root, 'engine')).sort().flatMap((file) => [...readFileSync(file, 'utf8').matchAll(CONSTANT)].map(([, text = '', name = '', value = '']) => `| \`${name}\` | \`${value.replace(/\s+/g, ' ')}\` | ${text.replace(/\s*\n\s*\*\s*/g, ' ')} | ${relative(root, file)} |`));
}

/** `UPDATE_DOCS=1` writes the file anew. */
it('docs/unverified.md lists every constant that stands for something AWS does not document', () => {
  const text = [
    '# Not verified against AWS', '', 'What the engine does where AWS\'s documentation is silent, or known from memory only: each behind a named constant. [memory] = recalled, [infer] = follows from several facts, [doc] = documented, and here because its neighbour is not. Generated from the constants\' comments; `UPDATE_DOCS=1 npx vitest run --project unit scripts/unverified-doc` writes it anew.', '',
    '| constant | value | what it stands for | where |', '|---|---|---|---|', ...rows(), '',
  ].join('\n');
  if (process.env['UPDATE_DOCS']) writeFileSync(FILE, text);
  expect(rows().length).toBeGreaterThan(5);
  expect(readFileSync(FILE, 'utf8')).toBe(text);
});
