// The proxy of a load balancer: one process each, in a session of its own. It has the balancer's ports, outlives an
// engine that crashes, and ends ten minutes after losing its engine or at once with its folder.
import { existsSync, readFileSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { dashboardNames } from '../../adapters/dashboard-name';
import { homeOwner } from '../../adapters/home-lock';
import { JournalWriter } from '../../adapters/journal';
import { processStartTime } from '../../adapters/process/identity';
import { beat } from '../../adapters/process/pulse';
import type { BalancerConfig } from '../../core/balancer/config';
import type { BalancerEntry } from '../../core/balancer/journal';
import { Counts } from './counts';
import { Fleet } from './fleet';
import { HealthChecks } from './health-checks';
import { Listeners } from './listeners';

const ORPHAN_MS = 10 * 60_000;
const BEAT_MS = 500;
const NAMES_MS = 1000;
const DRAIN_LOOK_MS = 100;
/** How often what has passed is told; hosts are counted each minute, as on AWS. */
const TRAFFIC_MS = 5000;
const MINUTE_MS = 60_000;
/** What is in flight at an orderly stop has so long. */
const GRACE_MS = 2000;

const dir = process.argv[2] ?? '';
const file = join(dir, 'balancer.json');
const journal = new JournalWriter<BalancerEntry>(join(dir, 'journal.ndjson'));
const startTime = processStartTime(process.pid) ?? '';
journal.write({ type: 'started', at: Date.now(), pid: process.pid, startTime });

const readConfig = (): BalancerConfig => JSON.parse(readFileSync(file, 'utf8')) as BalancerConfig;
let config = readConfig();

let names: readonly string[] = dashboardNames(config.home);
setInterval(() => (names = dashboardNames(config.home)), NAMES_MS);

const counts = new Counts();
const fleet = new Fleet();
const checks = new HealthChecks(fleet, (group, target) => {
  const { state, reason, description } = target.health;
  journal.write({
    type: 'health',
    at: Date.now(),
    group: group.config.arn,
    target: target.key,
    registration: target.registration,
    state,
    reason,
    description,
  });
  if (state === 'unhealthy' && config.type === 'network') cutOffUnhealthy(group.config.arn);
});

/** [doc] Connections to a target that has become unhealthy are ended, unless none is healthy (NLB user guide, "Connection termination for unhealthy targets"). */
function cutOffUnhealthy(arn: string): void {
  const group = fleet.groups.get(arn);
  if (group?.attributes['target_health_state.unhealthy.connection_termination.enabled'] === 'false')
    return;
  const targets = [...(group?.targets.values() ?? [])];
  if (targets.some((t) => t.state === 'healthy'))
    for (const target of targets) if (target.state === 'unhealthy') target.cutOff();
}

let told = '';
const listeners = new Listeners(
  { config: () => config, fleet, counts, names: () => names },
  (ports, problems) => {
    const now = JSON.stringify([ports, problems]);
    if (now === told || ending) return;
    told = now;
    journal.write({ type: 'listening', at: Date.now(), ports, problems });
  },
);

function apply(): void {
  fleet.update(config, Date.now());
  listeners.update(config);
  checks.update();
}

let seen = '';
/** The file is replaced whole: another one has another number. */
const stampOf = (): string => {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : '';
};
function look(): void {
  const stamp = stampOf();
  if (stamp === '' || stamp === seen || ending) return;
  seen = stamp;
  config = readConfig();
  apply();
}

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  const timer = setTimeout(() => process.exit(0), GRACE_MS);
  await listeners.end();
  clearTimeout(timer);
  tellTraffic(true);
  if (existsSync(dir)) journal.write({ type: 'stopped', at: Date.now() });
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end());

/** Tells of each draining target once that it is no longer needed. */
function lookAtDraining(): void {
  const now = Date.now();
  for (const target of fleet.targets()) {
    const { draining } = target;
    if (!draining || target.wasToldDrained) continue;
    const isOver = now >= draining.endAt || (now >= draining.waitUntil && target.inFlight === 0);
    if (!isOver) continue;
    target.wasToldDrained = true;
    const { group, key, registration } = target;
    journal.write({ type: 'drained', at: now, group, target: key, registration });
  }
}

let toldAt = 0;
function tellTraffic(isLast: boolean): void {
  const now = Date.now();
  const isDue = !isLast && now - toldAt >= MINUTE_MS;
  const entry = isDue ? counts.takeAll(now) : counts.take(now);
  if (!entry || !existsSync(dir)) return;
  toldAt = now;
  journal.write(entry);
}

setInterval(() => {
  if (existsSync(file)) beat(dir);
}, BEAT_MS);
setInterval(lookAtDraining, DRAIN_LOOK_MS);
setInterval(() => tellTraffic(false), TRAFFIC_MS);
watch(dir, look).on('error', () => undefined);
look();

let lostAt: number | undefined;
setInterval(() => {
  look();
  if (!existsSync(file)) void end();
  if (homeOwner(config.home)) lostAt = undefined;
  else lostAt ??= Date.now();
  if (lostAt !== undefined && Date.now() - lostAt > ORPHAN_MS) void end();
}, 1000);
