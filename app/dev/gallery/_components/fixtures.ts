import type { ActionFacts } from '@/lib/domain/executions/action-facts';
import type { ApprovalView, DecidedView } from '@/lib/domain/approvals/approval';
import type { ChangePreview } from '@/lib/domain/changes/change';
import type { Comparison } from '@/lib/domain/commits/comparison';
import type { ExecutionDetail, Step } from '@/lib/domain/executions/execution';
import {
  approvalStatus,
  decisionStatus,
  isOver,
  NOT_STARTED,
  rolloutStatus,
  stackOutcome,
  statusOf,
  UNKNOWN,
  WAITING,
  type Status,
} from '@/lib/domain/status';
import { countOf } from '@/lib/domain/deployments/targets';
import type {
  Board,
  BoardCell,
  BoardRow,
  DeploymentView,
  ExecutionView,
  LogLine,
  StageView,
} from '@/lib/domain/views';

/** One story for all of the gallery, at a fixed moment: pictures of it can be compared. */
export const NOW = Date.UTC(2026, 10, 23, 14, 32);
const ago = (minutes: number): number => NOW - minutes * 60_000;

const live = {
  sha: '9b03e7a1c81e5f07d2f4ab3be91c7f07d2a8b6f0',
  message: 'Add gift-card field to checkout',
  at: ago(1440),
  executionId: 'e-live',
};
const next = {
  sha: 'c81e5f07d2f4ab3be91c7f07d2a8b6f09b03e7a1',
  message: 'Show delivery date in the cart summary',
  at: ago(180),
  executionId: 'e-next',
};
const old = {
  sha: '4f2c1d9a64d0c3e19b7f2b7710ae9b03e7a1c81e',
  message: 'Fix rounding in the VAT line',
  at: ago(4320),
  executionId: 'e-old',
};

export const STATUSES: readonly Status[] = [
  statusOf('Succeeded'),
  statusOf('InProgress'),
  WAITING,
  statusOf('Failed'),
  statusOf('TIMED_OUT'),
  approvalStatus('Failed'),
  statusOf('Stopped'),
  decisionStatus('Failed', '', 'timed out'),
  statusOf('Superseded'),
  UNKNOWN,
  NOT_STARTED,
  statusOf('Queued'),
  statusOf('Skipped'),
];

const cell = (stage: string, kind: BoardCell['kind'], more: Partial<BoardCell>): BoardCell => ({
  stage,
  kind,
  status: statusOf('Succeeded'),
  live: { ...live, word: kind === 'deploy' ? 'Live' : kind === 'build' ? 'Passed' : 'Pushed' },
  href: '#',
  waits: [],
  ...more,
});
/** Executions of a week, the oldest first, by AWS's words for their statuses. */
const runs = (...words: readonly string[]): BoardRow['history'] =>
  words.map((word, i) => ({
    id: `e-${i}`,
    status: statusOf(word),
    revision: next.sha.slice(i, i + 7),
    message: next.message,
    at: ago(1000 * (words.length - i)),
  }));
const GOOD = runs(...Array.from({ length: 10 }, () => 'Succeeded'));
const MIXED = runs(
  'Succeeded',
  'Failed',
  'Succeeded',
  'Superseded',
  'Succeeded',
  'Stopped',
  'Failed',
  'Succeeded',
  'Succeeded',
  'InProgress',
);
const BROKEN = runs('Succeeded', 'Succeeded', 'Failed', 'Failed');
export const ADA = { name: 'Ada Lovelace', did: 'Committed' };

