/** Times in ms since the epoch. */

export type LifecycleState =
  | 'Pending'
  | 'Pending:Wait'
  | 'Pending:Proceed'
  | 'InService'
  | 'EnteringStandby'
  | 'Standby'
  | 'Detaching'
  | 'Terminating'
  | 'Terminating:Wait'
  | 'Terminating:Proceed';

/** What a group does by itself; each can be suspended. */
export const PROCESSES = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
] as const;
export type Process = (typeof PROCESSES)[number];

export type Transition =
  'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';
export type HookResult = 'CONTINUE' | 'ABANDON';

export interface Hook {
  readonly name: string;
  readonly transition: Transition;
  readonly metadata?: string | undefined;
  readonly target?: string | undefined;
  readonly role?: string | undefined;
  readonly timeoutMs: number;
  readonly result: HookResult;
}

/** A hook that an instance waits for. */
export interface Wait {
  readonly hook: string;
  readonly token: string;
  /** When the next heartbeat is due. */
  readonly until: number;
  /** No heartbeat goes beyond it. */
  readonly limit: number;
}

/** A launch, a termination, or a move of one instance. */
export interface Activity {
  readonly id: string;
  readonly description: string;
  readonly cause: string;
  readonly startTime: number;
  readonly endTime?: number | undefined;
  readonly status: string;
  readonly message?: string | undefined;
  readonly progress: number;
  readonly zone: string;
  readonly subnet: string;
  readonly instanceId?: string | undefined;
}

export interface Template {
  readonly id: string;
  readonly name: string;
  readonly version: string;
}

/** Why an instance counts as unhealthy. */
export type Illness = 'ec2' | 'elb' | 'user';

export interface Member {
  /** EC2's; until it has one, that of the activity that launches it. */
  readonly id: string;
  readonly launched: boolean;
  readonly state: LifecycleState;
  readonly zone: string;
  readonly subnet: string;
  readonly since: number;
  readonly serviceSince?: number | undefined;
  readonly illness?: Illness | undefined;
  readonly isProtected: boolean;
  readonly instanceType?: string | undefined;
  readonly imageId?: string | undefined;
  readonly template?: Template | undefined;
  readonly waits: readonly Wait[];
  /** What is being done with it, or was done last. */
  readonly activity: Activity;
  /** One that balances zones: it counts when it is in service. */
  readonly balances?: boolean | undefined;
  /** It comes back to the group, or joins it: it was launched before, no hook holds it. */
  readonly returns?: boolean | undefined;
}

export interface Zone {
  readonly zone: string;
  readonly subnet: string;
}

export interface Settings {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  readonly zones: readonly Zone[];
  readonly template: Template;
  readonly policies: readonly string[];
  readonly checksBalancer: boolean;
  readonly graceMs: number;
  readonly protectsNew: boolean;
  readonly targetGroups: readonly string[];
  readonly suspended: readonly Process[];
  readonly hooks: readonly Hook[];
}

export interface GroupState {
  /** A UUID; ids of activities and tokens are counted from it. */
  readonly uuid: string;
  readonly counted: number;
  readonly settings: Settings;
  readonly members: readonly Member[];
  /** Why the desired capacity is what it is, until an activity says so. */
  readonly reasons: readonly string[];
  /** Unhealthy ones that were taken out, and are not replaced yet. */
  readonly toReplace: number;
  /** The last refreshes, the newest at the end. */
  readonly refreshes: readonly Refresh[];
  /** Taken out by a refresh, and not replaced yet. */
  readonly toRefresh: number;
  /** After launches that failed: none before this. */
  readonly launchesFrom: number;
  readonly failures: number;
  readonly lastScaledAt: number;
  readonly deleting: boolean;
  /** When a process was suspended last. */
  readonly suspendedAt?: number | undefined;
}

