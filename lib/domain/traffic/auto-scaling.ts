import type { Status } from '@/lib/domain/status';

/** An instance of an Auto Scaling group. */
export interface Member {
  readonly id: string;
  readonly zone?: string | undefined;
  readonly status: Status;
  /** Auto Scaling's word: `Healthy` or `Unhealthy`. */
  readonly health: string;
}

/** What Auto Scaling did, and why, in its own words. */
export interface ScalingActivity {
  readonly id: string;
  readonly group: string;
  readonly status: Status;
  readonly description: string;
  readonly cause: string;
  readonly message?: string | undefined;
  readonly at: number;
  readonly endedAt?: number | undefined;
}

export interface Suspended {
  readonly process: string;
  readonly reason?: string | undefined;
}

export interface AutoScalingFleet {
  readonly name: string;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  readonly members: readonly Member[];
  readonly suspended: readonly Suspended[];
  /** The newest first; unset where they could not be read. */
  readonly activities?: readonly ScalingActivity[] | undefined;
}

/** What does not happen while a process is suspended (Auto Scaling user guide, "Suspend and resume processes"). */
const WITHOUT: Readonly<Record<string, string>> = {
  Launch: 'no instance is launched',
  Terminate: 'no instance is terminated',
  HealthCheck: 'no instance is marked unhealthy',
  ReplaceUnhealthy: 'unhealthy instances are not replaced',
  AZRebalance: 'Availability Zones are not rebalanced',
  AlarmNotification: 'alarms do not scale it',
  ScheduledActions: 'scheduled scaling is skipped',
  AddToLoadBalancer: 'new instances are not added to the load balancer',
  InstanceRefresh: 'an instance refresh does not replace instances',
};

export const suspendedWords = (suspended: readonly Suspended[]): string | undefined =>
  suspended.length
    ? `Suspended: ${suspended
        .map(({ process }) => {
          const without = WITHOUT[process];
          return without === undefined ? process : `${process} (${without})`;
        })
        .join(', ')}.`
    : undefined;

/** `2 in service, desired 2 (min 1, max 4)` */
export function sizeWords({ desired, min, max, members }: AutoScalingFleet): string {
  const serving = members.filter((m) => m.status.word === 'In service').length;
  return `${serving} in service, desired ${desired} (min ${min}, max ${max})`;
}

/** Which instances are on their way in or out, and which Auto Scaling takes for unhealthy. */
export function memberWords({ members, suspended }: AutoScalingFleet): string | undefined {
  const isReplaced = !suspended.some((s) =>
    ['ReplaceUnhealthy', 'Terminate', 'Launch'].includes(s.process),
  );
  const on = members.filter((m) => m.status.word !== 'In service');
  const sick = members.filter((m) => m.health.toLowerCase() === 'unhealthy');
  const parts = [
    ...on.map((m) => `${m.id}: ${m.status.word.toLowerCase()}`),
    ...sick.map((m) => `${m.id}: unhealthy${isReplaced ? ', will be replaced' : ''}`),
  ];
  return parts.length ? parts.join('; ') : undefined;
}

/** The activities that were under way between two moments: the newest first. */
export const during = (
  activities: readonly ScalingActivity[],
  from: number,
  to: number,
): readonly ScalingActivity[] =>
  activities.filter((a) => a.at <= to && (a.endedAt ?? Infinity) >= from);

/** What a copy of a group for a blue/green deployment is called by CodeDeploy (CodeDeploy user guide, "How Amazon EC2 Auto Scaling works with CodeDeploy"). */
export const copyName = (group: string, deployment: string): string =>
  `CodeDeploy_${group}_${deployment}`;
