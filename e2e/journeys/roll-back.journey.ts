import { S3 } from '@aws-sdk/client-s3';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LIFECYCLE } from '../../common/appspec';
import { Deployments, type Revision } from '../../engine/testing/deployments';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { until } from '../../engine/testing/wait';

let engine: TestEngine;
let one: Deployments;
beforeAll(async () => {
  // Agent 2 alone knows of restarts; the rest is the same with both.
  engine = await startTestEngine({ STARBOARD_CODEDEPLOY_AGENT: '2' });
  one = new Deployments(engine, 'roll-back');
  await one.prepare();
});
afterAll(() => engine.stop());

const appspec = (hooks: Readonly<Record<string, string>>): string =>
  [
    'version: 0.0\nos: linux\nfiles: [{source: version.txt, destination: /srv/app}]\nhooks:',
    ...Object.entries(hooks).map(([event, file]) => `  ${event}: [{location: ${file}}]`),
  ].join('\n');
const SHELL = '#!/bin/sh\n';
const version = (name: string, hooks: Record<string, string> = {}): Revision => ({
  'version.txt': name,
  ...Object.fromEntries(Object.entries(hooks).map(([e, text]) => [`${e}.sh`, SHELL + text])),
  'appspec.yml': appspec(
    Object.fromEntries(Object.keys(hooks).map((event) => [event, `${event}.sh`])),
  ),
});
/** Good only where the last good version is back. */
const isFirst = version('one', {
  ValidateService: 'grep -qx one "${APP_ROOT:-}/srv/app/version.txt"\n',
});

async function ended(deploymentId: string) {
  return until(`${deploymentId} ends`, async () => {
    const { deploymentInfo } = await one.deploy.getDeployment({ deploymentId });
    return deploymentInfo?.completeTime && deploymentInfo;
  });
}

/** The rollback that a deployment names, when it has ended. */
async function rollbackOf(deploymentId: string) {
  const { rollbackInfo } = await ended(deploymentId);
  return ended(rollbackInfo?.rollbackDeploymentId ?? 'none');
}

it('a deployment that fails brings the last good version back, where that is asked for', async () => {
  expect((await one.run(isFirst)).status).toBe('Succeeded');
  const bad = await one.run(version('two', { ValidateService: 'exit 1\n' }), {
    fileExistsBehavior: 'OVERWRITE',
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
  });
  expect(bad.status).toBe('Failed');
  expect(await rollbackOf(bad.id)).toMatchObject({
    status: 'Succeeded',
    creator: 'codeDeployRollback',
  });
});

/** A file that a script has made, found where the instance has its files. */
const made = (name: string): Promise<string> =>
  until(`a script makes ${name}`, () => {
    const dir = join(engine.home, 'instances', one.instanceId);
    const found = readdirSync(dir, { recursive: true, encoding: 'utf8' }).find(
      (path) => path === name || basename(path) === name,
    );
    return Promise.resolve(found && join(dir, found));
  });

it('one that is stopped ends the script it is in and runs no other, and is rolled back', async () => {
  const running = one.run(
    version('three', {
      BeforeInstall: ': > ~/begun\nuntil [ -e ~/go ]; do sleep 0.02; done\n',
      AfterInstall: ': > ~/after\n',
    }),
    { fileExistsBehavior: 'OVERWRITE' },
  );
  const begun = await made('begun');
  const { deployments = [] } = await one.deploy.listDeployments({
    includeOnlyStatuses: ['InProgress'],
  });
  const deploymentId = deployments[0] ?? '';
  expect(
    await one.deploy.stopDeployment({ deploymentId, autoRollbackEnabled: true }),
  ).toMatchObject({ status: 'Pending' });
  expect((await running).status).toBe('Stopped');
  // The agent knows of it: before that, it may be at the next event already.
  await made(join('cancelled', deploymentId));
  writeFileSync(join(dirname(begun), 'go'), '');
  expect((await rollbackOf(deploymentId)).status).toBe('Succeeded');
  expect(readdirSync(dirname(begun))).not.toContain('after');
});

it('a restart installs the last good version from the copy that is there', async () => {
  const good = await one.run(isFirst, { fileExistsBehavior: 'OVERWRITE' });
  const s3 = new S3({ ...engine.client, forcePathStyle: true });
  const { deploymentInfo } = await one.deploy.getDeployment({ deploymentId: good.id });
  const at = deploymentInfo?.revision?.s3Location;
  await s3.deleteObject({ Bucket: at?.bucket, Key: at?.key });
  const { deploymentId = '' } = await one.deploy.createDeployment({
    applicationName: 'roll-back',
    deploymentGroupName: 'group',
    deploymentMode: 'RESTART',
    fileExistsBehavior: 'OVERWRITE',
  });
  const { status, events } = await one.ended(deploymentId);
  expect(status).toBe('Succeeded');
  expect(events.map((e) => e.status)).toEqual(Array(LIFECYCLE.length).fill('Succeeded'));
});

it('an instance that is started again carries out nothing that was given up meanwhile', async () => {
  const power = async (wanted: 'running' | 'stopped'): Promise<unknown> =>
    until(`the instance is ${wanted}`, async () => {
      const { Reservations } = await one.ec2.describeInstances({ InstanceIds: [one.instanceId] });
      return Reservations?.[0]?.Instances?.[0]?.State?.Name === wanted;
    });
  const InstanceIds = [one.instanceId];
  await one.ec2.stopInstances({ InstanceIds });
  await power('stopped');
  const deploymentId = await one.begin(version('late', { BeforeInstall: ': > ~/late\n' }));
  await until('it has the command', () =>
    Promise.resolve(
      readdirSync(join(engine.home, 'instances', one.instanceId, 'inbox')).length > 0,
    ),
  );
  await one.deploy.stopDeployment({ deploymentId });
  await until('it is told', () =>
    Promise.resolve(
      readdirSync(join(engine.home, 'instances', one.instanceId)).includes('cancelled'),
    ),
  );
  await one.ec2.startInstances({ InstanceIds });
  await power('running');
  const next = await one.run(version('next', { ValidateService: '[ ! -e ~/late ]\n' }), {
    fileExistsBehavior: 'OVERWRITE',
  });
  expect(next.status).toBe('Succeeded');
});
