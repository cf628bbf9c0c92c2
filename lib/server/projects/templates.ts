import 'server-only';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { z } from 'zod';
import type { PlannedFile } from '@/lib/domain/project';
import { ZipFile } from 'yazl';
import { AppError } from '../data/errors';
import { rootFolder } from '../env';

const manifestSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/), name: z.string(), language: z.string(), framework: z.string(), type: z.string(),
  targets: z.array(z.string()).min(1), runtime: z.string(), description: z.string(),
});

/** A project template's manifest; `targets[0]` is the default. */
export type TemplateManifest = z.infer<typeof manifestSchema>;

const folder = (): string => join(rootFolder(), 'templates', 'projects');

export async function listTemplates(): Promise<TemplateManifest[]> {
  const ids = (await readdir(folder(), { withFileTypes: true })).filter((e) => e.isDirectory()).map((e) => e.name).sort();
  return Promise.all(ids.map(async (id) => manifestSchema.parse(JSON.parse(await readFile(join(folder(), id, 'manifest.json'), 'utf8')))));
}

export async function findTemplate(id: string): Promise<TemplateManifest> {
  const all = await listTemplates();
  const found = all.find((t) => t.id === id);
  if (!found) throw new AppError('invalid', `There is no template '${id}'. Use one of: ${all.map((t) => t.id).join(', ')}.`);
  return found;
}

const IGNORED = new Set(['node_modules', '.git', '.DS_Store']);

async function files(dir: string, below = ''): Promise<string[]> {
  const entries = (await readdir(join(dir, below), { withFileTypes: true })).filter((e) => !IGNORED.has(e.name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = await Promise.all(entries.map((e) => (e.isDirectory() ? files(dir, join(below, e.name)) : Promise.resolve([join(below, e.name)]))));
  return found.flat();
}

/** The files of a template's first commit, in order; text lines counted. */
export async function templateFiles(id: string): Promise<PlannedFile[]> {
  const dir = join(folder(), id, 'source');
  return Promise.all((await files(dir)).map(async (path) => ({ path: path.split(sep).join('/'), lines: (await readFile(join(dir, path), 'utf8')).split('\n').length - 1, executable: ((await stat(join(dir, path))).mode & 0o111) !== 0 })));
}

/** One file of a template, by the very path that `templateFiles` gave: nothing else of the disk can be named. */
export async function templateFile(id: string, path: string): Promise<string> {
  const { id: known } = await findTemplate(id);
  if (!(await templateFiles(known)).some((f) => f.path === path)) throw new AppError('not_found', `The template ${id} has no file ${path}.`);
  return readFile(join(folder(), known, 'source', ...path.split('/')), 'utf8');
}

/** The first commit of a project, as the zip that seeds its repository. A template runs nothing at creation. */
export async function seedZip(id: string): Promise<Buffer> {
  const dir = join(folder(), id, 'source');
  const zip = new ZipFile();
  for (const path of await files(dir)) zip.addFile(join(dir, path), path.split(sep).join('/'), { mode: (await stat(join(dir, path))).mode, mtime: new Date(315532800000) });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
