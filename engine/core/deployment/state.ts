import type { LifecycleEvent, TrafficEvent } from '../../../common/appspec';
import type { FleetRule, InstanceHealth } from './health';
import type { Diagnostics, LifecycleStatus } from './journal';

export type DeploymentStatus =
  'Created' | 'Queued' | 'InProgress' | 'Ready' | 'Succeeded' | 'Failed' | 'Stopped';
export type TargetStatus =
  'Pending' | 'InProgress' | 'Ready' | 'Succeeded' | 'Failed' | 'Skipped' | 'Unknown';
/** Of a blue/green deployment: an original instance, or its replacement. */
export type TargetLabel = 'Blue' | 'Green';

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
  readonly label?: TargetLabel | undefined;
  /** Which of its pieces it is at (`piecesOf`); the first one where nothing is said. */
  readonly piece?: number | undefined;
  /** Traffic is being routed to it, or was. */
  readonly rerouted?: boolean | undefined;
}
/** How a blue/green deployment shifts its traffic. */
export interface BlueGreenPlan {
  /** Who gets the traffic: the replacement, or by a rollback the original instances. */
  readonly gaining: TargetLabel;
  /** How long it waits for somebody to have the traffic rerouted; undefined reroutes immediately. */
  readonly readyWaitMs?: number | undefined;
  /** How long after that the instances without traffic live; undefined keeps them. */
  readonly terminationWaitMs?: number | undefined;
}
/**
 * A blue/green deployment installs on those that gain the traffic, is ready, reroutes to them, blocks the others,
 * waits, and terminates those.
 */
export interface BlueGreenState extends BlueGreenPlan {
  readonly phase: 'install' | 'ready' | 'reroute' | 'block' | 'wait' | 'terminate';
  /** Instances that traffic is being routed to at once. */
  readonly reroutes: number;
  /** When the phase `ready` or `wait` is over. */
  readonly until?: number | undefined;
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
  readonly blueGreen?: BlueGreenState | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly error?: DeploymentError | undefined;
}

/** An instance that a deployment begins with. */
export interface Member {
  readonly id: string;
  readonly zone?: string | undefined;
  readonly health: InstanceHealth;
  /** What it goes through, where that is not what the others do. */
  readonly lifecycle?: readonly LifecycleEvent[] | undefined;
}

export type DeploymentEvent =
  /** The instances that it needs are being made. */
  | { readonly type: 'provision'; readonly at: number }
  | {
      readonly type: 'start';
      readonly at: number;
      /** Those that the revision goes to; of a blue/green deployment those that gain the traffic. */
      readonly fleet: readonly Member[];
      readonly rule: FleetRule;
      /** What each target goes through. */
      readonly lifecycle: readonly LifecycleEvent[];
      readonly blueGreen?: (BlueGreenPlan & { readonly losing: readonly Member[] }) | undefined;
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
      /** Which piece has ended; the first one where nothing is said. */
      readonly piece?: number | undefined;
      readonly message?: string | undefined;
    }
  | {
      readonly type: 'traffic-shifted';
      readonly at: number;
      readonly target: string;
      readonly event: TrafficEvent;
      /** Why it was not. */
      readonly problem?: string | undefined;
    }
  /** The instance is gone. */
  | {
      readonly type: 'target-lost';
      readonly at: number;
      readonly target: string;
      readonly message: string;
    }
  /** ContinueDeployment. */
  | { readonly type: 'continue'; readonly at: number; readonly wait: 'ready' | 'termination' }
  /** The instances without traffic are gone; or why they are not. */
  | { readonly type: 'terminated'; readonly at: number; readonly problem?: string | undefined }
  /** The time has come that `nextLook` said. */
  | { readonly type: 'look'; readonly at: number; readonly heardSince: number }
  | ({
      readonly type: 'stop';
      readonly at: number;
      readonly status: 'Stopped' | 'Failed';
    } & DeploymentError);

export type DeploymentCommand =
  /** Its agent does a piece of what it goes through. */
  | {
      readonly type: 'run-target';
      readonly target: string;
      readonly piece: number;
      readonly events: readonly LifecycleEvent[];
    }
  | { readonly type: 'shift-traffic'; readonly target: string; readonly event: TrafficEvent }
  /** All are installed, and somebody has to say that the traffic may be rerouted. */
  | { readonly type: 'ready' }
  | { readonly type: 'terminate' }
  /** Its agent goes no further with it than the event it is in. */
  | { readonly type: 'cancel-target'; readonly target: string }
  | { readonly type: 'started' }
  | { readonly type: 'ended' };
export interface DeploymentStep {
  readonly state: DeploymentState;
  readonly commands: readonly DeploymentCommand[];
}
