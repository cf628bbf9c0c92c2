import type { CodePipeline } from '@aws-sdk/client-codepipeline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gated, startBench, type Bench } from '../../engine/testing/pipelines';
import { until } from '../../engine/testing/wait';
import type { ChangePreview, ChangeRequest } from '../../lib/domain/change';
import type { PipelineEdit } from '../../lib/domain/pipeline-edit';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { makeChange } from '../../lib/server/changes/make';
import { previewChange } from '../../lib/server/changes/preview';
import { readPipeline } from '../../lib/server/data/facts';
import { getDeclaration, planEdit } from '../../lib/server/pipelines/plan';
import { savePipeline } from '../../lib/server/pipelines/save';
import { stopListening } from '../../lib/server/events/listening';

/** AWS's reads lag behind its writes: what was accepted is said to be so, and is not done a second time. */
let bench: Bench;
let connection: Connection;
const READS = ['GetPipelineState', 'ListPipelineExecutions', 'ListActionExecutions'];

const faults = (list: readonly object[]): Promise<unknown> =>
  fetch(`${bench.engine.endpoint}/_starboard/faults`, {
    method: 'POST',
    body: JSON.stringify({ faults: list }),
  });
/** From now on every read answers what it answers first. */
const lag = (): Promise<unknown> =>
  faults(
    READS.map((operation) => ({
      service: 'codepipeline',
      operation,
      kind: 'stale',
      delayMs: 600_000,
    })),
  );

beforeAll(async () => {
  process.env['STARBOARD_EVENTS'] = 'off';
  bench = await startBench();
  const { endpoint, client } = bench.engine;
  connection = connectionTo({
    backend: 'local',
    endpoint,
    region: client.region,
    credentials: client.credentials,
  });
});
beforeEach(() => faults([]));
afterAll(async () => {
  delete process.env['STARBOARD_EVENTS'];
  await stopListening();
  await bench.engine.stop();
});

const press = ({ request, pin }: ChangePreview): ReturnType<typeof makeChange> =>
  makeChange(connection, {
    ...request,
    pin,
    reason: 'because',
    idempotencyKey: crypto.randomUUID(),
  });

/** A pipeline whose gate waits, and in which AWS counts what it was asked to do. */
async function waiting(name: string): Promise<{ execution: string; cp: CodePipeline }> {
  await bench.cp.createPipeline({ pipeline: gated(name) });
  await bench.token(name);
  return { execution: await bench.newest(name), cp: bench.cp };
}

/** Presses while reads lag: accepted, said so, not a second time; shown as soon as a read shows it. */
async function goesThrough(request: ChangeRequest, isDone: () => Promise<unknown>): Promise<void> {
  await lag();
  const seen = await previewChange(connection, request);
  expect(seen).toMatchObject({ blocked: undefined });
  expect(seen.acceptedAt).toBeUndefined();
  expect(await press(seen)).toMatchObject({
    state: 'ok',
    value: { acceptedAt: expect.any(Number) as number },
  });
  const after = await previewChange(connection, request);
  expect(after).toMatchObject({
    acceptedAt: expect.any(Number) as number,
    blocked: 'CodePipeline has accepted this and does not show it yet.',
  });
  expect(await press(after)).toMatchObject({
    state: 'refused',
    message: 'Nothing was done. CodePipeline has accepted this and does not show it yet.',
  });
  await faults([]);
  await until('it is done', async () => Boolean(await isDone()));
  const { acceptedAt } = await previewChange(connection, request);
  expect(acceptedAt).toBeUndefined();
}

const statusOf = async (name: string, execution: string): Promise<string | undefined> =>
  bench.status(name, execution);

const save = (edit: PipelineEdit, pin: string): ReturnType<typeof savePipeline> =>
  savePipeline(connection, { ...edit, pin, idempotencyKey: crypto.randomUUID() });

describe('an edit that AWS accepted and does not show', () => {
  it('is not undone by another one of the version before', async () => {
    await waiting('edited');
    await faults([
      { service: 'codepipeline', operation: 'GetPipeline', kind: 'stale', delayMs: 600_000 },
    ]);
    const before = await getDeclaration(connection, 'edited');
    expect(before).toMatchObject({ version: 1, hidden: undefined });
    const edit = (mode: string): PipelineEdit => ({
      action: 'save',
      name: 'edited',
      text: JSON.stringify({ ...(JSON.parse(before.text) as object), executionMode: mode }),
    });
    const { pin } = await planEdit(connection, edit('QUEUED'));
    expect(await save(edit('QUEUED'), pin)).toMatchObject({ state: 'ok', value: { version: 2 } });
    const hidden = 'CodePipeline has accepted version 2 and still shows version 1.';
    expect((await getDeclaration(connection, 'edited')).hidden).toContain(hidden);
    const second = await planEdit(connection, edit('SUPERSEDED'));
    expect(second.problem).toContain(hidden);
    expect(await save(edit('SUPERSEDED'), pin)).toMatchObject({ state: 'failed' });
    await faults([]);
    expect(await getDeclaration(connection, 'edited')).toMatchObject({
      version: 2,
      hidden: undefined,
    });
  });
});

it('an edit that is saved is read again at once, although what is at rest is read seldom', async () => {
  await bench.cp.createPipeline({ pipeline: gated('saved') });
  const aws: Connection = connectionTo({ ...connection, backend: 'aws' });
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
    await goesThrough({ kind: 'retry', ...request }, () => bench.token('more'));
    await goesThrough(
      { kind: 'stop', pipeline: 'more', execution },
      async () => (await statusOf('more', execution)) === 'Stopped',
    );
  });

  it('a transition, closed and opened', async () => {
    await waiting('frozen');
    const isOpen = async (): Promise<boolean | undefined> =>
      (await bench.cp.getPipelineState({ name: 'frozen' })).stageStates?.[1]?.inboundTransitionState
        ?.enabled;
    const request = { pipeline: 'frozen', stage: 'Gate' } as const;
    await goesThrough({ kind: 'close', ...request }, async () => (await isOpen()) === false);
    await goesThrough({ kind: 'open', ...request }, isOpen);
  });
});
