import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ChangePreview, ChangeRequest } from '@/lib/domain/changes/change';
import type { EvidenceView } from '@/lib/domain/evidence/view';
import { NO_BUDGET, servingShapes, type Served } from '../../../e2e/support/served-account';
import { shapeSchema, type Shape } from '../../../e2e/support/shapes/format';
import { cache } from '../cache/cache';
import { makeChange } from '../changes/make';
import { previewChange } from '../changes/preview';
import { getEvidence } from './read';

const serve = servingShapes({ ...NO_BUDGET, STARBOARD_AWS_WRITE: '111122223333' });

const shapeOf = (name: string): Shape =>
  shapeSchema.parse(
    JSON.parse(
      readFileSync(new URL(`../../../e2e/cases/shapes/${name}/aws.json`, import.meta.url), 'utf8'),
    ),
  );

const NONCE = 'planted-7f3a91c2';
const BUCKET = 'codepipeline-eu-north-1-212601055783/nett-terraform';
const PLAN = `${BUCKET}/tfplan/NTRWJku`;
const SOURCE = `${BUCKET}/kildekode/MAVk5xF`;
const EXECUTION = 'aca21dd5-b94e-4781-8927-3bed9a8c1180';
let execution = EXECUTION;
const request = (): ChangeRequest => ({
  kind: 'approve',
  pipeline: 'nett-terraform',
  stage: 'terraform',
  action: 'godkjenn',
  execution,
});

interface Planned {
  readonly address: string;
  readonly actions: readonly string[];
}

/** `terraform show -json` (Terraform, JSON output format), with a password. */
const planOf = (...changes: Planned[]): string =>
  JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.9.8',
    planned_values: { root_module: {} },
    resource_changes: changes.map(({ address, actions }) => ({
      address,
      mode: 'managed',
      type: address.split('.')[0],
      name: address.split('.')[1],
      provider_name: 'registry.terraform.io/hashicorp/aws',
      change: {
        actions,
        before: actions.includes('create') ? null : { name: 'x', password: NONCE },
        after: actions.includes('delete') ? null : { name: 'y', password: NONCE },
        after_unknown: {},
        before_sensitive: { password: true },
        after_sensitive: { password: true },
      },
    })),
    configuration: { root_module: {} },
  });

const DESTROY = planOf(
  { address: 'aws_vpc.main', actions: ['create'] },
  { address: 'aws_db_instance.main', actions: ['delete'] },
);

/** The pipeline with these files in the artifact of its plan, and CustomData of the approval. */
function shapeWith(
  files: Readonly<Record<string, string>> | 'gone',
  customData = '',
  source: Readonly<Record<string, string>> | 'gone' = { 'main.tf': 'resource {}' },
): Shape {
  const shape = shapeOf('terraform-one-stage');
  const objects = { ...shape.objects, [PLAN]: files, [SOURCE]: source };
  // Another approval for every test: that one was answered is remembered.
  const text = JSON.stringify({ ...shape, objects })
    .replaceAll('2 nye, 1 endret, 0 slettet', customData)
    .replace(/"token":"[^"]*"/g, () => `"token":"${crypto.randomUUID()}"`);
  return shapeSchema.parse(
    JSON.parse(text.replaceAll(EXECUTION, (execution = crypto.randomUUID()))),
  );
}

const ACCEPTED = new Map([['codepipeline.PutApprovalResult', { approvedAt: Date.now() / 1000 }]]);

const look = (served: Served): Promise<EvidenceView> => {
  cache.clear();
  return getEvidence(served.connection, 'nett-terraform', 'terraform', 'godkjenn', execution);
};

const press = (
  served: Served,
  { request: asked, pin }: ChangePreview,
  answers: object = {},
): ReturnType<typeof makeChange> =>
  makeChange(served.connection, {
    ...asked,
    pin,
    idempotencyKey: crypto.randomUUID(),
    ...answers,
  });

