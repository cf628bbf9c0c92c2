import { isFailure, isGood, isOver } from '@/lib/domain/status';
import type { TargetView } from '@/lib/domain/views';
import { colourOf, gainingOf, type Colour } from './blue-green';

/** How many hosts must stay healthy, as a deployment configuration has it (CodeDeploy API reference, MinimumHealthyHosts). */
export interface MinimumHealthy {
  readonly config: string;
  /** Unset where the configuration could not be read. */
  readonly type?: 'HOST_COUNT' | 'FLEET_PERCENT' | 'MOST_CONCURRENCY' | undefined;
  readonly value?: number | undefined;
}

/** What the configurations of CodeDeploy's own say; they need no call (CodeDeploy user guide, "Predefined deployment configurations"). */
const PREDEFINED: Readonly<Record<string, (hosts: number) => number>> = {
  'CodeDeployDefault.OneAtATime': (hosts) => Math.max(0, hosts - 1),
  'CodeDeployDefault.HalfAtATime': (hosts) => Math.ceil(hosts / 2),
  'CodeDeployDefault.AllAtOnce': () => 0,
};

export const isPredefined = (config: string): boolean => Object.hasOwn(PREDEFINED, config);

/** The number of hosts that must stay healthy; undefined where it is not known. */
export function minimumOf(minimum: MinimumHealthy, hosts: number): number | undefined {
  const own = PREDEFINED[minimum.config];
  if (own) return own(hosts);
  if (minimum.value === undefined) return undefined;
  if (minimum.type === 'FLEET_PERCENT') return Math.ceil((hosts * minimum.value) / 100);
  if (minimum.type === 'MOST_CONCURRENCY') return Math.max(0, hosts - minimum.value);
  return minimum.value;
}

/** How many hosts are healthy from this moment on, in ms since the epoch. */
export interface HealthyStep {
  readonly at: number;
  readonly healthy: number;
}

export interface HealthyHosts {
  readonly hosts: number;
  /** Undefined where the configuration could not be read. */
  readonly minimum: number | undefined;
  readonly steps: readonly HealthyStep[];
  readonly until: number;
  readonly lowest: number;
  readonly failed: number;
  readonly updating: number;
  /** Of a blue/green deployment: how many get traffic by it, which the minimum is counted over. */
  readonly replacing?: number | undefined;
  /** Which fleet those are of. */
  readonly gaining?: Colour | undefined;
}

/**
 * When a host is taken down, and when it is back. Until its first event it keeps what it ran; one that failed does not
 * come back (CodeDeploy user guide, "Instance health").
 */
function absenceOf({ status, cells }: TargetView): { from: number; to: number } | undefined {
  const starts = cells.flatMap((c) => c.startedAt ?? []);
  if (!starts.length) return isFailure(status) ? { from: 0, to: Infinity } : undefined;
  const ends = cells.map((c) => (c.startedAt ?? 0) + (c.ms ?? 0));
  return { from: Math.min(...starts), to: isGood(status) ? Math.max(...ends) : Infinity };
}

const startOf = (t: TargetView, event: string): number | undefined =>
  t.cells.find((c) => c.event === event)?.startedAt;

/** When an instance gets its traffic: after AllowTraffic. */
function arrivalOf({ cells }: TargetView): number {
  const allow = cells.find((c) => c.event === 'AllowTraffic');
  return allow?.startedAt !== undefined && isGood(allow.status)
    ? allow.startedAt + (allow.ms ?? 0)
    : Infinity;
}

/** Blue/green: one fleet serves until its traffic is blocked, the other from when its own is allowed. */
const absenceInFleets = (t: TargetView, gaining: Colour): { from: number; to: number } =>
  colourOf(t) === gaining
    ? { from: 0, to: arrivalOf(t) }
    : { from: startOf(t, 'BlockTraffic') ?? Infinity, to: Infinity };

