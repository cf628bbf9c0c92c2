import type { CreateDeploymentInput } from '@aws-sdk/client-codedeploy';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execFileSync } from 'node:child_process';
import { ScaledFleet, serving } from '../../engine/testing/scaled-fleet';
import { lost, SteadyClient } from '../../engine/testing/steady-client';
import { until } from '../../engine/testing/wait';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';
import { newHome, removeHome, stopProcess } from '../support/launch';

const PER_SECOND = 50;
/** How long after its deployment's begin the engine is killed; twice the same distance apart. */
const KILLS_MS = [0, 300, 900, 1500, 2100, 2700, 3300, 3900];
const ROLLS_BACK: Partial<CreateDeploymentInput> = {
  autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
};

let home = '';
let engine: EngineProcess;
let fleet: ScaledFleet;
beforeAll(async () => {
  home = newHome();
  engine = await startEngineProcess(home);
  fleet = new ScaledFleet(engine, 'killed');
  await fleet.prepare(2);
  expect((await fleet.ended(await fleet.begin(serving('0')))).status).toBe('Succeeded');
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

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What each target went through. */
async function events(deploymentId: string): Promise<string[]> {
  const { targetIds = [] } = await fleet.deploy.listDeploymentTargets({ deploymentId });
  const { deploymentTargets = [] } = await fleet.deploy.batchGetDeploymentTargets({
    deploymentId,
    targetIds,
  });
  return deploymentTargets.flatMap(({ instanceTarget: t }) =>
    (t?.lifecycleEvents ?? []).map((e) => `${e.lifecycleEventName ?? ''} ${e.status ?? ''}`),
  );
}

describe('an engine that is killed in the middle of a shift', () => {
  it.each(KILLS_MS)(
    'in place, after %d ms: as one that is not, and no request lost',
    async (ms) => {
      const client = new SteadyClient(fleet.url, PER_SECOND);
      const id = await fleet.begin(serving(`in place ${ms}`));
      await pause(ms);
      await killEngine();
      expect((await fleet.ended(id)).status).toBe('Succeeded');
      expect(lost(await client.stop())).toEqual([]);
      expect((await events(id)).filter((e) => !e.endsWith(' Succeeded'))).toEqual([]);
      expect(await fleet.answer()).toBe(`in place ${ms}`);
    },
  );

  it.each(KILLS_MS)(
    'blue/green and back, after %d ms: the old version, and no request lost',
    async (ms) => {
      await fleet.makeBlueGreen();
      const before = await fleet.answer();
      const client = new SteadyClient(fleet.url, PER_SECOND);
      const id = await fleet.begin(serving('bad', { AfterAllowTraffic: 'exit 1' }), ROLLS_BACK);
      await pause(2 * ms);
      await killEngine();
      expect((await fleet.ended(id)).status).toBe('Failed');
      expect((await fleet.rollbackOf(id)).status).toBe('Succeeded');
      expect(await fleet.answer()).toBe(before);
      expect(lost(await client.stop())).toEqual([]);
      await fleet.scaling.deleteAutoScalingGroup({
        AutoScalingGroupName: `CodeDeploy_group_${id}`,
        ForceDelete: true,
      });
    },
  );
});

/** The processes of this home that run a program of the engine's, by the folder that each works on. */
const running = (folder: string): number[] =>
  execFileSync('pgrep', ['-f', `${home}/${folder}/`], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);

/** What died is started again; requests in flight through it are lost, as with a machine that loses power. */
describe.each([
  ['the proxy', 'balancers'],
  ["an instance's agent", 'instances'],
])('%s that is killed in the middle of a shift', (_who, folder) => {
  beforeAll(() =>
    fleet.update({
      deploymentConfigName: 'CodeDeployDefault.OneAtATime',
      deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    }),
  );
  it.each(KILLS_MS)('after %d ms: the deployment ends, and the next one serves', async (ms) => {
    const version = `${folder} ${ms}`;
    const id = await fleet.begin(serving(version));
    await pause(ms);
    for (const pid of running(folder)) process.kill(pid, 'SIGKILL');
    const { status } = await fleet.ended(id);
    // What an agent was doing when it died counts as failed (AWS-SEMANTICS 2.4, error 7); a proxy takes part in nothing.
    expect(folder === 'instances' ? ['Succeeded', 'Failed'] : ['Succeeded']).toContain(status);
    const next = await fleet.ended(await fleet.begin(serving(`${version} next`)));
    expect(next.status).toBe('Succeeded');
    const client = new SteadyClient(fleet.url, PER_SECOND);
    await pause(1000);
    const answers = await client.stop();
    expect(lost(answers)).toEqual([]);
    expect(new Set(answers.map((a) => a.body))).toEqual(new Set([`${version} next`]));
  });
});

/** Kills the agent of an instance. */
function killAgent(instance: string): void {
  const journal = join(home, 'instances', instance, 'journal.ndjson');
  const lines = readFileSync(journal, 'utf8').split('\n');
  const started = lines.filter((line) => line.includes('"type":"started"')).at(-1) ?? '{}';
  process.kill((JSON.parse(started) as { pid: number }).pid, 'SIGKILL');
}

/** The target that is in this event now. */
const targetIn = (deploymentId: string, event: string): Promise<string> =>
  until(`a target is in ${event}`, async () => {
    const { targetIds = [] } = await fleet.deploy.listDeploymentTargets({ deploymentId });
    const { deploymentTargets = [] } = await fleet.deploy.batchGetDeploymentTargets({
      deploymentId,
      targetIds,
    });
    return deploymentTargets.find(({ instanceTarget: t }) =>
      t?.lifecycleEvents?.some((e) => e.lifecycleEventName === event && e.status === 'InProgress'),
    )?.instanceTarget?.targetId;
  });

it.each(['BlockTraffic', 'AllowTraffic'])(
  'an agent that is killed while its instance is in %s has nothing to do: all ends as without',
  async (event) => {
    const id = await fleet.begin(serving(`agent ${event}`));
    killAgent(await targetIn(id, event));
    expect((await fleet.ended(id)).status).toBe('Succeeded');
    expect((await events(id)).filter((e) => !e.endsWith(' Succeeded'))).toEqual([]);
    expect(await fleet.answer()).toBe(`agent ${event}`);
  },
);
