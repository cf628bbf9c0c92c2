import { describe, expect, it } from 'vitest';
import { newSince } from './compare';
import type {
  ChangesSummary,
  Evidence,
  EvidenceSummary,
  Finding,
  ResourceAction,
  ResourceChange,
} from './evidence';
import { hashOf } from './hash';
import {
  countChanges,
  inOrder,
  inReadingOrder,
  lostResources,
  nothingToApply,
} from './evidence-order';
import { overrideProblem, rulesOf, textsToType, unmet } from './rules';
import { changeCountsWords, countsOf } from './words';

const change = (
  address: string,
  action: ResourceAction,
  more: Partial<ResourceChange> = {},
): ResourceChange => ({
  address,
  action,
  type: 'aws_thing',
  scope: '',
  attributes: [],
  moreAttributes: 0,
  isSecurity: false,
  isKept: false,
  reasons: [],
  ...more,
});

const plan = (...changes: ResourceChange[]): ChangesSummary => ({
  form: 'changes',
  tool: 'Terraform',
  subject: '',
  changes: inOrder(changes),
  more: 0,
  counts: countChanges(changes),
  drift: [],
  outputs: [],
  notes: [],
});

const KINDS = {
  changes: 'terraform-plan',
  tests: 'test-report',
  coverage: 'coverage',
  scan: 'scan',
  sbom: 'sbom',
  text: 'text',
  image: 'image',
} as const;

const piece = (
  summary: EvidenceSummary,
  path = 'x.json',
  more: Partial<Evidence> = {},
): Evidence => ({
  kind: KINDS[summary.form],
  place: { action: 'Build', artifact: 'Out', path },
  sha256: path,
  bytes: 10,
  summary,
  ...more,
});

const NONE = { critical: 0, high: 0, medium: 0, low: 0, note: 0, unknown: 0 };
const finding = (id: string, severity: Finding['severity']): Finding => ({
  id,
  rule: id,
  severity,
  message: '',
  where: '',
});
const scan = (...findings: Finding[]): Evidence =>
  piece({ form: 'scan', tools: ['t'], findings, more: 0, counts: NONE, suppressed: 0 });
const tests = (...failed: string[]): Evidence =>
  piece({
    form: 'tests',
    tool: 'JUnit',
    passed: 1,
    failed: failed.length,
    skipped: 0,
    total: 1 + failed.length,
    durationMs: 1,
    failures: failed.map((id) => ({ id, name: id, message: '' })),
    more: 0,
  });

const found = (
  evidence: readonly Evidence[],
  live?: readonly Evidence[],
  typed: string[] = [],
) => ({
  evidence,
  live,
  typed,
});
const rules = (text: string) => rulesOf({ 'starboard:evidence': text }, 'Prod', undefined);
const unmetRules = (text: string, f: Parameters<typeof unmet>[1]): string[] =>
  unmet(rules(text), f).map((u) => u.rule);

