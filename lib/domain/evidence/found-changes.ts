import { shownAttributes, type RawAttribute } from './attributes';
import { countChanges, inOrder, rankOf } from './evidence-order';
import {
  doesSomething,
  type ChangesSummary,
  type ResourceAction,
  type ResourceChange,
} from './evidence';
import { plainName } from './plain-text';
import { isAboutSecurity } from './security';
import type { Veil } from './veil';

/** A change as a file has it, before secrets are masked. */
export interface FoundChange {
  readonly address: string;
  readonly type: string;
  readonly scope: string;
  readonly physicalId?: string | undefined;
  readonly action: ResourceAction;
  readonly movedFrom?: string | undefined;
  readonly importedFrom?: string | undefined;
  readonly attributes: readonly RawAttribute[];
  /** Paths of attributes for which it is replaced. */
  readonly replacedFor: readonly string[];
  readonly diff?: readonly string[] | undefined;
  /** Also where neither type nor attributes show it. */
  readonly isSecurity?: boolean;
  readonly reasons: readonly string[];
  readonly isKept?: boolean;
}

/** More are counted and not shown. */
export const MAX_CHANGES = 2000;
/** A created resource says much; what matters is what changes. */
const MAX_ATTRIBUTES = 100;
const MAX_WHOLE_ATTRIBUTES = 20;

const isWhole = (action: ResourceAction): boolean =>
  action === 'create' || action === 'delete' || action === 'read' || action === 'forget';

function shownChange(found: FoundChange, veil: Veil): ResourceChange {
  const name = (text: string): string => plainName(veil.text(text));
  const isSecurity =
    found.isSecurity === true ||
    isAboutSecurity(
      found.type,
      doesSomething(found.action) && !isWhole(found.action)
        ? found.attributes.map((a) => a.path)
        : [],
    );
  const max = isWhole(found.action) && !isSecurity ? MAX_WHOLE_ATTRIBUTES : MAX_ATTRIBUTES;
  const replaces = (path: string): boolean =>
    found.replacedFor.some(
      (r) => path === r || path.startsWith(`${r}.`) || path.startsWith(`${r}[`),
    );
  const first = found.replacedFor.length
    ? [...found.attributes].sort((a, b) => Number(replaces(b.path)) - Number(replaces(a.path)))
    : found.attributes;
  return {
    address: name(found.address),
    type: plainName(found.type),
    scope: name(found.scope),
    physicalId: found.physicalId === undefined ? undefined : name(found.physicalId),
    action: found.action,
    movedFrom: found.movedFrom === undefined ? undefined : name(found.movedFrom),
    importedFrom: found.importedFrom === undefined ? undefined : name(found.importedFrom),
    attributes: shownAttributes(first.slice(0, max), veil, replaces),
    moreAttributes: Math.max(0, found.attributes.length - max),
    diff: found.diff,
    isSecurity,
    reasons: found.reasons.map(name),
    isKept: found.isKept === true,
  };
}

interface FoundChanges {
  readonly tool: string;
  readonly subject?: string;
  readonly changes: readonly FoundChange[];
  readonly drift?: readonly FoundChange[];
  readonly outputs?: readonly RawAttribute[];
  readonly commit?: string | undefined;
  readonly madeAt?: number | undefined;
  readonly notes?: readonly string[];
}

const dangerOf = (f: FoundChange): number =>
  rankOf({ action: f.action, isSecurity: f.isSecurity === true || isAboutSecurity(f.type, []) });

const byDanger = (found: readonly FoundChange[]): FoundChange[] =>
  [...found].sort((a, b) => dangerOf(a) - dangerOf(b));

/** What was found as it is shown: masked, the most dangerous first, and not without end. */
export function changesSummary(found: FoundChanges, veil: Veil): ChangesSummary {
  const shownOf = (all: readonly FoundChange[]): ResourceChange[] => {
    const kept = all.length > MAX_CHANGES ? byDanger(all).slice(0, MAX_CHANGES) : all;
    return inOrder(kept.map((c) => shownChange(c, veil)));
  };
  const changes = found.changes.filter((c) => c.action !== 'no-op');
  const outputs = (found.outputs ?? []).slice(0, MAX_ATTRIBUTES);
  return {
    form: 'changes',
    tool: plainName(found.tool),
    subject: plainName(veil.text(found.subject ?? '')),
    changes: shownOf(changes),
    more: Math.max(0, changes.length - MAX_CHANGES),
    counts: countChanges(found.changes),
    drift: shownOf(found.drift ?? []),
    outputs: shownAttributes(outputs, veil, () => false),
    commit: found.commit,
    madeAt: found.madeAt,
    notes: (found.notes ?? []).map((n) => plainName(veil.text(n))),
  };
}
