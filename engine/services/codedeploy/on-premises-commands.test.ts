import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AgentEntry } from '../../core/deployment/journal';
import { DeployBench } from '../../testing/deploy-bench';

const instanceName = 'desk';

let bench: DeployBench;
beforeEach(async () => {
  bench = new DeployBench();
  await bench.cd.registerOnPremisesInstance({
    instanceName,
    iamUserArn: 'arn:aws:iam::000000000000:user/desk',
  });
  await bench.cd.addTagsToOnPremisesInstances({
    instanceNames: [instanceName],
    tags: [{ Key: 'where', Value: 'desk' }],
  });
  await bench.makeGroup({
    ec2TagFilters: [],
    onPremisesInstanceTagFilters: [{ Key: 'where', Value: 'desk', Type: 'KEY_AND_VALUE' }],
  });
});
afterEach(() => bench.close());

const commands = async () =>
  (await bench.ctx.internal.codedeploy.commandsFor({ instanceName })).commands;
const acknowledge = (deploymentId: string) =>
  bench.ctx.internal.codedeploy.acknowledge({ instanceName, deploymentId });
const report = async (from: number, entries: readonly AgentEntry[], journal = 'first') => {
  const told = await bench.ctx.internal.codedeploy.report({ instanceName, journal, from, entries });
  await bench.settle();
  return told;
};
const event = (deploymentId: string, status: 'InProgress' | 'Succeeded'): AgentEntry => ({
  type: 'lifecycle',
  at: bench.now,
  deploymentId,
  event: 'ApplicationStop',
  status,
  diagnostics: undefined,
});
const ended = (deploymentId: string): AgentEntry => ({
  type: 'deployment-ended',
  at: bench.now,
  deploymentId,
  status: 'Succeeded',
});

it('a registered instance is a target, by its own ARN', async () => {
  const deploymentId = await bench.create('a');
  const { deploymentTarget } = await bench.cd.getDeploymentTarget({
    deploymentId,
    targetId: instanceName,
  });
  const { instanceInfo } = await bench.cd.getOnPremisesInstance({ instanceName });
  expect(deploymentTarget?.instanceTarget).toMatchObject({
    targetArn: instanceInfo?.instanceArn,
    status: 'InProgress',
  });
});

it('its agent gets the command once, and its word ends the deployment', async () => {
  const id = await bench.create('a');
  expect(await commands()).toMatchObject([{ deploymentId: id, bundleType: 'zip' }]);
  await acknowledge(id);
  expect(await commands()).toEqual([]);
  await report(0, [event(id, 'InProgress')]);
  expect(await bench.targets(id)).toEqual({ desk: 'InProgress' });
  await report(1, [event(id, 'Succeeded'), ended(id)]);
  expect((await bench.info(id)).status).toBe('Succeeded');
});

it('what comes again is heard once, and what is missing is asked for', async () => {
  const id = await bench.create('a');
  await acknowledge(id);
  expect(await report(0, [event(id, 'InProgress'), event(id, 'Succeeded')])).toMatchObject({
    heard: 2,
  });
  expect(await report(0, [event(id, 'InProgress')])).toMatchObject({ heard: 2 });
  const { deploymentTarget } = await bench.cd.getDeploymentTarget({
    deploymentId: id,
    targetId: instanceName,
  });
  expect(deploymentTarget?.instanceTarget?.lifecycleEvents?.[0]?.status).toBe('Succeeded');
  await expect(report(5, [ended(id)])).rejects.toMatchObject({ code: 'InvalidInputException' });
  expect(await report(0, [ended(id)], 'second')).toMatchObject({ heard: 1 });
});

it('an agent that has not joined is a silent one', async () => {
  const id = await bench.create('a');
  await bench.pass(300_000);
  expect((await bench.info(id)).status).toBe('Failed');
  expect(await commands()).toEqual([]);
});

it('a deployment that is stopped goes no further there', async () => {
  const id = await bench.create('a');
  await acknowledge(id);
  await bench.cd.stopDeployment({ deploymentId: id });
  await bench.settle();
  expect(await report(0, [event(id, 'InProgress')])).toMatchObject({ cancelled: [id] });
  expect(await report(1, [ended(id)])).toMatchObject({ cancelled: [] });
  expect((await bench.info(id)).status).toBe('Stopped');
});

it('one that was deregistered gets nothing', async () => {
  await bench.create('a');
  await bench.cd.deregisterOnPremisesInstance({ instanceName });
  await expect(commands()).rejects.toMatchObject({ code: 'InstanceNotRegisteredException' });
});
