import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Files below a folder whose names match, as paths that begin with it. */
export function filesBelow(root: string, dir: string, name: RegExp): string[] {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((e) => {
    const path = join(dir, e.name);
    if (e.isDirectory()) return e.name === 'node_modules' ? [] : filesBelow(root, path, name);
    return name.test(e.name) ? [path] : [];
  });
}

/** A file's syntax tree. Rules about code read this, so that how a line is broken changes nothing. */
export function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
}

/** Every node of a tree, from the top down. */
export function* nodes(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodes(child);
}

/** The text of a string, of a template's pieces or of an expression between slashes; undefined for any other node. */
export function textOf(node: ts.Node): string | undefined {
  const isText =
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    ts.isRegularExpressionLiteral(node) ||
    ts.isJsxText(node);
  return isText ? node.text : undefined;
}

/** The module that one node names: of an import, a re-export, an `import()` or an imported type. */
function sourceOf(node: ts.Node): string[] {
  const named =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined;
  return named && ts.isStringLiteralLike(named) ? [named.text] : [];
}

/** What a file loads when it runs: imports and re-exports, without those of types alone. */
export function loadsOf(file: ts.SourceFile): string[] {
  return [...nodes(file)].flatMap((node) => {
    const isTypes =
      ts.isImportTypeNode(node) ||
      (ts.isImportDeclaration(node) && node.importClause?.isTypeOnly) ||
      (ts.isExportDeclaration(node) && node.isTypeOnly);
    return isTypes ? [] : sourceOf(node);
  });
}

/** What a file imports or exports from, at run time or as types, as it is written there. */
export const importsOf = (file: ts.SourceFile): string[] => [...nodes(file)].flatMap(sourceOf);
