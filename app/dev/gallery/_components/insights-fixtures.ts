import { minutesOf, type BuildFact, type BuildInsights } from '@/lib/domain/insights/builds';
import { durationsOf, type Sample } from '@/lib/domain/insights/durations';
import {
  actionStats,
  changesOf,
  metricsOf,
  ranked,
  type Attempt,
  type Insights,
  type Run,
} from '@/lib/domain/insights/insights';
import { isIn, periodOf } from '@/lib/domain/insights/period';
import {
  rankedTests,
  testCounts,
  testStats,
  type TestInsights,
  type TestReport,
} from '@/lib/domain/insights/tests';
import { NOW } from './fixtures';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PIPELINES = ['storefront-web', 'orders-api', 'payments-api'];
export const PERIOD = periodOf(30, NOW, 'UTC');

/** The same numbers in every run, spread enough to look like work. */
const spread = (i: number, over: number): number => (i * 7919 + ((i * i) % 13) * 31) % over;
const shaOf = (i: number): string =>
  ((Math.imul(i + 3, 2_654_435_761) >>> 0) + 0x10000000).toString(16).padEnd(40, '7').slice(0, 40);

const MESSAGES = [
  'Delivery date in the cart summary',
  'Retry payment webhooks',
  'Idempotency key on order create',
  'Bump the base image',
  'Fix rounding of vouchers',
];

/** Newest first: a team that deploys more than a month ago. */
const attempts = (n: number): Attempt[] =>
  Array.from({ length: n }, (_, i): Attempt => {
    // In the month before, they deployed less often.
    const hours = i < 80 ? i * 9 : 720 + (i - 80) * 14;
    const endedAt = NOW - (hours + 3 + spread(i, 5)) * HOUR;
    const isOdd = spread(i, 11) === 3;
    return {
      pipeline: PIPELINES[spread(i, 3)] ?? '',
      stage: 'Production',
      execution: `e-${i}`,
      revision: { sha: shaOf(i), message: MESSAGES[spread(i, 5)] ?? '' },
      startedAt: endedAt - (20 + spread(i, 90) + (isOdd ? 300 : 0)) * MINUTE,
      endedAt,
      good: spread(i, 9) !== 4,
      rollback: false,
      undoneAt: spread(i, 17) === 5 ? endedAt + HOUR : undefined,
    };
  });

const stageSamples = (): Sample[] =>
  PIPELINES.slice(0, 2).flatMap((pipeline, p) =>
    ['Build', 'Staging', 'Production'].flatMap((stage, s) =>
      Array.from({ length: 44 }, (_, i) => ({
        key: `${pipeline}\n${stage}`,
        id: `e-${i}`,
        at: NOW - (i * 30 + 4 + spread(i + s, 9)) * HOUR,
        ms: (2 + s + p + spread(i, 5) * 0.7 + (spread(i, 13) === 2 ? 6 : 0)) * MINUTE,
        good: spread(i, 10) !== 6,
        label: shaOf(i).slice(0, 7),
      })),
    ),
  );

const runs = (): Run[] =>
  Array.from({ length: 60 }, (_, i) => ({
    pipeline: PIPELINES[i % 3] ?? '',
    stage: i % 2 ? 'Build' : 'Staging',
    action: i % 2 ? 'Test' : 'Deploy',
    execution: `e-${Math.floor(i / 4)}`,
    at: NOW - i * 8 * HOUR,
    ms: (1 + spread(i, 7)) * MINUTE,
    good: spread(i, 6) !== 1,
  }));

function insights(
  of: readonly Attempt[],
  stages: readonly Sample[],
  all: readonly Run[],
): Insights {
  const changes = changesOf(of);
  return {
    period: PERIOD,
    metrics: metricsOf(changes, PERIOD),
    changes: changes.filter((c) => isIn(PERIOD, c.at)),
    changesLeft: 0,
    stages: durationsOf(stages, PERIOD, (key) => {
      const [pipeline = '', name = ''] = key.split('\n');
      return { name, of: pipeline };
    }),
    stagesLeft: 0,
    ...ranked(actionStats(all), 6),
    pipelines: PIPELINES,
    shortened: [],
    coming: 0,
    moving: false,
    unreadable: [],
    readAt: NOW,
  };
}

