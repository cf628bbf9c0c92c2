import { describe, expect, it } from 'vitest';
import { HIDDEN } from '../secrets';
import { isChanges, type ChangesSummary, type Evidence } from './evidence';
import { nothingToApply } from './evidence-order';
import { changeSetEvidence, recognise } from './recognise';

const NONCE = 'n0nce-2c8d51aa90';
const ARN = 'arn:aws:cloudformation:eu-central-1:111122223333';
const place = { action: 'Deploy', artifact: '', path: 'shop/release' };

/** [doc] DescribeChangeSet, "Response Elements". */
const answer = (changes: readonly object[], more: object = {}): object => ({
  ChangeSetName: 'release',
  ChangeSetId: `${ARN}:changeSet/release/1`,
  StackId: `${ARN}:stack/shop/2`,
  StackName: 'shop',
  CreationTime: new Date('2026-11-29T10:00:00Z'),
  ExecutionStatus: 'AVAILABLE',
  Status: 'CREATE_COMPLETE',
  Changes: changes.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
  ...more,
});

const evidenceOf = (...answers: object[]): Evidence =>
  changeSetEvidence({ place, sha256: 'x', bytes: 1, answers });
const summaryOf = (...answers: object[]): ChangesSummary => {
  const e = evidenceOf(...answers);
  if (!isChanges(e)) throw new Error('no changes');
  return e.summary;
};

