import 'server-only';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  HighlightedLine,
  RecordedRelease,
  TemplateGallery,
  TemplateProof,
  TemplateView,
} from '@/lib/domain/projects/project';
import { startersOf } from '@/lib/domain/projects/starters';
import type { Connection } from '../aws/connection';
import { DEADLINE_MS, within } from '../aws/deadline';
import { rootFolder } from '../env';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { catalogue, findTemplate, sourceFolder } from './catalogue';
import { fileText } from './files';
import { highlight } from './highlight';
import { foundRuntimes, missingFor } from './readiness';

/** What the matrix of our own tests has seen (docs/templates.json); it does not change while the program runs. */
const readProofs = (): Promise<Readonly<Record<string, TemplateProof>>> =>
  cache.read(['template-proofs'], [], forever(), async () => {
    const seen = JSON.parse(
      await readFile(join(rootFolder(), 'docs', 'templates.json'), 'utf8'),
    ) as Record<string, { on: string; seconds: Seconds }>;
    return Object.fromEntries(
      Object.entries(seen).map(([key, p]) => [key, { on: p.on, ...timesOf(p.seconds) }]),
    );
  });

type Seconds = Readonly<Record<'stack' | 'download' | 'build' | 'deploy' | 'answering', number>>;

/** What was measured step by step, as the time since Create. */
function timesOf(s: Seconds): Omit<TemplateProof, 'on'> {
  const build = s.stack + s.download + s.build;
  return { seconds: s.answering, steps: { stack: s.stack, build, deploy: build + s.deploy } };
}

/** What the first release of a template took where it was recorded. */
export async function recordedRelease(
  id: string,
  target: string,
): Promise<RecordedRelease | undefined> {
  const proof = (await readProofs().catch(() => undefined))?.[`${id} ${target}`];
  return proof && { ms: proof.seconds * 1000, on: proof.on };
}

/** The gallery: every template with what this machine lacks for it, and what of STARBOARD_TEMPLATES cannot be used. */
export async function gallery(connection: Connection): Promise<TemplateGallery> {
  // Templates can be looked at while the engine does not answer; what the machine lacks is asked again before anything is made.
  const [{ templates, problems, sources }, runtimes, proofs] = await Promise.all([
    catalogue(),
    within(foundRuntimes(connection), DEADLINE_MS).catch(() => undefined),
    readProofs(),
  ]);
  return {
    templates: templates.map(
      ({
        id,
        name,
        language,
        framework,
        type,
        targets,
        description,
        change,
        downloads,
        from,
        needs,
      }) => ({
        id,
        name,
        language,
        framework,
        type,
        targets,
        description,
        change,
        downloads,
        from,
        missing: missingFor(needs, runtimes),
        proof: from === undefined ? proofs[`${id} ${targets[0] ?? ''}`] : undefined,
      }),
    ),
    problems,
    pending: sources.filter((s) => s.pending).map((s) => s.text),
    sources: sources.map((s) => ({
      text: s.text,
      count: templates.filter((t) => t.from === s.text).length,
    })),
  };
}

/** The templates of the first page. */
export const starters = async (connection: Connection): Promise<readonly TemplateView[]> =>
  startersOf((await gallery(connection)).templates);

/** One file of a template as the first commit will hold it, in coloured lines. */
export async function templateFile(
  id: string,
  path: string,
): Promise<{ lines: HighlightedLine[] }> {
  return { lines: highlight(path, await fileText(sourceFolder(await findTemplate(id)), path)) };
}