export const FULL = insights(attempts(130), stageSamples(), runs());
export const THIN = insights(
  attempts(3).map((a) => ({ ...a, good: true, undoneAt: undefined })),
  stageSamples().slice(0, 3),
  runs().slice(0, 3),
);
export const PARTLY: Insights = {
  ...FULL,
  coming: 4,
  unreadable: [
    { name: 'billing-worker', why: 'Not allowed: codepipeline:ListActionExecutions is denied.' },
  ],
  shortened: [{ name: 'orders-api', since: NOW - 40 * DAY }],
};
export const NONE = insights([], [], []);

const builds = (): BuildFact[] =>
  Array.from({ length: 150 }, (_, i): BuildFact => {
    const startedAt = NOW - (i * 9 + spread(i, 7)) * HOUR - 10 * MINUTE;
    const project = PIPELINES[spread(i, 3)] ?? '';
    return {
      id: `${project}:${i}`,
      project,
      number: 200 - i,
      pipeline: project,
      startedAt,
      endedAt: startedAt + (1.3 + spread(i, 8) * 0.9) * MINUTE,
      good: spread(i, 8) !== 5,
      revision: shaOf(Math.floor(i / 3)),
      type: project === 'orders-api' ? 'ARM_CONTAINER' : 'LINUX_CONTAINER',
      compute: project === 'payments-api' ? 'BUILD_GENERAL1_LARGE' : 'BUILD_GENERAL1_SMALL',
      isReserved: false,
      reports: [],
    };
  });

export const BUILDS: BuildInsights = {
  period: PERIOD,
  found: {
    minutes: minutesOf(builds(), PERIOD),
    durations: durationsOf(
      builds().map((b) => ({
        key: b.project,
        id: b.id,
        at: b.startedAt,
        ms: (b.endedAt ?? 0) - b.startedAt,
        good: b.good,
        label: `#${b.number}`,
      })),
      PERIOD,
      (name) => ({ name }),
    ),
    projectsLeft: 0,
  },
  pipelines: PIPELINES,
  moving: false,
  readAt: NOW,
};
export const BUILDS_COMING: BuildInsights = {
  period: PERIOD,
  soFar: { what: 'builds', read: 300, back: NOW - 21 * DAY },
  pipelines: [],
  moving: true,
  readAt: NOW,
};

const reports = (): TestReport[] =>
  builds()
    .slice(0, 60)
    .map((b, i) => ({
      arn: `arn:${i}`,
      group: `${b.project}-tests`,
      build: b.id,
      project: b.project,
      number: b.number,
      revision: b.revision,
      at: b.startedAt,
      total: 220 - i + spread(i, 3),
      failed: b.good ? 0 : 2,
      skipped: spread(i, 4),
      ms: 40_000,
      isPartial: i === 3,
    }));

const TESTS = [
  'Cart › adds the delivery date',
  'Checkout › retries a declined card once',
  'Orders › keeps the idempotency key',
  'Webhook › verifies the signature of a payload that was sent twice within one second',
];

export const TESTS_FOUND: TestInsights = {
  period: PERIOD,
  found: {
    ...rankedTests(
      testStats(
        reports().map((report, i) => ({
          report,
          cases: TESTS.map((name, t) => ({
            name,
            passed: spread(i + t, 9) !== 4,
            ms: 120 * (t + 1) + spread(i, 90) * (t + 1),
          })),
        })),
      ),
      6,
    ),
    counts: testCounts(reports(), PERIOD),
    looked: 60,
    reports: 84,
    gone: 0,
    partial: 1,
    builds: 96,
  },
  pipelines: PIPELINES,
  moving: false,
  readAt: NOW,
};
export const TESTS_COMING: TestInsights = {
  period: PERIOD,
  soFar: { what: 'test reports', read: 40, of: 120 },
  pipelines: [],
  moving: true,
  readAt: NOW,
};
export const TESTS_NONE: TestInsights = {
  period: PERIOD,
  found: {
    counts: [],
    flaky: [],
    slowest: [],
    looked: 0,
    reports: 0,
    gone: 0,
    partial: 0,
    builds: 12,
  },
  pipelines: PIPELINES,
  moving: false,
  readAt: NOW,
};
