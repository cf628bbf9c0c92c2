import type { CaseStatus, TestCase } from '@/common/reports/types';
import { maskLines } from '../secrets';
import type { FailedTest, TestsSummary } from './evidence';
import { entryOf, listOf, numberOf, textOf, treeOf, treesOf, type Tree } from './json-values';
import { cut, plainName, plainText } from './plain-text';

/** More failures are counted and not shown. */
const MAX_FAILURES = 500;
const MAX_MESSAGE = 1000;

const message = (text: string): string => cut(maskLines(plainText(text)).trim(), MAX_MESSAGE);

const isBad = (status: CaseStatus): boolean => /^(?:FAILED|ERROR)$/.test(status);

const failure = (test: TestCase): FailedTest => {
  // Names of tests with parameters have their values in them.
  const named = [test.suite, test.prefix, test.name].filter(Boolean).map(maskLines);
  const parts = [...new Set(named)];
  return {
    id: JSON.stringify(parts.map((p) => cut(p, MAX_MESSAGE))),
    name: plainName(parts.join(' › ')),
    message: message(test.message),
  };
};

/** The cases of a report in any format, counted. */
export function testsSummary(tool: string, cases: readonly TestCase[]): TestsSummary {
  const bad = cases.filter((c) => isBad(c.status));
  const of = (status: CaseStatus): number => cases.filter((c) => c.status === status).length;
  return {
    form: 'tests',
    tool: plainName(tool),
    passed: of('SUCCEEDED'),
    failed: bad.length,
    skipped: of('SKIPPED'),
    total: cases.length,
    durationMs: Math.round(cases.reduce((sum, c) => sum + c.durationNs, 0) / 1e6),
    failures: bad.slice(0, MAX_FAILURES).map(failure),
    more: Math.max(0, bad.length - MAX_FAILURES),
  };
}

/** Common Test Report Format; before it had a specification the first two members were missing. */
export function isCtrf(value: Tree): boolean {
  const results = treeOf(value['results']);
  return (
    (value['reportFormat'] === 'CTRF' || value['reportFormat'] === undefined) &&
    textOf(treeOf(results?.['tool'])?.['name']) !== undefined &&
    treeOf(results?.['summary']) !== undefined &&
    Array.isArray(results?.['tests'])
  );
}

const CTRF: Readonly<Record<string, CaseStatus>> = {
  passed: 'SUCCEEDED',
  failed: 'FAILED',
  skipped: 'SKIPPED',
  pending: 'SKIPPED',
};

export function readCtrf(value: Tree): TestsSummary {
  const results = treeOf(value['results']) ?? {};
  const cases = treesOf(results['tests']).map((test): TestCase => {
    const { suite } = test;
    const duration = numberOf(test['duration']);
    return {
      name: textOf(test['name']) ?? '',
      prefix: textOf(test['filePath']) ?? '',
      suite: Array.isArray(suite) ? suite.map(String).join(' › ') : (textOf(suite) ?? ''),
      status: entryOf(CTRF, textOf(test['status'])) ?? 'UNKNOWN',
      durationNs: Number.isNaN(duration) ? 0 : duration * 1e6,
      message: textOf(test['message']) ?? textOf(test['trace']) ?? '',
    };
  });
  return testsSummary(textOf(treeOf(results['tool'])?.['name']) ?? 'CTRF', cases);
}

/** Cucumber's JSON: a list of features. */
export const isCucumber = (value: unknown): boolean =>
  listOf(value).length > 0 &&
  listOf(value).every((v) => {
    const feature = treeOf(v);
    return (
      Array.isArray(feature?.['elements']) &&
      (textOf(feature['uri']) !== undefined || feature['keyword'] === 'Feature')
    );
  });
