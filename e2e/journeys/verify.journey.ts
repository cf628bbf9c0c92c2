import { describe, expect, it } from 'vitest';
import { forgetAccount } from '../../lib/server/aws/account';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { forgetCredentials } from '../../lib/server/aws/credentials';
import { planTrial } from '../../lib/server/trial/trial';
import { verifyReads } from '../../lib/server/verify/account';
import { bundleOf } from '../../lib/server/verify/bundle';
import type { PageReport, Report } from '../../lib/server/verify/report';
import { keepEnv } from '../support/keep-env';
import { NO_BUDGET, servingShapes } from '../support/served-account';
import type { Shape } from '../support/shapes/format';
import { loadShape, mergeShapes } from '../support/shapes/merge';
import type { ShapeServer } from '../support/shapes/server';

/** `starboard verify` against recorded accounts: what works, what is lacking, and which forms nobody knows. */
const serveShapes = servingShapes(NO_BUDGET);
async function serve(shape: Shape, change?: (s: ShapeServer) => void) {
  const { server, connection } = await serveShapes(shape, change);
  return { connection, account: server.account, served: server };
}

const page = (report: Report, name: string): PageReport => {
  const found = report.pages.find((p) => p.page === name);
  if (!found) throw new Error(`No page ${name} among ${report.pages.map((p) => p.page).join()}`);
  return found;
};

/** Operations that recorded answers have none for are denied; these pages do not need any. */
const WHOLE = ['Board', 'Approvals', 'Builds', 'Pipeline, edited', 'Execution'];

describe('starboard verify', () => {
  it('says which pages work, what each costs, and that a service which is denied keeps others whole', async () => {
    const { connection, account, served } = await serve(loadShape('codecommit-alone'));
    const read: string[] = [];
    const report = await verifyReads(connection, { account, pipelines: 5 }, (r) =>
      read.push(r.page),
    );
    expect(read).toEqual(expect.arrayContaining(['Board', 'Pipeline', 'Where is my commit']));
    for (const name of WHOLE) expect(page(report, name)).toMatchObject({ state: 'works' });
    expect(page(report, 'Notifications')).toMatchObject({ state: 'part' });
    expect(page(report, 'Board').calls).toMatchObject({ 'codepipeline:GetPipelineState': 1 });
    const sum = Object.values(report.calls).reduce((a, b) => a + b, 0);
    // The sample and the question whose account it is are asked before the first page.
    expect(served.calls.length - sum).toBeLessThanOrEqual(2);
    expect(report.works).toBe(false);
  });

  it('names the permission that is denied, on each page that lacks it, with the policy that has it', async () => {
    const { connection, account } = await serve(loadShape('codecommit-alone'), (s) =>
      s.behaviour.deny.add('codepipeline:ListActionExecutions'),
    );
    const report = await verifyReads(connection, { account, pipelines: 5 }, () => undefined);
    for (const name of ['Board', 'Pipeline', 'Where is my commit'].filter((n) =>
      report.pages.some((p) => p.page === n),
    ))
      expect(page(report, name).problems).toContainEqual(
        expect.objectContaining({
          kind: 'denied',
          action: 'codepipeline:ListActionExecutions',
          deniedBy: 'identity',
          policy: 'deploy/policies/view.json',
          message: 'Viewer/somebody lacks codepipeline:ListActionExecutions.',
        }),
      );
    expect(page(report, 'Pipeline').state).toBe('fails');
    expect(page(report, 'Builds').state).toBe('works');
  });

  it('pipelines that may not be listed: the pages about all of them do not work, and that is no crash', async () => {
    const { connection, account } = await serve(loadShape('codecommit-alone'), (s) =>
      s.behaviour.deny.add('codepipeline:ListPipelines'),
    );
    const report = await verifyReads(connection, { account, pipelines: 5 }, () => undefined);
    expect(page(report, 'Board')).toMatchObject({ state: 'fails' });
    expect(report.sample).toEqual({ names: [], total: 0 });
  });

  it('another account is refused before anything is read', async () => {
    const { connection, served } = await serve(loadShape('codecommit-alone'));
    const asked = { account: '999999999999', pipelines: 5 };
    await expect(verifyReads(connection, asked, () => undefined)).rejects.toThrow(
      /are of account \d{12}, not 999999999999\. Nothing was read/,
    );
    expect(served.calls.map((c) => c.split(':')[1])).toEqual(['GetCallerIdentity']);
  });

  it('--write plans nothing in an account that may not be changed', async () => {
    const { connection, account, served } = await serve(loadShape('never-run'));
    const asked = { account, budget: 5, template: 'html5-site' };
    await expect(planTrial(connection, asked)).rejects.toThrow(
      `To allow changes, start it with STARBOARD_AWS_WRITE=${account}.`,
    );
    expect(new Set(served.calls)).toEqual(new Set(['sts:GetCallerIdentity']));
  });

  it("--write says before it asks what the account's quotas mean for it", async () => {
    const { connection, account } = await serve({
      ...loadShape('never-run'),
      answers: {
        'servicequotas.GetServiceQuota': [
          { answer: { Quota: { QuotaName: 'Concurrent builds', Value: 0 } } },
        ],
      },
    });
    process.env['STARBOARD_AWS_WRITE'] = account;
    try {
      const asked = { account, budget: 5, template: 'html5-site' };
      expect((await planTrial(connection, asked)).quotas).toEqual([
        expect.stringMatching(/"Concurrent builds" is 0, with 0 in use\. .* its builds fail/),
      ]);
    } finally {
      delete process.env['STARBOARD_AWS_WRITE'];
    }
  });

  it('by the chain of credentials, as on AWS', async () => {
    const { account, served } = await serve(loadShape('never-run'));
    const set = {
      AWS_ENDPOINT_URL: served.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: served.region,
    };
    const putBack = keepEnv();
    Object.assign(process.env, set);
    forgetCredentials();
    forgetAccount();
    try {
      const connection: Connection = connectionTo({ backend: 'aws', region: served.region });
      const report = await verifyReads(connection, { account, pipelines: 1 }, () => undefined);
      expect(page(report, 'Board')).toMatchObject({ state: 'works' });
    } finally {
      putBack();
      forgetCredentials();
      forgetAccount();
    }
  });

  it('of many pipelines those are read that differ most, and lists read no others', async () => {
    const merged = mergeShapes(['codecommit-alone', 'five-sources', 'never-run']);
    const { connection, account } = await serve(merged);
    const report = await verifyReads(connection, { account, pipelines: 2 }, () => undefined);
    const total = Object.keys(merged.pipelines).length;
    expect(report.sample).toMatchObject({ total });
    expect(report.sample.names).toHaveLength(2);
    expect(report.sample.names).toContain(Object.keys(loadShape('five-sources').pipelines)[0]);
    expect(page(report, 'Board').calls['codepipeline:GetPipelineState']).toBe(2);
  });
});