/** An instance refresh: every instance is replaced, a few at a time. */
export interface Refresh {
  readonly id: string;
  readonly status: 'InProgress' | 'Cancelling' | 'Cancelled' | 'Successful' | 'Failed';
  readonly reason?: string | undefined;
  readonly startTime: number;
  readonly endTime?: number | undefined;
  /** Those that are still to be replaced. */
  readonly left: readonly string[];
  readonly total: number;
  /** In percent of the desired capacity. */
  readonly minHealthy: number;
  readonly warmupMs: number;
  readonly skipsMatching: boolean;
  readonly protectedOnes: 'Refresh' | 'Ignore' | 'Wait';
  readonly standbyOnes: 'Ignore' | 'Wait';
}

/** What a request says of a refresh; `current` is the template whose instances are left alone. */
export type NewRefresh = Omit<
  Refresh,
  'status' | 'reason' | 'startTime' | 'endTime' | 'left' | 'total'
> & {
  readonly current?: Template | undefined;
};

/** An instance as EC2 and the target groups have it. */
export interface Seen {
  readonly state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  /** Whether a target group still has it, draining or not. */
  readonly isTarget: boolean;
  /** Whether a target group that checks it calls it unhealthy. */
  readonly isUnhealthy: boolean;
}

export type GroupEvent = { readonly at: number } & (
  | { readonly type: 'created' }
  /** What a request changed; what it says of the desired capacity comes with the reason. */
  | { readonly type: 'changed'; readonly settings: Settings; readonly reason?: string | undefined }
  | {
      readonly type: 'launched';
      readonly activity: string;
      readonly instanceId: string;
      readonly instanceType?: string | undefined;
      readonly imageId?: string | undefined;
      readonly template?: Template | undefined;
    }
  | { readonly type: 'launch-failed'; readonly activity: string; readonly message: string }
  /** What EC2 and the target groups said of the instances when they were asked; one that is not there is gone. */
  | {
      readonly type: 'look';
      readonly asked: number;
      readonly seen: Readonly<Record<string, Seen>>;
    }
  | { readonly type: 'terminate'; readonly id: string; readonly decrement: boolean }
  | { readonly type: 'detach'; readonly id: string; readonly decrement: boolean }
  | { readonly type: 'standby'; readonly id: string; readonly decrement: boolean }
  | { readonly type: 'exit-standby'; readonly id: string }
  | {
      readonly type: 'attach';
      readonly id: string;
      readonly zone: Zone;
      readonly instanceType?: string | undefined;
      readonly imageId?: string | undefined;
    }
  | { readonly type: 'health'; readonly id: string; readonly isHealthy: boolean }
  | { readonly type: 'protect'; readonly id: string; readonly isProtected: boolean }
  | { readonly type: 'heartbeat'; readonly token: string }
  | { readonly type: 'complete'; readonly token: string; readonly result: HookResult }
  | { readonly type: 'refresh'; readonly refresh: NewRefresh }
  | { readonly type: 'cancel-refresh'; readonly waits: boolean }
  | { readonly type: 'delete' }
);

export type GroupCommand =
  | { readonly type: 'record'; readonly activity: Activity }
  | { readonly type: 'launch'; readonly activity: string; readonly zone: Zone }
  | { readonly type: 'terminate'; readonly id: string }
  | { readonly type: 'register'; readonly id: string; readonly targetGroups: readonly string[] }
  | { readonly type: 'deregister'; readonly id: string; readonly targetGroups: readonly string[] }
  /** An instance waits for a hook: those that act for it are told. */
  | { readonly type: 'hook'; readonly id: string; readonly hook: Hook; readonly token: string }
  | {
      readonly type: 'announce';
      readonly event: 'Launch Successful' | 'Launch Unsuccessful' | 'Terminate Successful';
      readonly activity: Activity;
    }
  | {
      readonly type: 'refresh';
      readonly status: 'Started' | 'Succeeded' | 'Cancelled' | 'Failed';
      readonly id: string;
    }
  /** An instance is the group's no longer, and lives on. */
  | { readonly type: 'detached'; readonly id: string }
  | { readonly type: 'deleted' };

export interface GroupStep {
  readonly state: GroupState;
  readonly commands: readonly GroupCommand[];
}