const addresses = (view: EvidenceView | undefined): string[] =>
  (view?.pieces ?? []).flatMap(({ summary }) =>
    summary?.form === 'changes' ? summary.changes.map((c) => `${c.action} ${c.address}`) : [],
  );

describe('evidence at an approval', () => {
  it('is found in what the execution has made, what is lost first, and shows no secret', async () => {
    const served = await serve(shapeWith({ 'plan.json': DESTROY, 'main.tf': 'resource {}' }));
    const view = await look(served);
    expect(addresses(view)).toEqual(['delete aws_db_instance.main', 'create aws_vpc.main']);
    expect(view).toMatchObject({
      looked: { artifacts: 1, files: 2 },
      unread: [],
      moving: false,
    });
    expect(view.pieces[0]?.place).toEqual({
      action: 'terraform plan',
      artifact: 'tfplan',
      path: 'plan.json',
    });
    expect(JSON.stringify(view)).not.toContain(NONCE);
  });

  it('is none of what came unchanged out of the sources', async () => {
    const fixture = { 'test/fixtures/plan.json': DESTROY };
    const served = await serve(shapeWith({ ...fixture, 'own.json': planOf() }, undefined, fixture));
    const view = await look(served);
    expect(view.pieces.map((p) => p.place.path)).toEqual(['own.json']);
  });

  it('that may not be read is said with the permission, and is never no evidence', async () => {
    const served = await serve(shapeWith({ 'plan.json': DESTROY }), ({ behaviour }) => {
      behaviour.deny.add('s3:GetObject');
    });
    const view = await look(served);
    expect(view.pieces).toEqual([]);
    expect(view.unread).toMatchObject([
      { place: { action: 'terraform plan', artifact: 'tfplan' }, action: 's3:GetObject' },
      { place: { action: 'hent kode', artifact: 'kildekode' }, action: 's3:GetObject' },
    ]);
  });

  it('is not told from a source that cannot be read, and that is said', async () => {
    const served = await serve(shapeWith({ 'plan.json': DESTROY }, undefined, 'gone'));
    const view = await look(served);
    expect(addresses(view)).toContain('delete aws_db_instance.main');
    expect(view.unread).toMatchObject([
      {
        place: { action: 'hent kode', artifact: 'kildekode', path: '' },
        why: 'It is no longer in S3: a lifecycle rule or a person deleted it. What came out of it unchanged may be shown as evidence.',
      },
    ]);
  });

  it('is not told from sources where nothing else was made', async () => {
    const shape = shapeWith({}, undefined, 'gone');
    Object.assign(planned(shape)['output'] ?? {}, { outputArtifacts: [] });
    expect(await look(await serve(shape))).toMatchObject({ pieces: [], unread: [] });
  });

  it('may be required by tags: that they cannot be read is said with the permission', async () => {
    const served = await serve(shapeWith({ 'plan.json': DESTROY }), ({ behaviour }) => {
      behaviour.deny.add('codepipeline:ListTagsForResource');
    });
    expect((await look(served)).unread).toMatchObject([
      { place: { path: 'Tags of the pipeline' }, action: 'codepipeline:ListTagsForResource' },
    ]);
  });

  it('may be required by tags: that nothing names the pipeline to ask for them is said', async () => {
    const shape = shapeWith({ 'plan.json': DESTROY });
    Object.assign(shape.pipelines['nett-terraform'] ?? {}, { metadata: {} });
    expect((await look(await serve(shape))).unread).toMatchObject([
      { place: { path: 'Tags of the pipeline' } },
    ]);
  });

  it('that has expired is said', async () => {
    const view = await look(await serve(shapeWith('gone')));
    expect(view.unread.map((u) => u.why)).toEqual([
      'It is no longer in S3: a lifecycle rule or a person deleted it.',
    ]);
  });

  it('has archives in an artifact named, and not opened', async () => {
    const view = await look(await serve(shapeWith({ 'more/inner.zip': 'PK' })));
    expect(view.leftOut).toMatchObject([{ place: { path: 'more/inner.zip' } }]);
  });
});

