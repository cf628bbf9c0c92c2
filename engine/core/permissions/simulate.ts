import { fitsWildcards } from '../../../common/wildcard';

/** A policy that is weighed, by the name under which the answer tells of it. */
export interface PolicySource {
  readonly id: string;
  readonly document: unknown;
}

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** What policies say of one action on one resource. */
export interface Outcome {
  readonly decision: Decision;
  /** The policies whose statements make the decision, one for each statement. */
  readonly matched: readonly string[];
  /** Condition keys of statements that would apply, which nobody gave a value for. */
  readonly missing: readonly string[];
}

interface Statement {
  readonly source: string;
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((v): v is string => typeof v === 'string');
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function statementsOf({ id, document }: PolicySource): Statement[] {
  const found = isRecord(document) ? document['Statement'] : undefined;
  return (Array.isArray(found) ? (found as unknown[]) : [found])
    .filter(isRecord)
    .map((s) => ({ ...s, source: id }));
}

function covers(
  wanted: unknown,
  unwanted: unknown,
  matches: (pattern: string) => boolean,
): boolean {
  return wanted === undefined
    ? unwanted !== undefined && !list(unwanted).some(matches)
    : list(wanted).some(matches);
}

const applies = (s: Statement, action: string, resource: string): boolean =>
  covers(s.Action, s.NotAction, (p) => fitsWildcards(p.toLowerCase(), action.toLowerCase())) &&
  covers(s.Resource, s.NotResource, (p) => fitsWildcards(p, resource));

/** Every operator of a statement's conditions, with the keys that it asks for. */
function conditionsOf(s: Statement): { operator: string; key: string; values: string[] }[] {
  if (!isRecord(s.Condition)) return [];
  return Object.entries(s.Condition).flatMap(([operator, keys]) =>
    Object.entries(isRecord(keys) ? keys : {}).map(([key, value]) => ({
      operator,
      key,
      values: (Array.isArray(value) ? (value as unknown[]) : [value]).map(String),
    })),
  );
}

/**
 * Whether a condition holds for a key that a request does not have: it does by an operator that is
 * negated, ends in IfExists or begins with ForAllValues, and where Null asks for just that
 * (IAM user guide, "Condition operators").
 */
function holdsWithout(operator: string, values: readonly string[]): boolean {
  if (operator === 'Null') return values.includes('true');
  if (operator.startsWith('ForAllValues:')) return true;
  if (operator.startsWith('ForAnyValue:')) return false;
  return operator.endsWith('IfExists') || /Not(Equals|Like|IpAddress)|^NotIpAddress/.test(operator);
}

/** Weighs policies as IAM does: a deny wins, and what nothing allows is denied (IAM user guide, "Policy evaluation logic"). */
export function simulate(
  policies: readonly PolicySource[],
  action: string,
  resource: string,
): Outcome {
  const relevant = policies.flatMap(statementsOf).filter((s) => applies(s, action, resource));
  const missing = relevant.flatMap((s) => conditionsOf(s).map((c) => c.key));
  const effective = relevant.filter((s) =>
    conditionsOf(s).every((c) => holdsWithout(c.operator, c.values)),
  );
  const of = (effect: string): string[] =>
    effective.filter((s) => s.Effect === effect).map((s) => s.source);
  const [denies, allows] = [of('Deny'), of('Allow')];
  const outcome = (decision: Decision, matched: readonly string[]): Outcome => ({
    decision,
    matched,
    missing: [...new Set(missing)],
  });
  if (denies.length) return outcome('explicitDeny', denies);
  return allows.length ? outcome('allowed', allows) : outcome('implicitDeny', []);
}

const STRICTEST: readonly Decision[] = ['explicitDeny', 'implicitDeny', 'allowed'];

/** Several resources together: the most restrictive decision, and what made it (IAM API reference, EvaluationResult). */
export function together(outcomes: readonly Outcome[]): Outcome {
  const decision = STRICTEST.find((d) => outcomes.some((o) => o.decision === d)) ?? 'implicitDeny';
  const unique = (all: readonly string[]): string[] => [...new Set(all)];
  return {
    decision,
    matched: unique(outcomes.filter((o) => o.decision === decision).flatMap((o) => o.matched)),
    missing: unique(outcomes.flatMap((o) => o.missing)),
  };
}
