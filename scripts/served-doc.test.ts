import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { memberCounts, servedDoc } from './served-doc';

const DOCS = join(import.meta.dirname, '..', 'docs');
const FILE = join(DOCS, 'served.md');
const ENGINE = join(DOCS, 'engine.md');
/** Between these the document is written by the test below. */
const COUNTS = /(?<=<!-- members -->\n\n)[\s\S]*?(?=\n\n<!-- end -->)/;

/** Every SDK package is loaded to count its operations. */
const TIMEOUT_MS = 60_000;

/** `UPDATE_DOCS=1 npx vitest run --project unit scripts/served-doc` writes the file anew. */
it(
  'docs/served.md lists what the engine serves',
  async () => {
    const text = await servedDoc();
    if (process.env['UPDATE_DOCS']) writeFileSync(FILE, text);
    expect(readFileSync(FILE, 'utf8')).toBe(text);
  },
  TIMEOUT_MS,
);

it(
  'docs/engine.md counts the members of inputs, and what becomes of them',
  async () => {
    const counts = await memberCounts();
    if (process.env['UPDATE_DOCS'])
      writeFileSync(ENGINE, readFileSync(ENGINE, 'utf8').replace(COUNTS, counts));
    expect(COUNTS.exec(readFileSync(ENGINE, 'utf8'))?.[0]).toBe(counts);
  },
  TIMEOUT_MS,
);
