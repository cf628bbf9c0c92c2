import { afterAll, beforeAll, expect, it } from 'vitest';
import { ScaledFleet, serving, Visitor } from '../../engine/testing/scaled-fleet';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { until } from '../../engine/testing/wait';

const PER_SECOND = 100;

let engine: TestEngine;
let fleet: ScaledFleet;
beforeAll(async () => {
  engine = await startTestEngine();
  fleet = new ScaledFleet(engine, 'shifted');
  await fleet.prepare(2);
  const first = await fleet.ended(await fleet.begin(serving('one')));
  expect(first.status).toBe('Succeeded');
  expect(await fleet.answer()).toBe('one');
});
afterAll(() => engine.stop());

it('in place, one instance after another, loses no request', async () => {
  const visitor = new Visitor(fleet.url, PER_SECOND);
  const info = await fleet.ended(await fleet.begin(serving('two')));
  const { answers, lost } = await visitor.stop();
  expect(info.status).toBe('Succeeded');
  expect(lost).toEqual([]);
  expect(Object.keys(answers).sort()).toEqual(['one', 'two']);
  expect(await fleet.answer()).toBe('two');
});

it('an instance that is terminated is replaced by one that has the last revision', async () => {
  const [gone = '', other = ''] = await fleet.inService('shifted', 2);
  await fleet.ec2.terminateInstances({ InstanceIds: [gone] });
  const joined = await until('another instance is in service', async () => {
    const ids = await fleet.inService('shifted', 2);
    return ids.find((id) => id !== gone && id !== other);
  });
  const { deployments = [] } = await fleet.deploy.listDeployments({
    applicationName: 'shifted',
    deploymentGroupName: 'group',
  });
  const [newest = ''] = deployments;
  expect(await fleet.info(newest)).toMatchObject({ creator: 'autoscaling', status: 'Succeeded' });
  const { targetIds } = await fleet.deploy.listDeploymentTargets({ deploymentId: newest });
  expect(targetIds).toEqual([joined]);
  expect(await Promise.all(Array.from({ length: 4 }, () => fleet.answer()))).toEqual(
    Array(4).fill('two'),
  );
});

it('blue/green to a copy of the group, and back from a release that fails behind its traffic', async () => {
  await fleet.makeBlueGreen();
  const visitor = new Visitor(fleet.url, PER_SECOND);
  const id = await fleet.begin(serving('three'));
  await fleet.when(id, 'waits to terminate', (d) => d.instanceTerminationWaitTimeStarted);
  expect(await fleet.answer()).toBe('three');
  await fleet.deploy.continueDeployment({
    deploymentId: id,
    deploymentWaitType: 'TERMINATION_WAIT',
  });
  expect((await fleet.ended(id)).status).toBe('Succeeded');
  const bad = await fleet.begin(serving('bad', { AfterAllowTraffic: 'exit 1' }), {
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
  });
  expect((await fleet.ended(bad)).status).toBe('Failed');
  expect(await fleet.rollbackOf(bad)).toMatchObject({
    status: 'Succeeded',
    creator: 'codeDeployRollback',
  });
  expect(await fleet.answer()).toBe('three');
  const { answers, lost } = await visitor.stop();
  expect(lost).toEqual([]);
  expect(Object.keys(answers)).toEqual(expect.arrayContaining(['two', 'three']));
});
