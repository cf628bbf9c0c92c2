import 'server-only';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../aws/errors';
import { rootFolder } from '../env';
import { ManifestError, readManifest, type TemplateManifest } from './manifest';
import { userTemplateSources, type TemplateSource } from './user-templates';

export interface Template extends TemplateManifest {
  /** The folder that holds manifest.json and source. */ readonly folder: string;
  /** The entry of STARBOARD_TEMPLATES it comes from; unset = built in. */ readonly from?:
    string | undefined;
}

export interface TemplateProblem {
  readonly source: string;
  readonly problem: string;
}
export interface Catalogue {
  readonly templates: readonly Template[];
  readonly problems: readonly TemplateProblem[];
  readonly sources: readonly TemplateSource[];
}

const builtIn = (): string => join(rootFolder(), 'templates', 'projects');
/** Those that most people come for stand first. */
const ORDER = [
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
];
const rank = (t: Template): number =>
  (ORDER.indexOf(t.language) + 1 || ORDER.length + 1) + (t.from === undefined ? 0 : 100);

async function load(folder: string, from?: string): Promise<Template> {
  const manifest = readManifest(await readFile(join(folder, 'manifest.json'), 'utf8'));
  if (!existsSync(join(folder, 'source')))
    throw new ManifestError('it has no folder source: the files of the first commit belong there');
  return { ...manifest, folder, from };
}

/** All templates, built in and yours. What cannot be used is named with its reason and stands in nobody's way. */
export async function catalogue(wait = false): Promise<Catalogue> {
  const own = (await readdir(builtIn(), { withFileTypes: true }))
    .filter((e) => e.isDirectory())
    .map((e) => e.name);
  const templates = new Map<string, Template>();
  for (const t of await Promise.all(own.map((id) => load(join(builtIn(), id)))))
    templates.set(t.id, t);
  const sources = await userTemplateSources(wait);
  const problems = sources
    .filter((s) => s.problem !== undefined)
    .map((s): TemplateProblem => ({ source: s.text, problem: s.problem ?? '' }));
  for (const source of sources) {
    for (const folder of source.folders) {
      try {
        const t = await load(folder, source.text);
        const other = templates.get(t.id);
        if (other)
          problems.push({
            source: source.text,
            problem: `It brings a template '${t.id}', which ${other.from === undefined ? 'is built in' : `${other.from} has too`}. The first one counts; give this one another id.`,
          });
        else templates.set(t.id, t);
      } catch (error) {
        problems.push({
          source: source.text,
          problem: `${folder.split('/').pop() ?? ''}: ${error instanceof Error ? error.message : String(error)}`,
        });
      }
    }
  }
  return {
    templates: [...templates.values()].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)),
    problems,
    sources,
  };
}

export const listTemplates = async (): Promise<readonly Template[]> =>
  (await catalogue(true)).templates;

export async function findTemplate(id: string): Promise<Template> {
  const { templates } = await catalogue(true);
  const found = templates.find((t) => t.id === id);
  if (!found)
    throw new AppError(
      'invalid',
      `There is no template '${id}'. Use one of: ${templates.map((t) => t.id).join(', ')}.`,
    );
  return found;
}

/** Where the files of a template's first commit lie. */
export const sourceFolder = (t: Template): string => join(t.folder, 'source');
