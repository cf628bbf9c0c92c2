import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { nodes } from './syntax';

/** A word that the glossary retires; `anywhere` also forbids names that contain it, `isProp` forbids it as a prop alone. */
export interface RetiredWord {
  readonly name: string;
  readonly words: readonly string[];
  readonly anywhere: boolean;
  readonly isProp: boolean;
  readonly instead: string;
}

/** A name that the glossary rules: the file's own, an export's, or that of a prop it gives. */
export interface RuledName {
  readonly name: string;
  readonly isProp: boolean;
}

/** A name in its lower-case words: `markStale`, `MarkStale` and `mark-stale` are the same. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
}

/** The table "Retired words" of docs/glossary.md. */
export function retiredWords(root: string): RetiredWord[] {
  const [, table = ''] = readFileSync(join(root, 'docs/glossary.md'), 'utf8').split(
    '## Retired words',
  );
  return [...table.matchAll(/^\| (`.*?) \| (.*?) \|$/gm)].flatMap(
    ([, retired = '', instead = '']) =>
      [...retired.matchAll(/`([^`*=]+)([*=]?)`/g)].map(([, name = '', mark]) => ({
        name,
        words: wordsOf(name),
        anywhere: mark === '*',
        isProp: mark === '=',
        instead,
      })),
  );
}

/** Whether a name is a retired word, letter by letter, or contains one that is forbidden anywhere, in any spelling. */
export function isRetired({ name, isProp }: RuledName, word: RetiredWord): boolean {
  if (word.isProp && !isProp) return false;
  if (!word.anywhere) return name === word.name;
  const said = wordsOf(name);
  return said.some((_, at) => word.words.every((w, i) => said[at + i] === w));
}

const isExported = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);

/** The names that one statement exports. */
function exportsOf(statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement)) {
    const clause = statement.exportClause;
    return clause && ts.isNamedExports(clause) ? clause.elements.map((e) => e.name.text) : [];
  }
  if (!isExported(statement)) return [];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap((d) =>
      ts.isIdentifier(d.name) ? [d.name.text] : [],
    );
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

/** The props that a file gives to components (to names with a capital, not to HTML's elements). */
function propsOf(file: ts.SourceFile): string[] {
  return [...nodes(file)].flatMap((node) => {
    const isElement = ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node);
    if (!isElement || !/^[A-Z]/.test(node.tagName.getText(file))) return [];
    return node.attributes.properties.flatMap((p) =>
      ts.isJsxAttribute(p) ? [p.name.getText(file)] : [],
    );
  });
}

/** All of a file's names that the glossary rules. */
export function ruledNames(path: string, file: ts.SourceFile): RuledName[] {
  const stem = basename(path).replace(/\..*$/, '');
  const named = [stem, ...file.statements.flatMap(exportsOf)];
  return [
    ...[...new Set(named)].map((name) => ({ name, isProp: false })),
    ...[...new Set(propsOf(file))].map((name) => ({ name, isProp: true })),
  ];
}
