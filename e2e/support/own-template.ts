import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './launch';

/** The template that tests create where the framework is not what is tested: nothing to download. */
export const PLAIN_NODE = join(root, 'e2e/cases/templates/plain-node');

/** A template of one's own in a folder of templates: plain-node by another id, with other facts and files. */
export function writeTemplate(
  folder: string,
  id: string,
  files: Readonly<Record<string, string>> = {},
  facts: object = {},
): void {
  const template = join(folder, id);
  cpSync(PLAIN_NODE, template, { recursive: true });
  const manifest = join(template, 'manifest.json');
  const own = JSON.parse(readFileSync(manifest, 'utf8')) as object;
  writeFileSync(manifest, JSON.stringify({ ...own, id, ...facts }));
  for (const [path, text] of Object.entries(files))
    writeFileSync(join(template, 'source', path), text);
}
