import {
  doesSomething,
  isChanges,
  type ChangesEvidence,
  type Evidence,
  type EvidenceKind,
  type ResourceAction,
  type ResourceChange,
} from './evidence';
import { ACTION_WORDS } from './words';

/** What two pieces of evidence say of one resource. */
export interface Disagreement {
  readonly address: string;
  readonly scope: string;
  readonly actions: readonly [ResourceAction, ResourceAction];
  /** `plan.json would destroy it, plan2.json would change it`. */
  readonly words: string;
}

/** Two pieces of evidence that disagree: they stand side by side. */
export interface Contradiction {
  readonly words: string;
  /** Indexes into what was compared. */
  readonly pieces: readonly [number, number];
  readonly resources: readonly Disagreement[];
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

function between(a: ChangesEvidence, b: ChangesEvidence): Disagreement[] {
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
        actions: [one, two] as const,
        words: `${says(a, one)}, ${says(b, two)}`,
      },
    ];
  });
}

/** Pieces of evidence that disagree about resources, each two of them. */
export function contradictions(evidence: readonly Evidence[]): Contradiction[] {
  const plans = evidence.flatMap((e, i) => (isChanges(e) ? [{ e, i }] : []));
  return plans
    .flatMap(({ e: a, i }, n) =>
      plans.slice(n + 1).flatMap(({ e: b, i: j }): Contradiction[] => {
        if (a.sha256 === b.sha256 || FAMILIES[a.kind] !== FAMILIES[b.kind]) return [];
        const resources = between(a, b);
        const [first] = resources;
        if (!first) return [];
        const more = resources.length > 1 ? ` (and ${resources.length - 1} more)` : '';
        return [{ words: `${first.address}: ${first.words}${more}.`, pieces: [i, j], resources }];
      }),
    )
    .slice(0, MAX_FOUND);
}
