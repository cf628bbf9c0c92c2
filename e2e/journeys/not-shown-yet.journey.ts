import type { CodePipeline } from '@aws-sdk/client-codepipeline';
import { beforeEach, describe, expect, it } from 'vitest';
import { Builds } from '../../engine/testing/builds';
import { gated } from '../../engine/testing/pipelines';
import { until } from '../../engine/testing/wait';
import type { ChangePreview, ChangeRequest } from '../../lib/domain/changes/change';
import { acceptedBy } from '../../lib/domain/changes/change-kinds';
import type { PipelineEdit } from '../../lib/domain/pipelines/pipeline-edit';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { makeChange } from '../../lib/server/changes/make';
import { previewChange } from '../../lib/server/changes/preview';
import { setQuarantine } from '../../lib/server/changes/quarantine';
import { AppError } from '../../lib/server/aws/errors';
import { readPipeline } from '../../lib/server/data/facts';
import { readJournal } from '../../lib/server/data/journal';
import { getDeclaration, planEdit } from '../../lib/server/pipelines/plan';
import { savePipeline } from '../../lib/server/pipelines/save';
import { cache } from '../../lib/server/cache/cache';
import { loadShape } from '../support/shapes/merge';
import { serveShape } from '../support/shapes/server';
import { setFaults } from '../support/controls';
import { ownBench } from '../support/own-programs';

/** AWS's reads lag behind its writes: what was accepted is said to be so, and is not done a second time. */
const own = ownBench();
const READS = [
  ['codepipeline', 'GetPipelineState'],
  ['codepipeline', 'ListPipelineExecutions'],
  ['codepipeline', 'ListActionExecutions'],
  ['codebuild', 'ListBuildsForProject'],
  ['codebuild', 'BatchGetBuilds'],
  ['logs', 'GetLogEvents'],
] as const;

const faults = (list: readonly object[]): Promise<unknown> =>
  setFaults(own.bench.engine.endpoint, ...list);
/** From now on every read answers what it answers first. */
const lag = (): Promise<unknown> =>
  faults(
    READS.map(([service, operation]) => ({
      service,
      operation,
      kind: 'stale',
      delayMs: 600_000,
    })),
  );

beforeEach(() => faults([]));

const press = ({ request, pin }: ChangePreview): ReturnType<typeof makeChange> =>
  makeChange(own.connection, {
    ...request,
    pin,
    reason: 'because',
    idempotencyKey: crypto.randomUUID(),
  });

/** A pipeline whose gate waits, and in which AWS counts what it was asked to do. */
async function waiting(name: string): Promise<{ execution: string; cp: CodePipeline }> {
  await own.bench.cp.createPipeline({ pipeline: gated(name) });
  await own.bench.token(name);
  return { execution: await own.bench.newest(name), cp: own.bench.cp };
}

/**
 * Presses while reads lag: accepted, said so, not a second time; shown as soon as a read shows it. `look` is a read that
 * is made after the press alone, so that it lags too.
 */
async function goesThrough(
  request: ChangeRequest,
  isDone: () => Promise<unknown>,
  look: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  await lag();
  await look();
  const seen = await previewChange(own.connection, request);
  expect(seen).toMatchObject({ blocked: undefined });
  expect(seen.acceptedAt).toBeUndefined();
  expect(await press(seen)).toMatchObject({
    state: 'ok',
    value: { acceptedAt: expect.any(Number) as number },
  });
  const after = await previewChange(own.connection, request);
  const hidden = `${acceptedBy(request.kind)} has accepted this and does not show it yet.`;
  expect(after).toMatchObject({ acceptedAt: expect.any(Number) as number, blocked: hidden });
  expect(await press(after)).toMatchObject({
    state: 'refused',
    message: `Nothing was done. ${hidden}`,
  });
  await faults([]);
  await until('it is done', async () => Boolean(await isDone()));
  // A quarantine that was lifted is no longer there to ask about.
  const again = await previewChange(own.connection, request).catch((error: unknown) => {
    if (request.kind === 'lift' && error instanceof AppError && error.kind === 'not_found') return;
    throw error;
  });
  expect(again?.acceptedAt).toBeUndefined();
}

const statusOf = async (name: string, execution: string): Promise<string | undefined> =>
  own.bench.status(name, execution);

const save = (edit: PipelineEdit, pin: string): ReturnType<typeof savePipeline> =>
  savePipeline(own.connection, { ...edit, pin, idempotencyKey: crypto.randomUUID() });