describe('a change set', () => {
  it('has each action with what becomes of the resource', () => {
    const c = (LogicalResourceId: string, ResourceType: string, more: object): object => ({
      LogicalResourceId,
      ResourceType,
      ...more,
    });
    const s = summaryOf(
      answer([
        c('Topic', 'AWS::SNS::Topic', { Action: 'Add' }),
        c('Table', 'AWS::DynamoDB::Table', { Action: 'Remove', PolicyAction: 'Delete' }),
        c('Logs', 'AWS::Logs::LogGroup', { Action: 'Remove', PolicyAction: 'Retain' }),
        c('Db', 'AWS::RDS::DBInstance', { Action: 'Remove', PolicyAction: 'Snapshot' }),
        c('Role', 'AWS::IAM::Role', { Action: 'Modify', Replacement: 'False' }),
        c('Host', 'AWS::EC2::Instance', { Action: 'Modify', Replacement: 'True' }),
        c('Maybe', 'AWS::EC2::Volume', { Action: 'Modify', Replacement: 'Conditional' }),
        c('Bucket', 'AWS::S3::Bucket', { Action: 'Import' }),
        c('Nested', 'AWS::CloudFormation::Stack', { Action: 'Dynamic' }),
        c('Known', 'AWS::SQS::Queue', { Action: 'SyncWithActual' }),
      ]),
    );
    expect(s.changes.map((x) => [x.address, x.action, x.isKept])).toEqual([
      ['Db', 'delete', true],
      ['Table', 'delete', false],
      ['Host', 'replace', false],
      ['Maybe', 'replace', false],
      ['Role', 'update', false],
      ['Topic', 'create', false],
      ['Nested', 'update', false],
      ['Bucket', 'import', false],
      ['Logs', 'forget', true],
    ]);
    expect(s.counts['no-op']).toBe(1);
    expect(s.subject).toBe('shop');
    expect(s.madeAt).toBe(Date.parse('2026-11-29T10:00:00Z'));
  });

  it('has before and after of each property, and what is known later', () => {
    const [c] = summaryOf(
      answer([
        {
          Action: 'Modify',
          Replacement: 'True',
          LogicalResourceId: 'Host',
          PhysicalResourceId: 'i-1',
          ResourceType: 'AWS::EC2::Instance',
          BeforeContext: JSON.stringify({
            Properties: { ImageId: 'ami-1', SubnetId: 's-1', Monitoring: 'true' },
          }),
          AfterContext: JSON.stringify({
            Properties: {
              ImageId: 'ami-2',
              SubnetId: '{{changeSet:KNOWN_AFTER_APPLY}}',
              Monitoring: 'true',
            },
          }),
          Details: [
            { Target: { Attribute: 'Properties', Name: 'ImageId', RequiresRecreation: 'Always' } },
          ],
        },
      ]),
    ).changes;
    expect(
      c?.attributes.map((a) => [a.path, a.before, a.after, a.knownAfterApply, a.replaces]),
    ).toEqual([
      ['ImageId', 'ami-1', 'ami-2', false, true],
      ['SubnetId', 's-1', undefined, true, false],
    ]);
    expect(c?.physicalId).toBe('i-1');
  });

  it('has what its details say where there are no contexts, each property once', () => {
    const target = (more: object): object => ({
      Attribute: 'Properties',
      Name: 'Environment',
      Path: '/Properties/Environment/Variables/MODE',
      RequiresRecreation: 'Never',
      ...more,
    });
    const [c] = summaryOf(
      answer([
        {
          Action: 'Modify',
          Replacement: 'False',
          LogicalResourceId: 'F',
          ResourceType: 'AWS::Lambda::Function',
          Details: [
            { Target: target({ BeforeValue: 'slow', AfterValue: 'fast' }), Evaluation: 'Static' },
            { Target: target({ BeforeValue: 'slow', AfterValue: 'fast' }), Evaluation: 'Static' },
            { Target: { Attribute: 'Properties', Name: 'Role' }, Evaluation: 'Dynamic' },
            { Target: { Attribute: 'Tags' }, Evaluation: 'Static' },
          ],
        },
      ]),
    ).changes;
    expect(c?.attributes.map((a) => [a.path, a.before, a.after, a.knownAfterApply])).toEqual([
      ['Environment.Variables.MODE', 'slow', 'fast', false],
      ['Role', undefined, undefined, true],
      ['Tags', undefined, undefined, false],
    ]);
    expect(c?.isSecurity).toBe(true);
  });

  it('has nested stacks under their parents, and pages put together', () => {
    const root = answer(
      [{ Action: 'Add', LogicalResourceId: 'A', ResourceType: 'AWS::SQS::Queue' }],
      {
        NextToken: 't',
      },
    );
    const page = answer([
      { Action: 'Add', LogicalResourceId: 'B', ResourceType: 'AWS::SQS::Queue' },
    ]);
    const nested = answer(
      [{ Action: 'Remove', LogicalResourceId: 'C', ResourceType: 'AWS::SQS::Queue' }],
      {
        ChangeSetId: 'nested',
        ParentChangeSetId: `${ARN}:changeSet/release/1`,
        StackName: 'shop-Net-1',
      },
    );
    const e = evidenceOf(root, page, nested);
    expect(e.problem).toBeUndefined();
    expect(isChanges(e) && e.summary.changes.map((c) => [c.scope, c.address])).toEqual([
      ['shop/shop-Net-1', 'C'],
      ['shop', 'A'],
      ['shop', 'B'],
    ]);
  });

  it('never says what is secret', () => {
    const e = evidenceOf(
      answer(
        [
          {
            Action: 'Modify',
            Replacement: 'False',
            LogicalResourceId: 'Db',
            ResourceType: 'AWS::RDS::DBInstance',
            BeforeContext: JSON.stringify({
              Properties: {
                MasterUserPassword: `${NONCE}1`,
                Tags: [{ Key: 'x', Value: `${NONCE}2` }],
              },
            }),
            AfterContext: JSON.stringify({
              Properties: {
                MasterUserPassword: `${NONCE}3`,
                Tags: [{ Key: 'x', Value: 'plain' }],
                Environment: [{ Name: 'SECRET_X', Value: `${NONCE}4` }],
              },
            }),
          },
          {
            Action: 'Modify',
            Replacement: 'False',
            LogicalResourceId: 'F',
            ResourceType: 'AWS::Lambda::Function',
            Details: [
              {
                Target: {
                  Path: '/Properties/Environment/Variables/API_TOKEN',
                  BeforeValue: `${NONCE}5`,
                  AfterValue: `${NONCE}6`,
                },
              },
            ],
          },
        ],
        {
          Parameters: [{ ParameterKey: 'DbPassword', ParameterValue: `${NONCE}2` }],
          Description: `made with ${NONCE}6`,
        },
      ),
    );
    expect(JSON.stringify(e)).not.toContain(NONCE);
    const hidden = isChanges(e) && e.summary.changes.flatMap((c) => c.attributes);
    expect(hidden && hidden.map((a) => [a.path, a.after, a.sensitive])).toEqual([
      ['MasterUserPassword', HIDDEN, true],
      ['Tags[0].Value', 'plain', true],
      ['Environment[0].Name', 'SECRET_X', false],
      ['Environment[0].Value', HIDDEN, true],
      ['Environment.Variables.API_TOKEN', HIDDEN, true],
    ]);
  });

  it('looks at drift where it was asked to', () => {
    const s = summaryOf(
      answer(
        [
          {
            Action: 'Modify',
            Replacement: 'False',
            LogicalResourceId: 'Q',
            ResourceType: 'AWS::SQS::Queue',
            ResourceDriftStatus: 'MODIFIED',
            Details: [
              {
                Target: {
                  Path: '/Properties/DelaySeconds',
                  BeforeValue: '5',
                  AfterValue: '10',
                  Drift: { PreviousValue: '5', ActualValue: '7' },
                },
              },
            ],
          },
        ],
        { StackDriftStatus: 'DRIFTED' },
      ),
    );
    expect(s.drift[0]?.attributes.map((a) => [a.path, a.before, a.after])).toEqual([
      ['DelaySeconds', '5', '7'],
    ]);
    expect(s.notes).toEqual(['The stack has drifted']);
  });

  it('that was made for nothing has nothing to apply', () => {
    const e = evidenceOf(
      answer([], {
        Status: 'FAILED',
        ExecutionStatus: 'UNAVAILABLE',
        StatusReason:
          "The submitted information didn't contain changes. Submit different information.",
      }),
    );
    expect(nothingToApply(e)).toBe(true);
  });

  it.each([
    [{ Status: 'FAILED', StatusReason: 'Access denied' }, 'FAILED: Access denied'],
    [{ Status: 'CREATE_IN_PROGRESS' }, 'CREATE_IN_PROGRESS'],
    [{ ExecutionStatus: 'OBSOLETE' }, 'its stack was updated'],
    [{ ExecutionStatus: 'EXECUTE_COMPLETE' }, 'executed already'],
    [{ Status: 'DELETE_COMPLETE' }, 'DELETE_COMPLETE'],
  ])('says why it cannot be executed: %j', (more, words) => {
    expect(evidenceOf(answer([], more)).problem?.words).toContain(words);
  });

  it('is recognised as a file that a command wrote, and a page of it is not the whole', () => {
    const file = (value: unknown): Evidence | undefined => {
      const bytes = new TextEncoder().encode(JSON.stringify(value, null, 2));
      return recognise({ place, bytes, size: bytes.length, sha256: 'x' });
    };
    const one = answer([
      { Action: 'Add', LogicalResourceId: 'A', ResourceType: 'AWS::SQS::Queue' },
    ]);
    expect(file(one)?.kind).toBe('change-set');
    expect(file([one, one])?.kind).toBe('change-set');
    expect(file({ ...one, NextToken: 'x' })?.problem?.kind).toBe('incomplete');
  });
});
