import { afterAll, beforeAll, expect, it } from 'vitest';
import { ScaledFleet, serving } from '../../engine/testing/scaled-fleet';
import { lost, SteadyClient, type Answer } from '../../engine/testing/steady-client';
import { until } from '../../engine/testing/wait';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';
import { newHome, removeHome, stopProcess } from '../support/launch';

/** More of it: `npm run bench -- traffic`, kill-shifts.long.ts. */
const RATE = 300;
const SECONDS = 10;
const INSTANCES = 2;
/** Of CodeDeployDefault.OneAtATime: all but one stay. */
const MINIMUM = INSTANCES - 1;
const ROLLED_BACK = { enabled: true, events: ['DEPLOYMENT_FAILURE' as const] };

let home = '';
let engine: EngineProcess;
let fleet: ScaledFleet;

beforeAll(async () => {
  home = newHome();
  engine = await startEngineProcess(home);
  fleet = new ScaledFleet(engine, 'shifted');
  await fleet.prepare(INSTANCES);
  expect((await fleet.ended(await fleet.begin(serving('one')))).status).toBe('Succeeded');
  expect(await fleet.answer()).toBe('one');
});
afterAll(async () => {
  await stopProcess(engine.child, 'SIGTERM');
  removeHome(home);
});

async function killEngine(): Promise<void> {
  await engine.kill();
  engine = await startEngineProcess(home);
  fleet = fleet.at(engine);
}

const seen = (answers: readonly Answer[]): Set<string> => new Set(answers.map((a) => a.body));

it('in place, one instance after another, loses no request of 300 a second', async () => {
  const client = new SteadyClient(fleet.url, RATE);
  const fewest = fleet.watchHealthy();
  const info = await fleet.ended(await fleet.begin(serving('two')));
  expect(await fewest()).toBeGreaterThanOrEqual(MINIMUM);
  const answers = await client.stop();
  expect(info.status).toBe('Succeeded');
  expect(lost(answers)).toEqual([]);
  expect(seen(answers)).toEqual(new Set(['one', 'two']));
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

it('blue/green with the engine killed midway, and back from a release that fails behind its traffic, loses none', async () => {
  await fleet.makeBlueGreen();
  const client = new SteadyClient(fleet.url, RATE);
  const id = await fleet.begin(serving('three'));
  await killEngine();
  const fewest = fleet.watchHealthy();
  await fleet.when(id, 'waits to terminate', (d) => d.instanceTerminationWaitTimeStarted);
  expect(await fleet.answer()).toBe('three');
  await fleet.deploy.continueDeployment({
    deploymentId: id,
    deploymentWaitType: 'TERMINATION_WAIT',
  });
  expect((await fleet.ended(id)).status).toBe('Succeeded');
  const bad = await fleet.begin(serving('bad', { AfterAllowTraffic: 'exit 1' }), {
    autoRollbackConfiguration: ROLLED_BACK,
  });
  expect((await fleet.ended(bad)).status).toBe('Failed');
  expect(await fleet.rollbackOf(bad)).toMatchObject({
    status: 'Succeeded',
    creator: 'codeDeployRollback',
  });
  expect(await fewest()).toBeGreaterThanOrEqual(MINIMUM);
  const since = Date.now();
  expect(await fleet.answer()).toBe('three');
  await until('some ask behind the rollback', () =>
    Promise.resolve(client.answers.some((a) => a.at >= since)),
  );
  await until('ten seconds of it', () => Promise.resolve(client.answers.length > SECONDS * RATE));
  const answers = await client.stop();
  expect(lost(answers)).toEqual([]);
  expect([...seen(answers)]).toEqual(expect.arrayContaining(['two', 'three']));
  expect(seen(answers.filter((a) => a.at >= since))).toEqual(new Set(['three']));
});
