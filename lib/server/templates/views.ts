import 'server-only';
import type { HighlightedLine, TemplateGallery } from '@/lib/domain/project';
import type { Connection } from '../aws/connection';
import { catalogue, findTemplate, sourceFolder } from './catalogue';
import { fileText } from './files';
import { highlight } from './highlight';
import { foundRuntimes, missingFor } from './readiness';

/** The gallery: every template with what this machine lacks for it, and what of STARBOARD_TEMPLATES cannot be used. */
export async function gallery(connection: Connection): Promise<TemplateGallery> {
  const [{ templates, problems, sources }, runtimes] = await Promise.all([catalogue(), foundRuntimes(connection)]);
  return {
    templates: templates.map(({ id, name, language, framework, type, targets, description, change, downloads, from, needs }) => ({ id, name, language, framework, type, targets, description, change, downloads, from, missing: missingFor(needs, runtimes) })),
    problems, pending: sources.filter((s) => s.pending).map((s) => s.text),
  };
}

/** One file of a template as the first commit will hold it, in coloured lines. */
export async function templateFile(id: string, path: string): Promise<{ lines: HighlightedLine[] }> {
  return { lines: highlight(path, await fileText(sourceFolder(await findTemplate(id)), path)) };
}
