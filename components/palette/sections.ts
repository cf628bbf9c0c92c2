import type { PaletteItem, Section } from './item';
import { findMatches, type Found } from './match';

export interface PaletteSection {
  readonly name: Section;
  readonly items: readonly Found<PaletteItem>[];
}

/** So many of a section are shown. */
const EACH = 8;
/** What cannot be done now stands below what can; more of it is noise. */
const DISABLED = 3;

const canRun = (f: Found<PaletteItem>): boolean => f.item.disabledReason === undefined;

/** What matches what was typed: the section of the best match first; in each what can be done, then what cannot. */
export function foundSections(items: readonly PaletteItem[], typed: string): PaletteSection[] {
  const sections = new Map<Section, Found<PaletteItem>[]>();
  for (const f of findMatches(items, typed)) {
    const own = sections.get(f.item.section);
    if (own) own.push(f);
    else sections.set(f.item.section, [f]);
  }
  return [...sections].map(([name, all]) => ({
    name,
    items: [
      ...all.filter(canRun).slice(0, EACH),
      ...all.filter((f) => !canRun(f)).slice(0, DISABLED),
    ],
  }));
}

interface Unasked {
  /** Actions of all pipelines, those of the page's own first. */
  readonly verbs: readonly PaletteItem[];
  /** The project or pipeline of the page. */
  readonly here: string | undefined;
  readonly recents: readonly PaletteItem[];
  readonly places: readonly PaletteItem[];
  readonly preferences: readonly PaletteItem[];
}

const MAX_RECENT = 5;
const MAX_WAITING = 4;

const isOf = (item: PaletteItem, name: string): boolean =>
  'change' in item.act ? item.act.change.pipeline === name : item.key.endsWith(` ${name}`);

/** Before anything is typed: what waits, what this page is about, where somebody was, and every page. */
export function firstSections(u: Unasked): PaletteSection[] {
  const { verbs, here, recents, places, preferences } = u;
  const can = verbs.filter((v) => v.disabledReason === undefined);
  const waiting = can
    .filter((v) => v.kind === 'approve')
    .slice(0, MAX_WAITING)
    .map((v): PaletteItem => ({ ...v, section: 'Needs you', key: `waits ${v.key}` }));
  const own = here === undefined ? [] : can.filter((v) => v.kind !== 'approve' && isOf(v, here));
  const recent = recents
    .slice(0, MAX_RECENT)
    .map((r): PaletteItem => ({ ...r, section: 'Recent', key: `recent ${r.key}` }));
  return [waiting, own, recent, places, preferences]
    .filter((items) => items.length > 0)
    .map((items) => ({
      name: items[0]?.section ?? 'Go to',
      items: items.map((item) => ({ item, marks: [] })),
    }));
}
