import { newSince } from '@/lib/domain/evidence/compare';
import type {
  AttributeChange,
  ChangesSummary,
  Evidence,
  EvidenceSummary,
  ResourceChange,
} from '@/lib/domain/evidence/evidence';
import { countChanges, inOrder } from '@/lib/domain/evidence/evidence-order';
import type { EvidenceView } from '@/lib/domain/evidence/view';

const attribute = (path: string, more: Partial<AttributeChange>): AttributeChange => ({
  path,
  sensitive: false,
  knownAfterApply: false,
  replaces: false,
  ...more,
});

const change = (
  address: string,
  action: ResourceChange['action'],
  more: Partial<ResourceChange> = {},
): ResourceChange => ({
  address,
  action,
  type: address.split('.').at(-2) ?? '',
  scope: '',
  attributes: [],
  moreAttributes: 0,
  isSecurity: false,
  isKept: false,
  reasons: [],
  ...more,
});

const plan = (
  changes: readonly ResourceChange[],
  more: Partial<ChangesSummary> = {},
): ChangesSummary => ({
  form: 'changes',
  tool: 'Terraform 1.9.8',
  subject: '',
  changes: inOrder(changes),
  more: 0,
  counts: countChanges(changes),
  drift: [],
  outputs: [],
  notes: [],
  ...more,
});

const piece = (
  kind: Evidence['kind'],
  path: string,
  summary: EvidenceSummary | undefined,
  problem?: Evidence['problem'],
): Evidence => ({
  kind,
  place: { action: 'Plan', artifact: 'PlanOutput', path },
  sha256: 'a3f1c5d2',
  bytes: 24_310,
  summary,
  problem,
});

const CHANGES = [
  change('aws_db_instance.orders', 'replace', {
    physicalId: 'orders-production',
    reasons: ['storage_encrypted cannot be changed in place'],
    attributes: [
      attribute('storage_encrypted', { before: 'false', after: 'true', replaces: true }),
      attribute('password', { sensitive: true }),
      attribute('address', {
        before: 'orders.internal',
        knownAfterApply: true,
      }),
    ],
  }),
  change('module.exports.aws_s3_bucket.reports', 'delete', {
    reasons: ['removed from the configuration'],
  }),
  change('aws_security_group.web', 'update', {
    isSecurity: true,
    attributes: [
      attribute('ingress[0].cidr_blocks[0]', { before: '10.0.0.0/8', after: '0.0.0.0/0' }),
    ],
  }),
  change('aws_sqs_queue.emails', 'create'),
  change('aws_cloudwatch_log_group.<img src=x onerror=alert(1)>', 'update', {
    attributes: [attribute('retention_in_days', { before: '7', after: '30' })],
  }),
];

export const PLAN = piece(
  'terraform-plan',
  'plan.json',
  plan(CHANGES, {
    commit: 'c81e5f0aa00',
    notes: ['The check “certificate is valid for 30 days” failed.'],
    drift: [change('aws_instance.bastion', 'update')],
    outputs: [attribute('endpoint', { before: 'https://old', after: 'https://new' })],
  }),
);
const EMPTY = piece('terraform-plan', 'network/plan.json', plan([]));
const CUT = piece('terraform-plan', 'cut.json', undefined, {
  kind: 'cut',
  words: 'The plan is cut: it ends in the middle of a resource.',
});
const LARGE = piece(
  'change-set',
  'shop/release-42',
  plan(
    Array.from({ length: 60 }, (_, i) => change(`Queue${i}.AWS::SQS::Queue.Q${i}`, 'create')),
    { tool: 'CloudFormation', subject: 'shop' },
  ),
);
const KUBERNETES = piece(
  'kubernetes-diff',
  'kubectl.diff',
  plan(
    [
      change('Deployment web', 'update', {
        type: 'apps/v1 Deployment',
        scope: 'shop',
        diff: ['-        image: shop:1.4.1', '+        image: shop:1.4.2', '         ports:'],
      }),
    ],
    { tool: 'kubectl diff' },
  ),
);

const failure = (name: string) => ({ id: name, name, message: `expected 3 to be 4 (${name})` });
const tests = (...failures: string[]): Evidence =>
  piece('test-report', 'junit.xml', {
    form: 'tests',
    tool: 'JUnit',
    passed: 410,
    failed: failures.length,
    skipped: 2,
    total: 412 + failures.length,
    durationMs: 41_000,
    failures: failures.map(failure),
    more: 0,
  });
const coverage = (covered: number): Evidence =>
  piece('coverage', 'lcov.info', {
    form: 'coverage',
    tool: 'LCOV',
    lines: { covered, total: 1000 },
    branches: { covered: 60, total: 100 },
    files: [{ path: 'lib/delivery/date.ts', lines: { covered: 3, total: 40 } }],
    more: 0,
  });
