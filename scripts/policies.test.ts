import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { EVENT_PATTERN } from '../lib/server/events/pattern';
import { clientCalls } from './calls';
import { policies, resourceTypes, text, type Level } from './policies';

const root = join(import.meta.dirname, '..');
const calls = clientCalls(root);
const made = policies(calls, resourceTypes());

/** `UPDATE_POLICIES=1 npx vitest run scripts/policies` writes them anew. */
describe('deploy/policies', () => {
  it.each(['view', 'live', 'live-queue', 'operate', 'create', 'servers'] as const)(
    '%s.json holds the calls that lib/server sends, no more and no less',
    (level: Level) => {
      const file = join(root, 'deploy/policies', `${level}.json`);
      if (process.env['UPDATE_POLICIES']) {
        mkdirSync(join(file, '..'), { recursive: true });
        writeFileSync(file, text(made[level]));
      }
      expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(text(made[level]));
    },
  );

  it('live.yml grants what live.json holds, to the roles it is given', () => {
    const template = parse(readFileSync(join(root, 'deploy/live.yml'), 'utf8')) as {
      Resources: {
        LivePolicy: { Type: string; Properties: { PolicyDocument: object; Roles: unknown } };
      };
    };
    expect(template.Resources.LivePolicy).toMatchObject({
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: made.live, Roles: { Ref: 'Roles' } },
    });
  });

  it('live-queue.yml grants what live-queue.json holds, on its own queue, and hears what we ask for', () => {
    const template = parse(readFileSync(join(root, 'deploy/live-queue.yml'), 'utf8')) as {
      Resources: Record<'ReadTheQueue' | 'Rule', { Properties: Record<string, unknown> }>;
    };
    const [statement] = made['live-queue'].Statement;
    expect(template.Resources.ReadTheQueue.Properties['PolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [{ ...statement, Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
    });
    expect(template.Resources.Rule.Properties['EventPattern']).toEqual(EVENT_PATTERN);
  });

  it('reading changes nothing: no action of view.json writes', () => {
    expect(
      made.view.Statement.flatMap((s) => s.Action).filter(
        (a) => !/:(Get|List|Describe|BatchGet|Filter)|^kms:Decrypt$/.test(a),
      ),
    ).toEqual([]);
  });

  it('a trial of `starboard verify --write` needs no more than operate.json and create.json', () => {
    const actions = new Set(
      [made.operate, made.create].flatMap((p) => p.Statement.flatMap((s) => s.Action)),
    );
    const sent = calls
      .filter((c) => c.folder === 'trial')
      .map((c) => `${c.service}:${c.method.charAt(0).toUpperCase()}${c.method.slice(1)}`);
    expect(sent).toContain('codecommit:CreateCommit');
    expect(sent.filter((a) => !actions.has(a))).toEqual([]);
  });

  it("a key of the account's own opens through its services alone, in every partition", () => {
    const [keys] = made.view.Statement.filter((s) => s.Action.includes('kms:Decrypt'));
    expect(JSON.stringify(keys?.Condition)).toMatch(/kms:ViaService.*s3\.\*\.amazonaws\.com\.cn/);
    for (const { Action, Condition } of Object.values(made).flatMap((p) => p.Statement))
      if (Action.some((a) => a.startsWith('kms:'))) expect(Condition).toBeDefined();
  });

  it('a missing object is told from a forbidden one: ListBucket stands wherever GetObject does', () => {
    for (const policy of Object.values(made)) {
      const actions = policy.Statement.flatMap((s) => s.Action);
      expect(actions.includes('s3:ListBucket')).toBe(actions.includes('s3:GetObject'));
    }
  });

  it('each fits into one managed policy: 6,144 characters without white space (IAM quotas)', () => {
    for (const policy of Object.values(made))
      expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6144);
  });

  it('an operator can approve, release, roll back, retry and stop, and cannot create or delete', () => {
    const actions = made.operate.Statement.flatMap((s) => s.Action);
    for (const name of [
      'PutApprovalResult',
      'StartPipelineExecution',
      'RollbackStage',
      'RetryStageExecution',
      'StopPipelineExecution',
    ])
      expect(actions).toContain(`codepipeline:${name}`);
    expect(actions.filter((a) => /:(Delete|CreateStack|CreateBucket)/.test(a))).toEqual([]);
  });
});
