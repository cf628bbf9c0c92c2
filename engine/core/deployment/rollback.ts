import type { DeploymentState } from './state';

export type RollbackEvent =
  'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST';

/** [infer] Deployments that CodeDeploy itself made of a revision that has succeeded before are not rolled back. */
export const NOT_ROLLED_BACK: readonly string[] = [
  'codeDeployRollback',
  'CodeDeployAutoUpdate',
  'autoscaling',
  'autoscalingTermination',
];

export const ALARM_ACTIVE = 'ALARM_ACTIVE';

/** What an ended deployment may be rolled back for. */
export function rollbackEventOf(state: DeploymentState): RollbackEvent | undefined {
  if (state.status === 'Failed') return 'DEPLOYMENT_FAILURE';
  // [infer] That nobody rerouted the traffic is neither: no traffic has moved.
  if (state.status !== 'Stopped' || state.error?.code === 'TIMEOUT') return undefined;
  return state.error?.code === ALARM_ACTIVE
    ? 'DEPLOYMENT_STOP_ON_ALARM'
    : 'DEPLOYMENT_STOP_ON_REQUEST';
}

interface Ended {
  readonly state: DeploymentState;
  readonly creator: string;
  /** Its own configuration, or else its group's. */
  readonly config:
    | {
        readonly enabled?: boolean | undefined;
        readonly events?: readonly string[] | undefined;
      }
    | undefined;
  /** What whoever stopped it said of a rollback: holds over the configuration. */
  readonly asked: boolean | undefined;
}

/** Whether a deployment that has ended is to be rolled back (AWS-SEMANTICS 2.8). */
export function wantsRollback({ state, creator, config, asked }: Ended): boolean {
  const event = rollbackEventOf(state);
  if (event === undefined || NOT_ROLLED_BACK.includes(creator)) return false;
  if (asked !== undefined) return asked;
  return config?.enabled === true && (config.events ?? []).includes(event);
}

/** What AWS writes on the deployment that is rolled back (published answers of 2026-08). */
export const rolledBackText = (id: string, rollbackId: string): string =>
  `Deployment ${id} terminated. Automatic rollback is triggered with a DeploymentId ${rollbackId}.`;

/** And on the rollback. */
export const rollingBackText = (id: string, rollbackId: string): string =>
  `Deployment ${rollbackId} is triggered to roll back deployment ${id}.`;

export const nothingBeforeText = (id: string, group: string): string =>
  `Deployment ${id} terminated. Automatic rollback is not triggered: the deployment group ${group} has no earlier successful deployment.`;

export const nothingReplacedText = (id: string): string =>
  `Deployment ${id} terminated. Automatic rollback is not triggered: it had found no original instances.`;

export const engineStoppedText = (id: string): string =>
  `Deployment ${id} terminated. Automatic rollback is not triggered: the engine was stopped.`;
