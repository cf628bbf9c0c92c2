import type { CaseStatus, FileCoverage, TestCase } from './types';

/** [doc22] AWS keeps 500 cases of a report, the failed ones first. */
export const MAX_CASES = 500;
const MAX_NAME = 1000;
const MAX_MESSAGE = 5000;

export interface ReportFile {
  readonly kind: 'TEST' | 'CODE_COVERAGE';
  /** INCOMPLETE: no file, or none that is a report. */
  readonly status: 'SUCCEEDED' | 'FAILED' | 'INCOMPLETE';
  readonly truncated: boolean;
  readonly total: number;
  readonly counts: Readonly<Partial<Record<CaseStatus, number>>>;
  readonly durationNs: number;
  readonly cases: readonly TestCase[];
  readonly coverage: readonly FileCoverage[];
  /** Files that could not be read, and why. */
  readonly problems: readonly string[];
}

const isBad = (s: CaseStatus): boolean => s === 'FAILED' || s === 'ERROR';

/** A test report out of all the cases of its files. It is FAILED when a case is; the build does not care (AWS-SEMANTICS 1.8 [memory]). */
export function testSummary(cases: readonly TestCase[], problems: readonly string[]): ReportFile {
  const counts: Partial<Record<CaseStatus, number>> = {};
  for (const c of cases) counts[c.status] = (counts[c.status] ?? 0) + 1;
  const kept = (cases.length > MAX_CASES ? [...cases].sort((a, b) => Number(isBad(b.status)) - Number(isBad(a.status))) : cases).slice(0, MAX_CASES);
  const status = !cases.length || problems.length ? 'INCOMPLETE' : cases.some((c) => isBad(c.status)) ? 'FAILED' : 'SUCCEEDED';
  return {
    kind: 'TEST', status, truncated: cases.length > MAX_CASES, total: cases.length, counts, durationNs: cases.reduce((n, c) => n + c.durationNs, 0),
    cases: kept.map((c) => ({ ...c, name: c.name.slice(0, MAX_NAME), message: c.message.slice(0, MAX_MESSAGE) })), coverage: [], problems,
  };
}

export function coverageSummary(files: readonly FileCoverage[], problems: readonly string[]): ReportFile {
  return { kind: 'CODE_COVERAGE', status: files.length && !problems.length ? 'SUCCEEDED' : 'INCOMPLETE', truncated: false, total: files.length, counts: {}, durationNs: 0, cases: [], coverage: files, problems };
}
