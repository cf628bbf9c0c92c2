import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { permissionTables, unreasoned } from './aws-doc';
import { madePolicies, resourceTypes } from './policies';

const root = join(import.meta.dirname, '..');
const FILE = join(root, 'docs/aws.md');
const TABLES = /(?<=<!-- permissions: generated -->\n\n)[\s\S]*?(?=\n<!-- end -->)/;
const made = madePolicies(root);

it('every permission has a reason in scripts/permission-reasons.ts, and every reason a permission', () => {
  expect(unreasoned(made)).toEqual([]);
});

/** `UPDATE_DOCS=1 npx vitest run --project unit scripts/aws-doc` writes them anew. */
it('docs/aws.md has each permission with its reason', () => {
  const tables = permissionTables(made, resourceTypes());
  if (process.env['UPDATE_DOCS'])
    writeFileSync(
      FILE,
      readFileSync(FILE, 'utf8').replace(TABLES, () => tables),
    );
  expect(TABLES.exec(readFileSync(FILE, 'utf8'))?.[0]).toBe(tables);
});
