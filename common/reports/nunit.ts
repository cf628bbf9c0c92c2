import { seconds } from './numbers';
import type { CaseStatus, TestCase } from './types';
import type { Attributes, ElementHandler } from './xml';

interface Dialect {
  readonly roots: readonly string[];
  readonly status: (a: Attributes) => CaseStatus;
  readonly time: string;
}

const RESULTS: Readonly<Record<string, CaseStatus>> = {
  passed: 'SUCCEEDED',
  success: 'SUCCEEDED',
  failed: 'FAILED',
  failure: 'FAILED',
  error: 'ERROR',
  skipped: 'SKIPPED',
  ignored: 'SKIPPED',
  notrunnable: 'SKIPPED',
  inconclusive: 'UNKNOWN',
  warning: 'SUCCEEDED',
};

/** NUnit 2 says `result`, or only `success` and `executed`. */
function second(a: Attributes): CaseStatus {
  const known = RESULTS[(a['result'] ?? '').toLowerCase()];
  return (
    known ??
    (a['executed']?.toLowerCase() === 'false'
      ? 'SKIPPED'
      : a['success']?.toLowerCase() === 'true'
        ? 'SUCCEEDED'
        : a['success']
          ? 'FAILED'
          : 'UNKNOWN')
  );
}

const third = (a: Attributes): CaseStatus =>
  a['result'] === 'Failed' && a['label'] === 'Error'
    ? 'ERROR'
    : (RESULTS[(a['result'] ?? '').toLowerCase()] ?? 'UNKNOWN');

function handler(dialect: Dialect): ElementHandler<TestCase> {
  const cases: TestCase[] = [];
  const suites: string[] = [];
  let now: { attributes: Attributes; message: string } | undefined;
  return {
    roots: dialect.roots,
    open(name, a) {
      if (name === 'test-suite') suites.push(a['fullname'] ?? a['name'] ?? '');
      if (name === 'test-case') now = { attributes: a, message: '' };
    },
    close(name, text, path) {
      if (name === 'test-suite') suites.pop();
      if (now && name === 'message' && ['failure', 'reason'].includes(path.at(-2) ?? ''))
        now.message = text;
      if (name !== 'test-case' || !now) return;
      const full = now.attributes['name'] ?? '';
      const dot = (full.split('(', 1)[0] ?? '').lastIndexOf('.');
      const prefix = now.attributes['classname'] ?? (dot > 0 ? full.slice(0, dot) : '');
      cases.push({
        name: now.attributes['classname'] === undefined && dot > 0 ? full.slice(dot + 1) : full,
        prefix,
        suite: suites.at(-1) ?? '',
        status: dialect.status(now.attributes),
        durationNs: seconds(now.attributes[dialect.time]),
        message: now.message,
      });
      now = undefined;
    },
    grows: true,
    result: () => cases,
  };
}

/** NUnit 2 (`test-results`). */
export const nunit = (): ElementHandler<TestCase> =>
  handler({ roots: ['test-results', 'test-run'], status: second, time: 'time' });
/** NUnit 3 (`test-run`). */
export const nunit3 = (): ElementHandler<TestCase> =>
  handler({ roots: ['test-run'], status: third, time: 'duration' });
