import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HIDDEN } from '../secrets';
import { isChanges, type ChangesSummary, type Evidence, type EvidenceFile } from './evidence';
import { nothingToApply } from './evidence-order';
import { recognise } from './recognise';

const NONCE = 'n0nce-7f3a9c51e2';

const file = (content: unknown, path = 'plan.json'): EvidenceFile => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const bytes = new TextEncoder().encode(text);
  return {
    place: { action: 'Plan', artifact: 'PlanOut', path },
    bytes,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
};

/** [doc] JSON Output Format, "Plan representation". */
const plan = (resource_changes: readonly object[], more: object = {}): object => ({
  format_version: '1.2',
  terraform_version: '1.9.8',
  planned_values: { root_module: {} },
  resource_changes,
  configuration: { root_module: {} },
  timestamp: '2026-11-29T10:00:00Z',
  applyable: true,
  complete: true,
  errored: false,
  ...more,
});

const change = (type: string, name: string, actions: string[], more: object = {}): object => {
  const { top, ...inner } = more as { top?: object };
  return {
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: {
      actions,
      before: null,
      after: null,
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: {},
      ...inner,
    },
    ...top,
  };
};

const read = (content: unknown): Evidence => {
  const evidence = recognise(file(content));
  if (!evidence) throw new Error('not recognised');
  return evidence;
};
const summaryOf = (content: unknown): ChangesSummary => {
  const e = read(content);
  if (!isChanges(e)) throw new Error('no changes');
  return e.summary;
};