export const ROWS: readonly BoardRow[] = [
  {
    name: 'settled',
    detail: 'Node.js · EC2',
    history: GOOD,
    tags: { team: 'web' },
    cells: [
      cell('Source', 'source', { person: ADA }),
      cell('Build', 'build', {}),
      cell('Staging', 'deploy', {}),
      cell('Production', 'deploy', {
        person: { name: 'Grace Hopper', did: 'Approved' },
        application: '#',
        environment: '#',
        log: '#',
      }),
    ],
  },
  {
    name: 'on-its-way',
    detail: 'TypeScript · S3',
    history: MIXED,
    tags: { team: 'web' },
    cells: [
      cell('Source', 'source', { live: { ...next, word: 'Pushed' } }),
      cell('Build', 'build', { live: { ...next, word: 'Passed' } }),
      cell('Staging', 'deploy', {
        status: statusOf('InProgress'),
        next: { ...next, status: statusOf('InProgress'), since: ago(2) },
        running: { from: ago(2), usual: { ms: 200_000, of: 5 }, phase: '1 of 3 targets' },
      }),
      cell('Production', 'deploy', {
        next: { ...next, status: WAITING, since: ago(170) },
        waits: [{ stage: 'ApproveProduction', action: 'Approve', execution: 'e-next' }],
      }),
    ],
  },
  {
    name: 'payments-api',
    detail: 'Go · EC2',
    history: BROKEN,
    tags: { team: 'money' },
    cells: [
      cell('Source', 'source', {}),
      cell('Build', 'build', {
        status: statusOf('Failed'),
        problem: '1 of 6 tests failed: greets by name',
        retry: { stage: 'Build', execution: 'e-next' },
        next: { ...next, status: statusOf('Failed'), since: ago(9) },
      }),
      cell('Staging', 'deploy', {
        status: statusOf('Failed'),
        problem: 'curl got 502 for 30 s, in ValidateService',
        next: { ...old, status: statusOf('Failed'), since: ago(4000) },
      }),
      cell('Production', 'deploy', {
        status: approvalStatus('Failed'),
        refused: { words: 'Rejected by ada: “not before the sale”', expired: false },
        next: { ...old, status: approvalStatus('Failed'), since: ago(3000) },
      }),
    ],
  },
  {
    name: 'unknown',
    detail: 'GitHub · CodeDeploy',
    history: [],
    cells: [
      cell('Source', 'source', {}),
      cell('Build', 'build', {}),
      cell('Production', 'deploy', {
        status: UNKNOWN,
        live: undefined,
        unread: 'starboard-viewer lacks codedeploy:BatchGetDeploymentGroups.',
      }),
    ],
  },
  {
    name: 'disagreeing',
    detail: 'CodeCommit · CloudFormation',
    history: GOOD,
    cells: [
      cell('Source', 'source', {}),
      cell('Build', 'build', {}),
      cell('Staging', 'deploy', { live: undefined, status: NOT_STARTED }),
      cell('Production', 'deploy', {
        live: {
          ...old,
          word: 'Live',
          disagrees: "Deployment d-7KQ2M9XBV deployed it outside the pipeline's last release.",
        },
      }),
    ],
  },
];
/** The same in one account with others, for groups. */
export const TAGGED_ROWS: readonly BoardRow[] = ROWS.map((r) => ({ ...r, name: `${r.name}-api` }));
/** Pipelines with too little in common for columns, one of them long. */
export const OWN_ROWS: readonly BoardRow[] = [
  {
    name: 'ledger-infra',
    detail: 'GitHub · CodeBuild',
    history: GOOD,
    cells: [
      cell('checkout', 'source', {}),
      cell('plan', 'build', {}),
      cell('Staging', 'deploy', {}),
      cell('Production', 'deploy', {
        closed: { stage: 'Production', reason: 'Freeze until Monday', by: 'agnes', at: ago(90) },
      }),
    ],
  },
  {
    name: 'fifty-stages',
    detail: 'Bitbucket · CloudFormation StackSets',
    history: MIXED,
    cells: [
      cell('origin', 'source', {}),
      ...Array.from({ length: 44 }, (_, i) => cell(`verify-${i}`, 'build', {})),
      cell('canary', 'deploy', {
        status: statusOf('Failed'),
        problem: 'Too few healthy instances',
        next: { ...next, status: statusOf('Failed'), since: ago(9) },
      }),
      cell('Staging', 'deploy', {}),
      cell('Production', 'deploy', {}),
    ],
  },
];
export const BOARD: Board = {
  rows: ROWS,
  attention: [],
  unreadable: [],
  unread: 0,
  moving: false,
  readAt: NOW,
};

