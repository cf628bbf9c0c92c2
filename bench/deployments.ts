import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIFECYCLE } from '../common/appspec';
import { Deployments, type Revision } from '../engine/testing/deployments';
import { median, seconds, startProgram, type Figures } from './engine';

const ROUNDS = 20;
const FLEET = 20;
const IDLE_S = 10;
const TICKS_A_SECOND = 100;
const SCRIPTED = LIFECYCLE.filter((e) => e !== 'DownloadBundle' && e !== 'Install');

const SERVER =
  "require('http').createServer((q, a) => a.end(require('fs').readFileSync(__dirname + '/version.txt'))).listen(process.env.PORT, '127.0.0.1');\n";
/** What hooks of a small application do: stop it, make room, put it there, start it, ask it. */
const SCRIPTS: Readonly<Record<string, string>> = {
  ApplicationStop: 'kill "$(cat ~/pid)" 2>/dev/null; rm -f ~/pid\n',
  BeforeInstall: 'mkdir -p ~/app\n',
  AfterInstall: 'cp ~/incoming/* ~/app/\n',
  ApplicationStart: 'nohup node ~/app/server.js >~/app.log 2>&1 </dev/null &\necho $! > ~/pid\n',
  ValidateService:
    'for i in $(seq 500); do curl -sf "http://127.0.0.1:$PORT/" >/dev/null && exit 0; sleep 0.01; done; exit 1\n',
};
const version = (name: string): Revision => ({
  'server.js': SERVER,
  'version.txt': name,
  ...Object.fromEntries(SCRIPTED.map((e) => [`${e}.sh`, `#!/bin/sh\n${SCRIPTS[e] ?? ''}`])),
  'appspec.yml': [
    'version: 0.0\nos: linux',
    'files:',
    '  - {source: server.js, destination: /root/incoming}',
    '  - {source: version.txt, destination: /root/incoming}',
    'file_exists_behavior: OVERWRITE\nhooks:',
    ...SCRIPTED.map((event) => `  ${event}: [{location: ${event}.sh}]`),
  ].join('\n'),
});

/** Asks as often as it can be told apart, until it is so. */
async function asSoonAs(ask: () => Promise<boolean>): Promise<void> {
  while (!(await ask())) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function deploy(one: Deployments, name: string, config: string): Promise<number> {
  const began = performance.now();
  const deploymentId = await one.begin(version(name), { deploymentConfigName: config });
  await asSoonAs(async () => {
    const { deploymentInfo } = await one.deploy.getDeployment({ deploymentId });
    if (deploymentInfo?.completeTime && deploymentInfo.status !== 'Succeeded')
      throw new Error(`${deploymentId}: ${JSON.stringify(deploymentInfo)}`);
    return deploymentInfo?.completeTime !== undefined;
  });
  return performance.now() - began;
}

/** The same scripts in a shell of this machine, one after another, and the copies that Install makes. */
function byHand(home: string, name: string): number {
  const files = version(name);
  const began = performance.now();
  for (const event of LIFECYCLE) {
    if (event === 'Install') {
      mkdirSync(join(home, 'incoming'), { recursive: true });
      for (const file of ['server.js', 'version.txt'])
        writeFileSync(join(home, 'incoming', file), files[file] ?? '');
    }
    const script = files[`${event}.sh`];
    if (script === undefined) continue;
    const { status, stderr } = spawnSync('sh', ['-c', script], {
      env: { ...process.env, HOME: home, PORT: '18098' },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${event}: ${stderr}`);
  }
  return performance.now() - began;
}

/** A deployment to one instance and the same by hand, turn by turn; the old version back, and until it answers. */
async function measureOne(one: Deployments, address: string): Promise<Figures> {
  const hand = mkdtempSync(join(tmpdir(), 'starboard-bench-hand-'));
  const rounds: { road: number; hand: number }[] = [];
  const back: number[] = [];
  const answers = async (text: string): Promise<boolean> =>
    (await fetch(`http://${address}/`).then(
      (r) => r.text(),
      () => '',
    )) === text;
  for (let i = 0; i < ROUNDS; i++) {
    const road = await deploy(one, `new ${i}`, 'CodeDeployDefault.OneAtATime');
    rounds.push({ road, hand: byHand(hand, `new ${i}`) });
    const began = performance.now();
    await one.begin(version(`old ${i}`));
    await asSoonAs(() => answers(`old ${i}`));
    back.push(performance.now() - began);
    await asSoonAs(async () => {
      const { deployments } = await one.deploy.listDeployments({
        includeOnlyStatuses: ['InProgress'],
      });
      return !deployments?.length;
    });
  }
  spawnSync('sh', ['-c', SCRIPTS['ApplicationStop'] ?? ''], {
    env: { ...process.env, HOME: hand },
  });
  rmSync(hand, { recursive: true, force: true });
  return [
    [
      `a deployment with a script in each event, median of ${ROUNDS}`,
      seconds(median(rounds.map((r) => r.road))),
    ],
    ['the same scripts in a shell', seconds(median(rounds.map((r) => r.hand)))],
    [
      'the difference, median of the paired rounds',
      seconds(median(rounds.map((r) => r.road - r.hand))),
    ],
    [`rollback confirmed → the old version answers, median of ${ROUNDS}`, seconds(median(back))],
  ];
}

/** Processes that belong to a home: what they hold, and what they have done. */
function ofHome(home: string): { megabytes: number; ticks: number } {
  let megabytes = 0;
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(join(home, 'instances'))) continue;
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      megabytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks += Number(stat[11]) + Number(stat[12]);
    } catch {
      // Ended meanwhile.
    }
  }
  return { megabytes, ticks };
}

async function measureIdle(home: string): Promise<Figures> {
  const before = ofHome(home);
  await new Promise((resolve) => setTimeout(resolve, IDLE_S * 1000));
  const after = ofHome(home);
  const cpu = (after.ticks - before.ticks) / TICKS_A_SECOND / IDLE_S;
  return [
    [`${FLEET} idle instances: memory (PSS)`, `${after.megabytes.toFixed(0)} MB`],
    [`${FLEET} idle instances: one core`, `${(cpu * 100).toFixed(1)} %`],
  ];
}

/** Deployments: one instance beside a shell, twenty by both configurations, what twenty cost that have nothing to do. */
export async function measureDeployments(root: string, home: string): Promise<Figures> {
  const engine = await startProgram(root, home, ['engine'], /engine ready/);
  try {
    const one = new Deployments(engine, 'one');
    await one.prepare();
    const { Reservations } = await one.ec2.describeInstances({ InstanceIds: [one.instanceId] });
    const address = Reservations?.[0]?.Instances?.[0]?.PublicIpAddress ?? '';
    const single = await measureOne(one, address);
    await one.ec2.terminateInstances({ InstanceIds: [one.instanceId] });

    const many = new Deployments(engine, 'many');
    await many.prepare({ count: FLEET });
    const idle = process.platform === 'linux' ? await measureIdle(home) : [];
    const all = await deploy(many, 'all', 'CodeDeployDefault.AllAtOnce');
    const turns = await deploy(many, 'turns', 'CodeDeployDefault.OneAtATime');
    return [
      ...single,
      ...idle,
      [`the same to ${FLEET} instances, AllAtOnce`, seconds(all)],
      [`the same to ${FLEET} instances, OneAtATime`, seconds(turns)],
    ];
  } finally {
    await engine.stop();
  }
}
