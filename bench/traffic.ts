import { ScaledFleet, serving } from '../engine/testing/scaled-fleet';
import { lost, SteadyClient, type Answer } from '../engine/testing/steady-client';
import { median, seconds, startProgram, type Figures } from './engine';

const RATE = 300;
const INSTANCES = 4;
/** Of OneAtATime: all but one stay. */
const MINIMUM = INSTANCES - 1;
const ROLLBACKS = 20;

const ms = (n: number): string => `${n.toFixed(1)} ms`;

const ROLLED_BACK = { enabled: true, events: ['DEPLOYMENT_FAILURE' as const] };

const slowest = (answers: readonly Answer[], share: number): number =>
  [...answers].map((a) => a.ms).sort((a, b) => a - b)[Math.floor(answers.length * share)] ?? NaN;

/** A release, one that fails behind its traffic, and the rollback that undoes it, all asked at the rate. */
async function measureStyle(fleet: ScaledFleet, name: string): Promise<Figures> {
  const client = new SteadyClient(fleet.url, RATE);
  const fewest = fleet.watchHealthy();
  const began = Date.now();
  const second = await fleet.ended(await fleet.begin(serving(`${name} second`)));
  const tookMs = Date.now() - began;
  const broken = await fleet.begin(serving(`${name} third`, { AfterAllowTraffic: 'exit 1' }), {
    autoRollbackConfiguration: ROLLED_BACK,
  });
  const failed = await fleet.ended(broken);
  const back = await fleet.rollbackOf(broken);
  const brokenMs = Date.now() - began - tookMs;
  const healthy = await fewest();
  const answers = await client.stop();
  return [
    [`${name}: a release to ${INSTANCES} instances (${second.status ?? ''})`, seconds(tookMs)],
    [
      `${name}: a broken one and its rollback (${failed.status ?? ''}, ${back.status ?? ''})`,
      seconds(brokenMs),
    ],
    [
      `${name}: requests lost of ${answers.length} at ${RATE} a second`,
      String(lost(answers).length),
    ],
    [`${name}: fewest healthy targets seen, of at least ${MINIMUM}`, String(healthy)],
    [
      `${name}: latency meanwhile, median and 99th percentile`,
      `${ms(slowest(answers, 0.5))}, ${ms(slowest(answers, 0.99))}`,
    ],
  ];
}

/** From the confirmed deployment of the old version until it answers, on one instance. */
async function measureWayBack(fleet: ScaledFleet): Promise<Figures> {
  await fleet.prepare(1);
  const waits: number[] = [];
  for (let i = 0; i < ROLLBACKS; i++) {
    await fleet.ended(await fleet.begin(serving(`new ${i}`)));
    const client = new SteadyClient(fleet.url, RATE);
    const began = Date.now();
    await fleet.ended(await fleet.begin(serving(`old ${i}`)));
    const answers = await client.stop();
    waits.push((answers.find((a) => a.body === `old ${i}`)?.at ?? NaN) - began);
  }
  return [[`confirmed → old version answering, median of ${ROLLBACKS}`, seconds(median(waits))]];
}

/** Releases to instances behind a load balancer, as a client outside sees them. */
export async function measureTraffic(root: string, home: string): Promise<Figures> {
  const engine = await startProgram(root, home, ['engine'], /engine ready \S+/);
  try {
    const fleet = new ScaledFleet(engine, 'fleet');
    await fleet.prepare(INSTANCES);
    await fleet.ended(await fleet.begin(serving('first')));
    const rolling = await measureStyle(fleet, 'rolling');
    await fleet.makeBlueGreen(0);
    await fleet.update({ deploymentConfigName: 'CodeDeployDefault.OneAtATime' });
    const blueGreen = await measureStyle(fleet, 'blue/green');
    return [...rolling, ...blueGreen, ...(await measureWayBack(new ScaledFleet(engine, 'back')))];
  } finally {
    await engine.stop();
  }
}