const stage = (name: string, more: Partial<StageView>): StageView => ({
  name,
  kind: 'deploy',
  status: statusOf('Succeeded'),
  live,
  actions: [
    {
      name: 'Deploy',
      stage: 'Stage',
      provider: `CodeDeploy shop ${name.toLowerCase()}`,
      status: statusOf('Succeeded'),
      startedAt: ago(5),
      endedAt: ago(4),
      revision: live,
      href: '#',
    },
  ],
  ...more,
});
const buildPhase = (name: string, ms: number) => ({
  name,
  type: name,
  status: statusOf('SUCCEEDED'),
  ms,
});
export const STAGES: readonly StageView[] = [
  stage('Idle', {}),
  stage('Built', {
    kind: 'build',
    actions: [
      {
        name: 'Test and pack',
        stage: 'Stage',
        provider: 'CodeBuild storefront-web',
        status: statusOf('Succeeded'),
        startedAt: ago(8),
        endedAt: ago(5),
        revision: next,
        href: '#',
        work: {
          tests: { passed: 412, failed: 0 },
          phases: [
            buildPhase('Provisioning', 11_000),
            buildPhase('Install', 38_000),
            buildPhase('Build', 72_000),
            buildPhase('Upload artifacts', 3000),
          ],
        },
      },
    ],
  }),
  stage('Running', {
    status: statusOf('InProgress'),
    actions: [
      {
        name: 'Deploy',
        stage: 'Stage',
        provider: 'CodeDeploy shop staging',
        status: statusOf('InProgress'),
        startedAt: ago(1),
        revision: next,
        href: '#',
        usual: 140_000,
        work: {
          targets: [
            [statusOf('Succeeded'), 1],
            [statusOf('InProgress'), 1],
            [statusOf('Pending'), 1],
          ],
        },
      },
    ],
  }),
  stage('Waiting', {
    status: WAITING,
    actions: [
      {
        name: 'Approve',
        stage: 'Stage',
        provider: 'A person decides',
        status: WAITING,
        startedAt: ago(170),
        revision: next,
        waits: { stage: 'ApproveProduction', action: 'Approve', execution: 'e-next' },
      },
      {
        name: 'Deploy',
        stage: 'Stage',
        provider: 'CodeDeploy shop production',
        status: NOT_STARTED,
        usual: 124_000,
      },
    ],
  }),
  stage('Failed', {
    status: statusOf('Failed'),
    retry: { stage: 'Failed', execution: 'e-next' },
    actions: [
      {
        name: 'Deploy',
        stage: 'Stage',
        provider: 'CodeDeploy shop production',
        status: statusOf('Failed'),
        startedAt: ago(5),
        endedAt: ago(4),
        revision: next,
        problem:
          'The overall deployment failed because too many individual instances failed deployment.',
        href: '#',
        link: 'https://console.aws.amazon.com/codedeploy/home',
        linkLabel: "CodeDeploy in AWS's console",
      },
      {
        name: 'DeployStack',
        stage: 'Stage',
        provider: 'CloudFormation',
        status: statusOf('Failed'),
        startedAt: ago(5),
        endedAt: ago(4),
        away: 'account 333344445555',
        problem: 'The stack failed to update: UPDATE_ROLLBACK_COMPLETE.',
        link: 'https://console.aws.amazon.com/cloudformation/home',
        linkLabel: "CloudFormation in AWS's console",
      },
    ],
  }),
  stage('Closed', {
    closed: {
      stage: 'Production',
      reason: 'Hold until the refund rate is explained.',
      by: 'Tomasz Kowal',
      at: ago(38),
    },
  }),
];

const execution = (
  id: string,
  status: Status,
  more: Partial<ExecutionView> = {},
): ExecutionView => ({
  id,
  status,
  where: 'Production',
  revision: next,
  trigger: 'Push',
  startedAt: ago(180),
  updatedAt: ago(170),
  stages: [statusOf('Succeeded'), statusOf('Succeeded'), status, NOT_STARTED],
  rollback: false,
  ...more,
});
export const EXECUTIONS: readonly ExecutionView[] = [
  execution('e1', statusOf('InProgress')),
  execution('e2', WAITING),
  execution('e3', statusOf('Superseded')),
  execution('e4', statusOf('Failed'), {
    summary: 'Phase: PRE_BUILD, Code: COMMAND_EXECUTION_ERROR',
  }),
  execution('e5', statusOf('Stopped'), { note: 'Wrong branch' }),
  execution('e6', statusOf('Succeeded'), {
    rollback: true,
    revision: old,
    trigger: 'Rolled back by hand',
    note: 'Gift-card refunds fail for 4 % of orders',
  }),
];

const IMAGE = {
  sha: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  message: '',
  kind: 'image',
  source: 'BaseImage',
} as const;
const THEME = {
  sha: '65f5a299fc83ab74842a09449115361f42389a31',
  message: 'Autumn palette',
  source: 'Theme',
} as const;
const PRICES = { sha: '', message: '', kind: 'none', source: 'Prices' } as const;

