import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildBatch } from '@aws-sdk/client-codebuild';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';
import { Builds } from '../../testing/builds';
import { settle } from './batch-run';
import type { Batch } from './batch-store';

let engine: TestEngine;
let b: Builds;
beforeAll(async () => {
  engine = await startTestEngine();
  b = new Builds(engine);
  await b.project('many', {
    buildBatchConfig: {
      serviceRole: 'arn:aws:iam::000000000000:role/batch',
      restrictions: { maximumBuildsAllowed: 5 },
    },
  });
});
afterAll(() => engine.stop());

const get = async (id: string): Promise<BuildBatch> => {
  const [batch] = (await b.cb.batchGetBuildBatches({ ids: [id] })).buildBatches ?? [];
  if (!batch) throw new Error(id);
  return batch;
};
const ended = (id: string): Promise<BuildBatch> =>
  until('the batch ends', async () => {
    const x = await get(id);
    return x.complete ? x : undefined;
  });
const start = async (batch: object, commands: string[]): Promise<string> =>
  (
    await b.cb.startBuildBatch({
      projectName: 'many',
      buildspecOverride: JSON.stringify({ version: '0.2', batch, phases: { build: { commands } } }),
    })
  ).buildBatch?.id ?? '';
const statuses = (x: BuildBatch): Record<string, string | undefined> =>
  Object.fromEntries(
    (x.buildGroups ?? []).map((g) => [g.identifier ?? '', g.currentBuildSummary?.buildStatus]),
  );
const WHO = 'echo "I am $CODEBUILD_BATCH_BUILD_IDENTIFIER $FLAVOUR"';

describe('the end of a batch', () => {
  const batch = {
    phases: [{ phaseType: 'IN_PROGRESS', startTime: 0 }],
    groups: [],
    status: 'IN_PROGRESS',
    config: { combineArtifacts: true },
    pipeline: { outputs: [{ name: 'Out', bucket: 'b', key: 'k' }] },
  } as unknown as Batch;
  const phases = (x: Batch): string[] => x.phases.map((p) => p.phaseType);

  it('is one, however many of its builds end at the same moment', () => {
    const first = settle(batch, 'SUCCEEDED', 1);
    expect([
      phases(first),
      settle(first, 'SUCCEEDED', 2) === first,
      settle(batch, undefined, 1) === batch,
    ]).toEqual([['IN_PROGRESS', 'COMBINE_ARTIFACTS'], true, true]);
  });

  it('combines nothing after a failure or a stop, not even one that came while it combined', () => {
    expect([
      phases(settle(batch, 'FAILED', 1)),
      phases(settle({ ...settle(batch, 'SUCCEEDED', 1), stopping: true }, 'SUCCEEDED', 2)),
    ]).toEqual([
      ['IN_PROGRESS', 'FAILED'],
      ['IN_PROGRESS', 'COMBINE_ARTIFACTS', 'STOPPED'],
    ]);
  });
});

