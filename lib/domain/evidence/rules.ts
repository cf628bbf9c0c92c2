import { newSince } from './compare';
import { isChanges, type Evidence, type EvidenceKind } from './evidence';
import { lostResources } from './evidence-order';

/**
 * What a pipeline's author requires before anybody approves. It is written where AWS keeps it, so that nothing that only
 * Starboard knows decides:
 *
 * - a tag of the pipeline, `starboard:evidence` for all of its approvals or `starboard:evidence:STAGE` for those of one stage,
 *   with the rules between spaces (a tag's value may have no comma): `plan typed-destroys no-new-critical`;
 * - a line of an approval's CustomData: `evidence: plan, typed-destroys`.
 *
 * All that are found hold together:
 *
 * | rule              | an approval waits for                                                                |
 * | ----------------- | ------------------------------------------------------------------------------------ |
 * | `plan`            | a plan, change set or diff that could be read to its end                             |
 * | `tests`           | a test report                                                                        |
 * | `coverage`        | a coverage report                                                                    |
 * | `scan`            | a scan (SARIF)                                                                       |
 * | `sbom`            | an SBOM (CycloneDX, SPDX)                                                            |
 * | `no-destroys`     | a plan that deletes and replaces nothing                                             |
 * | `typed-destroys`  | the name of what is destroyed, typed                                                 |
 * | `no-new-failures` | a test report, in which no test fails that did not fail in what is live              |
 * | `no-new-critical` | a scan or SBOM without a critical finding that what is live does not have            |
 * | `no-new-high`     | the same, for high ones too                                                          |
 *
 * A word that is no rule is not met, so a rule that is spelt wrong does not open the gate.
 */
export const EVIDENCE_RULES = [
  'plan',
  'tests',
  'coverage',
  'scan',
  'sbom',
  'no-destroys',
  'typed-destroys',
  'no-new-failures',
  'no-new-critical',
  'no-new-high',
] as const;

export type EvidenceRule = (typeof EVIDENCE_RULES)[number];

export interface EvidenceRules {
  readonly rules: readonly EvidenceRule[];
  /** Words in their places that are none. */
  readonly unknown: readonly string[];
}

export const EVIDENCE_TAG = 'starboard:evidence';

/** At the beginning of a line of CustomData; `-` and `*` are a list's. */
const LINE = /^[ \t]*(?:[-*][ \t]+)?evidence[ \t]*:(.*)$/gim;
/** A rule's name is no longer, nor is a list of them; CustomData has at most 1,000 characters. */
const MAX_WORDS = 50;

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s,;+]+/)
    .filter(Boolean);

const isRule = (word: string): word is EvidenceRule =>
  (EVIDENCE_RULES as readonly string[]).includes(word);

/** The rules for the approvals of a stage, from the pipeline's tags and the approval's CustomData. */
export function rulesOf(
  tags: Readonly<Record<string, string>>,
  stage: string,
  customData: string | undefined,
): EvidenceRules {
  const lines = [...(customData ?? '').matchAll(LINE)].map(([, list = '']) => list);
  const texts = [tags[EVIDENCE_TAG] ?? '', tags[`${EVIDENCE_TAG}:${stage}`] ?? '', ...lines];
  const words = [...new Set(texts.flatMap(wordsOf))].slice(0, MAX_WORDS);
  return { rules: words.filter(isRule), unknown: words.filter((w) => !isRule(w)) };
}

/** What an approval has to be decided on. */
export interface Found {
  readonly evidence: readonly Evidence[];
  /** Evidence of what is live; unset where nothing is live or it could not be read: then everything is new. */
  readonly live: readonly Evidence[] | undefined;
  /** What the person typed to confirm. */
  readonly typed: readonly string[];
}

export interface Unmet {
  /** A word that is no rule is given as it was written. */
  readonly rule: string;
  /** Why the approval is blocked, as a sentence. */
  readonly words: string;
  /** Typing these meets the rule. */
  readonly toType?: readonly string[] | undefined;
}

/** More names than these nobody reads while typing them: then the number is typed. */
const MAX_TYPED = 3;

/** What must be typed before resources are destroyed: their names, or of many their number. */
export function textsToType(evidence: readonly Evidence[]): string[] {
  const lost = [...new Set(lostResources(evidence).map((c) => c.address))];
  return lost.length > MAX_TYPED ? [`destroy ${lost.length} resources`] : lost;
}