/** Five sources: two that changed, one that is new, one that could not be read, one that is the same. */
export const COMPARISON: Comparison = {
  sources: [
    {
      source: 'App',
      kind: 'commit',
      difference: 'changed',
      from: live,
      to: next,
      by: 'commits',
      commits: {
        gained: [
          { ...next, author: 'Priya Raman' },
          {
            sha: 'a64d0c39b03e7a1c81e5f07d2f4ab3be91c7f07d',
            message: 'Cart: keep line order stable when a quantity changes',
            author: 'Priya Raman',
            at: ago(240),
          },
        ],
        lost: [],
        more: false,
      },
      files: {
        list: [
          { path: 'app/cart/summary.tsx', change: 'modified', added: 6, removed: 1 },
          { path: 'buildspec.yml', change: 'modified', added: 1, removed: 1, special: 'build' },
          {
            path: 'db/migrations/0042_gift_card.sql',
            change: 'added',
            added: 12,
            removed: 0,
            special: 'migration',
          },
          { path: 'public/logo.png', change: 'deleted' },
        ],
        more: 0,
        lines: { added: 19, removed: 2 },
      },
      unread: [],
    },
    {
      source: 'BaseImage',
      kind: 'image',
      difference: 'changed',
      from: { ...IMAGE, sha: IMAGE.sha.replace('9f86', '24ca') },
      to: IMAGE,
      by: 'ids',
      unread: [],
    },
    {
      source: 'Theme',
      kind: 'commit',
      difference: 'changed',
      from: {
        ...THEME,
        sha: THEME.sha.replace('65f5', '952c'),
        url: `https://github.com/storefront/theme/commit/${THEME.sha.replace('65f5', '952c')}`,
      },
      to: { ...THEME, url: `https://github.com/storefront/theme/commit/${THEME.sha}` },
      link: `https://github.com/storefront/theme/compare/${THEME.sha.replace('65f5', '952c')}...${THEME.sha}`,
      by: 'artifacts',
      files: { list: [], more: 0, lines: { added: 0, removed: 0 } },
      unread: [],
    },
    {
      source: 'Prices',
      kind: 'none',
      difference: 'unknown',
      from: PRICES,
      to: PRICES,
      by: 'artifacts',
      unread: [
        {
          why: 'viewer/mara lacks s3:GetObject.',
          action: 's3:GetObject',
        },
      ],
    },
    {
      source: 'Billing',
      kind: 'commit',
      difference: 'same',
      from: { ...old, source: 'Billing' },
      to: { ...old, source: 'Billing' },
      by: 'ids',
      unread: [],
    },
  ],
  variables: {
    changes: [
      { name: 'ReleaseChannel', from: 'beta', to: 'stable' },
      { name: 'Window', from: undefined, to: '' },
    ],
  },
  version: { from: 3, to: 4 },
  complete: false,
  first: false,
};
const SAME_CONTENT = { by: 'ids', commits: undefined, files: undefined, unread: [] } as const;
const [app] = COMPARISON.sources;
/** Nothing is known to differ, and not everything was read. */
export const UNREAD: Comparison = {
  sources: app ? [{ ...app, ...SAME_CONTENT, difference: 'same', from: app.to }] : [],
  variables: {
    changes: [],
    unread: {
      why: 'viewer/mara lacks codepipeline:GetPipelineExecution.',
      action: 'codepipeline:GetPipelineExecution',
    },
  },
  version: { from: 4, to: 4 },
  complete: false,
  first: false,
};
/** Every part was read and is equal. */
export const EQUAL: Comparison = { ...UNREAD, variables: { changes: [] }, complete: true };
/** A stage that its condition has held, with a queue in front and the way in closed. */
export const HELD: StageView = {
  name: 'Production',
  kind: 'deploy',
  status: statusOf('Failed'),
  live: { ...live, executionId: 'e-live' },
  actions: [],
  entrance: 'Production',
  retries: 'Retried once by itself',
  retry: { stage: 'Production', execution: 'e-next' },
  closed: {
    stage: 'Production',
    reason: 'Freeze until the sale has ended (week 48)',
    by: 'Mara Lindqvist',
    at: ago(40),
  },
  inbound: [
    { executionId: 'e1', revision: next },
    { executionId: 'e2', revision: old },
  ],
  conditions: [
    {
      stage: 'Production',
      when: 'Before entry',
      status: statusOf('Failed'),
      overridable: { stage: 'Production', execution: 'e-next' },
      rules: [
        {
          name: 'OfficeHours',
          status: statusOf('Failed'),
          message: 'The deployment window is closed; it opens at 2026-11-30 09:00 UTC',
        },
        { name: 'OnMain', status: statusOf('Succeeded'), message: "'main' is 'main'" },
      ],
    },
  ],
};

export const PATCH =
  '--- app/cart/summary.tsx\n+++ app/cart/summary.tsx\n@@ -41,3 +41,8 @@\n   const total = useCartTotal(cart);\n-  return <Summary total={total} />;\n+  const eta = deliveryDate(cart, shop.calendar);\n+\n+  return (\n+    <Summary total={total}>\n+      <DeliveryDate value={eta} />\n+    </Summary>\n+  );\n }\n';