describe("a plan of Terraform's", () => {
  it('has each action by its name, the most dangerous first', () => {
    const s = summaryOf(
      plan([
        change('aws_sns_topic', 'same', ['no-op']),
        change('aws_sns_topic', 'new', ['create'], { after: { name: 't' } }),
        change('aws_sns_topic', 'new2', ['update'], {
          before: { name: 'a' },
          after: { name: 'b' },
        }),
        change('aws_iam_role', 'role', ['update'], {
          before: { path: '/' },
          after: { path: '/x' },
        }),
        change('aws_instance', 'first', ['create', 'delete']),
        change('aws_instance', 'second', ['delete', 'create']),
        change('aws_db_instance', 'db', ['delete'], { before: { id: 'db-1' } }),
        change('aws_sqs_queue', 'left', ['forget'], { before: { id: 'q' } }),
        change('aws_sqs_queue', 'kept', ['create', 'forget'], { before: { id: 'q' } }),
        change('aws_sqs_queue', 'moved', ['no-op'], {
          top: { previous_address: 'aws_sqs_queue.x' },
        }),
        change('aws_sqs_queue', 'taken', ['no-op'], { importing: { id: 'https://queue' } }),
        change('aws_ami', 'latest', ['read'], { top: { mode: 'data' } }),
      ]),
    );
    expect(s.counts).toEqual({
      delete: 1,
      replace: 3,
      create: 1,
      update: 2,
      import: 1,
      move: 1,
      forget: 1,
      read: 1,
      'no-op': 1,
    });
    expect(s.changes.slice(0, 6).map((c) => `${c.action} ${c.address}`)).toEqual([
      'delete aws_db_instance.db',
      'replace aws_instance.first',
      'replace aws_instance.second',
      'replace aws_sqs_queue.kept',
      'update aws_iam_role.role',
      'create aws_sns_topic.new',
    ]);
    expect(s.changes.find((c) => c.address === 'aws_sqs_queue.kept')?.isKept).toBe(true);
    expect(s.changes.find((c) => c.action === 'move')?.movedFrom).toBe('aws_sqs_queue.x');
    expect(s.changes.find((c) => c.action === 'import')?.importedFrom).toBe('https://queue');
    expect(s.changes[0]?.physicalId).toBe('db-1');
    expect(s.tool).toBe('Terraform 1.9.8');
    expect(s.madeAt).toBe(Date.parse('2026-11-29T10:00:00Z'));
  });

  it('has what changes of a resource, what is known later, and why it is replaced', () => {
    const [c] = summaryOf(
      plan([
        change('aws_instance', 'web', ['delete', 'create'], {
          before: { id: 'i-1', ami: 'ami-1', tags: { a: '1', b: '2' }, disks: [{ size: 8 }] },
          after: { ami: 'ami-2', tags: { a: '1', b: '3' }, disks: [{ size: 8 }, { size: 20 }] },
          after_unknown: { id: true, tags: {}, disks: [] },
          replace_paths: [['ami']],
          top: { action_reason: 'replace_because_cannot_update' },
        }),
      ]),
    ).changes;
    expect(c?.attributes.map((a) => [a.path, a.before, a.after, a.knownAfterApply])).toEqual([
      ['ami', 'ami-1', 'ami-2', false],
      ['id', 'i-1', undefined, true],
      ['tags.b', '2', '3', false],
      ['disks[1].size', undefined, '20', false],
    ]);
    expect(c?.attributes.filter((a) => a.replaces).map((a) => a.path)).toEqual(['ami']);
    expect(c?.reasons).toEqual(['cannot be updated in place']);
  });

  it('shows what changes in a document within a text', () => {
    const policy = (action: string): string =>
      JSON.stringify({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
    const [c] = summaryOf(
      plan([
        change('aws_iam_policy', 'p', ['update'], {
          before: { policy: policy('s3:GetObject') },
          after: { policy: policy('s3:*') },
        }),
      ]),
    ).changes;
    expect(c?.attributes.map((a) => [a.path, a.before, a.after])).toEqual([
      ['policy.Statement[0].Action', 's3:GetObject', 's3:*'],
    ]);
    expect(c?.isSecurity).toBe(true);
  });

  it('shows long texts from where they differ', () => {
    const text = (end: string): string => 'x'.repeat(5000) + end;
    const [c] = summaryOf(
      plan([
        change('aws_sns_topic', 't', ['update'], {
          before: { body: text('before') },
          after: { body: text('after') },
        }),
      ]),
    ).changes;
    expect(c?.attributes[0]?.before).toMatch(/^…x{40}before$/);
    expect(c?.attributes[0]?.after).toMatch(/^…x{40}after$/);
  });

  it('never says what is secret', () => {
    const secret = { before: null, after: null };
    const content = plan(
      [
        // Declared, in a tree and as a whole.
        change('aws_db_instance', 'db', ['create'], {
          ...secret,
          after: { password: NONCE, nested: [{ a: `x${NONCE}` }], name: `db-${NONCE}-copy` },
          after_sensitive: { nested: [{ a: true }], password: true },
        }),
        change('aws_x', 'all', ['update'], {
          before: { v: `before ${NONCE}` },
          after: { v: `after ${NONCE}` },
          before_sensitive: true,
          after_sensitive: true,
        }),
        // By its name, beside its name, in a document, in a script, packed, in an address.
        change('aws_lambda_function', 'f', ['create'], {
          ...secret,
          after: { environment: [{ variables: { DB_PASSWORD: `${NONCE}1`, MODE: 'fast' } }] },
        }),
        change('aws_codebuild_project', 'p', ['create'], {
          ...secret,
          after: {
            environment: [{ environment_variable: [{ name: 'API_KEY', value: `${NONCE}2` }] }],
          },
        }),
        change('aws_ecs_task_definition', 't', ['create'], {
          ...secret,
          after: {
            container_definitions: JSON.stringify([
              { environment: [{ name: 'TOKEN', value: `${NONCE}3` }] },
            ]),
          },
        }),
        change('aws_launch_template', 'l', ['create'], {
          ...secret,
          after: {
            user_data: Buffer.from(`#!/bin/sh\nexport TOKEN=${NONCE}4\n`).toString('base64'),
            script: `set -e\nDB_PASSWORD="${NONCE}5" run\n`,
            url: `postgres://app:${NONCE}6@db/x`,
          },
        }),
        change('aws_y', `k["${NONCE}"]`, ['create'], { ...secret, after: { a: 1 } }),
      ],
      {
        variables: { pw: { value: `${NONCE}7` } },
        configuration: { root_module: { variables: { pw: { sensitive: true } } } },
        output_changes: {
          url: { actions: ['create'], before: null, after: `u-${NONCE}7`, after_unknown: false },
          pw: {
            actions: ['create'],
            after: `${NONCE}8`,
            after_unknown: false,
            after_sensitive: true,
          },
        },
        resource_drift: [
          change('aws_db_instance', 'db', ['update'], {
            before: { password: 'a' },
            after: { password: `${NONCE}9` },
          }),
        ],
      },
    );
    expect(JSON.stringify(content)).toContain(NONCE);
    const e = read(content);
    expect(JSON.stringify(e)).not.toContain(NONCE);
    const s = summaryOf(content);
    expect(s.changes).toHaveLength(7);
    const all = s.changes.find((c) => c.type === 'aws_x')?.attributes;
    expect(all?.map((a) => [a.path, a.after])).toEqual([['*', HIDDEN]]);
    expect(s.outputs.map((o) => [o.path, o.after, o.sensitive])).toEqual([
      ['url', `u-${HIDDEN}`, false],
      ['pw', HIDDEN, true],
    ]);
    const variables = s.changes.find((c) => c.type === 'aws_lambda_function')?.attributes;
    expect(variables?.map((a) => [a.path, a.after, a.sensitive])).toEqual([
      ['environment[0].variables.DB_PASSWORD', HIDDEN, true],
      ['environment[0].variables.MODE', 'fast', false],
    ]);
  });

  it('shows settings that only sound secret', () => {
    const [c] = summaryOf(
      plan([
        change('aws_instance', 'i', ['update'], {
          before: { metadata_options: [{ http_tokens: 'required' }], private_dns: false },
          after: { metadata_options: [{ http_tokens: 'optional' }], private_dns: true },
        }),
      ]),
    ).changes;
    expect(c?.attributes.map((a) => [a.path, a.after])).toEqual([
      ['metadata_options[0].http_tokens', 'optional'],
      ['private_dns', 'true'],
    ]);
    expect(c?.isSecurity).toBe(true);
  });

  it('has names without control characters and marks that turn text around', () => {
    const [c] = summaryOf(
      plan([
        change('aws_x', '<script>alert(1)</script>\u202Efdp\u0007\u001B[31mred', ['create'], {
          after: {},
        }),
      ]),
    ).changes;
    expect(c?.address).toBe('aws_x.<script>alert(1)</script>fdpred');
  });

  it('says that there is nothing to apply, and does not where outputs change', () => {
    expect(nothingToApply(read(plan([change('a', 'b', ['no-op'])])))).toBe(true);
    expect(nothingToApply(read(plan([])))).toBe(true);
    const output = { x: { actions: ['update'], before: 'a', after: 'b', after_unknown: false } };
    expect(nothingToApply(read(plan([], { output_changes: output })))).toBe(false);
  });

  it('says what a person should know: failed checks, deferred changes, a plan that failed', () => {
    const e = read(
      plan([], {
        errored: true,
        deferred_changes: [{ reason: 'unknown' }],
        checks: [
          { address: { to_display: 'check.health' }, status: 'fail' },
          { address: { to_display: 'check.ok' }, status: 'pass' },
        ],
      }),
    );
    expect(e.problem?.kind).toBe('incomplete');
    expect(isChanges(e) && e.summary.notes).toEqual([
      'check.health fails',
      '1 changes are deferred to another plan',
    ]);
  });

  it('is told from OpenTofu by the registry, and from formats to come by their number', () => {
    const tofu = plan([], {
      configuration: {
        provider_config: { aws: { full_name: 'registry.opentofu.org/hashicorp/aws' } },
      },
    });
    expect(summaryOf(tofu).tool).toBe('OpenTofu 1.9.8');
    expect(read(plan([], { format_version: '2.0' })).problem?.kind).toBe('unknown-version');
    expect(read(plan([], { format_version: '0.2' })).problem).toBeUndefined();
  });

  it('is read in whatever encoding a shell writes', () => {
    const text = JSON.stringify(plan([]));
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect(recognise({ ...file(''), bytes: utf16, size: utf16.length })?.kind).toBe(
      'terraform-plan',
    );
    expect(recognise(file(`\uFEFF${text}`))?.kind).toBe('terraform-plan');
  });

  it('of 500 resources and 2 MB is summarised fast', () => {
    const big = plan(
      Array.from({ length: 500 }, (_, i) =>
        change('aws_instance', `web[${i}]`, ['update'], {
          before: Object.fromEntries(
            Array.from({ length: 60 }, (_, j) => [`key_${j}`, `value-${i}-${j}`]),
          ),
          after: Object.fromEntries(
            Array.from({ length: 60 }, (_, j) => [
              `key_${j}`,
              `value-${i}-${j + (j % 10 ? 0 : 1)}`,
            ]),
          ),
          after_sensitive: { key_59: true },
          before_sensitive: { key_59: true },
        }),
      ),
    );
    const f = file(JSON.stringify(big, null, 1));
    expect(f.size).toBeGreaterThan(2_000_000);
    const begun = performance.now();
    const e = recognise(f);
    const took = performance.now() - begun;
    expect(e && isChanges(e) && e.summary.counts.update).toBe(500);
    // A bound that a busy machine keeps too; it takes about a tenth of that.
    expect(took).toBeLessThan(3000);
  });
});

describe('a file that is no whole plan', () => {
  const whole = JSON.stringify(plan([change('aws_x', 'a', ['delete'])]));

  it('says so where its beginning shows what it was', () => {
    expect(recognise(file(whole.slice(0, 300)))?.problem?.kind).toBe('cut');
    const deep = whole.replace(
      '"planned_values":{',
      `"planned_values":{"x":${'['.repeat(200)}${']'.repeat(200)},`,
    );
    expect(recognise(file(deep))?.problem?.kind).toBe('too-deep');
    const large = recognise({ ...file(whole), size: 100 * 1024 * 1024 });
    expect(large?.problem).toEqual({
      kind: 'too-large',
      words: 'With 100 MB it is too large to be shown.',
    });
    expect(large?.summary).toBeUndefined();
  });

  it('is not shown where it says something twice', () => {
    const twice = whole.replace(/}$/, ',"resource_changes":[]}');
    expect(JSON.parse(twice)).toHaveProperty('resource_changes', []);
    const e = recognise(file(twice));
    expect(e?.problem?.kind).toBe('ambiguous');
    expect(e?.summary).toBeUndefined();
    const escaped = whole.replace(/}$/, ',"resource_\\u0063hanges":[]}');
    expect(recognise(file(escaped))?.problem?.kind).toBe('ambiguous');
  });
});
