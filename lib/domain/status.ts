/** The one vocabulary of statuses: hue, icon and word always travel together. No other file compares AWS's words. */
export type StatusKey = 'ok' | 'run' | 'wait' | 'fail' | 'stop' | 'sup' | 'unk' | 'pend' | 'skip';
export interface Status {
  readonly key: StatusKey;
  readonly word: string;
}

const s = (key: StatusKey, word: string): Status => ({ key, word });

export const NOT_STARTED = s('pend', 'Not started');
export const UNKNOWN = s('unk', 'Unknown');
export const LIVE = s('ok', 'Live');
export const FAILED = s('fail', 'Failed');
export const ROLLED_BACK = s('stop', 'Rolled back');
export const WAITING = s('wait', 'Waiting for approval');
/** Of an execution: in front of a stage that is held or closed. */
export const IN_FRONT = s('pend', 'Waiting');
export const HEALTHY = s('ok', 'Healthy');
export const UNHEALTHY = s('fail', 'Unhealthy');

/** EC2's words for an instance; `registered` is CodeDeploy's for one on premises. */
const INSTANCES: Readonly<Record<string, Status>> = {
  pending: s('run', 'Starting'),
  running: s('ok', 'Running'),
  stopping: s('run', 'Stopping'),
  stopped: s('stop', 'Stopped'),
  'shutting-down': s('run', 'Terminating'),
  terminated: s('stop', 'Terminated'),
  registered: s('ok', 'Registered'),
};
export const instanceStatus = (word: string): Status => INSTANCES[word] ?? UNKNOWN;

/** Blue/green: the new fleet is installed, and CodeDeploy waits for somebody to reroute traffic to it. */
export const REROUTE = s('wait', 'Waiting to reroute');

/** ELB's words for the health of a target (API reference, TargetHealth). */
const TARGET_HEALTH: Readonly<Record<string, Status>> = {
  healthy: HEALTHY,
  initial: s('run', 'Registering'),
  unhealthy: UNHEALTHY,
  'unhealthy.draining': s('fail', 'Unhealthy, draining'),
  draining: s('run', 'Draining'),
  unused: s('pend', 'Unused'),
  unavailable: s('unk', 'Not checked'),
};
export const targetHealthStatus = (word: string): Status => TARGET_HEALTH[word] ?? UNKNOWN;

/** ELB's words for a load balancer (API reference, LoadBalancerState). */
const BALANCERS: Readonly<Record<string, Status>> = {
  active: s('ok', 'Active'),
  provisioning: s('run', 'Provisioning'),
  active_impaired: s('fail', 'Impaired'),
  failed: s('fail', 'Failed'),
};
export const balancerStatus = (word: string | undefined): Status =>
  BALANCERS[word ?? ''] ?? UNKNOWN;

/** Auto Scaling's words for an instance of a group (API reference, Instance). */
export function memberStatus(word: string): Status {
  if (word === 'InService') return s('ok', 'In service');
  if (word.endsWith(':Wait')) return s('run', 'Waiting for a hook');
  if (word.startsWith('Pending')) return s('run', 'Joining');
  if (word.startsWith('Terminat') || word === 'Detaching') return s('run', 'Leaving');
  if (word.startsWith('Warmed')) return s('pend', 'In the warm pool');
  if (word === 'Standby' || word === 'EnteringStandby') return s('stop', 'Standby');
  return UNKNOWN;
}

/** Auto Scaling's words for an activity (API reference, Activity); of those that are none of these something is under way. */
const ACTIVITIES: Readonly<Record<string, Status>> = {
  Successful: s('ok', 'Succeeded'),
  Failed: FAILED,
  Cancelled: s('stop', 'Cancelled'),
  WaitingForELBConnectionDraining: s('run', 'Draining'),
  WaitingForConnectionDraining: s('run', 'Draining'),
  MidLifecycleAction: s('run', 'Waiting for a hook'),
};
export const activityStatus = (word: string | undefined): Status =>
  ACTIVITIES[word ?? ''] ?? s('run', 'Running');

/** CloudWatch's words for an alarm. */
export const alarmStatus = (word: string | undefined): Status =>
  word === 'ALARM'
    ? s('fail', 'In alarm')
    : word === 'OK'
      ? s('ok', 'Quiet')
      : s('unk', 'Not enough data');

