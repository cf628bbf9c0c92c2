// The deployment agent: one process an instance, in a session of its own. It owns the instance's address and its
// sandbox, outlives an engine that crashes, and ends ten minutes after losing its engine or at once with its home.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { dashboardNames } from '../../adapters/dashboard-name';
import { homeOwner } from '../../adapters/home-lock';
import { HomeClock } from '../../adapters/home-clock';
import { JournalWriter } from '../../adapters/journal';
import { processStartTime } from '../../adapters/process/identity';
import { markOf } from '../../adapters/process/program-mark';
import { beat } from '../../adapters/process/pulse';
import { probeSandbox } from '../../adapters/sandbox/probe';
import { MAX_PROCESSES } from '../../core/build/limits';
import { AGENTS } from '../../core/deployment/agent-rules';
import {
  nameOfCommand,
  type AgentEntry,
  type InstanceCommand,
  type InstanceJob,
  type PictureCommand,
} from '../../core/deployment/journal';
import { PEERS_FILE, peersIn } from '../../core/network/peers';
import { listenAddress } from './address';
import { Deployer } from './deploy';
import { agentEnvironment } from './environment';
import { FleetDeployer } from './fleet';
import { ListenerSet, listenersIn } from './listeners';
import { startInstance } from './network';
import { Photographer } from './picture';
import { bootServices } from './services';

const ORPHAN_MS = 10 * 60_000;
const GRACE_MS = 5_000;
const BEAT_MS = 500;

const dir = process.argv[2] ?? '';
const job = JSON.parse(readFileSync(join(dir, 'instance.json'), 'utf8')) as InstanceJob;
const clock = new HomeClock(job.home);
const journal = new JournalWriter<AgentEntry>(join(dir, 'journal.ndjson'));
const write = (entry: AgentEntry): void => journal.write(entry);
const probe = probeSandbox();
write({
  type: 'started',
  at: clock.now(),
  pid: process.pid,
  startTime: processStartTime(process.pid) ?? '',
  sandbox: probe.kind,
  reason: probe.reason,
});

// From the beginning: the scripts of its boot may take long.
setInterval(() => {
  if (existsSync(join(dir, 'instance.json'))) beat(dir);
}, BEAT_MS);

