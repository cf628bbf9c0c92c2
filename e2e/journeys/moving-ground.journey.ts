import { describe, expect, it } from 'vitest';
import { declare, gate, gated, source } from '../../engine/testing/pipelines';
import { until } from '../../engine/testing/wait';
import { topic, type TopicName } from '../../lib/domain/live/topics';
import { makeChange } from '../../lib/server/changes/make';
import { previewChange } from '../../lib/server/changes/preview';
import { toAppError } from '../../lib/server/aws/errors';
import type { PipelineView } from '../../lib/domain/views';
import { readTopic } from '../../lib/server/live/topics';
import { cache } from '../../lib/server/cache/cache';
import { ownBench } from '../support/own-programs';

/** Pages that stay open while the pipeline under them is deleted, made anew, or runs side by side with conditions. */
const own = ownBench();

const read = async <T>(name: TopicName, ...args: string[]): Promise<T> => {
  cache.expire();
  return (await readTopic(own.connection, topic(name, ...args))) as T;
};
const pipeline = (name: string): Promise<PipelineView> => read<PipelineView>('pipeline', name);

describe('a pipeline that is not the one it was', () => {
  it('deleted: the page says so, the board lacks it, a change that was open is refused', async () => {
    await own.bench.cp.createPipeline({ pipeline: gated('shop') });
    const token = await own.bench.token('shop');
    expect((await pipeline('shop')).stages.map((s) => s.name)).toEqual(['Source', 'Gate']);
    const seen = await previewChange(own.connection, {
      kind: 'approve',
      pipeline: 'shop',
      stage: 'Gate',
      execution: await own.bench.newest('shop'),
    });
    await own.bench.cp.deletePipeline({ name: 'shop' });
    expect(token).toBeTruthy();
    await expect(
      pipeline('shop').catch((e: unknown) => {
        throw toAppError(e);
      }),
    ).rejects.toMatchObject({ kind: 'not_found' });
    expect(JSON.stringify(await read('board'))).not.toContain('"shop"');
    const idempotencyKey = crypto.randomUUID();
    expect(
      await makeChange(own.connection, { ...seen.request, pin: seen.pin, idempotencyKey }),
    ).toMatchObject({ state: 'failed', kind: 'not_found' });
  });

  it('made anew under its name: nothing of the old one is shown as its own', async () => {
    await own.bench.cp.createPipeline({
      pipeline: declare('shop', [
        { name: 'Source', actions: [source] },
        { name: 'Ask', actions: [{ ...gate, name: 'Decide' }] },
      ]),
    });
    await own.bench.token('shop');
    const now = await pipeline('shop');
    expect(now.stages.map((s) => s.name)).toEqual(['Source', 'Ask']);
    expect([now.version, now.executions.length]).toEqual([1, 1]);
    expect(JSON.stringify(await read('board'))).toContain('"Ask"');
  });

  it("a clock that went back makes no page wrong: what is newest is newest by the pipeline's own order", async () => {
    await own.bench.clock(-7200);
    await own.bench.cp.createPipeline({ pipeline: gated('past', { executionMode: 'QUEUED' }) });
    const first = await own.bench.newest('past');
    await own.bench.token('past');
    await own.bench.clock(7200);
    const {
      executions: [only],
    } = await pipeline('past');
    expect(only?.id).toBe(first);
    expect(only?.startedAt).toBeLessThan(Date.now() - 7_000_000);
  });
});

describe('conditions in PARALLEL mode', () => {
  const check = {
    name: 'Check',
    ruleTypeId: {
      category: 'Rule' as const,
      owner: 'AWS' as const,
      provider: 'VariableCheck',
      version: '1',
    },
    configuration: { Variable: '#{variables.go}', Value: 'yes', Operator: 'EQ' },
  };
  const asking = {
    executionMode: 'PARALLEL' as const,
    variables: [{ name: 'go', defaultValue: 'yes' }],
  };

  it('are shown in the lane of each execution; one that is held stays in sight, and goes on by an override', async () => {
    await own.bench.cp.createPipeline({
      pipeline: gated('wide', asking, {
        beforeEntry: { conditions: [{ result: 'FAIL', rules: [check] }] },
      }),
    });
    const first = await own.bench.newest('wide');
    const { pipelineExecutionId: held = '' } = await own.bench.cp.startPipelineExecution({
      name: 'wide',
      variables: [{ name: 'go', value: 'no' }],
    });
    expect((await own.bench.ended('wide', held)).status).toBe('Failed');
    const lane = async (id: string) =>
      (await pipeline('wide')).parallelExecutions
        ?.find((l) => l.execution.id === id)
        ?.stages.at(-1);
    const stage = await lane(held);
    expect(stage).toMatchObject({
      name: 'Gate',
      status: { key: 'fail' },
      conditions: [
        {
          when: 'Before entry',
          status: { key: 'fail' },
          rules: [{ name: 'Check', status: { key: 'fail' }, message: "'no' is not 'yes'" }],
          overridable: { stage: 'Gate', execution: held },
        },
      ],
    });
    expect(await lane(first)).toMatchObject({ conditions: [{ status: { key: 'ok' } }] });
    const seen = await previewChange(own.connection, {
      kind: 'override',
      pipeline: 'wide',
      stage: 'Gate',
      execution: held,
    });
    expect(seen.blocked).toBeUndefined();
    const idempotencyKey = crypto.randomUUID();
    expect(
      await makeChange(own.connection, { ...seen.request, pin: seen.pin, idempotencyKey }),
    ).toMatchObject({ state: 'ok' });
    await until('it waits for its approval', async () =>
      (await lane(held))?.actions.some((a) => a.waits?.execution === held),
    );
  });
});