describe('an edit that AWS accepted and does not show', () => {
  it('is not undone by another one of the version before', async () => {
    await waiting('edited');
    await faults([
      { service: 'codepipeline', operation: 'GetPipeline', kind: 'stale', delayMs: 600_000 },
    ]);
    const before = await getDeclaration(own.connection, 'edited');
    expect(before).toMatchObject({ version: 1, hidden: undefined });
    const edit = (mode: string): PipelineEdit => ({
      action: 'save',
      name: 'edited',
      text: JSON.stringify({ ...(JSON.parse(before.text) as object), executionMode: mode }),
    });
    const { pin } = await planEdit(own.connection, edit('QUEUED'));
    expect(await save(edit('QUEUED'), pin)).toMatchObject({ state: 'ok', value: { version: 2 } });
    const hidden = 'CodePipeline has accepted version 2 and still shows version 1.';
    expect((await getDeclaration(own.connection, 'edited')).hidden).toContain(hidden);
    const second = await planEdit(own.connection, edit('SUPERSEDED'));
    expect(second.problem).toContain(hidden);
    expect(await save(edit('SUPERSEDED'), pin)).toMatchObject({ state: 'failed' });
    await faults([]);
    expect(await getDeclaration(own.connection, 'edited')).toMatchObject({
      version: 2,
      hidden: undefined,
    });
  });
});

it('an edit that is saved is read again at once, although what is at rest is read seldom', async () => {
  await own.bench.cp.createPipeline({ pipeline: gated('saved') });
  const aws: Connection = connectionTo({ ...own.connection, backend: 'aws' });
  process.env['STARBOARD_AWS_WRITE'] = '000000000000';
  try {
    expect((await readPipeline(aws, 'saved')).declaration.version).toBe(1);
    const { text: before } = await getDeclaration(aws, 'saved');
    const text = JSON.stringify({ ...(JSON.parse(before) as object), executionMode: 'QUEUED' });
    const edit: PipelineEdit = { action: 'save', name: 'saved', text };
    const { pin } = await planEdit(aws, edit);
    const saved = await savePipeline(aws, { ...edit, pin, idempotencyKey: crypto.randomUUID() });
    expect(saved).toMatchObject({ state: 'ok', value: { version: 2 } });
    expect((await readPipeline(aws, 'saved')).declaration.version).toBe(2);
  } finally {
    delete process.env['STARBOARD_AWS_WRITE'];
  }
});

