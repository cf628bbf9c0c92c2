import { describe, expect, it } from 'vitest';
import type { ChangePreview } from '../../lib/domain/changes/change';
import type { ResourceChange } from '../../lib/domain/evidence/evidence';
import { countChanges } from '../../lib/domain/evidence/evidence-order';
import { approvalText } from './approve-text';

const change = (
  address: string,
  action: ResourceChange['action'],
  more: Partial<ResourceChange> = {},
): ResourceChange => ({
  address,
  action,
  type: 'aws_thing',
  scope: '',
  attributes: [],
  moreAttributes: 0,
  isSecurity: false,
  isKept: false,
  reasons: [],
  ...more,
});

const CHANGES = [
  change('aws_sqs_queue.new', 'create'),
  change('aws_db_instance.main', 'delete', {
    attributes: [
      {
        path: 'password',
        before: 'hidden',
        sensitive: true,
        knownAfterApply: false,
        replaces: false,
      },
    ],
  }),
  change('aws_iam_role.\u001b[31mred', 'update', { isSecurity: true }),
];

const GATE = {
  stage: 'ApproveProduction',
  action: 'Approve',
  execution: 'e1',
  customData: 'Look at the plan.',
  link: 'https://tickets.example.com/1',
};

const PREVIEW: ChangePreview = {
  request: { kind: 'approve', pipeline: 'shop' },
  title: 'Approve shop for Production',
  subtitle: '',
  steps: ['`c81e5f0` is deployed.'],
  unchanged: [],
  durations: [],
  reason: 'optional',
  reasonHint: '',
  button: 'Approve',
  danger: false,
  pin: 'p',
  seenAt: 0,
  evidence: {
    pipeline: 'shop',
    ...GATE,
    pieces: [
      {
        kind: 'terraform-plan',
        place: { action: 'Plan', artifact: 'PlanOutput', path: 'plan.json' },
        sha256: 'x',
        bytes: 1,
        warning: 'It was made from 1a2b3c4, not from what is approved.',
        summary: {
          form: 'changes',
          tool: 'Terraform',
          subject: '',
          changes: CHANGES,
          more: 0,
          counts: countChanges(CHANGES),
          drift: [],
          outputs: [],
          notes: [],
        },
      },
    ],
    unread: [
      { place: { action: '', artifact: 'ScanOutput', path: '' }, why: 'lacks s3:GetObject.' },
    ],
    leftOut: [],
    looked: { artifacts: 2, files: 3 },
    contradictions: [],
    hash: '4be1c07a9d22f5aa',
    requirements: [{ rule: 'plan' }, { rule: 'scan', unmet: { rule: 'scan', words: 'No scan.' } }],
    moving: false,
  },
};

describe('what starboard approve shows', () => {
  const text = approvalText(GATE, PREVIEW);
  const at = (part: string): number => {
    expect(text).toContain(part);
    return text.indexOf(part);
  };

  it('has what the author asks first, then evidence with what is destroyed at its head', () => {
    const order = ['Look at the plan.', 'Evidence 4be1c07a9d22', 'destroy', 'aws_sqs_queue.new'];
    const places = order.map(at);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(text).toContain('Terraform plan PlanOutput/plan.json: 1 to add, 1 to change');
  });

  it('warns of a plan of another commit before its changes', () => {
    expect(at('! It was made from 1a2b3c4')).toBeLessThan(at('aws_sqs_queue.new'));
  });

  it('says what could not be read, and which rules are not met', () => {
    expect(text).toContain('ScanOutput: lacks s3:GetObject.');
    expect(text).toContain('plan: met');
    expect(text).toContain('scan: No scan.');
  });

  it('shows no secret, and does nothing to a terminal', () => {
    expect(text).toContain('password: (sensitive)');
    expect(text).not.toContain('hidden');
    expect(text).not.toContain('\u001b');
  });
});
