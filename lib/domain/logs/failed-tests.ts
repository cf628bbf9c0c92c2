/** Tests that a log says have failed, and how many ran where it says that too. */
export interface FailedTests {
  readonly names: readonly string[];
  readonly failed: number;
  readonly total: number | undefined;
}

interface Runner {
  /** A line that names a test that failed: the name is its first group. */
  readonly name?: RegExp;
  /** Lines that say how many failed or ran; the last one holds. */
  readonly failed?: RegExp;
  readonly passed?: RegExp;
  readonly total?: RegExp;
}

/**
 * What runners print where no report was made, one form a runner: TAP 13 and 14, Node's own, pytest, unittest, Go,
 * Cargo, Jest, Vitest, RSpec, Surefire (Maven).
 */
const RUNNERS: readonly Runner[] = [
  {
    // A test that is to do or skipped counts as none (TAP 14, "Directives").
    name: /^\s*not ok \d+ (?:- )?(?!.*#\s*(?:TODO|SKIP)\b)(\S.*)$/i,
    failed: /^# fail (\d+)$/,
    total: /^(?:# tests (\d+)|1\.\.(\d+))$/,
  },
  {
    name: /^\s*✖ (?!failing tests:)(.+?) \([\d.]+ms\)$/,
    failed: /^ℹ fail (\d+)$/,
    total: /^ℹ tests (\d+)$/,
  },
  {
    name: /^FAILED ([^\s:]+::\S+)/,
    failed: /^=+ (\d+) failed\b/,
    passed: /^=+ (?:\d+ failed, )?(\d+) passed\b/,
  },
  {
    name: /^(?:FAIL|ERROR): (\S+) \(\S+\)(?: .*)?$/,
    failed: /^FAILED \(.*?(?:failures|errors)=(\d+)/,
    total: /^Ran (\d+) tests? in /,
  },
  { name: /^\s*--- FAIL: (\S+) \([\d.]+s\)$/ },
  {
    name: /^test (\S+)(?: - .*)? \.\.\. FAILED$/,
    failed: /^test result: FAILED\. \d+ passed; (\d+) failed;/,
    passed: /^test result: FAILED\. (\d+) passed;/,
  },
  {
    name: /^\s*● (.+ › .+)$/,
    failed: /^Tests: +(\d+) failed/,
    total: /^Tests: +(?:\d+ [a-z]+, )*(\d+) total$/,
  },
  {
    name: /^\s*FAIL +\S+ > (.+?)$/,
    failed: /^ *Tests +(\d+) failed/,
    total: /^ *Tests .*\((\d+)\)$/,
  },
  {
    name: /^rspec \S+:\d+ # (.+)$/,
    failed: /^\d+ examples?, (\d+) failures?/,
    total: /^(\d+) examples?, \d+ failures?/,
  },
  {
    name: /^\[ERROR\] {3}(\w+\.\w+):\d+ /,
    failed: /^\[ERROR\] Tests run: \d+, Failures: (\d+)/,
    total: /^\[ERROR\] Tests run: (\d+), /,
  },
];

/** Longer lines are no test's. */
const MAX_LINE = 500;

/** The number of the last line of this form; undefined where there is none. */
function numberIn(lines: readonly string[], form: RegExp | undefined): number | undefined {
  if (!form) return undefined;
  const line = lines.findLast((l) => form.test(l));
  const digits = line === undefined ? undefined : form.exec(line)?.slice(1).find(Boolean);
  return digits === undefined ? undefined : Number(digits);
}

function readAs(lines: readonly string[], runner: Runner): FailedTests | undefined {
  const { name } = runner;
  const named = name ? lines.flatMap((l) => name.exec(l)?.[1]?.trimEnd() ?? []) : [];
  const names = [...new Set(named)];
  const failed = numberIn(lines, runner.failed) ?? names.length;
  if (!failed || !names.length) return undefined;
  const passed = numberIn(lines, runner.passed);
  const total =
    numberIn(lines, runner.total) ?? (passed === undefined ? undefined : passed + failed);
  return { names, failed, total };
}

/** Which tests have failed by what their runner printed, colours removed; undefined where no line of a known form says so. */
export function failedTestsIn(texts: readonly string[]): FailedTests | undefined {
  const lines = texts.filter((text) => text.length <= MAX_LINE);
  for (const runner of RUNNERS) {
    const found = readAs(lines, runner);
    if (found) return found;
  }
  return undefined;
}