const NONE = { critical: 0, high: 0, medium: 0, low: 0, note: 0, unknown: 0 };
const SCAN = piece('scan', 'trivy.sarif', {
  form: 'scan',
  tools: ['Trivy'],
  findings: [
    {
      id: 'CVE-2026-1',
      rule: 'CVE-2026-1',
      severity: 'critical',
      message: 'A prototype can be polluted.',
      where: 'package-lock.json:12',
    },
    { id: 'b', rule: 'weak-hash', severity: 'low', message: 'MD5 is weak.', where: 'src/a.ts:3' },
  ],
  more: 0,
  counts: { ...NONE, critical: 1, low: 1 },
  suppressed: 3,
});
const SBOM = piece('sbom', 'bom.json', {
  form: 'sbom',
  format: 'CycloneDX 1.6',
  subject: 'shop',
  components: [{ name: 'left-pad', version: '1.3.0', licences: ['WTFPL'] }],
  more: 0,
  total: 1,
  vulnerabilities: [],
  counts: NONE,
});
const NOTES = piece('markdown', 'REVIEW.md', {
  form: 'text',
  text: '# Reviewed\n\nThe **bucket** is empty. <script>alert(1)</script>\n\n- [x] backup\n',
  isCut: false,
});
const TEXT = piece('text', 'summary.txt', {
  form: 'text',
  text: 'Plan: 1 to add\n<img src=x onerror=alert(1)>',
  isCut: true,
});

const VIEW: EvidenceView = {
  pipeline: 'storefront-web',
  stage: 'ApproveProduction',
  action: 'Approve',
  execution: 'e-next',
  pieces: [],
  unread: [],
  leftOut: [],
  looked: { artifacts: 2, files: 14 },
  contradictions: [],
  hash: '4be1c07a9d22f5',
  requirements: [],
  moving: false,
};

const CANDIDATE = [tests('cart adds up', 'date is local'), coverage(871), SCAN, SBOM];

/** Plans of each kind, whole and broken. */
export const PLANS: EvidenceView = { ...VIEW, pieces: [PLAN, KUBERNETES, LARGE, EMPTY, CUT] };

/** Reports against what is live, and documents. */
export const REPORTS: EvidenceView = {
  ...VIEW,
  pieces: [...CANDIDATE, NOTES, TEXT],
  news: newSince([tests('cart adds up', 'old one'), coverage(902)], CANDIDATE),
};

/** Two plans of one stack that do not say the same; what could not be read, and what was not. */
export const DOUBTFUL: EvidenceView = {
  ...VIEW,
  pieces: [PLAN, EMPTY],
  contradictions: [
    {
      words: 'Two plans of the same configuration do not agree: one would change nothing.',
      pieces: [0, 1],
    },
  ],
  unread: [
    {
      place: { action: 'Scan', artifact: 'ScanOutput', path: '' },
      why: 'starboard-viewer lacks s3:GetObject.',
      action: 's3:GetObject',
    },
  ],
  leftOut: [
    {
      place: { action: 'Plan', artifact: 'PlanOutput', path: 'plan-full.json' },
      bytes: 104_857_600,
      why: 'Longer than 16 MB.',
    },
  ],
};

/** Rules: one met, one that is typed, one that only an override passes. */
export const BLOCKED: EvidenceView = {
  ...VIEW,
  pieces: [PLAN],
  requirements: [
    { rule: 'plan' },
    {
      rule: 'typed-destroys',
      unmet: {
        rule: 'typed-destroys',
        words: 'Type “aws_db_instance.orders”.',
        toType: ['aws_db_instance.orders'],
      },
    },
    {
      rule: 'scan',
      unmet: { rule: 'scan', words: 'No scan was found in the execution’s artifacts.' },
    },
  ],
};

const SIGNED = {
  hash: '4be1c07a9d22f5',
  by: 'mara',
  at: Date.UTC(2026, 10, 20),
  signed: [{ kind: PLAN.kind, place: PLAN.place, sha256: PLAN.sha256, bytes: PLAN.bytes }],
  more: 0,
  counts: 'Terraform plan: 1 to add.',
  unread: 0,
  isCopy: true,
};

export const DECIDED_COPY: EvidenceView = { ...VIEW, pieces: [EMPTY], signed: SIGNED };
export const DECIDED_EXPIRED: EvidenceView = {
  ...VIEW,
  signed: {
    ...SIGNED,
    isCopy: false,
    expired: 'the artifact is no longer in S3, and it was too long for a copy.',
    overridden: { rules: ['scan'], reason: 'The scanner is down, see INC-12.' },
  },
};
export const NOTHING: EvidenceView = { ...VIEW, looked: { artifacts: 1, files: 3 } };
export const READING: EvidenceView = { ...VIEW, moving: true };