const CHANGE_SET: ChangeRequest = {
  kind: 'approve',
  pipeline: 'red-y-datos',
  stage: 'Produccion',
  action: 'Revisar',
  execution: 'ebb449c6-338f-48a6-9166-dc4ce37c55c7',
};
const readChangeSet = ({ connection }: Served): Promise<EvidenceView> => {
  cache.clear();
  const { pipeline, stage = '', action = '', execution: of = '' } = CHANGE_SET;
  return getEvidence(connection, pipeline, stage, action, of);
};

/** An answer of DescribeChangeSet (API reference). */
const changeSetOf = (action: 'Add' | 'Remove', id: string, nested?: string) => ({
  ChangeSetName: 'pl-cambios',
  ChangeSetId: `arn:aws:cloudformation:eu-south-2:111122223333:changeSet/pl-cambios/${id}`,
  StackName: 'red-prod',
  Status: 'CREATE_COMPLETE',
  ExecutionStatus: 'AVAILABLE',
  Changes: [
    {
      Type: 'Resource',
      ResourceChange: {
        Action: action,
        LogicalResourceId: id,
        ResourceType: nested ? 'AWS::CloudFormation::Stack' : 'AWS::RDS::DBInstance',
        Scope: [],
        Details: [],
        ...(nested ? { ChangeSetId: nested } : {}),
      },
    },
  ],
});

describe('a change set that waits', () => {
  const serveAnswers = (answers: NonNullable<Shape['answers']>[string]) =>
    serve({
      ...shapeOf('cfn-change-set-approved'),
      answers: { 'cloudformation.DescribeChangeSet': answers },
    });

  it('is read by its ARN, with its nested ones', async () => {
    const arn = 'changeSet/pl-cambios/7d7acf0f-0f69-4ca1-a489-3182adf07ed9';
    const served = await serveAnswers([
      {
        when: { ChangeSetName: `arn:aws:cloudformation:eu-south-2:111122223333:${arn}` },
        answer: changeSetOf('Add', 'Nested', 'nested-arn'),
      },
      { when: { ChangeSetName: 'nested-arn' }, answer: changeSetOf('Remove', 'Data') },
    ]);
    const view = await readChangeSet(served);
    expect(view.unread).toEqual([]);
    expect(view.pieces[0]?.place).toMatchObject({
      action: 'Produccion PrepararCambios',
      path: 'red-prod/pl-cambios',
    });
    expect(addresses(view)).toContain('delete Data');
  });

  it('that was made again since is said to be gone', async () => {
    const message = 'ChangeSet [arn] does not exist';
    const served = await serveAnswers([{ error: { code: 'ChangeSetNotFound', message } }]);
    expect((await readChangeSet(served)).unread.map((u) => u.why)).toEqual([
      'The change set no longer exists: it was deleted, or made again since.',
    ]);
  });

  it('that may not be read is said with the permission', async () => {
    const served = await serve(shapeOf('cfn-change-set-approved'), ({ behaviour }) => {
      behaviour.deny.add('cloudformation:DescribeChangeSet');
    });
    expect((await readChangeSet(served)).unread).toMatchObject([
      { action: 'cloudformation:DescribeChangeSet', place: { path: 'red-prod/pl-cambios' } },
    ]);
  });

  it('that changed since it was shown is refused', async () => {
    const answers = [{ answer: changeSetOf('Add', 'Data') }];
    const served = await serve({
      ...shapeOf('cfn-change-set-approved'),
      answers: { 'cloudformation.DescribeChangeSet': answers },
    });
    const shown = await previewChange(served.connection, CHANGE_SET);
    expect(addresses(shown.evidence)).toEqual(['create Data']);
    served.server.behaviour.answers = new Map([
      ['cloudformation.DescribeChangeSet', changeSetOf('Remove', 'Data')],
    ]);
    const refused = await press(served, shown);
    expect(addresses(refused.state === 'refused' ? refused.now.evidence : undefined)).toEqual([
      'delete Data',
    ]);
  });
});

