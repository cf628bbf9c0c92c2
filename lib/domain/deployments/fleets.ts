import { copyName, type AutoScalingFleet } from '@/lib/domain/traffic/auto-scaling';
import { healthIn } from '@/lib/domain/traffic/traffic';
import {
  isServed,
  type TargetGroupView,
  type TargetHealth,
} from '@/lib/domain/traffic/target-group';
import { isGood } from '@/lib/domain/status';
import type { DeploymentView, TargetView } from '@/lib/domain/views';
import { colourOf, stepWords } from './blue-green';
import { isTrafficControlled, stepAt, trafficSteps } from './traffic-share';

export interface FleetMember {
  readonly target: TargetView;
  /** What CodeDeploy does with it: `AllowTraffic running`. */
  readonly step: string;
  readonly health: readonly { readonly group: TargetGroupView; readonly health: TargetHealth }[];
  /** Whether requests go to it. */
  readonly serves: boolean;
}

export interface Fleet {
  readonly key: 'before' | 'after';
  readonly title: string;
  readonly members: readonly FleetMember[];
  readonly serving: number;
}

/** By the events in which CodeDeploy registers and deregisters it. */
function servesByEvents(t: TargetView, isControlled: boolean): boolean {
  if (!isControlled) return isGood(t.status);
  const now = trafficSteps([t], 0, Infinity)?.at(-1);
  return now !== undefined && now.before + now.after > 0;
}

const isAfter = (t: TargetView, isBlueGreen: boolean): boolean =>
  isBlueGreen ? colourOf(t) !== 'blue' : t.cells.some((c) => c.startedAt !== undefined);

const TITLES = {
  blueGreen: { before: 'Blue, the old fleet', after: 'Green, the new fleet' },
  inPlace: { before: 'Old revision, not reached yet', after: 'New revision' },
} as const;

/** The instances of a deployment, those that served before beside those that are to serve. `groups`: as the balancer sees them now. */
export function fleetsOf(
  { targets, style }: Pick<DeploymentView, 'targets' | 'style'>,
  groups: readonly TargetGroupView[],
): readonly Fleet[] {
  const instances = targets.filter((t) => t.kind === 'instance');
  const isBlueGreen = style === 'BLUE_GREEN';
  const isControlled = isTrafficControlled(instances);
  const titles = isBlueGreen ? TITLES.blueGreen : TITLES.inPlace;
  return (['before', 'after'] as const).map((key) => {
    const members = instances
      .filter((t) => isAfter(t, isBlueGreen) === (key === 'after'))
      .map((target): FleetMember => {
        const health = healthIn(groups, target.id);
        return {
          target,
          step: stepWords(target),
          health,
          serves: groups.some((g) => g.targets)
            ? health.some((h) => isServed(h.health, h.group.targets ?? []))
            : servesByEvents(target, isControlled),
        };
      });
    return { key, title: titles[key], members, serving: members.filter((m) => m.serves).length };
  });
}

/** `both instances of the old fleet`, `2 of 3 instances with the new revision` */
function instancesOf({ serving: n, members: { length: of } }: Fleet, name: string): string {
  if (of === 1) return `the only instance ${name}`;
  if (n < of) return `${n} of ${of} instances ${name}`;
  return `${of === 2 ? 'both' : `all ${of}`} instances ${name}`;
}

/** Who serves now, or served when it ended, in one sentence. */
export function servingWords(
  fleets: readonly Fleet[],
  isBlueGreen: boolean,
  over: boolean,
): string {
  const [before, after] = fleets;
  if (!before || !after) return '';
  const [old, new_] = isBlueGreen
    ? ['of the old fleet', 'of the new fleet']
    : ['with the old revision', 'with the new revision'];
  const serving = [
    ...(before.serving ? [instancesOf(before, old)] : []),
    ...(after.serving ? [instancesOf(after, new_)] : []),
  ].join(' and ');
  if (over)
    return `When it ended, ${serving ? `requests went to ${serving}` : 'no instance got requests'}.`;
  return serving ? `Requests go to ${serving}.` : 'No instance gets requests.';
}

/** The copy that a deployment without success has left: it runs, and gets no traffic. */
export function leftFleet(
  { over, status, group, id }: Pick<DeploymentView, 'over' | 'status' | 'group' | 'id'>,
  fleets: readonly AutoScalingFleet[],
  groups: readonly TargetGroupView[],
): string | undefined {
  if (!over || isGood(status)) return undefined;
  const copy = fleets.find((f) => f.name === copyName(group, id));
  if (!copy?.members.length || copy.members.some((m) => healthIn(groups, m.id).length))
    return undefined;
  const { length } = copy.members;
  const run =
    length === 1
      ? 'instance runs without traffic, and costs'
      : 'instances run without traffic, and cost';
  return `The new fleet is left: ${length} ${run}, until somebody deletes the Auto Scaling group ${copy.name}.`;
}

/** The step now, or in the end, for a bar of two shares. */
export const shareNow = ({ targets, createdAt, over, endedAt, readAt }: DeploymentView) => {
  const until = over ? (endedAt ?? readAt) : Infinity;
  const steps = trafficSteps(targets, createdAt, until);
  return steps && stepAt(steps, until);
};