/** Healthy hosts over a deployment's time, against the minimum; undefined where it has no instances. */
export function healthyHosts(
  targets: readonly TargetView[],
  minimum: MinimumHealthy,
  from: number,
  until: number,
): HealthyHosts | undefined {
  const instances = targets.filter((t) => t.kind === 'instance');
  if (!instances.length) return undefined;
  const gaining = gainingOf(instances);
  const replacing = instances.filter((t) => colourOf(t) === gaining).length;
  const absences = instances.flatMap(
    (t) => (replacing ? absenceInFleets(t, gaining) : absenceOf(t)) ?? [],
  );
  const moments = [from, ...absences.flatMap((a) => [a.from, a.to])]
    .filter((at) => at >= from && at <= until)
    .sort((a, b) => a - b);
  const healthyAt = (at: number): number =>
    instances.length - absences.filter((a) => a.from <= at && at < a.to).length;
  const steps: HealthyStep[] = [];
  for (const at of moments) {
    const healthy = healthyAt(at);
    if (steps.at(-1)?.healthy !== healthy) steps.push({ at, healthy });
  }
  return {
    hosts: instances.length,
    minimum: minimumOf(minimum, replacing || instances.length),
    steps,
    until,
    lowest: Math.min(...steps.map((s) => s.healthy)),
    failed: instances.filter((t) => isFailure(t.status)).length,
    updating: instances.filter((t) => !isOver(t.status) && t.cells.some((c) => c.startedAt)).length,
    ...(replacing ? { replacing, gaining } : {}),
  };
}

function onlyHostWords({ failed, lowest, updating }: HealthyHosts, over: boolean): string {
  if (failed) return 'The only host failed, and is not counted as healthy.';
  if (updating && !over) return 'The only host is down while it is updated.';
  return lowest ? 'The only host was not touched.' : 'The only host was down while it was updated.';
}

const hostsOf = (n: number): string => (n === 1 ? 'host' : 'hosts');

export const whichOf = (gaining: Colour | undefined): string =>
  gaining === 'blue' ? 'old' : 'new';

/** Two fleets: how many get traffic, and how many of the one that gains it must. */
function fleetsWords(
  { steps, hosts, lowest, minimum, replacing = 0, gaining }: HealthyHosts,
  over: boolean,
) {
  const now = steps.at(-1)?.healthy ?? hosts;
  const lead = over
    ? `Never fewer than ${lowest} ${hostsOf(lowest)} in traffic, ${now} in the end.`
    : `${now} of ${hosts} hosts of both fleets are in traffic now.`;
  if (minimum === undefined) return `${lead} The minimum could not be read.`;
  // One at least: without any the deployment fails (API reference, MinimumHealthyHosts).
  return `${lead} At least ${Math.max(1, minimum)} of the ${replacing} ${whichOf(gaining)} ${hostsOf(replacing)} must succeed.`;
}

/** The chart in words, for whoever does not see it: what is now or was in the end, and what the minimum means for it. */
export function healthyWords(h: HealthyHosts, over: boolean): string {
  if (h.replacing !== undefined) return fleetsWords(h, over);
  const now = h.steps.at(-1)?.healthy ?? h.hosts;
  if (h.hosts === 1) return onlyHostWords(h, over);
  const lead = over
    ? `Never fewer than ${h.lowest} of ${h.hosts} healthy, ${now} in the end.`
    : `${now} of ${h.hosts} hosts healthy now.`;
  if (h.minimum === undefined) return `${lead} The minimum could not be read.`;
  if (h.minimum === 0) return `${lead} All may be down at once.`;
  if (over) return `${lead} The minimum is ${h.minimum}.`;
  const spare = now - h.minimum;
  if (spare <= 0)
    return `${lead} That is the minimum: one more failure stops this deployment, and hosts not yet reached keep the old revision.`;
  return `${lead} The minimum is ${h.minimum}: ${spare} more may be down.`;
}
