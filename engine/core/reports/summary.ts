import type { CaseStatus, FileCoverage, TestCase } from '../../../common/reports/types';

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

/** Counts the cases of a report as they are read and keeps those that AWS keeps: a report of any length costs no memory. It is FAILED when a case is; the build does not care (AWS-SEMANTICS 1.8 [memory]). */
export class TestTally {
  private readonly counts: Partial<Record<CaseStatus, number>> = {};
  private readonly bad: TestCase[] = [];
  private readonly first: TestCase[] = [];
  private total = 0;
  private durationNs = 0;

  add(cases: readonly TestCase[]): void {
    for (const c of cases) {
      this.total++;
      this.durationNs += c.durationNs;
      this.counts[c.status] = (this.counts[c.status] ?? 0) + 1;
      const kept = {
        ...c,
        name: c.name.slice(0, MAX_NAME),
        message: c.message.slice(0, MAX_MESSAGE),
      };
      if (this.first.length < MAX_CASES) this.first.push(kept);
      if (isBad(c.status) && this.bad.length < MAX_CASES) this.bad.push(kept);
    }
  }

  report(problems: readonly string[]): ReportFile {
    const truncated = this.total > MAX_CASES;
    // All of a short report in its own order; of a long one the failed first.
    const cases = truncated
      ? [...this.bad, ...this.first.filter((c) => !isBad(c.status))].slice(0, MAX_CASES)
      : this.first;
    const status =
      this.total === 0 || problems.length ? 'INCOMPLETE' : this.bad.length ? 'FAILED' : 'SUCCEEDED';
    return {
      kind: 'TEST',
      status,
      truncated,
      total: this.total,
      counts: this.counts,
      durationNs: this.durationNs,
      cases,
      coverage: [],
      problems,
    };
  }
}

export function coverageSummary(
  files: readonly FileCoverage[],
  problems: readonly string[],
): ReportFile {
  return {
    kind: 'CODE_COVERAGE',
    status: files.length && !problems.length ? 'SUCCEEDED' : 'INCOMPLETE',
    truncated: false,
    total: files.length,
    counts: {},
    durationNs: 0,
    cases: [],
    coverage: files,
    problems,
  };
}