describe('beside what is live', () => {
  const LIVE = '324bca42';
  /** CodeBuild's reports of the builds that planned, each with the tests that failed in it. */
  const withReports = (shape: Shape, failed: readonly (readonly [string, readonly string[]])[]) => {
    const plans = (shape.pipelines['nett-terraform']?.actions ?? []).filter(
      (a) => a['actionName'] === 'plan',
    );
    const buildOf = (begin: string): string => {
      const ran = plans.find((a) => String(a['pipelineExecutionId']).startsWith(begin));
      const output = ran?.['output'] as { executionResult: { externalExecutionId: string } };
      return output.executionResult.externalExecutionId;
    };
    const arnOf = (of: string): string => `arn:aws:codebuild:eu-north-1:111122223333:report/${of}`;
    const builds = failed.map(([of]) => ({
      id: buildOf(of),
      buildComplete: true,
      buildStatus: 'SUCCEEDED',
      reportArns: [arnOf(of)],
    }));
    const known = new Set(builds.map((b) => b.id));
    const reports = failed.map(([of, names]) => ({
      when: { reportArns: [arnOf(of)] },
      answer: {
        reports: [
          {
            arn: arnOf(of),
            type: 'TEST',
            name: `plan:${of}`,
            status: 'SUCCEEDED',
            testSummary: {
              total: 9,
              statusCounts: { SUCCEEDED: 9 - names.length, FAILED: names.length },
            },
          },
        ],
      },
    }));
    const cases = failed.map(([of, names]) => ({
      when: { reportArn: arnOf(of) },
      answer: { testCases: names.map((name) => ({ name, status: 'FAILED', message: 'no' })) },
    }));
    return {
      ...shape,
      builds: [...builds, ...(shape.builds ?? []).filter((b) => !known.has(String(b['id'])))],
      answers: { 'codebuild.BatchGetReports': reports, 'codebuild.DescribeTestCases': cases },
    };
  };

  it('a test that fails anew is told, and blocks where that is required', async () => {
    const shape = shapeWith({ 'x.bin': '' }, 'evidence: no-new-failures');
    const served = await serve(
      withReports(shape, [
        [LIVE, ['old']],
        [execution, ['old', 'new']],
      ]),
    );
    const view = await look(served);
    expect(view.live).toMatch(/^324bca42/);
    expect(view.news?.failures.map((t) => t.name)).toEqual(['new']);
    expect(view.requirements).toMatchObject([{ rule: 'no-new-failures', unmet: {} }]);
  });

  it('a test that fails there too is none that is new', async () => {
    const shape = shapeWith({ 'x.bin': '' }, 'evidence: no-new-failures');
    const served = await serve(
      withReports(shape, [
        [LIVE, ['old']],
        [execution, ['old']],
      ]),
    );
    expect((await look(served)).requirements).toEqual([{ rule: 'no-new-failures' }]);
  });
});

describe('a rollback', () => {
  it('says what the plan of the release that is live has destroyed', async () => {
    const shape = shapeWith({ 'x.bin': 'x' });
    (shape.objects ??= {})[`${BUCKET}/tfplan/m06FliT`] = { 'plan.json': DESTROY };
    const served = await serve(shape);
    const { steps } = await previewChange(served.connection, {
      kind: 'rollback',
      pipeline: 'nett-terraform',
      stage: 'terraform',
    });
    expect(steps.join(' ')).toContain(
      'Cannot be undone: the plan of `4b8800e` destroyed or replaced `aws_db_instance.main`.',
    );
  });
});

describe('a rollback whose builds ran elsewhere', () => {
  it('takes reports that were not read for no plan that was not', async () => {
    const shape = shapeWith({ 'x.bin': 'x' });
    (shape.objects ??= {})[`${BUCKET}/tfplan/m06FliT`] = { 'plan.json': DESTROY };
    for (const a of shape.pipelines['nett-terraform']?.actions ?? [])
      if (a['actionName'] === 'plan') Object.assign(a['input'] ?? {}, { region: 'us-east-1' });
    const { steps } = await previewChange((await serve(shape)).connection, {
      kind: 'rollback',
      pipeline: 'nett-terraform',
      stage: 'terraform',
    });
    expect(steps.join(' ')).toContain('Cannot be undone');
    expect(steps.join(' ')).not.toContain('in another place');
  });
});

