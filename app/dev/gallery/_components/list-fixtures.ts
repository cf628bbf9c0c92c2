import type { CommitRow } from '@/lib/domain/commits/recent';
import { LIVE, ROLLED_BACK, statusOf, WAITING } from '@/lib/domain/status';
import type { BuildRow } from '@/lib/domain/views';
import { NOW } from './fixtures';

const ago = (minutes: number): number => NOW - minutes * 60_000;

const build = (number: number, of: Partial<BuildRow>): BuildRow => ({
  id: `storefront-web:${number}`,
  project: 'storefront-web',
  number,
  status: statusOf('Succeeded'),
  phase: 'Build',
  startedAt: ago(60),
  endedAt: ago(58),
  initiator: 'codepipeline/storefront-web',
  revision: 'c81e5f07d2f4ab3be91c7f07d2a8b6f09b03e7a1',
  phases: [],
  image: '',
  logGroup: '',
  logStream: '',
  over: true,
  readAt: NOW,
  trigger: 'Push',
  ...of,
});

const carried = (message: string, author: string, trigger = 'Push'): Partial<BuildRow> => ({
  trigger,
  carried: {
    pipeline: 'storefront-web',
    execution: 'e',
    stage: 'Build',
    revision: { sha: 'c81e5f07d2f4ab3be91c7f07d2a8b6f09b03e7a1', message },
    author,
    branch: 'main',
    trigger,
  },
});

/** One that runs, one that failed, one by hand, one that no pipeline that was read has started. */
export const BUILD_ROWS: readonly BuildRow[] = [
  build(214, {
    ...carried('Show delivery date in the cart summary', 'Anna Lindqvist'),
    status: statusOf('IN_PROGRESS'),
    over: false,
    startedAt: ago(1),
    endedAt: undefined,
  }),
  build(213, {
    ...carried('Fix rounding in the VAT line', 'Bjarne Holm'),
    status: statusOf('FAILED'),
    problem: { phase: 'Build', message: 'exit status 1' },
    startedAt: ago(42),
    endedAt: ago(41),
  }),
  build(212, {
    ...carried(
      'Add the gift-card field to checkout and keep what was typed while the address is looked up',
      'Chiamaka Okonkwo-Featherstonehaugh',
      'Released by anna',
    ),
    startedAt: ago(180),
    endedAt: ago(176),
  }),
  build(31, {
    project: 'nightly-import-of-suppliers',
    id: 'nightly-import-of-suppliers:31',
    initiator: 'rule/nightly',
    trigger: 'Schedule or event',
    revision: '4f2c1d9a64d0c3e19b7f2b7710ae9b03e7a1c81e',
    startedAt: ago(720),
    endedAt: ago(700),
  }),
];

/** Commits in one pipeline and in two, with and without an author. */
export const COMMIT_ROWS: readonly CommitRow[] = [
  {
    key: '1',
    revision: {
      sha: 'c81e5f07d2f4ab3be91c7f07d2a8b6f09b03e7a1',
      message: 'Show delivery date in the cart summary',
    },
    author: 'Anna Lindqvist',
    at: ago(42),
    branch: 'main',
    repository: 'storefront-web',
    places: [
      {
        pipeline: 'storefront-web',
        href: '#',
        marks: [
          { status: LIVE, word: 'Live in Staging' },
          { status: WAITING, word: 'Production: Waiting for approval' },
        ],
      },
    ],
  },
  {
    key: '2',
    revision: {
      sha: '9b03e7a1c81e5f07d2f4ab3be91c7f07d2a8b6f0',
      message: 'Add gift-card field to checkout',
    },
    author: 'Bjarne Holm',
    at: ago(1440),
    branch: 'main',
    repository: 'storefront-web',
    places: [
      {
        pipeline: 'storefront-web',
        href: '#',
        marks: [{ status: LIVE, word: 'Live in Production' }],
      },
      {
        pipeline: 'storefront-preview',
        href: '#',
        marks: [{ status: statusOf('Failed'), word: 'Failed in Build' }],
      },
    ],
  },
  {
    key: '3',
    revision: { sha: '4f2c1d9a64d0c3e19b7f2b7710ae9b03e7a1c81e', message: '' },
    at: ago(4320),
    repository: 'acme/payments-api',
    places: [
      {
        pipeline: 'payments-api',
        href: '#',
        marks: [
          { status: ROLLED_BACK, word: 'Production: Rolled back', note: 'Checkout answered 500' },
        ],
      },
    ],
  },
];