const { sandbox, network } = await startInstance(
  {
    root: join(dir, 'root'),
    binds: [],
    marker: markOf(dir),
    limits: { processes: MAX_PROCESSES },
    machine: true,
    realUsers: job.realUsers,
  },
  {
    machine: job.machine ?? {},
    endpoint: job.env['AWS_ENDPOINT_URL'],
    place: job.privateHost && { ...job.privateHost, dir },
  },
);
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const networkWords = (): string => {
  if (network.reason !== undefined) return `this machine's, shared (${network.reason})`;
  if (network.others) return `its own, ${network.others.address}`;
  return network.apart === undefined ? 'its own' : `its own, without others (${network.apart})`;
};
say(`sandbox: ${sandbox.kind}; network: ${networkWords()}`);
const names = (): readonly string[] => dashboardNames(job.home);
const { server, problem } = await listenAddress(job.port, {
  dial: () => network.dialApplication(),
  names,
});
const listeners = new ListenerSet(
  network,
  (host, front) => listenAddress(host, { ...front, names }),
  say,
);
/** A file of the engine's; undefined where nobody has asked yet, or it went with the instance's folder. */
const toldBy = (name: string): string | undefined => {
  try {
    return readFileSync(join(dir, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
};
const listenAsAsked = (): void => {
  const wanted = listenersIn(toldBy('listeners.json') ?? '');
  if (wanted) listeners.set(wanted);
};
const reachAsAllowed = (): void => {
  const peers = peersIn(toldBy(PEERS_FILE) ?? '');
  if (peers) network.others?.set(peers);
  else network.others?.look();
};
reachAsAllowed();
listenAsAsked();
const env = { ...job.env, ...network.env, ...agentEnvironment(sandbox, network) };
/** What the engine puts down when a deployment goes no further than the event it is in. */
const cancelMark = (deploymentId: string): string => join(dir, 'cancelled', deploymentId);
const rules = AGENTS[job.agent ?? '1.8'];
const deployer = new Deployer(dir, sandbox, rules, env, clock, write, {
  isCancelled: (deploymentId) => existsSync(cancelMark(deploymentId)),
});
const fleet = new FleetDeployer(dir, job.instanceId, sandbox, rules, env, clock, write);
const photographer = new Photographer(
  sandbox,
  () => `http://127.0.0.1:${network.applicationPort()}/`,
  network.env,
);
const pictures = join(dir, 'pictures');
const inbox = join(dir, 'inbox');
mkdirSync(inbox, { recursive: true });
mkdirSync(join(dir, 'done'), { recursive: true });

let ending = false;
let working: Promise<void> = Promise.resolve();

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  server.close();
  listeners.close();
  network.others?.close();
  deployer.interrupt();
  fleet.interrupt();
  await working;
  await photographer.interrupt('The instance was stopped.');
  await sandbox.stop(GRACE_MS);
  if (existsSync(dir)) write({ type: 'stopped', at: clock.now() });
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end());

const runtimeFound =
  job.runtime === undefined ||
  sandbox.path.split(delimiter).some((p) => existsSync(join(p, job.runtime ?? '')));
await bootServices(sandbox, env);
await deployer.boot();
write({
  type: 'ready',
  at: clock.now(),
  missing: runtimeFound ? undefined : job.runtime,
  port: job.port,
  portProblem: problem,
  network: { kind: network.kind, reason: network.reason, privateIp: network.others?.address },
});

/** Takes a picture and puts it where nothing sandboxed can write; the one before it is of another release. */
async function takePicture({ id, release }: PictureCommand): Promise<void> {
  rmSync(pictures, { recursive: true, force: true });
  const taken = await photographer.take();
  if (typeof taken !== 'string') {
    mkdirSync(pictures, { recursive: true });
    writeFileSync(join(pictures, `${id}.tmp`), taken, { mode: 0o600 });
    renameSync(join(pictures, `${id}.tmp`), join(pictures, `${id}.webp`));
  }
  const problem = typeof taken === 'string' ? taken : undefined;
  if (existsSync(dir)) write({ type: 'picture', at: clock.now(), id, release, problem });
}

/** A picture holds nobody up: a deployment that comes ends it. */
async function carryOut(command: InstanceCommand): Promise<void> {
  if (!('kind' in command)) {
    await photographer.interrupt();
    return deployer.deploy(command);
  }
  if (command.kind === 'fleet') {
    await photographer.interrupt();
    return fleet.run(command);
  }
  takePicture(command).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
  });
}

async function work(): Promise<void> {
  for (const name of readdirSync(inbox)
    .filter((n) => n.endsWith('.json'))
    .sort()) {
    if (ending) return;
    const command = JSON.parse(readFileSync(join(inbox, name), 'utf8')) as InstanceCommand;
    await carryOut(command);
    // Marked first: a command that is posted again after a kill of the engine is not carried out twice.
    writeFileSync(join(dir, 'done', nameOfCommand(command)), '');
    rmSync(join(inbox, name), { force: true });
    if (!('kind' in command)) rmSync(cancelMark(command.deploymentId), { force: true });
    // One that was cancelled has not taken it.
    if ('bundle' in command) rmSync(join(dir, command.bundle), { force: true });
  }
}
const look = (): void => {
  if (!ending)
    working = working.then(work).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
    });
};
watch(inbox, look).on('error', () => undefined);
watch(dir, (_event, name) => {
  if (name === 'listeners.json' && !ending) listenAsAsked();
  if (name === PEERS_FILE && !ending) reachAsAllowed();
}).on('error', () => undefined);
look();

let lostAt: number | undefined;
setInterval(() => {
  look();
  if (!ending) {
    listenAsAsked();
    reachAsAllowed();
  }
  if (!existsSync(join(dir, 'instance.json'))) void end();
  if (homeOwner(job.home)) lostAt = undefined;
  else lostAt ??= Date.now();
  if (lostAt !== undefined && Date.now() - lostAt > ORPHAN_MS) void end();
}, 1000);
