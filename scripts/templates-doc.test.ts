import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../lib/server/templates/catalogue';
import { checkTemplate } from '../lib/server/templates/check';
import { manifestJsonSchema } from '../lib/server/templates/manifest';
import { templatesDoc, templatesTimes, type Proofs } from './templates-doc';

const root = join(import.meta.dirname, '..');
process.env['STARBOARD_ROOT'] = root;
const { templates, problems } = await catalogue(true);
const proofs = JSON.parse(readFileSync(join(root, 'docs/templates.json'), 'utf8')) as Proofs;

/** `UPDATE_DOCS=1 npx vitest run --project unit scripts/templates-doc` writes both files anew. */
function same(file: string, text: string): void {
  const path = join(root, file);
  if (process.env['UPDATE_DOCS']) writeFileSync(path, text);
  expect(readFileSync(path, 'utf8')).toBe(text);
}

describe('the built-in templates', () => {
  it('are described by docs/templates.md, docs/performance.md and templates/manifest.schema.json as they are', () => {
    same('docs/templates.md', templatesDoc(templates, proofs));
    same('templates/manifest.schema.json', manifestJsonSchema());
    const performance = readFileSync(join(root, 'docs/performance.md'), 'utf8');
    same(
      'docs/performance.md',
      performance.replace(
        /(<!-- templates -->\n)[\s\S]*(<!-- \/templates -->)/,
        (_all, from: string, to: string) => `${from}${templatesTimes(templates, proofs)}${to}`,
      ),
    );
  });

  it('cover the languages and types that were promised', () => {
    expect(problems).toEqual([]);
    expect([...new Set(templates.map((t) => t.language))]).toEqual([
      'Node.js',
      'TypeScript',
      'Python',
      'Java',
      'Go',
      'HTML5',
      'PHP',
      'Ruby',
      'C#',
      'Rust',
    ]);
    expect([...new Set(templates.map((t) => t.type))].sort()).toEqual([
      'static site',
      'web application',
      'web service',
    ]);
  });

  it.each(templates.map((t) => [t.id, t.folder] as const))(
    '%s has nothing to mend',
    async (_id, folder) => {
      expect((await checkTemplate(folder)).findings).toEqual([]);
    },
  );
});
