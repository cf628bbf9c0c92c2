import type { BuildDetail } from '@/lib/domain/builds/build-detail';
import type { BuildChange } from '@/lib/domain/builds/change';
import type { BuildFailure } from '@/lib/domain/builds/failure';
import { BUILD_PHASES } from '@/lib/domain/builds/phases';
import { statusOf } from '@/lib/domain/status';
import type { BuildView } from '@/lib/domain/views';

const NOW = Date.UTC(2026, 10, 23, 14, 30);
const MINUTE = 60_000;
const SHA = '3be91c7f07d2f4ab3be99b03e7a1c81e5f07d2f4';
const GREEN = {
  id: 'payments-api:295',
  number: 295,
  at: NOW - 90 * MINUTE,
  revision: '9b03e7a1c81e5f07d2f4ab3be9c81e5f07d2f4ab',
};

const build = (more: Partial<BuildView>): BuildView => ({
  id: 'payments-api:296',
  project: 'payments-api',
  number: 296,
  status: statusOf('SUCCEEDED'),
  phase: '',
  startedAt: NOW - 9 * MINUTE,
  endedAt: NOW - 9 * MINUTE + 139_000,
  initiator: 'codepipeline/payments-api',
  revision: SHA,
  phases: BUILD_PHASES.map((name, i) => ({
    name,
    type: name,
    startedAt: NOW - 9 * MINUTE,
    status: statusOf('SUCCEEDED'),
    ms: [2000, 12_000, 4000, 41_000, 18_000, 53_000, 6000, 2000, 1000][i],
  })),
  image: 'aws/codebuild/standard:7.0',
  logGroup: '',
  logStream: '',
  over: true,
  readAt: NOW,
  ...more,
});

export const GOOD = build({});
export const FAILED = build({
  status: statusOf('FAILED'),
  phases: GOOD.phases.map((p) => (p.name === 'Build' ? { ...p, status: statusOf('FAILED') } : p)),
  problem: {
    phase: 'Build',
    message: 'Error while executing command: npm test -- --run. Reason: exit status 1',
  },
});
export const RUNNING = build({
  status: statusOf('IN_PROGRESS'),
  phase: 'Install',
  endedAt: undefined,
  over: false,
  phases: GOOD.phases
    .slice(0, 4)
    .map((p) =>
      p.name === 'Install' ? { ...p, status: statusOf('IN_PROGRESS'), ms: undefined } : p,
    ),
});
export const STOPPED = build({ status: statusOf('STOPPED'), phases: GOOD.phases.slice(0, 4) });

export const FAILURE: BuildFailure = {
  headline: '2 of 318 tests failed: retries a capture that answers 409 once and others',
  excerpts: [
    {
      title: 'retries a capture that answers 409 once',
      where: 'src/capture/capture.test.ts:88',
      text: 'Error: Test timed out in 5000ms.\nIf this is a long-running test, pass a timeout value as the last argument.',
    },
    {
      title: 'gives up after three answers of 409',
      where: 'src/capture/capture.test.ts:101',
      text: 'AssertionError: expected 4 to be 3\n\n- Expected  3\n+ Received  4\n\n<img src=x onerror=alert(1)>',
    },
  ],
  more: 0,
  unread: [],
};
export const BY_LOG: BuildFailure = {
  headline: 'npm error 404 Not Found - GET https://registry.npmjs.org/left-padd',
  excerpts: [
    {
      text: "npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/left-padd\nnpm error 404  'left-padd@^1.3.0' is not in this registry.",
    },
  ],
  more: 0,
  unread: ['Could not read the test reports: Viewer/mara lacks codebuild:BatchGetReports.'],
};

export const CHANGE: BuildChange = {
  revision: { sha: SHA, message: 'Retry card capture on 409', kind: 'commit', source: 'Source' },
  author: 'Sam Okafor',
  pipeline: 'payments-api',
  execution: 'e97',
  unread: [],
  since: {
    green: GREEN,
    executions: { from: 'e96', to: 'e97' },
    parts: [
      {
        source: 'Source',
        kind: 'commit',
        difference: 'changed',
        by: 'commits',
        unread: [],
        commits: {
          gained: [
            { sha: SHA, message: 'Retry card capture on 409', author: 'Sam Okafor', at: NOW },
            {
              sha: 'a10f6d2f07d2f4ab3be99b03e7a1c81e5f07d2f4',
              message: 'Fake gateway: advance the clock whenever an answer is taken from the queue',
              author: 'Priya Raman',
              at: NOW - 60 * MINUTE,
            },
          ],
          lost: [],
          more: false,
        },
        files: {
          list: [
            { path: 'src/capture/capture.ts', change: 'modified', added: 24, removed: 6 },
            { path: 'src/capture/capture.test.ts', change: 'modified', added: 41, removed: 0 },
            { path: 'package-lock.json', change: 'modified' },
          ],
          more: 0,
        },
      },
    ],
  },
};
/** The same source went well before: what failed is not in it. */
export const SAME: BuildChange = {
  ...CHANGE,
  since: {
    green: { ...GREEN, number: 294 },
    parts: [{ source: 'Source', kind: 'commit', difference: 'same', by: 'ids', unread: [] }],
  },
};
export const FIRST: BuildChange = { revision: CHANGE.revision, unread: [] };
export const UNREAD: BuildChange = {
  revision: CHANGE.revision,
  unread: ['Could not read earlier builds: Viewer/mara lacks codebuild:ListBuildsForProject.'],
};

export const DETAIL: BuildDetail = {
  tests: {
    total: 318,
    passed: 316,
    failed: 0,
    skipped: 2,
    ms: 26_000,
    bad: [],
    incomplete: [],
  },
  settings: [],
  variables: [],
  exported: [],
  artifacts: [
    {
      name: 'BuildOutput',
      location: 's3://artifacts/payments-api/BuildOutpu/aB3dEf',
      sha256: '59696134bbae231d9160d222196845628808648532e0b7c41d7a2f03c9d5e6a1',
      size: 2_202_009,
    },
    {
      name: 'site',
      location: 's3://pages/site',
      size: 6100,
      files: [
        { path: 'index.html', size: 4100 },
        { path: 'assets/main.css', size: 2000 },
      ],
    },
    { name: 'docs', location: 's3://pages/docs', why: 'no longer in S3' },
  ],
  typicalMs: 131_000,
  command: undefined,
  warnings: [],
  unread: [],
  over: true,
  readAt: NOW,
};