/** The action that planned. */
const planned = (shape: Shape): Record<string, unknown> =>
  shape.pipelines['nett-terraform']?.actions.find(
    (a) => a['actionName'] === 'plan' && a['pipelineExecutionId'] === execution,
  ) ?? {};

const COMMIT = 'a91a7a6e021836a1ae6222391357a59ca88f0e51';
const OTHER = '1a2b3c4d021836a1ae6222391357a59ca88f0e51';

/** The build that planned, with more that CodeBuild says of it. */
function builtWith(shape: Shape, more: object): Shape {
  const output = planned(shape)['output'] as { executionResult: { externalExecutionId: string } };
  const id = output.executionResult.externalExecutionId;
  const build = shape.builds?.find((b) => b['id'] === id) ?? {};
  const others = (shape.builds ?? []).filter((b) => b['id'] !== id);
  return { ...shape, builds: [{ ...build, buildComplete: true, ...more }, ...others] };
}

const reportOf = (name: string, more: object = {}) => ({
  when: { reportArns: [`arn:${name}`] },
  answer: {
    reports: [
      {
        arn: `arn:${name}`,
        type: 'TEST',
        name,
        status: 'SUCCEEDED',
        testSummary: { total: 1, statusCounts: { SUCCEEDED: 1 } },
        ...more,
      },
    ],
  },
});

describe('reports of a build', () => {
  it('in another Region are said not to be read', async () => {
    const shape = shapeWith({ 'x.bin': 'x' });
    Object.assign(planned(shape)['input'] ?? {}, { region: 'us-east-1' });
    expect((await look(await serve(shape))).unread).toMatchObject([
      {
        place: { action: 'terraform plan', artifact: '', path: 'reports' },
        why: 'The build ran in another place, and its reports are not read: Region us-east-1.',
      },
    ]);
  });

  it('in another account are said not to be read', async () => {
    const shape = shapeWith({ 'x.bin': 'x' });
    Object.assign(planned(shape)['input'] ?? {}, { roleArn: 'arn:aws:iam::444455556666:role/x' });
    expect((await look(await serve(shape))).unread.map((u) => u.why)).toEqual([
      'The build ran in another place, and its reports are not read: account 444455556666.',
    ]);
  });

  it('that CodeBuild no longer has are said', async () => {
    const shape = builtWith(shapeWith({ 'x.bin': 'x' }), { reportArns: ['arn:a', 'arn:b'] });
    shape.answers = {
      'codebuild.BatchGetReports': [
        { answer: { ...reportOf('a').answer, reportsNotFound: ['arn:b'] } },
      ],
      'codebuild.DescribeTestCases': [{ answer: { testCases: [] } }],
    };
    const view = await look(await serve(shape));
    expect(view.pieces.map((p) => p.place.path)).toEqual(['a']);
    expect(view.unread).toMatchObject([
      { place: { path: 'reports' }, why: 'CodeBuild no longer has 1 of its 2 reports.' },
    ]);
  });

  it('of which CodeBuild keeps only the first cases are shown with a warning', async () => {
    const shape = builtWith(shapeWith({ 'x.bin': 'x' }), { reportArns: ['arn:a'] });
    shape.answers = {
      'codebuild.BatchGetReports': [reportOf('a', { truncated: true })],
      'codebuild.DescribeTestCases': [{ answer: { testCases: [] } }],
    };
    expect((await look(await serve(shape))).pieces.map((p) => p.warning)).toEqual([
      'CodeBuild keeps no more than 500 of its cases.',
    ]);
  });

  describe('of a batch', () => {
    const ID = 'nett-tf-plan:batch-1';
    const ARN = 'arn:aws:codebuild:eu-north-1:111122223333:build';
    const batchOf = (names: readonly string[]): Shape => {
      const shape = shapeWith({ 'x.bin': 'x' });
      const { input, output } = planned(shape) as {
        input: { resolvedConfiguration: object };
        output: { executionResult: object };
      };
      Object.assign(input.resolvedConfiguration, { BatchEnabled: 'true' });
      Object.assign(output.executionResult, { externalExecutionId: ID });
      const builds = names.map((name) => ({
        id: `nett-tf-plan:${name}`,
        buildComplete: true,
        buildStatus: 'SUCCEEDED',
        reportArns: [`arn:${name}`],
      }));
      return {
        ...shape,
        builds: [...builds, ...(shape.builds ?? [])],
        buildBatches: names.length
          ? [
              {
                id: ID,
                buildGroups: names.map((name) => ({
                  identifier: name,
                  currentBuildSummary: { arn: `${ARN}/nett-tf-plan:${name}` },
                })),
              },
            ]
          : [],
        answers: {
          'codebuild.BatchGetReports': names.map((name) => reportOf(name)),
          'codebuild.DescribeTestCases': [{ answer: { testCases: [] } }],
        },
      };
    };

    it('are those of all its builds', async () => {
      const view = await look(await serve(batchOf(['unit', 'ui'])));
      expect(view.unread).toEqual([]);
      expect(view.pieces.map((p) => p.place.path).sort()).toEqual(['ui', 'unit']);
    });

    it('that CodeBuild no longer has is said', async () => {
      expect((await look(await serve(batchOf([])))).unread).toMatchObject([
        { place: { path: 'reports' }, why: `CodeBuild no longer has the batch ${ID}.` },
      ]);
    });
  });
});

