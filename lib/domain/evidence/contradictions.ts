import {
  doesSomething,
  isChanges,
  type ChangesEvidence,
  type Evidence,
  type EvidenceKind,
  type EvidencePlace,
  type ResourceAction,
  type ResourceChange,
} from './evidence';
import { ACTION_WORDS } from './words';

/** Two pieces of evidence that say different things of one resource. */
export interface Contradiction {
  readonly address: string;
  readonly scope: string;
  readonly first: { readonly place: EvidencePlace; readonly action: ResourceAction };
  readonly second: { readonly place: EvidencePlace; readonly action: ResourceAction };
  /** `plan.json would destroy it, plan2.json would change it`. */
  readonly words: string;
}

/** Kinds that are about the same things, so that names in them mean the same. */
const FAMILIES: Readonly<Partial<Record<EvidenceKind, string>>> = {
  'terraform-plan': 'terraform',
  'change-set': 'cloudformation',
  'cdk-diff': 'cloudformation',
  'kubernetes-diff': 'kubernetes',
  'helm-diff': 'kubernetes',
};

/** A nested stack is named by its path from the root; the other tool may name it alone. */
const keyOf = (c: ResourceChange): string => JSON.stringify([c.scope, c.address]);

/** Both know the resource by its service's name, and it is not the same: two workspaces, say. */
const areOthers = (a: ResourceChange, b: ResourceChange): boolean =>
  a.physicalId !== undefined && b.physicalId !== undefined && a.physicalId !== b.physicalId;

const MAX_FOUND = 50;

/** A piece that tells of a stack, and not of this resource in it, says that nothing happens to it. */
const saysAll = (a: ChangesEvidence, b: ChangesEvidence): boolean =>
  a.summary.subject !== '' &&
  a.summary.subject === b.summary.subject &&
  [a, b].every((e) => e.summary.more === 0 && e.problem === undefined);

function between(a: ChangesEvidence, b: ChangesEvidence): Contradiction[] {
  const [of, others] = [a, b].map((e) => new Map(e.summary.changes.map((c) => [keyOf(c), c])));
  if (!of || !others) return [];
  const whole = saysAll(a, b);
  return [...new Set([...of.keys(), ...others.keys()])].flatMap((key) => {
    const [x, y] = [of.get(key), others.get(key)];
    const known = x ?? y;
    if (!known || (!whole && (!x || !y)) || (x && y && areOthers(x, y))) return [];
    const [one, two] = [x?.action ?? 'no-op', y?.action ?? 'no-op'];
    if (one === two || (!doesSomething(one) && !doesSomething(two))) return [];
    const says = (e: Evidence, action: ResourceAction): string =>
      doesSomething(action)
        ? `${e.place.path} would ${ACTION_WORDS[action]} it`
        : `${e.place.path} would not touch it`;
    return [
      {
        address: known.address,
        scope: known.scope,
        first: { place: a.place, action: one },
        second: { place: b.place, action: two },
        words: `${says(a, one)}, ${says(b, two)}`,
      },
    ];
  });
}

/** Pieces of evidence that disagree about a resource, each two of them beside each other. */
export function contradictions(evidence: readonly Evidence[]): Contradiction[] {
  const plans = evidence.filter(isChanges);
  const found: Contradiction[] = [];
  plans.forEach((a, i) => {
    for (const b of plans.slice(i + 1)) {
      if (found.length >= MAX_FOUND) return;
      if (a.sha256 !== b.sha256 && FAMILIES[a.kind] === FAMILIES[b.kind])
        found.push(...between(a, b));
    }
  });
  return found.slice(0, MAX_FOUND);
}
