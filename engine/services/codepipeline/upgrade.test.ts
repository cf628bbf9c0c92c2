import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SqliteStore } from '../../adapters/sqlite-store';
import { kind } from '../../shared/kind';
import { startTestEngine } from '../../testing/start';
import { gated, startBench } from '../../testing/pipelines';

it('a home of an older Starboard, which placed no actions and kept one waiter, is read as it was meant', async () => {
  const b = await startBench();
  await b.cp.createPipeline({ pipeline: gated('old') });
  await b.token('old');
  const before = (
    await b.cp.listActionExecutions({ pipelineName: 'old' })
  ).actionExecutionDetails?.map((a) => a.actionExecutionId);
  expect(before).toHaveLength(2);
  await b.engine.stop(true);
  const store = new SqliteStore(join(b.engine.home, 'store.db'));
  const [places, pipelines] = [
    kind<{ startTime: number; serial: number; at: number }>('codepipeline.action-place'),
    kind<{ slots: { waiting: unknown }[] }>('codepipeline.pipeline'),
  ];
  const pad = (n: number): string => String(n).padStart(15, '0');
  for (const p of store.list(places))
    store.delete(places, `old\u0001${pad(p.startTime)}\u0001${pad(p.serial)}\u0001${pad(p.at)}`);
  expect(store.list(places)).toEqual([]);
  store.delete(kind('codepipeline.upgraded'), 'action-places');
  const [pipeline] = store.list(pipelines);
  store.put(pipelines, 'old', {
    ...pipeline,
    slots: pipeline?.slots.map(({ waiting: _waiting, ...stageState }) => stageState) ?? [],
  } as never);
  store.close();
  const again = await startTestEngine({}, b.engine.home);
  const cp = new CodePipeline(again.client);
  expect(
    (await cp.listActionExecutions({ pipelineName: 'old' })).actionExecutionDetails?.map(
      (a) => a.actionExecutionId,
    ),
  ).toEqual(before);
  expect(
    (await cp.getPipelineState({ name: 'old' })).stageStates?.map((s) => s.inboundExecutions),
  ).toEqual([[], []]);
  await again.stop();
});