export const APPROVAL: ApprovalView = {
  held: 'Live in Production',
  deploys: true,
  pipeline: 'storefront-web',
  stage: 'ApproveProduction',
  action: 'Approve',
  target: 'Production',
  execution: 'e-next',
  customData: 'Check that the stock counts agree before this goes out.',
  link: 'https://tickets.example.com/CHG-1042',
  alsoWaits: [],
  candidate: next,
  live,
  from: 'e-live',
  mode: 'SUPERSEDED',
  since: ago(171),
  deadline: NOW + 6.9 * 86_400_000,
  trigger: 'by pushing',
  askedBy: 'Priya Raman',
  build: { status: statusOf('SUCCEEDED'), href: '#' },
  earlier: [
    {
      stage: 'Staging',
      status: statusOf('Succeeded'),
      since: ago(180),
      address: 'https://staging.example.com',
    },
  ],
  durations: [111_000, 124_000, 140_000],
};
export const DECIDED: readonly DecidedView[] = [
  {
    pipeline: 'search-indexer',
    target: 'Production',
    stage: 'A',
    action: 'Approve',
    status: approvalStatus('Succeeded'),
    revision: live,
    summary: 'Checked the tenant count on staging.',
    by: 'Mara Lindqvist',
    at: ago(120),
    execution: 'd1',
    again: false,
  },
  {
    pipeline: 'media-resizer',
    target: 'Production',
    stage: 'A',
    action: 'Approve',
    status: approvalStatus('Failed'),
    revision: next,
    summary: 'AVIF breaks on the old app.',
    by: 'Aiko Tanabe',
    at: ago(1440),
    execution: 'd2',
    again: true,
  },
  {
    pipeline: 'docs-site',
    target: 'Production',
    stage: 'A',
    action: 'Approve',
    status: decisionStatus('Failed', '', 'timed out'),
    revision: old,
    summary: '',
    by: '',
    at: ago(9000),
    execution: 'd3',
    again: true,
  },
];

export const ROLLBACK: ChangePreview = {
  request: { kind: 'rollback', pipeline: 'storefront-web', stage: 'Production' },
  title: 'Roll back Production of storefront-web',
  subtitle: 'Deploys an earlier artifact to Production again. Nothing is rebuilt.',
  before: { label: 'Live now', revision: live },
  after: { label: 'Live after', revision: old },
  candidates: [
    { ...old, executionId: 'e-old' },
    { ...live, executionId: 'e-live', why: 'Live now' },
    {
      ...old,
      sha: 'd35a0c1b7710ae9b03e7a1c81e5f07d2f4ab3be9',
      message: 'Move price badges to the server',
      executionId: 'e-v11',
      why: 'Ran before the pipeline was changed to version 12',
    },
    {
      ...old,
      sha: '18ee6f49b03e7a1c81e5f07d2f4ab3be91c7f07d',
      message: 'Search: show recent queries',
      executionId: 'e-gone',
      why: 'Its artifact is no longer in S3',
    },
  ],
  steps: [
    '`4f2c1d9` is deployed to Production again, from the artifact that was built then. Nothing is rebuilt.',
    'The approval waiting on `c81e5f0` stays. Approving it afterwards would bring `9b03e7a` back with it; reject it if it must not.',
  ],
  unchanged: [
    'Staging: its live version stays.',
    'Data, migrations and environment values: unchanged.',
  ],
  compare: { from: 'e-live', to: 'e-next', word: 'Undone' },
  durations: [35_000, 41_000, 38_000, 37_000, 38_000],
  reason: 'required',
  reasonHint: 'Shown to the team and saved in the history.',
  button: 'Roll back Production to 4f2c1d9',
  danger: false,
  pin: 'x',
  seenAt: NOW,
};
export const DELETE: ChangePreview = {
  request: { kind: 'delete', pipeline: 'shop' },
  title: 'Delete shop',
  subtitle: 'The stack starboard-shop and all that it made. This cannot be undone.',
  steps: [
    'Running executions, builds and deployments are stopped.',
    'The stack is deleted, 26 resources.',
  ],
  goes: ['6 × Role', '3 × Log group', 'Repository', 'Pipeline'],
  unchanged: ['The journal `/starboard/journal/shop`.'],
  durations: [],
  reason: 'none',
  reasonHint: '',
  confirmation: 'shop',
  choice: { label: 'Keep the repository shop with all its commits', checked: false },
  button: 'Delete shop',
  danger: true,
  pin: 'x',
  seenAt: NOW,
};

