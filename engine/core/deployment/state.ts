import type { LifecycleEvent } from '../../../common/appspec';
import type { FleetRule, InstanceHealth } from './health';
import type { Diagnostics, LifecycleStatus } from './journal';

export type DeploymentStatus =
  'Created' | 'Queued' | 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped';
export type TargetStatus =
  'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped' | 'Unknown';

export interface LifecycleState {
  readonly name: LifecycleEvent;
  readonly status: LifecycleStatus;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly diagnostics?: Diagnostics | undefined;
}
export interface TargetState {
  readonly id: string;
  readonly status: TargetStatus;
  readonly lifecycle: readonly LifecycleState[];
  readonly lastUpdatedAt: number;
  /** Its Availability Zone, where the deployment goes by zones. */
  readonly zone?: string | undefined;
}
/** A zone, in the order in which zones are deployed to. */
export interface ZoneState {
  readonly name: string;
  readonly window: number;
  /** How long it is watched once it is done. */
  readonly watchedMs: number;
}
export interface DeploymentError {
  readonly code: string;
  readonly message: string;
}
export interface DeploymentState {
  readonly status: DeploymentStatus;
  readonly targets: readonly TargetState[];
  /** Targets that may be away at once, and how many must be healthy at the end. */
  readonly window: number;
  readonly minimumHealthy: number;
  readonly zones?: readonly ZoneState[] | undefined;
  /** Which of the zones it is at. */
  readonly zone?: number | undefined;
  /** The zone before this one is watched until then. */
  readonly bakesUntil?: number | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly error?: DeploymentError | undefined;
}

/** An instance that a deployment begins with. */
export interface Member {
  readonly id: string;
  readonly zone?: string | undefined;
  readonly health: InstanceHealth;
}

export type DeploymentEvent =
  | {
      readonly type: 'start';
      readonly at: number;
      readonly fleet: readonly Member[];
      readonly rule: FleetRule;
      /** What each target goes through. */
      readonly lifecycle: readonly LifecycleEvent[];
      /** Ends it before anything is done. */
      readonly refused?: ({ readonly status: 'Stopped' | 'Failed' } & DeploymentError) | undefined;
    }
  | {
      readonly type: 'lifecycle';
      readonly at: number;
      readonly target: string;
      readonly event: string;
      readonly status: LifecycleStatus;
      readonly diagnostics: Diagnostics | undefined;
    }
  | {
      readonly type: 'target-ended';
      readonly at: number;
      readonly target: string;
      readonly status: 'Succeeded' | 'Failed';
      readonly message?: string | undefined;
    }
  /** The time has come that `nextLook` said. */
  | { readonly type: 'look'; readonly at: number; readonly heardSince: number }
  | ({
      readonly type: 'stop';
      readonly at: number;
      readonly status: 'Stopped' | 'Failed';
    } & DeploymentError);

export type DeploymentCommand =
  | { readonly type: 'run-target'; readonly target: string }
  /** Its agent goes no further with it than the event it is in. */
  | { readonly type: 'cancel-target'; readonly target: string }
  | { readonly type: 'started' }
  | { readonly type: 'ended' };
export interface DeploymentStep {
  readonly state: DeploymentState;
  readonly commands: readonly DeploymentCommand[];
}
