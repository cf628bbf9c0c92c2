import type { TemplateView } from './project';

const FEW = 4;
const STATIC = 'static';

/**
 * The few templates that a newcomer sees first: what runs here, each of another language, in the
 * gallery's order; a site is one of them where there is one.
 */
export function startersOf(templates: readonly TemplateView[]): readonly TemplateView[] {
  const runs = templates.filter((t) => t.missing === undefined);
  const firsts = runs.filter((t, i) => runs.findIndex((o) => o.language === t.language) === i);
  const few = firsts.slice(0, FEW);
  if (few.some((t) => t.targets.includes(STATIC))) return few;
  const site = firsts.find((t) => t.targets.includes(STATIC));
  return site ? [...few.slice(0, FEW - 1), site] : few;
}