const at = '[Container] 2026/11/23 14:22:31.000000';
export const LOG: readonly LogLine[] = [
  `${at} Entering phase INSTALL`,
  `${at} Running command npm ci`,
  'added 62 packages in 3s',
  `${at} Phase complete: INSTALL State: SUCCEEDED`,
  `${at} Entering phase BUILD`,
  `${at} Running command npm test`,
  '\u001b[32m✓\u001b[39m src/mandate/sepa.test.ts \u001b[2m(41 tests)\u001b[22m',
  '\u001b[31m✗ retries a capture that answers 409 once\u001b[39m',
  '<img src=x onerror=alert(1)>',
  `${at} Command did not exit successfully npm test exit status 1`,
  `${at} Phase complete: BUILD State: FAILED`,
].map((text, i) => ({ at: ago(10) + i * 1000, text }));

const events = (
  names: readonly string[],
  statusAt: (i: number) => Status,
): DeploymentView['targets'][number]['cells'] =>
  names.map((event, i) => {
    const status = statusAt(i);
    return { event, status, ms: isOver(status) ? 1000 * (i + 1) : undefined };
  });
const INSTANCE_EVENTS = [
  'ApplicationStop',
  'DownloadBundle',
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'ApplicationStart',
  'ValidateService',
];
const deployment = (
  more: Partial<DeploymentView> & Pick<DeploymentView, 'targets'>,
): DeploymentView => ({
  id: 'd-7KQ2M9XBV',
  application: 'orders-api',
  group: 'production',
  status: statusOf('InProgress'),
  createdAt: ago(5),
  over: false,
  readAt: NOW,
  rollback: {},
  count: countOf(more.targets.map((t) => t.status)),
  ...more,
});

export const DEPLOYMENT: DeploymentView = deployment({
  targets: ['i-0c41d9', 'i-0f7712', 'i-09ae53'].map((id, n) => ({
    id,
    kind: 'instance',
    status: n < 2 ? statusOf('Succeeded') : statusOf('InProgress'),
    cells: events(INSTANCE_EVENTS, (i) => {
      if (n < 2 || i < 5) return statusOf(i === 2 ? 'Skipped' : 'Succeeded');
      return i === 5 ? statusOf('InProgress') : NOT_STARTED;
    }),
  })),
});

/** Three of a hundred and twenty have failed. */
export const WIDE_DEPLOYMENT: DeploymentView = deployment({
  id: 'd-9QX2M4PLV',
  status: statusOf('Failed'),
  over: true,
  targets: Array.from({ length: 120 }, (_, n) => ({
    id: `i-0c41d9${String(n).padStart(11, '0')}`,
    kind: 'instance' as const,
    status: statusOf(n < 3 ? 'Failed' : 'Succeeded'),
    cells: events(INSTANCE_EVENTS, (i) => {
      if (n >= 3 || i < 4) return statusOf('Succeeded');
      return i === 4 ? statusOf('Failed') : statusOf('Skipped');
    }),
  })),
});

export const ECS_DEPLOYMENT: DeploymentView = deployment({
  id: 'd-XPUTCJ4XL',
  application: 'konto-prod',
  platform: 'ECS',
  targets: [
    {
      id: 'konto:konto-prod',
      kind: 'ecs',
      status: statusOf('InProgress'),
      traffic: [
        { name: 'Blue', percent: 90, tasks: { running: 4, desired: 4 } },
        { name: 'Green', percent: 10, tasks: { running: 3, desired: 4 } },
      ],
      cells: events(
        [
          'BeforeInstall',
          'Install',
          'AfterInstall',
          'AllowTestTraffic',
          'AfterAllowTestTraffic',
          'BeforeAllowTraffic',
          'AllowTraffic',
          'AfterAllowTraffic',
        ],
        (i) => {
          if (i === 6) return statusOf('InProgress');
          return i < 6 ? statusOf('Succeeded') : NOT_STARTED;
        },
      ),
    },
  ],
});

export const LAMBDA_DEPLOYMENT: DeploymentView = deployment({
  id: 'd-PKBUN17SL',
  application: 'price-lookup',
  platform: 'Lambda',
  status: statusOf('Failed'),
  over: true,
  targets: [
    {
      id: 'price-lookup:live',
      kind: 'lambda',
      status: statusOf('Failed'),
      traffic: [
        { name: 'Version 8', percent: 100 },
        { name: 'Version 9', percent: 0 },
      ],
      cells: events(['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'], (i) =>
        statusOf(i === 0 ? 'Failed' : 'Skipped'),
      ).map((c, i) => (i === 0 ? { ...c, hook: 'price-lookup-before' } : c)),
    },
  ],
});