describe('the order of changes', () => {
  it('has what is lost first, then what opens doors, then the rest by action', () => {
    const shuffled = [
      change('e', 'update'),
      change('d', 'create'),
      change('c', 'update', { isSecurity: true }),
      change('f', 'no-op', { isSecurity: true }),
      change('b', 'replace'),
      change('a', 'delete'),
    ];
    expect(inOrder(shuffled).map((c) => c.address)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('has evidence with destroys before other plans, and empty ones behind them', () => {
    const all = [
      piece({ form: 'text', text: '', isCut: false }, 'text'),
      piece(plan(), 'empty'),
      piece(plan(change('a', 'create')), 'adds'),
      piece(plan(change('a', 'create', { isSecurity: true })), 'iam'),
      piece(plan(change('a', 'delete')), 'destroys'),
    ];
    expect(inReadingOrder(all).map((e) => e.place.path)).toEqual([
      'destroys',
      'iam',
      'adds',
      'empty',
      'text',
    ]);
  });

  it('knows a plan that does nothing, and not one that could not be read', () => {
    expect(nothingToApply(piece(plan(change('a', 'no-op'), change('b', 'read'))))).toBe(true);
    expect(nothingToApply(piece(plan(change('a', 'forget'))))).toBe(false);
    const cut = { problem: { kind: 'cut', words: 'it ends in the middle' } } as const;
    expect(nothingToApply(piece(plan(), 'p', cut))).toBe(false);
  });

  it('says what a rollback does not bring back', () => {
    const e = piece(
      plan(change('a', 'delete'), change('b', 'delete', { isKept: true }), change('c', 'replace')),
    );
    expect(lostResources([e]).map((c) => c.address)).toEqual(['a', 'c']);
  });
});

describe('words and hash', () => {
  it('count in one sentence, without names', () => {
    const e = piece(
      plan(
        change('secret-name', 'delete'),
        change('b', 'replace'),
        ...['c', 'd', 'e'].map((a) => change(a, 'create')),
      ),
    );
    expect(countsOf([e, tests('t1')])).toBe(
      'Terraform plan: 3 to add, 1 to replace, 1 to destroy. Tests: 1 of 2 tests failed.',
    );
    expect(changeCountsWords(countChanges([]))).toBe('nothing to apply');
    expect(countsOf([piece(plan())])).toBe('Terraform plan: nothing to apply.');
  });

  it('are the same in whatever order evidence was read, and others when a plan is made again', () => {
    const [a, b] = [piece(plan(), 'a'), piece(plan(), 'b')];
    const same = (text: string): string => text;
    expect(hashOf([a, b], same)).toBe(hashOf([b, a], same));
    expect(hashOf([{ ...a, sha256: 'other' }, b], same)).not.toBe(hashOf([a, b], same));
    expect(hashOf([a], same)).not.toBe(hashOf([a, b], same));
  });
});

describe('what is new since what is live', () => {
  it('is compared by identity', () => {
    const news = newSince(
      [tests('a', 'b'), scan(finding('x', 'high'))],
      [tests('b', 'c'), scan(finding('x', 'high'), finding('y', 'critical'))],
    );
    expect(news.failures.map((t) => t.id)).toEqual(['c']);
    expect(news.fixed.map((t) => t.id)).toEqual(['a']);
    expect(news.findings.map((f) => f.id)).toEqual(['y']);
  });

  it('has coverage in points, components by version, and licences nobody had', () => {
    const coverage = (covered: number): Evidence =>
      piece({
        form: 'coverage',
        tool: 'LCOV',
        lines: { covered, total: 200 },
        branches: { covered: 0, total: 0 },
        files: [],
        more: 0,
      });
    const sbom = (...components: [string, string, string][]): Evidence =>
      piece({
        form: 'sbom',
        format: 'SPDX 2.3',
        subject: '',
        components: components.map(([name, version, l]) => ({ name, version, licences: [l] })),
        more: 0,
        total: components.length,
        vulnerabilities: [],
        counts: NONE,
      });
    const news = newSince(
      [coverage(150), sbom(['a', '1', 'MIT'])],
      [coverage(143), sbom(['a', '2', 'MIT'], ['b', '1', 'GPL-3.0-only'])],
    );
    expect(news.coverage?.points).toBe(-3.5);
    expect(news.components.map((c) => `${c.name}@${c.version}`)).toEqual(['a@2', 'b@1']);
    expect(news.licences).toEqual(['GPL-3.0-only']);
  });
});

describe('rules', () => {
  it('come from tags of the pipeline and of the stage, and from lines of CustomData', () => {
    const tags = {
      'starboard:evidence': 'plan',
      'starboard:evidence:Prod': 'no-new-critical tests',
      'starboard:evidence:Staging': 'sbom',
      other: 'scan',
    };
    const text =
      'Please look at the plan.\n- Evidence: plan, typed-destroys, typo\nThe evidence: is';
    expect(rulesOf(tags, 'Prod', text)).toEqual({
      rules: ['plan', 'no-new-critical', 'tests', 'typed-destroys'],
      unknown: ['typo'],
    });
    expect(rulesOf({}, 'Prod', undefined)).toEqual({ rules: [], unknown: [] });
  });

  it('block what is missing, broken, or spelt wrong', () => {
    expect(unmetRules('plan tests pla', found([]))).toEqual(['plan', 'tests', 'pla']);
    expect(unmetRules('plan', found([piece(plan())]))).toEqual([]);
    const cut = { problem: { kind: 'cut', words: '' } } as const;
    expect(unmetRules('plan', found([piece(plan(), 'p', cut)]))).toEqual(['plan']);
    expect(unmetRules('plan', found([tests()]))).toEqual(['plan']);
  });

  it('let nothing be destroyed without its name', () => {
    const e = [piece(plan(change('aws_db_instance.main', 'delete'), change('b', 'create')))];
    const [asked] = unmet(rules('typed-destroys'), found(e));
    expect(asked?.toType).toEqual(['aws_db_instance.main']);
    expect(unmetRules('typed-destroys', found(e, [], ['aws_db_instance.main']))).toEqual([]);
    expect(unmetRules('no-destroys', found(e))).toEqual(['no-destroys']);
    const four = [piece(plan(...['a', 'b', 'c', 'd'].map((a) => change(a, 'delete'))))];
    expect(textsToType(four)).toEqual(['destroy 4 resources']);
  });

  it('hold new findings and failures to what is live', () => {
    const old = scan(finding('x', 'critical'));
    const both = scan(finding('x', 'critical'), finding('y', 'high'));
    expect(unmetRules('no-new-critical', found([both], [old]))).toEqual([]);
    expect(unmetRules('no-new-high', found([both], [old]))).toEqual(['no-new-high']);
    expect(unmetRules('no-new-critical', found([both]))).toEqual(['no-new-critical']);
    expect(unmetRules('no-new-critical', found([]))).toEqual(['no-new-critical']);
    expect(unmetRules('no-new-failures', found([tests('a')], [tests('a')]))).toEqual([]);
    expect(unmetRules('no-new-failures', found([tests('a')], [tests()]))).toEqual([
      'no-new-failures',
    ]);
  });

  it('are overridden by a reason that says something', () => {
    expect(overrideProblem('  ok      ')).toContain('Say why');
    expect(overrideProblem('The database is empty, ticket 12')).toBeUndefined();
  });
});
