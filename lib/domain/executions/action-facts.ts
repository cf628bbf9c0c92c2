import type { Status } from '@/lib/domain/status';

/** What could not be read, and the IAM action that is missing, where it is that. */
export interface Unread {
  readonly message: string;
  readonly action?: string | undefined;
}

/** A resource of a stack that failed. */
export interface FailedResource {
  readonly logicalId: string;
  readonly type: string;
  /** CloudFormation's word: `UPDATE_FAILED`. */
  readonly word: string;
  readonly reason: string;
  readonly at: number;
}

export interface StackFacts {
  readonly kind: 'stack';
  readonly name: string;
  readonly status: Status;
  /** CloudFormation's word: `UPDATE_ROLLBACK_COMPLETE`. */
  readonly word: string;
  readonly reason?: string | undefined;
  /** The first failure of this action, in the stack or in one nested in it. */
  readonly cause?: FailedResource | undefined;
  /** All of them, newest first. */
  readonly failures: readonly FailedResource[];
  /** Why failures cannot be shown. */
  readonly unread?: Unread | undefined;
}

export interface ServiceDeployment {
  readonly id: string;
  /** ECS's word: `PRIMARY`, `ACTIVE`, `INACTIVE`. */
  readonly word: string;
  readonly rollout?: Status | undefined;
  readonly reason?: string | undefined;
  /** Family and revision. */
  readonly task: string;
  readonly running: number;
  readonly desired: number;
  readonly failed: number;
  readonly at: number;
}

export interface ServiceFacts {
  readonly kind: 'service';
  readonly name: string;
  readonly cluster: string;
  /** ECS's word: `ACTIVE`, `DRAINING`, `INACTIVE`. */
  readonly word: string;
  readonly running: number;
  readonly desired: number;
  readonly deployments: readonly ServiceDeployment[];
  /** Newest first. */
  readonly events: readonly { readonly at: number; readonly message: string }[];
}

export interface AliasFacts {
  readonly kind: 'alias';
  readonly function: string;
  readonly alias: string;
  /** The version that the alias names first. Percentages of its invocations. */
  readonly versions: readonly { readonly version: string; readonly percent: number }[];
}

export interface FleetEvent {
  /** AWS's word: `BeforeDeploy`, `AfterDeploy`. */
  readonly name: string;
  readonly status: Status;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Why it has failed. */
  readonly message?: string | undefined;
}

export interface FleetInstance {
  readonly id: string;
  readonly status: Status;
  readonly events: readonly FleetEvent[];
}

/** An EC2 deploy action, of this execution: unlike the others not what is there now. */
export interface FleetFacts {
  readonly kind: 'fleet';
  readonly instances: readonly FleetInstance[];
  /** The last that its scripts have said. */
  readonly lines: readonly string[];
  /** Why those cannot be shown. */
  readonly unread?: Unread | undefined;
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** What CodePipeline tells of an action, by name. What may be secret is hidden. */
export interface ActionTold {
  readonly configuration: readonly NamedValue[];
  readonly variables: readonly NamedValue[];
  /** Of one that has not failed. */
  readonly summary?: string | undefined;
}

/** One action of an execution: what CodePipeline tells of it, and what whoever did the work says. */
export interface ActionFacts {
  readonly told: ActionTold;

  readonly facts?: StackFacts | ServiceFacts | AliasFacts | FleetFacts | undefined;
  /** The Region or account where it is, which are not read from here. */
  readonly away?: string | undefined;
  /** The stack, service or alias is not there. */
  readonly gone?: string | undefined;
  readonly unread?: Unread | undefined;
  /** A later execution has run this action since: what is told may be of that one. */
  readonly later: boolean;
  readonly over: boolean;
  readonly readAt: number;
}