const facts = (more: Partial<ActionFacts>): ActionFacts => ({
  told: {
    configuration: [
      { name: 'ActionMode', value: 'CREATE_UPDATE' },
      { name: 'StackName', value: 'payments-production' },
    ],
    variables: [],
  },
  later: false,
  over: true,
  readAt: NOW,
  ...more,
});
/** What services say of their actions, each beside the step that it belongs to. */
export const ACTION_FACTS: readonly { readonly step: Step; readonly facts: ActionFacts }[] = [
  {
    step: {
      key: 'cfn',
      kind: 'action',
      depth: 1,
      label: 'DeployStack',
      detail: 'CloudFormation',
      status: statusOf('Failed'),
      note: 'The action failed because the stack failed to update: UPDATE_ROLLBACK_COMPLETE.',
      link: 'https://console.aws.amazon.com/cloudformation/home?region=eu-west-1',
      linkLabel: "CloudFormation in AWS's console",
    },
    facts: facts({
      later: true,
      facts: {
        kind: 'stack',
        name: 'orders-production',
        status: stackOutcome('UPDATE_ROLLBACK_COMPLETE'),
        word: 'UPDATE_ROLLBACK_COMPLETE',
        reason: 'The following resource(s) failed to update: [CheckoutFunction, OrdersTable].',
        cause: {
          logicalId: 'Api › CheckoutFunction',
          type: 'AWS::Lambda::Function',
          word: 'UPDATE_FAILED',
          reason:
            'Resource handler returned message: "The role defined for the function cannot be assumed by Lambda. (Service: Lambda, Status Code: 400, Request ID: 4f2c1d9a-64d0-4c3e-9b7f-2b7710ae9b03)" (HandlerErrorCode: InvalidRequest)',
          at: ago(9),
        },
        failures: [
          {
            logicalId: 'OrdersTable',
            type: 'AWS::DynamoDB::Table',
            word: 'UPDATE_FAILED',
            reason: 'Resource update cancelled',
            at: ago(8),
          },
        ],
      },
    }),
  },
  {
    step: {
      key: 'ecs',
      kind: 'action',
      depth: 1,
      label: 'roll-web',
      detail: 'ECS',
      status: statusOf('InProgress'),
      link: 'https://console.aws.amazon.com/ecs/home?region=ap-southeast-2#/clusters/ledger/services/web',
      linkLabel: "ECS in AWS's console",
    },
    facts: facts({
      over: false,
      facts: {
        kind: 'service',
        name: 'web',
        cluster: 'ledger',
        word: 'ACTIVE',
        running: 4,
        desired: 4,
        deployments: [
          {
            id: '2',
            word: 'PRIMARY',
            rollout: rolloutStatus('IN_PROGRESS'),
            task: 'web:43',
            running: 1,
            desired: 4,
            failed: 3,
            at: ago(1),
          },
          {
            id: '1',
            word: 'ACTIVE',
            rollout: rolloutStatus('COMPLETED'),
            task: 'web:42',
            running: 3,
            desired: 4,
            failed: 0,
            at: ago(2880),
          },
        ],
        events: [
          {
            at: ago(1),
            message:
              '(service web) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
          },
          { at: ago(3), message: '(service web) has started 1 tasks: (task 77be9c1f).' },
        ],
      },
    }),
  },
  {
    step: {
      key: 'lambda',
      kind: 'action',
      depth: 1,
      label: 'canary',
      detail: 'Lambda',
      status: statusOf('InProgress'),
      link: 'https://ca-central-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/notify/executions/1/timeline',
      linkLabel: "CodePipeline in AWS's console",
    },
    facts: facts({
      over: false,
      facts: {
        kind: 'alias',
        function: 'notify',
        alias: 'live',
        versions: [
          { version: '8', percent: 90 },
          { version: '9', percent: 10 },
        ],
      },
    }),
  },
  {
    step: {
      key: 'fleet',
      kind: 'action',
      depth: 1,
      label: 'Kiosks',
      detail: 'EC2',
      status: statusOf('Failed'),
      note: 'Deployment failed: 1 of 2 instances failed, which exceeds MaxError 0.',
    },
    facts: facts({
      facts: {
        kind: 'fleet',
        instances: [
          {
            id: 'i-0cf2bb1497ee5a295',
            status: statusOf('Failed'),
            events: [
              {
                name: 'BeforeDeploy',
                status: statusOf('Failed'),
                from: ago(2),
                to: ago(1),
                message: 'Script at specified location: scripts/stop.sh failed with exit code 1',
              },
              { name: 'Deploy', status: statusOf('Skipped') },
              { name: 'AfterDeploy', status: statusOf('Skipped') },
            ],
          },
          {
            id: 'i-0e8605893a14d4a7e',
            status: statusOf('Skipped'),
            events: ['BeforeDeploy', 'Deploy', 'AfterDeploy'].map((name) => ({
              name,
              status: statusOf('Skipped'),
            })),
          },
        ],
        lines: [
          '[i-0cf2bb1497ee5a295] LifecycleEvent - BeforeDeploy',
          '[i-0cf2bb1497ee5a295] [stderr]kiosk.service is not loaded',
        ],
      },
    }),
  },
  {
    step: {
      key: 'denied',
      kind: 'action',
      depth: 1,
      label: 'roll-api',
      detail: 'ECS',
      status: statusOf('Succeeded'),
      link: 'https://console.aws.amazon.com/ecs/home',
      linkLabel: "ECS in AWS's console",
    },
    facts: facts({
      unread: {
        message: 'Viewer/mara lacks ecs:DescribeServices.',
        action: 'ecs:DescribeServices',
      },
    }),
  },
  {
    step: {
      key: 'away',
      kind: 'action',
      depth: 1,
      label: 'deploy-prod',
      detail: 'CloudFormation, account 333344445555',
      status: statusOf('Succeeded'),
      link: 'https://console.aws.amazon.com/cloudformation/home',
      linkLabel: "CloudFormation in AWS's console",
    },
    facts: facts({ away: 'account 333344445555' }),
  },
];