/** Words of CodePipeline, CodeBuild, CodeDeploy and CloudFormation that mean the same on a page. */
const WORDS: Readonly<Record<string, Status>> = {
  InProgress: s('run', 'Running'),
  IN_PROGRESS: s('run', 'Running'),
  Created: s('run', 'Starting'),
  Queued: s('pend', 'Queued'),
  Stopping: s('run', 'Stopping'),
  Succeeded: s('ok', 'Succeeded'),
  SUCCEEDED: s('ok', 'Succeeded'),
  Failed: s('fail', 'Failed'),
  FAILED: s('fail', 'Failed'),
  FAULT: s('fail', 'Failed'),
  TIMED_OUT: s('fail', 'Timed out'),
  Cancelled: s('stop', 'Cancelled'),
  Stopped: s('stop', 'Stopped'),
  STOPPED: s('stop', 'Stopped'),
  Abandoned: s('stop', 'Abandoned'),
  Superseded: s('sup', 'Superseded'),
  Overridden: s('skip', 'Overridden'),
  Errored: s('fail', 'Failed'),
  /** CodeDeploy, blue/green: the replacement runs, traffic has not been rerouted; then the originals are kept for a while. */
  Ready: s('run', 'Ready'),
  Baking: s('run', 'Baking'),
  Pending: s('pend', 'Not started'),
  Skipped: s('skip', 'Skipped'),
  Unknown: UNKNOWN,
};

export function statusOf(word: string | undefined): Status {
  return word === undefined ? NOT_STARTED : (WORDS[word] ?? UNKNOWN);
}

/** CloudFormation's words, for a stack and each of its resources: `CREATE_IN_PROGRESS` and the like. */
export function stackStatus(word: string | undefined): Status {
  if (word === undefined) return NOT_STARTED;
  if (/^(ROLLBACK|DELETE)_IN_PROGRESS$/.test(word)) return s('run', 'Removing');
  if (word.endsWith('_IN_PROGRESS')) return s('run', 'Creating');
  if (word.endsWith('_FAILED')) return s('fail', 'Failed');
  if (word === 'DELETE_COMPLETE' || word === 'ROLLBACK_COMPLETE') return s('stop', 'Removed');
  if (word === 'DELETE_SKIPPED') return s('skip', 'Kept');
  return word.endsWith('_COMPLETE') ? s('ok', 'Created') : UNKNOWN;
}

/** ECS's words for the rollout of a service's deployment. */
const ROLLOUTS: Readonly<Record<string, Status>> = {
  COMPLETED: s('ok', 'Completed'),
  IN_PROGRESS: s('run', 'Rolling out'),
  FAILED: s('fail', 'Failed'),
};
export const rolloutStatus = (word: string): Status => ROLLOUTS[word] ?? UNKNOWN;

/** A stack's status after an action on it: one that went back to what it was has not become what it should. */
export const stackOutcome = (word: string | undefined): Status => {
  if (word?.includes('ROLLBACK_COMPLETE')) return s('fail', 'Rolled back');
  if (word?.includes('ROLLBACK_IN_PROGRESS')) return s('run', 'Rolling back');
  if (word?.startsWith('UPDATE_') && word.endsWith('_COMPLETE')) return s('ok', 'Updated');
  if (word?.startsWith('UPDATE_') && word.endsWith('_IN_PROGRESS')) return s('run', 'Updating');
  return stackStatus(word);
};

/** An approval that is in progress waits for a person; answered, it has been approved or rejected. */
export function approvalStatus(word: string | undefined): Status {
  const status = statusOf(word);
  if (status.key === 'run') return WAITING;
  if (status.key === 'ok') return s('ok', 'Approved');
  return status.key === 'fail' ? s('fail', 'Rejected') : status;
}

const EXPIRED = s('stop', 'Expired');
/** Nobody answered an approval in time. */
export const isExpired = (status: Status): boolean => status.word === EXPIRED.word;

/** An approval that failed and that nobody rejected. */
const unanswered = (text: string): Status =>
  /time/i.test(text) || !text ? EXPIRED : statusOf('Stopped');

/** How an approval was decided. A rejection carries who gave it; one that nobody gave has expired, or its execution was stopped. */
export function decisionStatus(
  word: string | undefined,
  by: string | undefined,
  text: string | undefined,
): Status {
  const status = approvalStatus(word);
  return isFailure(status) && !by ? unanswered(text ?? '') : status;
}

export const isMoving = (status: Status): boolean => status.key === 'run';
export const needsPerson = (status: Status): boolean => status.key === 'wait';
export const isFailure = (status: Status): boolean => status.key === 'fail';
export const isStopping = (status: Status): boolean =>
  status.key === 'run' && status.word === 'Stopping';
export const isStopped = (status: Status): boolean => status.key === 'stop';
export const isGood = (status: Status): boolean => status.key === 'ok';
export const isOver = (status: Status): boolean =>
  status.key !== 'run' && status.key !== 'wait' && status.key !== 'pend';