const ofKind = (found: Found, kinds: readonly EvidenceKind[]): Evidence[] =>
  found.evidence.filter((e) => kinds.includes(e.kind));

/** Evidence of one of these kinds must be there, and whole. */
const needs =
  (what: string, ...kinds: EvidenceKind[]) =>
  (found: Found): string | undefined => {
    const pieces = ofKind(found, kinds);
    if (pieces.length === 0) return `No ${what} was found in the execution’s artifacts.`;
    const broken = pieces.find((e) => e.problem !== undefined || e.summary === undefined);
    return broken && `The ${what} ${broken.place.path}: ${broken.problem?.words ?? 'not read'}`;
  };

const PLANS: readonly EvidenceKind[] = [
  'terraform-plan',
  'change-set',
  'cdk-diff',
  'kubernetes-diff',
  'helm-diff',
];

const needsPlan = needs('plan', ...PLANS);

const many = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

function noDestroys(found: Found): string | undefined {
  const lacking = needsPlan(found);
  if (lacking) return lacking;
  const n = found.evidence
    .filter(isChanges)
    .reduce((sum, { summary: { counts } }) => sum + counts.delete + counts.replace, 0);
  return n === 0 ? undefined : `The plan deletes or replaces ${many(n, 'resource')}.`;
}

function noNewFindings(...severities: string[]) {
  return (found: Found): string | undefined => {
    const kinds: EvidenceKind[] = ofKind(found, ['scan']).length ? ['scan'] : ['sbom'];
    const lacking = needs('scan', ...kinds)(found);
    if (lacking) return lacking;
    const news = newSince(found.live ?? [], found.evidence);
    const bad = [...news.findings, ...news.vulnerabilities].filter((f) =>
      severities.includes(f.severity),
    );
    if (bad.length) return `${many(bad.length, `new ${severities.join(' or ')} finding`)}.`;
    return news.isPartial ? 'There are more findings than could be compared.' : undefined;
  };
}

function noNewFailures(found: Found): string | undefined {
  const lacking = needs('test report', 'test-report')(found);
  if (lacking) return lacking;
  const news = newSince(found.live ?? [], found.evidence);
  const n = news.failures.length;
  if (n)
    return `${many(n, 'test')} ${n === 1 ? 'fails that does' : 'fail that do'} not fail in what is live.`;
  return news.isPartial ? 'There are more failures than could be compared.' : undefined;
}

function typedDestroys(found: Found): string | undefined {
  const missing = textsToType(found.evidence).filter((t) => !found.typed.includes(t));
  return missing.length ? `Type ${missing.map((t) => `“${t}”`).join(', ')}.` : undefined;
}

const CHECKS: Readonly<Record<EvidenceRule, (found: Found) => string | undefined>> = {
  plan: needsPlan,
  tests: needs('test report', 'test-report'),
  coverage: needs('coverage report', 'coverage'),
  scan: needs('scan', 'scan'),
  sbom: needs('SBOM', 'sbom'),
  'no-destroys': noDestroys,
  'typed-destroys': typedDestroys,
  'no-new-failures': noNewFailures,
  'no-new-critical': noNewFindings('critical'),
  'no-new-high': noNewFindings('critical', 'high'),
};

/** The rules that are not met, with the reason. */
export function unmet({ rules, unknown }: EvidenceRules, found: Found): Unmet[] {
  const broken = rules.flatMap((rule): Unmet[] => {
    const words = CHECKS[rule](found);
    if (words === undefined) return [];
    const toType = rule === 'typed-destroys' ? textsToType(found.evidence) : undefined;
    return [{ rule, words, toType }];
  });
  const misspelt = unknown.map((rule) => ({
    rule,
    words: `“${rule}” is required and is no rule that Starboard knows.`,
  }));
  return [...broken, ...misspelt];
}

/** A reason of fewer characters is none. */
const MIN_REASON = 10;

/** Why a typed reason does not override rules; nothing where it does. It is recorded with the approval. */
export const overrideProblem = (reason: string): string | undefined =>
  reason.trim().length < MIN_REASON
    ? `Say why in at least ${MIN_REASON} characters: it is recorded with the approval.`
    : undefined;