describe('evidence of another commit', () => {
  it('is said on the piece, by what CodeBuild says that its build was given', async () => {
    const shape = shapeWith({ 'plan.json': DESTROY, 'notes.md': 'Read me' });
    const served = await serve(builtWith(shape, { resolvedSourceVersion: OTHER }));
    const view = await look(served);
    expect(view.pieces.map((p) => p.warning)).toEqual([
      'It was made from 1a2b3c4, not from what is approved.',
      'It was made from 1a2b3c4, not from what is approved.',
    ]);
  });

  it.each([
    ['the same commit', COMMIT],
    ['an id that is no commit', 'MAVk5xFvQ_version.id'],
    ['nothing', undefined],
  ])('is none where the build was given %s', async (_, resolvedSourceVersion) => {
    const shape = shapeWith({ 'plan.json': DESTROY });
    const view = await look(await serve(builtWith(shape, { resolvedSourceVersion })));
    expect(view.pieces.map((p) => p.warning)).toEqual([undefined]);
  });
});

describe('an execution with many artifacts', () => {
  it('of hundreds has each looked at, and the destroy in the last of them first', async () => {
    const shape = shapeWith({ 'plan.json': planOf() });
    const ran = shape.pipelines['nett-terraform']?.actions.find((a) => a['actionName'] === 'plan');
    const bucket = 'codepipeline-eu-north-1-212601055783';
    const names = Array.from({ length: 320 }, (_, i) => `part-${i}`);
    Object.assign(ran?.['output'] ?? {}, {
      outputArtifacts: names.map((name) => ({ name, s3location: { bucket, key: name } })),
    });
    for (const name of names)
      (shape.objects ??= {})[`${bucket}/${name}`] =
        name === 'part-319' ? { 'plan.json': DESTROY } : { 'x.bin': 'x' };
    const served = await serve(shape);
    const until = async (): Promise<EvidenceView> => {
      const view = await look(served);
      return view.moving ? until() : view;
    };
    const view = await until();
    expect(view.looked.artifacts).toBe(320);
    expect(addresses(view)[0]).toBe('delete aws_db_instance.main');
  });
});

