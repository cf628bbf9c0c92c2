import type { Metric } from '@/lib/domain/insights/insights';
import type { ProjectView, ProjectWork } from '@/lib/domain/projects/project';
import { HEALTHY, statusOf, WAITING } from '@/lib/domain/status';
import type { PipelineView, StageView } from '@/lib/domain/views';
import { NOW } from './fixtures';

const MINUTE = 60_000;
const ago = (minutes: number): number => NOW - minutes * MINUTE;

const OLD = { sha: '9b03e7a4c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6', message: 'Add gift-card field' };
const NEW = { sha: 'c81e5f0b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f', message: 'Show delivery date' };

const stage = (name: string, more: Partial<StageView>): StageView => ({
  name,
  kind: 'deploy',
  status: statusOf('Succeeded'),
  live: { ...NEW, at: ago(180) },
  actions: [],
  ...more,
});

export const PIPELINE: PipelineView = {
  name: 'storefront-web',
  type: 'V2',
  version: 3,
  updatedAt: ago(90_000),
  branch: 'main',
  mode: 'SUPERSEDED',
  status: WAITING,
  stages: [
    stage('Source', { kind: 'source' }),
    stage('Build', { kind: 'build' }),
    stage('Preview', {}),
    stage('Europe', { status: WAITING, live: { ...OLD, at: ago(1500) } }),
  ],
  executions: [],
  quarantines: [],
  readAt: NOW,
  moving: false,
};

const work = (id: string, more: Partial<ProjectWork>): ProjectWork => ({
  id,
  label: '',
  status: statusOf('Succeeded'),
  startedAt: ago(180),
  endedAt: ago(177),
  revision: NEW,
  href: '#',
  ...more,
});

export const PROJECT: ProjectView = {
  name: 'storefront-web',
  lists: { builds: 'storefront-web', deployments: 'storefront-web' },
  isOurs: true,
  template: 'node-express',
  description: '',
  source: {
    provider: 'CodeCommit',
    repository: 'storefront-web',
    branch: 'main',
    clone: {
      command: 'git clone http://127.0.0.1:4566/v1/repos/storefront-web',
      setUp: [
        "git config --global credential.http://127.0.0.1:4566.helper '!node starboard.mjs git-credential'",
      ],
    },
  },
  applications: [
    {
      environment: 'preview',
      stage: 'Preview',
      url: 'http://127.0.0.1:20001',
      health: { ok: true, word: '200 in 12ms', ms: 12 },
      picture: { deployment: 'd-COMING', askedAt: NOW - 2000 },
      pictureOf: NEW,
    },
    {
      environment: 'europe',
      stage: 'Europe',
      url: 'https://shop.a-rather-long-name-of-a-shop.example.com/with/a/path',
      health: { ok: true, word: '200 in 84ms', ms: 84 },
      page: {
        title: 'Halden store <script>alert(1)</script>',
        description: 'Everything for the house, the garden and the boat, delivered within a day.',
      },
    },
  ],
  live: [
    { stage: 'Preview', author: 'Priya Raman' },
    {
      stage: 'Europe',
      author: 'Elif Demir',
      by: { did: 'approved', name: 'mara.lindqvist' },
      behind: { count: 3, of: 'commit' },
    },
  ],
  commits: [
    {
      ...NEW,
      author: 'Priya Raman',
      at: ago(185),
      where: { status: WAITING, word: 'Waiting for Production' },
    },
    {
      ...OLD,
      author: 'Elif Demir',
      at: ago(1500),
      where: { status: HEALTHY, word: 'Live in Production' },
    },
  ],
  builds: [
    work('1', { status: statusOf('InProgress'), endedAt: undefined, startedAt: NOW - 30_000 }),
    work('2', { status: statusOf('Failed') }),
    work('3', { revision: OLD, startedAt: ago(1600), endedAt: ago(1597) }),
  ],
  deployments: [
    work('4', { label: 'staging' }),
    work('5', { label: 'production', revision: OLD, startedAt: ago(1500), endedAt: ago(1499) }),
  ],
  unread: [],
  readAt: NOW,
};

/** A pipeline that others made, of which only a part could be read. */
export const FOREIGN: ProjectView = {
  ...PROJECT,
  name: 'orders-api',
  isOurs: false,
  template: '',
  source: undefined,
  applications: [],
  live: [{ stage: 'Atlantic', behind: { count: 2, of: 'release' } }],
  commits: [],
  builds: [],
  deployments: undefined,
  unread: ['Could not read the deployments: codedeploy:ListDeployments is missing.'],
};

const part = (i: number, value: number | undefined) => ({
  from: ago((8 - i) * 1440),
  to: ago((7 - i) * 1440),
  n: value === undefined ? 0 : 1,
  bad: 0,
  value,
});
const parts = (...values: readonly (number | undefined)[]) =>
  values.map((value, i) => part(i, value));
const metric = (key: Metric['key'], more: Partial<Metric>): Metric => ({
  key,
  value: undefined,
  p90: undefined,
  n: 0,
  before: undefined,
  open: 0,
  parts: [],
  partsBefore: [],
  ...more,
});

export const METRICS: readonly Metric[] = [
  metric('frequency', { value: 1.4, n: 42, parts: parts(0, 2, 1, 3, 2, 0, 4) }),
  metric('lead', {
    value: 190 * MINUTE,
    n: 42,
    parts: parts(undefined, 9e6, 8e6, undefined, 7e6, undefined, 6e6),
  }),
  metric('failures', { value: 0.06, n: 42, parts: parts(0, 0, 0.5, 0, 0, 0, 0) }),
  metric('restore', {}),
];

/** Another pipeline's stages: two regions of one page are not called the same. */
export const FOREIGN_PIPELINE: PipelineView = {
  ...PIPELINE,
  name: 'orders-api',
  stages: [
    stage('Source', { kind: 'source' }),
    stage('Pacific', { live: undefined, unread: 'codedeploy:ListDeployments is missing.' }),
    stage('Atlantic', { status: statusOf('Failed') }),
  ],
};
