import type { DeployedRevision, DeploymentContext } from '@/lib/domain/deployments/deployment';
import type { EnvironmentView } from '@/lib/domain/deployments/environment';
import type { Preflight } from '@/lib/domain/deployments/preflight';
import { countOf } from '@/lib/domain/deployments/targets';
import { statusOf, type Status } from '@/lib/domain/status';
import type { DeploymentView, LifecycleCell, TargetView } from '@/lib/domain/views';

const NOW = Date.UTC(2026, 10, 29, 14, 30);
const START = NOW - 5 * 60_000;
const EVENTS = ['ApplicationStop', 'Install', 'ApplicationStart', 'ValidateService'];

const revision = (sha: string, message: string): DeployedRevision => ({
  name: `s3://artifacts/orders-api/Build/${sha}`,
  revision: { sha: sha.repeat(6).slice(0, 40), message },
  pipeline: 'orders-api',
  execution: `e-${sha}`,
});
const GOOD = revision('17d4ce8', 'Charge once (#213)');
const BAD = revision('b6f0a37', 'Faster checkout (#214)');

function host(n: number, status: Status, failing?: Partial<LifecycleCell>): TargetView {
  const from = START + n * 60_000;
  return {
    id: `i-0c41d${n}`,
    kind: 'instance',
    status,
    cells: EVENTS.map((event, i) => ({
      event,
      startedAt: from + i * 10_000,
      ms: 10_000,
      status: statusOf('Succeeded'),
      ...(failing && i === EVENTS.length - 1 ? { status, ...failing } : {}),
    })),
  };
}
const waiting = (n: number): TargetView => ({
  id: `i-0c41d${n}`,
  kind: 'instance',
  status: statusOf('Pending'),
  cells: EVENTS.map((event) => ({ event, ms: undefined, status: statusOf('Pending') })),
});

const deployment = (
  more: Partial<DeploymentView> & Pick<DeploymentView, 'id' | 'targets'>,
): DeploymentView => ({
  application: 'orders-api',
  group: 'production',
  status: statusOf('InProgress'),
  createdAt: START,
  over: false,
  readAt: NOW,
  rollback: {},
  what: BAD,
  before: GOOD,
  config: 'CodeDeployDefault.OneAtATime',
  style: 'IN_PLACE',
  count: countOf(more.targets.map((t) => t.status)),
  ...more,
});

/** Two of four have the new revision, one is being updated. */
export const ROLLING = deployment({
  id: 'd-7KQ2M9XBV',
  targets: [
    host(0, statusOf('Succeeded')),
    host(1, statusOf('Succeeded')),
    host(2, statusOf('InProgress')),
    waiting(3),
  ],
  endedAt: NOW,
});
export const BROKEN = deployment({
  id: 'd-44A3KWE2Y',
  status: statusOf('Failed'),
  code: 'HEALTH_CONSTRAINTS',
  over: true,
  endedAt: NOW,
  rollback: { by: 'd-86MA2PEYJ' },
  targets: [
    host(0, statusOf('Failed'), {
      message: 'Script at specified location: scripts/validate.sh failed with exit code 22',
      logTail:
        'LifecycleEvent - ValidateService\n[stderr]curl: (22) The requested URL returned error: 502',
    }),
    { ...waiting(1), status: statusOf('Skipped') },
  ],
});
export const BACK = deployment({
  id: 'd-86MA2PEYJ',
  creator: 'codeDeployRollback',
  what: GOOD,
  before: BAD,
  rollback: { of: 'd-44A3KWE2Y' },
  targets: [host(0, statusOf('Succeeded'))],
});
export const NOT_BACK = deployment({
  id: 'd-5NB0TH1NG',
  status: statusOf('Failed'),
  over: true,
  rollback: { message: 'There is no last known successful deployment to roll back to.' },
  targets: [],
});
export const ALARMED = deployment({
  id: 'd-AL4RM1234',
  status: statusOf('Stopped'),
  code: 'ALARM_ACTIVE',
  problem: 'One or more alarms have been activated. Activated alarms: <orders-5xx>',
  over: true,
  targets: [],
});

export const CONTEXT: DeploymentContext = {
  minimum: { config: 'CodeDeployDefault.OneAtATime' },
  rollsBackOn: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
  alarms: ['orders-5xx', 'orders-cpu'],
  application: {
    environment: 'production',
    stage: 'Production',
    url: 'http://orders.example.com',
    health: { ok: false, word: '502 in 12ms', ms: 12 },
  },
  author: 'Aiko Tanabe',
  causes: [{ target: 'i-0c41d0', event: 'ValidateService', cause: 'curl got 502 for 30 s' }],
  secondOwner: 'Production',
  unread: [],
};
export const ENVIRONMENT: EnvironmentView = {
  application: 'orders-api',
  group: 'production',
  platform: 'Server',
  live: GOOD,
  liveAt: START,
  last: { id: BROKEN.id, status: BROKEN.status, createdAt: START },
  instances: [
    {
      id: 'i-0c41d0',
      name: 'orders-a',
      state: 'running',
      zone: 'eu-west-1a',
      address: '203.0.113.7',
      isOnPremises: false,
      revision: BAD,
      deployment: BROKEN.id,
      drift: 'other',
    },
    {
      id: 'i-0c41d1',
      name: 'orders-b',
      state: 'stopped',
      zone: 'eu-west-1b',
      isOnPremises: false,
      revision: GOOD,
      deployment: BACK.id,
      drift: 'same',
    },
    { id: 'rack-7', state: 'registered', isOnPremises: true, drift: 'none' },
  ],
  deployments: [BACK, BROKEN].map(({ id, status, createdAt, endedAt, what, rollback }) => ({
    id,
    status,
    createdAt,
    endedAt,
    what,
    rollback,
  })),
  drills: [
    { id: 'd-DR1LL0003', at: NOW - 9000, hasFailed: false },
    { id: 'd-DR1LL0002', at: START, ms: 4200, hasFailed: false },
    { id: 'd-DR1LL0001', at: START - 86_400_000, hasFailed: true },
  ],
  rollsBackOn: [],
  alarms: [],
  unread: [],
  canManage: true,
  moving: false,
};
export const EMPTY_ENVIRONMENT: EnvironmentView = {
  ...ENVIRONMENT,
  group: 'staging',
  live: undefined,
  last: undefined,
  instances: [],
  deployments: [],
  drills: [],
};

export const PREFLIGHTS: readonly Preflight[] = [
  {
    findings: [],
    checked: 'appspec.yml and its 6 scripts, against the 41 files of the bundle',
  },
  {
    findings: [
      { level: 'error', text: '`scripts/start.sh` (ApplicationStart) is not in the bundle.' },
      {
        level: 'warning',
        text: '`scripts/stop.sh` (ApplicationStop) is not executable in the bundle.',
      },
    ],
    checked: 'appspec.yml',
  },
  { findings: [], checked: '', unread: 'Bundles of type tar are not checked.' },
];
