import { clockTime } from './numbers';
import type { CaseStatus, TestCase } from './types';
import type { Attributes, ElementHandler } from './xml';

const OUTCOMES: Readonly<Record<string, CaseStatus>> = {
  passed: 'SUCCEEDED',
  completed: 'SUCCEEDED',
  failed: 'FAILED',
  error: 'ERROR',
  timeout: 'ERROR',
  aborted: 'ERROR',
  notexecuted: 'SKIPPED',
  notrunnable: 'SKIPPED',
  disconnected: 'ERROR',
  warning: 'SUCCEEDED',
};

/** Visual Studio's TRX: results name their test by id, the definitions behind them give its class. */
export function trx(): ElementHandler<TestCase> {
  const results: (TestCase & { id: string })[] = [];
  const classes = new Map<string, string>();
  let now: { attributes: Attributes; message: string } | undefined;
  let test = '';
  let run = '';
  return {
    roots: ['TestRun'],
    open(name, a) {
      if (name === 'TestRun') run = a['name'] ?? '';
      if (name === 'UnitTestResult') now = { attributes: a, message: '' };
      if (name === 'UnitTest') test = a['id'] ?? '';
      if (name === 'TestMethod') classes.set(test, (a['className'] ?? '').split(',')[0] ?? '');
    },
    close(name, text, path) {
      if (now && name === 'Message' && path.at(-2) === 'ErrorInfo') now.message = text;
      if (name !== 'UnitTestResult' || !now) return;
      const { attributes: a, message } = now;
      results.push({
        id: a['testId'] ?? '',
        name: a['testName'] ?? '',
        prefix: '',
        suite: run,
        status: OUTCOMES[(a['outcome'] ?? '').toLowerCase()] ?? 'UNKNOWN',
        durationNs: clockTime(a['duration']),
        message,
      });
      now = undefined;
    },
    result: () => results.map(({ id, ...c }) => ({ ...c, prefix: classes.get(id) ?? '' })),
  };
}