describe('an approval', () => {
  it('of a plan that was swapped since is refused, and shows the new one', async () => {
    const served = await serve(shapeWith({ 'plan.json': planOf() }), ({ behaviour }) => {
      behaviour.answers = ACCEPTED;
    });
    const shown = await previewChange(served.connection, request());
    expect(addresses(shown.evidence)).toEqual([]);
    (served.server.shape.objects ??= {})[PLAN] = { 'plan.json': DESTROY };
    const refused = await press(served, shown);
    expect(refused).toMatchObject({ state: 'refused' });
    const now = refused.state === 'refused' ? refused.now : undefined;
    expect(addresses(now?.evidence)).toEqual([
      'delete aws_db_instance.main',
      'create aws_vpc.main',
    ]);
    expect(served.server.calls).not.toContain('codepipeline:PutApprovalResult');
    expect(JSON.stringify(refused)).not.toContain(NONCE);
  });

  it('is signed: what was read is kept, and shown when the artifact has expired', async () => {
    const served = await serve(shapeWith({ 'plan.json': DESTROY }), ({ behaviour }) => {
      behaviour.answers = ACCEPTED;
    });
    const shown = await previewChange(served.connection, request());
    const done = await press(served, shown);
    expect(done).toMatchObject({ state: 'ok', value: { warning: undefined } });
    const { shape } = served.server;
    expect(JSON.stringify(shape.logs)).not.toContain(NONCE);
    (shape.objects ??= {})[PLAN] = 'gone';
    answer(shape);
    const view = await look(served);
    expect(addresses(view)).toEqual(addresses(shown.evidence));
    expect(view.signed).toMatchObject({
      hash: shown.evidence?.hash,
      isCopy: true,
      unread: 0,
      expired: undefined,
    });
  });

  it('whose rule is not met is blocked; an override needs a reason, which is kept', async () => {
    const served = await serve(shapeWith({ 'notes.json': '{}' }, 'evidence: plan'), (server) => {
      server.behaviour.answers = ACCEPTED;
    });
    const shown = await previewChange(served.connection, request());
    expect(shown.evidence?.requirements).toMatchObject([{ rule: 'plan', unmet: {} }]);
    expect(shown.choice).toMatchObject({ label: 'Override plan', checked: false });
    const reason = 'The plan is in the ticket';
    expect(await press(served, shown, { reason })).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('No plan was found') as string,
    });
    expect(await press(served, shown, { choice: true, reason: 'ok' })).toMatchObject({
      state: 'failed',
    });
    expect(served.server.calls).not.toContain('codepipeline:PutApprovalResult');
    expect(await press(served, shown, { choice: true, reason })).toMatchObject({ state: 'ok' });
    answer(served.server.shape);
    expect((await look(served)).signed?.overridden).toEqual({ rules: ['plan'], reason });
  });

  it('lets nothing be destroyed whose name was not typed', async () => {
    const served = await serve(
      shapeWith({ 'plan.json': DESTROY }, 'evidence: typed-destroys'),
      ({ behaviour }) => {
        behaviour.answers = ACCEPTED;
      },
    );
    const shown = await previewChange(served.connection, request());
    expect(shown.choice).toBeUndefined();
    expect(await press(served, shown)).toMatchObject({ state: 'failed' });
    const typed = ['aws_db_instance.main'];
    expect(await press(served, shown, { typed })).toMatchObject({ state: 'ok' });
  });

  it('whose record cannot be kept is given, and says so', async () => {
    const served = await serve(shapeWith({ 'plan.json': DESTROY }), ({ behaviour }) => {
      behaviour.answers = ACCEPTED;
      behaviour.deny.add('logs:PutLogEvents');
    });
    const done = await press(served, await previewChange(served.connection, request()));
    expect(done).toMatchObject({
      state: 'ok',
      value: { warning: expect.stringContaining('could not be saved') as string },
    });
  });
});

/** The approval was given: nobody is asked any more. */
function answer(shape: Shape): void {
  const { pipelines } = shape;
  const pipeline = pipelines['nett-terraform'];
  const text = JSON.stringify(pipeline?.state, (key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('token' in value)) return value;
    return { ...value, token: undefined, status: 'Succeeded' };
  });
  if (pipeline) pipeline.state = JSON.parse(text) as Record<string, unknown>;
}
