import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { filesBelow, parse } from './syntax';

const root = join(import.meta.dirname, '..');
const FILE = join(root, 'docs/unverified.md');
const MARK = /^\[(?:memory|infer|doc)\]/;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
/** A value as it would stand on one line. */
const valueOf = (node: ts.Expression): string =>
  oneLine(node.getText())
    .replace(/([[{(]) /g, (_all, open: string) => (open === '{' ? '{ ' : open))
    .replace(/,? ([\])])/g, '$1')
    .replace(/, \}/g, ' }');

function commentOf(statement: ts.Statement): string {
  return ts
    .getJSDocCommentsAndTags(statement)
    .filter(ts.isJSDoc)
    .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '')
    .join(' ');
}

/** Every exported constant of a file that carries a mark, with what it stands for. */
function rowsOf(file: string): string[] {
  return parse(join(root, file)).statements.flatMap((statement) => {
    const comment = oneLine(commentOf(statement));
    if (!ts.isVariableStatement(statement) || !MARK.test(comment)) return [];
    if (!statement.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword)) return [];
    return statement.declarationList.declarations.map(
      ({ name, initializer }) =>
        `| \`${name.getText()}\` | \`${initializer ? valueOf(initializer) : ''}\` | ${comment} | ${file} |`,
    );
  });
}

const rows = ['engine', 'templates/targets']
  .flatMap((folder) => filesBelow(root, folder, /(?<!\.test)\.ts$/).sort())
  .flatMap(rowsOf);

/** `UPDATE_DOCS=1` writes the file anew. */
it('docs/unverified.md lists every constant that stands for something AWS does not document', () => {
  const text = [
    '# Not verified against AWS',
    '',
    "What the engine does, and what a project's instances are told, where AWS's documentation is silent or we know it only from memory. Each is behind a named constant. [memory] = recalled, [infer] = follows from several facts, [doc] = documented, and here because its neighbour is not. Generated from the constants' comments; `UPDATE_DOCS=1 npx vitest run --project unit scripts/unverified-doc` writes it anew.",
    '',
    'What Starboard does not know of the answers in your account, `starboard verify` finds out: [verify.md](verify.md).',
    '',
    '| constant | value | what it stands for | where |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  if (process.env['UPDATE_DOCS']) writeFileSync(FILE, text);
  expect(rows.length).toBeGreaterThan(5);
  expect(readFileSync(FILE, 'utf8')).toBe(text);
});
