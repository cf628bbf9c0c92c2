import 'server-only';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { rootFolder } from '../env';
import { shared } from '../shared';
import { fetchTemplates, gitSource } from './git-source';

/** An entry of STARBOARD_TEMPLATES and what became of it. */
export interface TemplateSource {
  readonly text: string;
  readonly kind: 'folder' | 'git';
  readonly folders: readonly string[];
  readonly problem?: string | undefined;
  readonly pending?: boolean;
}

export const configuredSources = (): string[] =>
  (process.env['STARBOARD_TEMPLATES'] ?? '')
    .split(',')
    .map((s) => s.trim())
    .filter(Boolean);

/** The templates below a folder: the folder itself, or its sub-folders that have a manifest. */
async function templatesBelow(dir: string): Promise<string[]> {
  if (existsSync(join(dir, 'manifest.json'))) return [dir];
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((e) => e.isDirectory() && existsSync(join(dir, e.name, 'manifest.json')))
    .map((e) => join(dir, e.name))
    .sort();
}

async function read(
  text: string,
  kind: TemplateSource['kind'],
  dir: () => Promise<string>,
): Promise<TemplateSource> {
  try {
    const folders = await templatesBelow(await dir());
    return {
      text,
      kind,
      folders,
      problem: folders.length
        ? undefined
        : 'It contains no template: there is no manifest.json in it or in its folders.',
    };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return {
      text,
      kind,
      folders: [],
      problem: missing
        ? 'The folder does not exist.'
        : error instanceof Error
          ? error.message
          : String(error),
    };
  }
}

/** After this long a source that could not be had is asked for again. */
const AGAIN_MS = 60_000;

interface Fetched {
  readonly done: Promise<TemplateSource>;
  readonly at: number;
  settled?: TemplateSource;
}

/** Git sources are fetched once in the life of a process. */
const fetched = shared('template-sources', () => new Map<string, Fetched>());

function fetchOnce(text: string): Fetched {
  const known = fetched.get(text);
  if (known && !(known.settled?.problem !== undefined && Date.now() - known.at > AGAIN_MS))
    return known;
  const entry: Fetched = {
    at: Date.now(),
    done: read(text, 'git', () => fetchTemplates(gitSource(text))),
  };
  entry.done.then(
    (source) => {
      entry.settled = source;
    },
    () => undefined,
  );
  fetched.set(text, entry);
  return entry;
}

const isGit = (text: string): boolean =>
  /^[a-z+.-]+::|^[a-z][a-z0-9+.-]*:\/\/|^[^/@]+@[^/]+:/i.test(text);

/** Your own template folders. A page does not wait for a slow git server (`wait` = false): what is still on its way is said to be. */
export function userTemplateSources(wait: boolean): Promise<TemplateSource[]> {
  return Promise.all(
    configuredSources().map(async (text): Promise<TemplateSource> => {
      if (!isGit(text))
        return read(text, 'folder', () =>
          Promise.resolve(isAbsolute(text) ? text : resolve(rootFolder(), text)),
        );
      const entry = fetchOnce(text);
      return (
        entry.settled ?? (wait ? entry.done : { text, kind: 'git', folders: [], pending: true })
      );
    }),
  );
}