describe('forms that nobody knows', () => {
  /** An account that says a status, a provider and members which neither the SDK nor a shape has. */
  const odd = (): Shape => {
    const shape = loadShape('codecommit-alone');
    const [first] = Object.values(shape.pipelines);
    const execution = first?.executions[0] ?? {};
    execution['status'] = 'Paused';
    execution['riskScore'] = { secretName: 'hunter2' };
    const stages = first?.pipeline['stages'] as { actions: Record<string, unknown>[] }[];
    const actions = stages.flatMap((s) => s.actions);
    const type = actions.at(-1)?.['actionTypeId'] as Record<string, unknown>;
    type['provider'] = 'QuantumDeploy';
    actions.push({
      name: 'ours',
      actionTypeId: { owner: 'Custom', category: 'Test', provider: 'AcmeSecret', version: '1' },
    });
    stages.at(-1)?.actions.push(actions.at(-1) ?? {});
    return shape;
  };

  it('are told by path, type and value, in a bundle that has nothing of the account itself', async () => {
    const shape = odd();
    const { connection, account } = await serve(shape, (s) =>
      s.behaviour.deny.add('codebuild:BatchGetBuilds'),
    );
    const report = await verifyReads(connection, { account, pipelines: 5 }, () => undefined);
    expect(report.strange).toEqual(
      expect.arrayContaining([
        {
          what: 'value',
          call: 'codepipeline:ListPipelineExecutions',
          path: 'pipelineExecutionSummaries[].status',
          type: 'string',
          value: 'Paused',
        },
        {
          what: 'member',
          call: 'codepipeline:ListPipelineExecutions',
          path: 'pipelineExecutionSummaries[].riskScore',
          type: 'object',
          value: undefined,
        },
        {
          what: 'provider',
          call: 'codepipeline:GetPipeline',
          path: 'pipeline.stages[].actions[].actionTypeId.provider',
          type: 'object',
          value: 'QuantumDeploy',
        },
      ]),
    );

    const text = JSON.stringify(bundleOf(report, '0.0.0', 'aws'));
    expect(text).toContain('Paused');
    expect(text).toContain('"deniedBy":"identity"');
    const own = new Set<string>(['hunter2', 'secretName', 'AcmeSecret', 'somebody', shape.region]);
    const AWS_WORD = /^(?:[A-Z][A-Za-z]*|[A-Z_]+|\d{1,4}|[a-z]{1,8})$/;
    const collect = (value: unknown): void => {
      if (typeof value === 'string' && value.length > 3 && !AWS_WORD.test(value)) own.add(value);
      if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
    };
    collect(shape.pipelines);
    for (const name of Object.keys(shape.pipelines)) own.add(name);
    expect([...own].filter((word) => text.includes(word))).toEqual([]);
    expect(text).not.toMatch(/arn:|https?:|\d{12}/);
  });

  it("a recorded account has none: all that it says is the SDK's and the shapes'", async () => {
    const { connection, account } = await serve(loadShape('cdk-self-mutation'));
    const report = await verifyReads(connection, { account, pipelines: 5 }, () => undefined);
    expect(report.strange.filter((s) => s.call.startsWith('codepipeline:'))).toEqual([]);
  });
});
