import type { Illness } from './state';

/** What AWS says of activities, word for word where its documentation or a published answer shows it. */

export const stamp = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
const said = (at: number, what: string): string => `At ${stamp(at)} ${what}`;

export const CREATED = (desired: number): string =>
  `a user request created an AutoScalingGroup changing the desired capacity from 0 to ${desired}.`;
export const SET_DESIRED = (from: number, to: number): string =>
  `a user request explicitly set group desired capacity changing the desired capacity from ${from} to ${to}.`;
export const UPDATED = (min: number, max: number, from: number, to: number): string =>
  `a user request update of AutoScalingGroup constraints to min: ${min}, max: ${max}, desired: ${to} changing the desired capacity from ${from} to ${to}.`;

export const SCHEDULED = (min: number, max: number, from: number, to: number): string =>
  `a scheduled action update of AutoScalingGroup constraints to min: ${min}, max: ${max}, desired: ${to} changing the desired capacity from ${from} to ${to}.`;

/** A reason with its time. */
export const reasonAt = said;

export const started = (at: number, from: number, to: number): string =>
  said(
    at,
    `an instance was started in response to a difference between desired and actual capacity, increasing the capacity from ${from} to ${to}.`,
  );
export const replacing = (at: number): string =>
  said(at, 'an instance was launched in response to an unhealthy instance needing to be replaced.');
export const balancing = (at: number, counts: readonly (readonly [string, number])[]): string =>
  said(
    at,
    `availability zones ${counts.map(([zone]) => zone).join(' ')} had ${counts.map(([, n]) => n).join(' ')} instances respectively. An instance was launched to aid in balancing the group's zones.`,
  );
export const balanced = (at: number, zone: string): string =>
  said(
    at,
    `instances were launched to balance instances in zones ${zone} with other zones resulting in more than desired number of instances in the group.`,
  );
export const refreshed = (at: number): string =>
  said(at, 'an instance was taken out of service in response to an instance refresh.');
export const refreshing = (at: number): string =>
  said(at, 'an instance was launched in response to an instance refresh.');
/** [infer] Of a refresh that waited an hour for instances that may not be replaced. */
export const HELD_UP =
  'Instances are protected from scale in or on standby, and were not released within one hour.';
export const shrinking = (at: number, from: number, to: number): string =>
  said(
    at,
    `an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from ${from} to ${to}.`,
  );
export const selected = (at: number, id: string): string =>
  said(at, `instance ${id} was selected for termination.`);

const CHECKS: Readonly<Record<Illness, string>> = {
  ec2: 'an EC2 health check indicating it has been terminated or stopped',
  elb: 'an ELB system health check failure',
  user: 'a user health-check',
};
export const unhealthy = (at: number, illness: Illness): string =>
  said(at, `an instance was taken out of service in response to ${CHECKS[illness]}.`);

/** [infer] Of an instance whose launching hook was abandoned. */
export const notLaunched = (at: number): string =>
  said(at, 'an instance was taken out of service in response to a launch failure.');

const shrunk = (from: number, to: number | undefined): string =>
  to === undefined ? '.' : `, shrinking the capacity from ${from} to ${to}.`;

/** What a person asked for with one instance; `to` is the capacity that it shrinks to. */
export const requested = {
  terminate: (at: number, id: string, from: number, to?: number): string =>
    said(
      at,
      `instance ${id} was taken out of service in response to a user request${shrunk(from, to)}`,
    ),
  detach: (at: number, id: string, from: number, to?: number): string =>
    said(at, `instance ${id} was detached in response to a user request${shrunk(from, to)}`),
  standby: (at: number, id: string, from: number, to?: number): string =>
    said(
      at,
      `instance ${id} was moved to standby in response to a user request${shrunk(from, to)}`,
    ),
  'exit-standby': (at: number, id: string, from: number): string =>
    said(
      at,
      `instance ${id} was moved out of standby in response to a user request, increasing the capacity from ${from} to ${from + 1}.`,
    ),
  attach: (at: number, id: string, from: number): string =>
    said(
      at,
      `an instance was attached in response to a user request, increasing the capacity from ${from} to ${from + 1}.`,
    ),
};

export const DELETING =
  'a user request force deleted AutoScalingGroup changing the desired capacity to 0.';

export const abandoned = (token: string, why: 'Heartbeat Timeout' | 'completed'): string =>
  `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${token} was abandoned: ${
    why === 'completed' ? 'Lifecycle Action Completed with ABANDON Result' : why
  }`;
export const LOST_WHILE_PENDING =
  'Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.UserInitiatedShutdown: User initiated shutdown';

/** Of an activity that did not come to its end. */
export const withReason = (description: string, message: string): string =>
  `${description}.  Status Reason: ${message}`;
