import type { SearchEntry } from '@/lib/domain/search';
import { routes } from '@/lib/routes';
import type { PaletteItem, Section } from './item';

const SECTIONS: Readonly<Record<SearchEntry['kind'], Section>> = {
  project: 'Projects and pipelines',
  pipeline: 'Projects and pipelines',
  repository: 'Projects and pipelines',
  build: 'Builds',
  deployment: 'Deployments',
  commit: 'Commits',
  author: 'People',
};
const NAMES: Readonly<Record<SearchEntry['kind'], string>> = {
  project: 'Project',
  pipeline: 'Pipeline',
  build: 'Build',
  deployment: 'Deployment',
  repository: 'Repository',
  commit: 'Commit',
  author: 'Author',
};

/** What kind of thing an entry is, and what is known of it: `Commit, shop`. */
const detailOf = (e: SearchEntry): string =>
  e.detail && e.detail !== NAMES[e.kind] ? `${NAMES[e.kind]}, ${e.detail}` : NAMES[e.kind];

/** A page of the palette. */
export const entryItem = (e: SearchEntry): PaletteItem => ({
  key: `${e.kind} ${e.id}`,
  section: SECTIONS[e.kind],
  kind: e.kind,
  label: e.label,
  words: `${NAMES[e.kind]} ${e.detail} ${e.id} ${e.words ?? ''}`,
  detail: detailOf(e),
  act: { href: e.href },
});

const action = (
  of: Pick<PaletteItem, 'kind' | 'label' | 'words' | 'key'>,
  href: string,
): PaletteItem => ({ ...of, section: 'Actions', detail: '', act: { href } });

/** What else belongs to a project, which has one entry for all of it: its pipeline; the settings of either. */
export function partItems(entries: readonly SearchEntry[]): PaletteItem[] {
  return entries.flatMap(({ kind, id }) => {
    if (kind !== 'project' && kind !== 'pipeline') return [];
    const settings = action(
      {
        kind: 'settings',
        label: `Settings of ${id}`,
        words: 'configure notifications delete',
        key: `settings ${id}`,
      },
      kind === 'project' ? routes.projectSettings(id) : routes.pipelineSettings(id),
    );
    if (kind === 'pipeline') return [settings];
    return [
      action(
        { kind: 'pipeline', label: `Pipeline of ${id}`, words: '', key: `pipeline of ${id}` },
        routes.pipeline(id),
      ),
      settings,
    ];
  });
}