/** A timeline with every kind of link: a page here, the console, a host of others, none. */
export const EXECUTION: ExecutionDetail = {
  pipeline: 'ledger',
  id: '8d7b712f-9cd0-4c6e-95d5-30dddb29f350',
  status: statusOf('Failed'),
  spent: { from: ago(40), to: ago(38), worked: 95_000 },
  revision: {
    sha: next.sha,
    message: next.message,
    kind: 'commit',
    source: 'App',
    others: [
      { sha: `sha256:${'9f86d081884c'.repeat(5)}9f86`, message: '', kind: 'image', source: 'Base' },
      { sha: '3sL4kqtJlcpXroDTDmJ', message: 'New prices', kind: 'object', source: 'Data' },
    ],
  },
  author: 'Priya Raman',
  branch: 'main',
  trigger: 'Push',
  version: 14,
  startedAt: ago(30),
  endedAt: ago(9),
  steps: [
    {
      key: 'stage-Src',
      kind: 'stage',
      depth: 0,
      label: 'Src',
      status: statusOf('Succeeded'),
      from: ago(30),
      to: ago(29),
    },
    {
      key: 'src',
      kind: 'action',
      depth: 1,
      label: 'App',
      detail: 'CodeStarSourceConnection, commit c81e5f0 Show delivery date in the cart summary',
      status: statusOf('Succeeded'),
      from: ago(30),
      to: ago(29),
      link: 'https://github.com/acme/ledger/commit/c81e5f0',
      linkLabel: 'github.com',
    },
    {
      key: 'stage-Live',
      kind: 'stage',
      depth: 0,
      label: 'Live',
      status: statusOf('Failed'),
      from: ago(28),
      to: ago(9),
    },
    {
      key: 'blue-green',
      kind: 'action',
      depth: 1,
      label: 'shift',
      detail: 'CodeDeployToECS',
      status: statusOf('Succeeded'),
      from: ago(28),
      to: ago(20),
      href: '#',
      link: 'https://console.aws.amazon.com/codedeploy/home',
      linkLabel: "CodeDeploy in AWS's console",
    },
    {
      key: 'blue-green/ledger:web',
      kind: 'target',
      depth: 2,
      label: 'ledger:web',
      detail: 'Blue: 0 % of traffic, 2 of 2 tasks; Green: 100 % of traffic, 2 of 2 tasks',
      status: statusOf('Succeeded'),
      from: ago(28),
      to: ago(20),
    },
    ...ACTION_FACTS.slice(0, 1).map(({ step }) => ({ ...step, from: ago(20), to: ago(9) })),
  ],
  sources: [],
  revisions: [],
  variables: [],
  artifacts: [],
  approvals: [],
  waits: [],
  others: [],
  over: true,
  readAt: NOW,
};
