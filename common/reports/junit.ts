import { seconds } from './numbers';
import type { CaseStatus, TestCase } from './types';
import type { ElementHandler } from './xml';

const VERDICTS: Readonly<Record<string, CaseStatus>> = {
  failure: 'FAILED',
  error: 'ERROR',
  skipped: 'SKIPPED',
};

/** JUnit: failure, error and skipped inside a testcase; prefix = classname, suite = the innermost testsuite's name (AWS-SEMANTICS 1.8 [memory]). */
export function junit(): ElementHandler<TestCase> {
  const cases: TestCase[] = [];
  const suites: string[] = [];
  let now:
    { name: string; prefix: string; ns: number; status: CaseStatus; message: string } | undefined;
  return {
    roots: ['testsuites', 'testsuite'],
    open(name, a) {
      if (name === 'testsuite') suites.push(a['name'] ?? '');
      if (name === 'testcase')
        now = {
          name: a['name'] ?? '',
          prefix: a['classname'] ?? '',
          ns: seconds(a['time']),
          status: 'SUCCEEDED',
          message: '',
        };
      const verdict = VERDICTS[name];
      if (now && verdict) now = { ...now, status: verdict, message: a['message'] ?? '' };
    },
    close(name, text) {
      if (name === 'testsuite') suites.pop();
      if (now && VERDICTS[name] && text)
        now.message = now.message && !text.includes(now.message) ? `${now.message}\n${text}` : text;
      if (name !== 'testcase' || !now) return;
      cases.push({
        name: now.name,
        prefix: now.prefix,
        suite: suites.at(-1) ?? '',
        status: now.status,
        durationNs: now.ns,
        message: now.message,
      });
      now = undefined;
    },
    grows: true,
    result: () => cases,
  };
}
