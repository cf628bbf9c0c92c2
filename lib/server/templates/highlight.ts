import 'server-only';
import { common, createLowlight } from 'lowlight';
import type { HighlightedLine, HighlightedPart } from '@/lib/domain/projects/project';

const lowlight = createLowlight(common);
/** Larger files are shown plain: colouring them would take longer than reading them. */
const MAX_CHARACTERS = 200_000;
const BY_NAME: Readonly<Record<string, string>> = {
  Gemfile: 'ruby',
  Rakefile: 'ruby',
  'config.ru': 'ruby',
  'go.mod': 'plaintext',
  Makefile: 'makefile',
  csproj: 'xml',
  lock: 'plaintext',
  mjs: 'javascript',
  cjs: 'javascript',
  toml: 'ini',
  txt: 'plaintext',
  gitignore: 'plaintext',
};

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
  readonly properties?: { readonly className?: unknown };
}

/** Tokens with the kind they have, in the order of the text. */
function flatten(node: Node, kind: string | undefined, out: HighlightedPart[]): void {
  if (node.type === 'text') out.push({ text: node.value ?? '', kind });
  const classes = node.properties?.className;
  const own = Array.isArray(classes) ? String(classes[0]).replace(/^hljs-/, '') : kind;
  for (const child of node.children ?? []) flatten(child, own, out);
}

function languageOf(path: string): string {
  const name = path.split('/').pop() ?? '';
  const wanted =
    BY_NAME[name] ??
    BY_NAME[name.split('.').pop() ?? ''] ??
    name.split('.').pop()?.toLowerCase() ??
    '';
  return lowlight.registered(wanted) ? wanted : 'plaintext';
}

/** A file's lines as coloured parts. Text stays text: nothing of it becomes markup. */
export function highlight(path: string, text: string): HighlightedLine[] {
  const parts: HighlightedPart[] = [];
  if (text.length > MAX_CHARACTERS) parts.push({ text });
  else flatten(lowlight.highlight(languageOf(path), text) as unknown as Node, undefined, parts);
  const lines: HighlightedPart[][] = [[]];
  for (const part of parts) {
    part.text.split('\n').forEach((piece, i) => {
      if (i > 0) lines.push([]);
      if (piece) lines.at(-1)?.push(part.kind ? { text: piece, kind: part.kind } : { text: piece });
    });
  }
  if (lines.at(-1)?.length === 0) lines.pop();
  return lines;
}
