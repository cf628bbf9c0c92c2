import { describe, expect, it } from 'vitest';
import { statusOf } from '@/lib/domain/status';
import type { TestsView } from './build-detail';
import { failedCommand, failureByLog, failureByTests, placeIn, shortened } from './failure';

const NODE = `Expected values to be strictly deep-equal:+ actual - expected  {+   status: 'fine'-   status: 'ok'  }
[Error [ERR_TEST_FAILURE]: Expected values to be strictly deep-equal:
+ actual - expected

  {
+   status: 'fine'
-   status: 'ok'
  }
] {
  code: 'ERR_TEST_FAILURE',
  failureType: 'testCodeFailure',
  cause: AssertionError [ERR_ASSERTION]: Expected values
      at TestContext.<anonymous> (file:///codebuild/output/src12/src/test/app.test.js:18:10)
      at async Test.run (node:internal/test_runner/test:1054:7) {
}`;

const testsOf = (messages: readonly string[]): TestsView => ({
  total: 6,
  passed: 6 - messages.length,
  failed: messages.length,
  skipped: 0,
  ms: 10,
  incomplete: [],
  bad: messages.map((message, i) => ({
    name: `test ${i + 1}`,
    prefix: 'suite',
    message,
    status: statusOf('FAILED'),
    ms: 1,
  })),
});

describe('a failure by its tests', () => {
  it('is counted, and named by the first', () => {
    expect(failureByTests(testsOf(['no']))?.headline).toBe('1 of 6 tests failed: test 1');
    expect(failureByTests(testsOf(['no', 'no']))?.headline).toBe(
      '2 of 6 tests failed: test 1 and others',
    );
  });
  it('is none where every test passed', () => expect(failureByTests(testsOf([]))).toBeUndefined());
  it('shows a few, and counts the others', () => {
    const found = failureByTests(testsOf(['a', 'b', 'c', 'd', 'e']));
    expect(found?.excerpts).toHaveLength(3);
    expect(found?.more).toBe(2);
  });
  it('names the place in the source, else the suite', () => {
    expect(failureByTests(testsOf([NODE, 'no']))?.excerpts.map((e) => e.where)).toEqual([
      'test/app.test.js:18',
      'suite',
    ]);
  });
});

describe('what a test said', () => {
  it('is told once, without the wrapper of its runner', () =>
    expect(shortened(NODE)).toBe(
      "Expected values to be strictly deep-equal:\n+ actual - expected\n\n  {\n+   status: 'fine'\n-   status: 'ok'\n  }",
    ));
  it('is cut to its first lines', () =>
    expect(shortened(`\n${'line\n'.repeat(40)}`).split('\n')).toHaveLength(13));
  it('has no colours', () => expect(shortened('\u001b[31mno\u001b[0m')).toBe('no'));
});

it.each([
  [
    '  File "/codebuild/output/src1/src/tests/test_app.py", line 12, in test',
    'tests/test_app.py:12',
  ],
  ['cart_test.go:31: got 4', 'cart_test.go:31'],
  ['at x (/codebuild/output/src1/src/node_modules/a/b.js:1:1)\nat y (src/c.ts:2:1)', 'src/c.ts:2'],
  ['expected 4 to be 3', undefined],
])('the place in %j is %s', (message, place) => expect(placeIn(message)).toBe(place));

describe('a failure by its log', () => {
  const mark = '[Container] 2026/11/23 14:22:31.000000';
  const lines = [
    `${mark} Running command npm ci`,
    '\u001b[31mnpm error\u001b[0m code E404',
    'npm error 404 Not Found',
    `${mark} Command did not exit successfully npm ci exit status 1`,
  ].map((text) => ({ text }));
  it('goes from its first line to the end of what the command said', () =>
    expect(failureByLog(lines, 1)).toEqual({
      headline: 'npm error code E404',
      excerpts: [{ text: 'npm error code E404\nnpm error 404 Not Found' }],
      more: 0,
    }));
  it("is named by the runtime's own line, not by the code that threw", () =>
    expect(
      failureByLog(
        ["throw new Error('no database')", '^', '', 'Error: no database'].map((text) => ({ text })),
        0,
      )?.headline,
    ).toBe('Error: no database'));
  it('has nothing to show where CodeBuild alone tells', () =>
    expect(failureByLog(lines, 3)).toEqual({
      headline: 'Command did not exit successfully npm ci exit status 1',
      excerpts: [],
      more: 0,
    }));
  it('is none without a cause', () => expect(failureByLog(lines, undefined)).toBeUndefined());
});

it('the command and its exit status, of a message about a command alone', () => {
  expect(failedCommand('Error while executing command: npm test. Reason: exit status 1')).toEqual({
    command: 'npm test',
    status: '1',
  });
  expect(failedCommand('YAML file does not exist')).toBeUndefined();
});