describe('a change that AWS accepted and does not show', () => {
  it('a release starts one execution', async () => {
    const { cp } = await waiting('release');
    const count = async (): Promise<number> =>
      (await cp.listPipelineExecutions({ pipelineName: 'release' })).pipelineExecutionSummaries
        ?.length ?? 0;
    await goesThrough({ kind: 'release', pipeline: 'release' }, async () => (await count()) === 2);
    expect(await count()).toBe(2);
  });

  it('an approval', async () => {
    const { execution } = await waiting('approve');
    const request = { pipeline: 'approve', stage: 'Gate', action: 'Approve', execution } as const;
    await goesThrough(
      { kind: 'approve', ...request },
      async () => (await statusOf('approve', execution)) === 'Succeeded',
    );
  });

  it('a rejection, a retry of it, and a stop', async () => {
    const { execution } = await waiting('more');
    const request = { pipeline: 'more', stage: 'Gate', execution } as const;
    await goesThrough(
      { kind: 'reject', ...request, action: 'Approve' },
      async () => (await statusOf('more', execution)) === 'Failed',
    );
    await goesThrough({ kind: 'retry', ...request }, () => own.bench.token('more'));
    await goesThrough(
      { kind: 'stop', pipeline: 'more', execution },
      async () => (await statusOf('more', execution)) === 'Stopped',
    );
  });

  it('a transition, closed and opened', async () => {
    await waiting('frozen');
    const isOpen = async (): Promise<boolean | undefined> =>
      (await own.bench.cp.getPipelineState({ name: 'frozen' })).stageStates?.[1]
        ?.inboundTransitionState?.enabled;
    const request = { pipeline: 'frozen', stage: 'Gate' } as const;
    await goesThrough({ kind: 'close', ...request }, async () => (await isOpen()) === false);
    await goesThrough({ kind: 'open', ...request }, isOpen);
  });

  it('an override of a condition', async () => {
    const check = {
      name: 'Check',
      ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
      configuration: { Variable: '#{variables.go}', Value: 'yes', Operator: 'EQ' },
    };
    await own.bench.cp.createPipeline({
      pipeline: gated(
        'held',
        { variables: [{ name: 'go', defaultValue: 'no' }] },
        { beforeEntry: { conditions: [{ result: 'FAIL', rules: [check] }] } },
      ),
    });
    const execution = await own.bench.newest('held');
    await own.bench.ended('held', execution);
    const request = { kind: 'override', pipeline: 'held', stage: 'Gate', execution } as const;
    await goesThrough(request, () => own.bench.token('held'));
  });

  it('the lifting of a quarantine, although the transition that it opens is shown before', async () => {
    const { execution } = await waiting('lifted');
    const facts = await readPipeline(own.connection, 'lifted');
    const held = { sha: 'a'.repeat(40), stage: 'Gate', reason: 'it leaks', by: 'anna' };
    expect(
      await setQuarantine(own.connection, facts, { ...held, executionId: execution }),
    ).toBeUndefined();
    const entries = async (): Promise<number> =>
      (await readJournal(own.connection, 'lifted')).entries.filter((e) => e.type === 'lift').length;
    await until('the quarantine is read', async () =>
      (await readJournal(own.connection, 'lifted')).entries.some((e) => e.type === 'quarantine'),
    );
    const request = { kind: 'lift', pipeline: 'lifted', stage: 'Gate', execution } as const;
    await goesThrough(request, async () => (await entries()) === 1);
    expect(await entries()).toBe(1);
  });

  it('a build that is started, stopped and run again: one build for each press', async () => {
    const builds = new Builds(own.bench.engine);
    const buildspec = 'version: 0.2\nphases: {build: {commands: [sleep 600]}}\n';
    await builds.project('slow', { source: { type: 'NO_SOURCE', buildspec } });
    const ids = async (): Promise<string[]> =>
      (await builds.cb.listBuildsForProject({ projectName: 'slow', sortOrder: 'DESCENDING' }))
        .ids ?? [];
    await goesThrough(
      { kind: 'start-build', pipeline: 'slow' },
      async () => (await ids()).length,
      ids,
    );
    const [first = '', ...others] = await ids();
    expect(others).toEqual([]);
    const stop = { kind: 'stop-build', pipeline: 'slow' } as const;
    const isStopped = async (id: string): Promise<boolean> =>
      (await builds.get(id)).buildStatus === 'STOPPED';
    await goesThrough({ ...stop, execution: first }, () => isStopped(first));
    await goesThrough(
      { kind: 'rebuild', pipeline: 'slow', execution: first },
      async () => (await ids()).length === 2,
      ids,
    );
    const [second = ''] = await ids();
    expect(await ids()).toHaveLength(2);
    await builds.cb.stopBuild({ id: second });
    await until('it has stopped', () => isStopped(second));
  });

  it("CodeDeploy's own deployment of an earlier revision", async () => {
    const server = await serveShape(loadShape('codedeploy-auto-rollback'));
    cache.clear();
    process.env['STARBOARD_AWS_WRITE'] = server.account;
    const aws = connectionTo({
      backend: 'aws',
      endpoint: server.endpoint,
      region: server.region,
      credentials: { accessKeyId: 'AKIDREDEPLOY', secretAccessKey: 'secret' },
    });
    try {
      const made = 'd-NEW000001';
      server.behaviour.answers = new Map([['codedeploy.CreateDeployment', { deploymentId: made }]]);
      const request: ChangeRequest = {
        kind: 'redeploy',
        pipeline: 'scanner_relay',
        stage: 'deliver',
        execution: 'ae4a859b-71f1-407d-b312-04262bac98ae',
      };
      const pressed = async ({ pin }: ChangePreview) =>
        makeChange(aws, { ...request, pin, reason: 'why', idempotencyKey: crypto.randomUUID() });
      const seen = await previewChange(aws, request);
      expect(seen).toMatchObject({ blocked: undefined, acceptedAt: undefined });
      expect(await pressed(seen)).toMatchObject({
        state: 'ok',
        value: { acceptedAt: expect.any(Number) as number },
      });
      const after = await previewChange(aws, request);
      const hidden = 'CodeDeploy has accepted this and does not show it yet.';
      expect(after.blocked).toBe(hidden);
      expect(await pressed(after)).toMatchObject({ state: 'refused' });
      expect(server.calls.filter((c) => c === 'codedeploy:CreateDeployment')).toHaveLength(1);
      server.behaviour.answers = new Map([['codedeploy.ListDeployments', { deployments: [made] }]]);
      expect((await previewChange(aws, request)).acceptedAt).toBeUndefined();
    } finally {
      delete process.env['STARBOARD_AWS_WRITE'];
      cache.clear();
      await server.stop();
    }
  });
});
