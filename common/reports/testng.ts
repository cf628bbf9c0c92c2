import type { CaseStatus, TestCase } from './types';
import type { Attributes, ElementHandler } from './xml';

const STATUS: Readonly<Record<string, CaseStatus>> = {
  PASS: 'SUCCEEDED',
  FAIL: 'FAILED',
  SKIP: 'SKIPPED',
};
const NS_A_MS = 1e6;

/** testng-results.xml: methods that only prepare or clean up are no cases, unless they failed. */
export function testng(): ElementHandler<TestCase> {
  const cases: TestCase[] = [];
  let suite = '';
  let className = '';
  let now: { attributes: Attributes; message: string } | undefined;
  return {
    roots: ['testng-results'],
    open(name, a) {
      if (name === 'test') suite = a['name'] ?? '';
      if (name === 'class') className = a['name'] ?? '';
      if (name === 'test-method') now = { attributes: a, message: '' };
    },
    close(name, text, path) {
      if (now && name === 'message' && path.at(-2) === 'exception') now.message = text;
      if (name !== 'test-method' || !now) return;
      const { attributes: a, message } = now;
      const status = STATUS[a['status'] ?? ''] ?? 'UNKNOWN';
      if (a['is-config'] !== 'true' || status === 'FAILED')
        cases.push({
          name: a['name'] ?? '',
          prefix: className,
          suite,
          status,
          durationNs: Number(a['duration-ms'] ?? 0) * NS_A_MS || 0,
          message,
        });
      now = undefined;
    },
    grows: true,
    result: () => cases,
  };
}
