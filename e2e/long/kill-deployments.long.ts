import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIFECYCLE } from '../../common/appspec';
import { Deployments, type Deployed, type Revision } from '../../engine/testing/deployments';
import { until } from '../../engine/testing/wait';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';
import { newHome, removeHome, stopProcess } from '../support/launch';

const SCRIPTED = LIFECYCLE.filter((e) => e !== 'DownloadBundle' && e !== 'Install');
const CONFIG = 'one-may-be-away';

/** Every hook writes down that it ran; the one that is held waits until it is let go. */
const HOOK = `#!/bin/sh
echo "$LIFECYCLE_EVENT $DEPLOYMENT_ID" >> ~/ran
[ "$LIFECYCLE_EVENT" = "$(cat ~/hold 2>/dev/null)" ] || exit 0
: > ~/begun
until [ -e ~/go ]; do sleep 0.02; done
`;
/** Fails at its end, and arms what is held: the rollback meets it, and not this one. */
const BAD = `#!/bin/sh
echo "$LIFECYCLE_EVENT $DEPLOYMENT_ID" >> ~/ran
[ "$LIFECYCLE_EVENT" = ValidateService ] || exit 0
mv ~/armed ~/hold
exit 1
`;
const revision = (hook: string): Revision => ({
  'hook.sh': hook,
  'appspec.yml': [
    'version: 0.0\nos: linux\nhooks:',
    ...SCRIPTED.map((event) => `  ${event}: [{location: hook.sh}]`),
  ].join('\n'),
});

let home = '';
let engine: EngineProcess;
let one: Deployments;
let inside = '';

const instanceDir = (): string => join(home, 'instances', one.instanceId);
const file = (name: string): string => join(inside, name);
const put = (name: string, content = ''): void => writeFileSync(file(name), content);
const clear = (): void => {
  for (const name of ['hold', 'armed', 'begun', 'go']) rmSync(file(name), { force: true });
};
const begun = (): Promise<boolean> =>
  until('the hook that is held runs', () => Promise.resolve(readdirSync(inside).includes('begun')));

async function killEngine(): Promise<void> {
  await engine.kill();
  engine = await startEngineProcess(home);
  one = one.at(engine);
}

/** Which hooks a deployment ran, in their order. */
const ran = (id: string): string[] =>
  readFileSync(file('ran'), 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(` ${id}`))
    .map((line) => line.split(' ')[0] ?? '');

const outcome = ({ status, events, id }: Deployed): unknown => ({
  status,
  events: events.map((e) => `${e.lifecycleEventName ?? ''} ${e.status ?? ''}`),
  ran: ran(id),
});

async function rollbackOf(id: string): Promise<Deployed> {
  const rollback = await until(`${id} is rolled back`, async () => {
    const { deploymentInfo } = await one.deploy.getDeployment({ deploymentId: id });
    return deploymentInfo?.rollbackInfo?.rollbackDeploymentId;
  });
  return one.ended(rollback);
}

let unkilled: unknown;
beforeAll(async () => {
  home = newHome();
  engine = await startEngineProcess(home);
  one = new Deployments(engine, 'killed');
  await one.prepare();
  await one.deploy.createDeploymentConfig({
    deploymentConfigName: CONFIG,
    minimumHealthyHosts: { type: 'HOST_COUNT', value: 0 },
  });
  await one.deploy.updateDeploymentGroup({
    applicationName: 'killed',
    currentDeploymentGroupName: 'group',
    deploymentConfigName: CONFIG,
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
  });
  // The first has nothing to stop.
  expect((await one.run(revision(HOOK))).status).toBe('Succeeded');
  const found = readdirSync(instanceDir(), { recursive: true, encoding: 'utf8' }).find(
    (path) => basename(path) === 'ran',
  );
  inside = dirname(join(instanceDir(), found ?? ''));
  unkilled = outcome(await one.run(revision(HOOK)));
  expect(unkilled).toEqual({
    status: 'Succeeded',
    events: LIFECYCLE.map((event) => `${event} Succeeded`),
    ran: [...SCRIPTED],
  });
});
afterAll(async () => {
  await stopProcess(engine.child, 'SIGTERM');
  removeHome(home);
});

describe('an engine that is killed', () => {
  it.each(SCRIPTED)('in %s: the deployment ends as one that is not', async (event) => {
    clear();
    put('hold', event);
    const id = await one.begin(revision(HOOK));
    await begun();
    await killEngine();
    put('go');
    expect(outcome(await one.ended(id))).toEqual(unkilled);
  });

  it.each(SCRIPTED)('as %s ends, in what comes after it: the same', async (event) => {
    clear();
    put('hold', event);
    const id = await one.begin(revision(HOOK));
    await begun();
    put('go');
    await killEngine();
    expect(outcome(await one.ended(id))).toEqual(unkilled);
  });

  it.each(SCRIPTED.slice(1))('in %s of a rollback: the old version comes back', async (event) => {
    clear();
    put('armed', event);
    const id = await one.begin(revision(BAD));
    await begun();
    await killEngine();
    put('go');
    expect((await one.ended(id)).status).toBe('Failed');
    const rollback = await rollbackOf(id);
    expect(outcome(rollback)).toMatchObject({
      status: 'Succeeded',
      events: LIFECYCLE.map((e) => `${e} Succeeded`),
    });
    expect(new Set(ran(rollback.id)).size).toBe(ran(rollback.id).length);
  });

  it('as a deployment fails: it is rolled back once', async () => {
    clear();
    put('armed', 'nothing');
    const id = await one.begin(revision(BAD));
    await one.ended(id);
    await killEngine();
    expect((await rollbackOf(id)).status).toBe('Succeeded');
    const { deployments = [] } = await one.deploy.listDeployments({});
    const made = await one.deploy.batchGetDeployments({ deploymentIds: deployments.slice(0, 5) });
    const rollbacks = made.deploymentsInfo?.filter(
      (d) => d.rollbackInfo?.rollbackTriggeringDeploymentId === id,
    );
    expect(rollbacks).toHaveLength(1);
  });
});

describe('an agent that is killed', () => {
  it.each(SCRIPTED)(
    'in %s: nothing succeeded that did not run, and the old version comes back',
    async (event) => {
      clear();
      put('hold', event);
      const id = await one.begin(revision(HOOK));
      await begun();
      const started = readFileSync(join(instanceDir(), 'journal.ndjson'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"type":"started"'))
        .at(-1);
      clear();
      process.kill((JSON.parse(started ?? '') as { pid: number }).pid, 'SIGKILL');
      const failed = await one.ended(id);
      expect(failed.status).toBe('Failed');
      const at = LIFECYCLE.indexOf(event);
      expect(failed.events.map((e) => e.status)).toEqual(
        LIFECYCLE.map((_, i) => (i < at ? 'Succeeded' : i === at ? 'Failed' : 'Skipped')),
      );
      expect((await rollbackOf(id)).status).toBe('Succeeded');
    },
  );
});
