import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { servedDoc } from './served-doc';

const FILE = join(import.meta.dirname, '..', 'docs/served.md');

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
