import {
  doesSomething,
  isChanges,
  RESOURCE_ACTIONS,
  type ChangeCounts,
  type Evidence,
  type ResourceAction,
  type ResourceChange,
} from './evidence';

/** What cannot be had back first, then what opens doors, then the rest. */
export function rankOf(change: Pick<ResourceChange, 'action' | 'isSecurity'>): number {
  if (change.action === 'delete') return 0;
  if (change.action === 'replace') return 1;
  if (change.isSecurity && doesSomething(change.action)) return 2;
  return 3 + RESOURCE_ACTIONS.indexOf(change.action);
}

const byText = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** Changes in the order in which a person should read them. */
export const inOrder = (changes: readonly ResourceChange[]): ResourceChange[] =>
  [...changes].sort(
    (a, b) => rankOf(a) - rankOf(b) || byText(a.scope, b.scope) || byText(a.address, b.address),
  );

export const NO_CHANGES: ChangeCounts = {
  delete: 0,
  replace: 0,
  create: 0,
  update: 0,
  import: 0,
  move: 0,
  forget: 0,
  read: 0,
  'no-op': 0,
};

export function countChanges(
  changes: readonly { readonly action: ResourceAction }[],
): ChangeCounts {
  const counts: Record<ResourceAction, number> = { ...NO_CHANGES };
  for (const { action } of changes) counts[action]++;
  return counts;
}

/** A plan that would do nothing, as far as was read. */
export const nothingToApply = (e: Evidence): boolean =>
  isChanges(e) &&
  e.problem === undefined &&
  e.summary.outputs.length === 0 &&
  RESOURCE_ACTIONS.every((action) => !doesSomething(action) || e.summary.counts[action] === 0);

/** Places of evidence, in an order that does not depend on who read them. */
export const byPlace = (a: Evidence, b: Evidence): number =>
  byText(a.place.action, b.place.action) ||
  byText(a.place.artifact, b.place.artifact) ||
  byText(a.place.path, b.place.path) ||
  byText(a.kind, b.kind);

/** Evidence as it is shown: what changes resources first, the most dangerous of it at the top. */
export function inReadingOrder(evidence: readonly Evidence[]): Evidence[] {
  const rank = (e: Evidence): number => {
    if (!isChanges(e)) return e.problem ? 4 : 5;
    const { counts, changes } = e.summary;
    if (counts.delete || counts.replace) return 0;
    if (changes.some((c) => rankOf(c) === 2)) return 1;
    return nothingToApply(e) ? 3 : 2;
  };
  return [...evidence].sort((a, b) => rank(a) - rank(b) || byPlace(a, b));
}

/** Resources that are lost when it is applied: a rollback brings back the code, and not what was in them. */
export const lostResources = (evidence: readonly Evidence[]): ResourceChange[] =>
  inOrder(
    evidence
      .filter(isChanges)
      .flatMap((e) => e.summary.changes)
      .filter((c) => (c.action === 'delete' || c.action === 'replace') && !c.isKept),
  );
