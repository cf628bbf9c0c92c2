import { expect, test } from 'vitest';
import { failedTestsIn } from './failed-tests';

const inLog = (text: string) => failedTestsIn(text.split('\n'));

/** What each runner prints, in its own form. */
const PRINTED: readonly (readonly [string, string, ReturnType<typeof failedTestsIn>])[] = [
  [
    'TAP',
    'TAP version 13\n# Subtest: greets\nok 1 - greets\nnot ok 2 - is not found\nnot ok 3 - later # TODO soon\n1..3\n# tests 3\n# pass 1\n# fail 1',
    { names: ['is not found'], failed: 1, total: 3 },
  ],
  [
    "Node's spec",
    '✔ greets (1.2ms)\n✖ is not found (3.4ms)\nℹ tests 2\nℹ fail 1\n✖ failing tests:\n✖ is not found (3.4ms)',
    { names: ['is not found'], failed: 1, total: 2 },
  ],
  [
    'pytest',
    'FAILED tests/test_app.py::test_missing - AssertionError: 404\n=================== 1 failed, 5 passed in 0.12s ===================',
    { names: ['tests/test_app.py::test_missing'], failed: 1, total: 6 },
  ],
  [
    'unittest',
    'FAIL: test_missing (tests.test_app.App.test_missing)\nRan 6 tests in 0.01s\n\nFAILED (failures=1)',
    { names: ['test_missing'], failed: 1, total: 6 },
  ],
  [
    'Go',
    '--- FAIL: TestMissing (0.00s)\n    app_test.go:9: 404\nFAIL',
    { names: ['TestMissing'], failed: 1, total: undefined },
  ],
  [
    'Cargo',
    'test tests::missing ... FAILED\ntest result: FAILED. 5 passed; 1 failed; 0 ignored',
    { names: ['tests::missing'], failed: 1, total: 6 },
  ],
  [
    'Jest',
    '  ● app › is not found\n\nTests:       1 failed, 5 passed, 6 total',
    { names: ['app › is not found'], failed: 1, total: 6 },
  ],
  [
    'Vitest',
    ' FAIL  src/app.test.ts > is not found\n      Tests  1 failed | 69 passed (70)',
    { names: ['is not found'], failed: 1, total: 70 },
  ],
  [
    'RSpec',
    '6 examples, 1 failure\n\nrspec ./spec/app_spec.rb:9 # App is not found',
    { names: ['App is not found'], failed: 1, total: 6 },
  ],
  [
    'Surefire',
    '[ERROR]   AppTest.isNotFound:12 expected: <404>\n[ERROR] Tests run: 6, Failures: 1, Errors: 0, Skipped: 0',
    { names: ['AppTest.isNotFound'], failed: 1, total: 6 },
  ],
];

test.each(PRINTED)('%s names the tests that failed', (_runner, text, found) => {
  expect(inLog(text)).toEqual(found);
});

test('what passed, and what is no runner, names none', () => {
  expect(inLog('ok 1 - greets\n1..1\n# tests 1\n# fail 0')).toBeUndefined();
  expect(inLog('error TS2304: Cannot find name x.\nnpm ERR! code 1')).toBeUndefined();
  expect(inLog('')).toBeUndefined();
});