describe('a batch', () => {
  it('as a graph: each build after those it depends on, with its own variables', async () => {
    const done = await ended(
      await start(
        {
          'build-graph': [
            { identifier: 'first', env: { variables: { FLAVOUR: 'sweet' } } },
            { identifier: 'second', 'depend-on': ['first'] },
          ],
        },
        [WHO],
      ),
    );
    expect([done.buildBatchStatus, statuses(done)]).toEqual([
      'SUCCEEDED',
      { first: 'SUCCEEDED', second: 'SUCCEEDED' },
    ]);
    expect(done.phases?.map((p) => [p.phaseType, p.phaseStatus])).toEqual([
      ['SUBMITTED', 'SUCCEEDED'],
      ['DOWNLOAD_BATCHSPEC', 'SUCCEEDED'],
      ['IN_PROGRESS', 'SUCCEEDED'],
      ['SUCCEEDED', 'SUCCEEDED'],
    ]);
    const [first, second] = await Promise.all(
      (done.buildGroups ?? []).map((g) => b.get(g.currentBuildSummary?.arn ?? '')),
    );
    expect(await b.log(first as never)).toContain('I am first sweet\n');
    expect((second?.startTime?.getTime() ?? 0) >= (first?.endTime?.getTime() ?? 0)).toBe(true);
    expect(first?.buildBatchArn).toBe(done.arn);
  });

  it('as a matrix: every combination', async () => {
    const done = await ended(
      await start(
        {
          'build-matrix': {
            dynamic: { env: { variables: { FLAVOUR: ['a', 'b'], SIZE: ['1', '2'] } } },
          },
        },
        ['echo "$FLAVOUR$SIZE"'],
      ),
    );
    const logs = await Promise.all(
      (done.buildGroups ?? []).map(async (g) =>
        b.log(await b.get(g.currentBuildSummary?.arn ?? '')),
      ),
    );
    expect(['a1', 'a2', 'b1', 'b2'].every((x) => logs.some((l) => l.includes(`\n${x}\n`)))).toBe(
      true,
    );
  });

  it('that fails: what depends on the failed one never starts; only the failed are tried again', async () => {
    const id = await start(
      {
        'build-graph': [
          { identifier: 'good' },
          { identifier: 'bad', env: { variables: { FLAVOUR: 'bad' } } },
          { identifier: 'after', 'depend-on': ['bad'] },
        ],
      },
      ['[ "$FLAVOUR" != bad ]'],
    );
    const failed = await ended(id);
    expect([failed.buildBatchStatus, statuses(failed)]).toEqual([
      'FAILED',
      { good: 'SUCCEEDED', bad: 'FAILED', after: 'STOPPED' },
    ]);
    await b.cb.retryBuildBatch({ id, retryType: 'RETRY_FAILED_BUILDS' });
    const again = await ended(id);
    expect(again.buildGroups?.map((g) => g.priorBuildSummaryList?.length)).toEqual([0, 1, 0]);
    await expect(
      b.cb.retryBuildBatch({
        id: (await ended(await start({ 'build-list': [{ identifier: 'x' }] }, ['true']))).id,
      }),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('is stopped with all it runs, and refuses what the project does not allow', async () => {
    const id = await start({ 'build-list': [{ identifier: 'a' }, { identifier: 'b' }] }, [
      'sleep 300',
    ]);
    await until('both run', async () =>
      (await get(id)).buildGroups?.every(
        (g) => g.currentBuildSummary?.buildStatus === 'IN_PROGRESS',
      ),
    );
    await b.cb.stopBuildBatch({ id });
    expect((await ended(id)).buildBatchStatus).toBe('STOPPED');
    const many = await ended(await start({ 'build-fanout': { parallelism: 6 } }, ['true']));
    expect(many.phases?.find((p) => p.phaseType === 'DOWNLOAD_BATCHSPEC')).toMatchObject({
      phaseStatus: 'FAILED',
      contexts: [{ message: expect.stringContaining('at most 5') as string }],
    });
    await expect(
      b.cb.startBuildBatch({
        projectName: 'many',
        buildBatchConfigOverride: { combineArtifacts: true },
      }),
    ).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining('for a pipeline alone') as string,
    });
    const circle = await ended(
      await start(
        {
          'build-graph': [
            { identifier: 'a', 'depend-on': ['b'] },
            { identifier: 'b', 'depend-on': ['a'] },
          ],
        },
        ['true'],
      ),
    );
    expect(circle.phases?.[1]?.contexts?.[0]?.message).toContain('circle of dependencies: a, b');
    const odd = async (...tasks: object[]): Promise<unknown> => {
      const done = await ended(await start({ 'build-graph': tasks }, ['true']));
      return [done.buildBatchStatus, done.phases?.[1]?.contexts?.[0]?.message];
    };
    expect([
      await odd({ identifier: 'a' }, { identifier: 'b', 'depend-on': ['nobody'] }),
      await odd({ identifier: 'a' }, { identifier: 'a' }),
      await odd({ identifier: 'a' }, { identifier: 'b', 'depends-on': ['a'] }),
    ]).toEqual([
      ['FAILED', 'b depends on nobody, which is not in the batch'],
      ['FAILED', 'batch has two builds with the identifier a'],
      ['FAILED', expect.stringMatching(/depends-on at line \d+: there is no such key/)],
    ]);
  });
});
