import type { Refusal, WaitingApproval } from './approvals/approval';
import type { Quarantine } from './changes/quarantine';
import type { Spent } from './approvals/spent';
import type { Carried } from './commits/carried';
import type { ShownSize } from './commits/change-size';
import type { Revision } from './commits/revision';
import type { BlueGreen, DeployedRevision, RollbackLinks, Wait } from './deployments/deployment';
import type { Status } from './status';

export type { Revision } from './commits/revision';

/** What pages are given: plain JSON, times in milliseconds since the epoch. */

/** What is live in a stage. `disagrees` says why pipeline and deployment do not tell the same. */
export interface LiveRevision extends Revision {
  readonly at: number;
  readonly executionId?: string | undefined;
  readonly disagrees?: string | undefined;
  /** How it is known: the action that deployed it. */
  readonly by?: { readonly provider: string; readonly action: string } | undefined;
  /** What a failed deployment has left on some targets: they do not run what is live. */
  readonly left?: LeftBehind | undefined;
  /** A newer revision that only some of the stage's actions have deployed. */
  readonly partly?:
    | {
        readonly revision?: Revision | undefined;
        readonly by: readonly string[];
        readonly notBy: readonly string[];
      }
    | undefined;
}
/** `revision` is unset where the deployment's revision is none of this pipeline's. */
export interface LeftBehind {
  readonly revision?: Revision | undefined;
  readonly deployment: string;
  readonly targets: number;
  readonly of: number;
}

/** A transition that somebody has disabled: nothing enters `stage`. */
export interface ClosedEntry {
  readonly stage: string;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

/** Who did something to a release: `Committed`, `Approved`, `Rolled back`. */
export interface Person {
  readonly name: string;
  readonly did: string;
}

/** Work that goes on. Times in ms, `from` since the epoch. */
export interface BoardRunning {
  readonly from: number;
  /** How long it took the last times that it went well: the median, and of how many. */
  readonly usual?: { readonly ms: number; readonly of: number } | undefined;
  /** How far it is: `Build`, `1 of 3 targets`. */
  readonly phase?: string | undefined;
}

/** One of a pipeline's newest executions. */
export interface BoardRun {
  readonly id: string;
  readonly status: Status;
  /** As people write it. */
  readonly revision?: string | undefined;
  readonly message: string;
  /** When it began, in ms since the epoch. */
  readonly at: number;
}

export interface BoardCell {
  readonly stage: string;
  readonly kind: 'source' | 'build' | 'deploy';
  /** What is live, newest or last good here. */
  readonly live?: (LiveRevision & { readonly word: string }) | undefined;
  /** What could not be read about it. */
  readonly unread?: string | undefined;
  readonly status: Status;
  /** What is on its way into this stage. */
  readonly next?: (Revision & { readonly status: Status; readonly since: number }) | undefined;
  /** Who wrote what is in it, or let it in. */
  readonly person?: Person | undefined;
  /** Since when it works on what is on its way. */
  readonly running?: BoardRunning | undefined;
  /** What can be tried again. */
  readonly retry?: { readonly stage: string; readonly execution: string } | undefined;
  /** The page of its build or deployment, with the log. */
  readonly log?: string | undefined;
  /** Where what runs in it is opened. */
  readonly application?: string | undefined;
  /** The deployment group that it deploys to. */
  readonly environment?: string | undefined;
  /** Why it failed, in words. */
  readonly problem?: string | undefined;
  /** Who kept the newest release out, and why, in words; `expired`: nobody answered in time. */
  readonly refused?: { readonly words: string; readonly expired: boolean } | undefined;
  readonly href: string;
  /** The approvals that wait in it or before it. */
  readonly waits: readonly WaitingApproval[];
  /** Nothing can enter it. */
  readonly closed?: ClosedEntry | undefined;
}

export interface BoardRow {
  readonly name: string;
  /** Language and target: `Node.js · EC2`. */
  readonly detail: string;
  /** Its newest executions, the oldest of them first. */
  readonly history: readonly BoardRun[];
  /** The pipeline's own tags; unset where they are not known. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly cells: readonly BoardCell[];
  /** Nothing is known of it yet: its turn has not come. */ readonly isComing?: boolean | undefined;
  /** What is shown is of then, and why it is not newer. */ readonly stale?:
    { readonly since: number; readonly why: string } | undefined;
}

export interface Attention {
  readonly key: string;
  readonly status: Status;
  readonly title: string;
  readonly project: string;
  readonly where: string;
  readonly detail: string;
  /** Of an approval: how much it would change; absent where nothing is live, or that is not known. */
  readonly size?: ShownSize | undefined;
  /** What it is about, under that: a commit's message. */
  readonly subject?: string | undefined;
  /** Who wrote it. */
  readonly person?: Person | undefined;
  readonly running?: BoardRunning | undefined;
  readonly since: number;
  readonly href: string;
  readonly action: string;
  /** The approval that is asked for. */
  readonly approval?: WaitingApproval | undefined;
  /** The deployment that waits until somebody reroutes traffic. */
  readonly reroute?:
    | { readonly application: string; readonly group: string; readonly deployment: string }
    | undefined;
  /** What can be tried again. */
  readonly retry?: BoardCell['retry'];
}

export interface Board {
  readonly rows: readonly BoardRow[];
  readonly attention: readonly Attention[];
  readonly readAt: number;
  readonly moving: boolean;
  readonly unreadable: readonly { readonly name: string; readonly why: string }[];
  /** Pipelines of which nothing is known yet: their turn has not come. */
  readonly unread: number;
  /** Of a board without rows: projects whose stack is on its way. */
  readonly coming?: readonly {
    readonly name: string;
    readonly stackId: string;
    readonly status: Status;
  }[];
  /** Of a board without rows: why it is not known whether a project's stack is on its way. */
  readonly unreadStacks?: string | undefined;
}

/** What an action does inside, as far as its service tells it. */
export interface ActionWork {
  /** Of a build. */
  readonly phases?: readonly PhaseView[] | undefined;
  readonly tests?: { readonly passed: number; readonly failed: number } | undefined;
  /** Of a deployment under way. */
  readonly targets?: TargetCount | undefined;
  /** Why none of it could be read. */
  readonly unread?: string | undefined;
}

export interface ActionView {
  readonly name: string;
  readonly stage: string;
  readonly provider: string;
  readonly status: Status;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly revision?: Revision | undefined;
  readonly summary?: string | undefined;
  readonly problem?: string | undefined;
  /** Its page here, and at whoever did the work. */
  readonly href?: string | undefined;
  readonly link?: string | undefined;
  /** Whose page the link leads to. */
  readonly linkLabel?: string | undefined;
  /** The Region or account in which it runs, where that is another one. */
  readonly away?: string | undefined;
  readonly by?: string | undefined;
  readonly waits?: WaitingApproval | undefined;
  /** Somebody decides: its time is waiting. */
  readonly person?: boolean | undefined;
  /** What it does inside. */
  readonly work?: ActionWork | undefined;
  /** Of a source: who wrote the commit that it brought. */
  readonly author?: string | undefined;
  /** What it usually takes, in ms. */
  readonly usual?: number | undefined;
}
export interface StageView {
  readonly name: string;
  readonly kind: BoardCell['kind'];
  readonly status: Status;
  readonly live?: LiveRevision | undefined;
  readonly unread?: string | undefined;
  readonly retry?: { readonly stage: string; readonly execution: string } | undefined;
  readonly actions: readonly ActionView[];
  /** Who kept the newest release out. */ readonly refusal?: Refusal | undefined;
  readonly closed?: ClosedEntry | undefined;
  /** The stage whose way in can be closed: this one, or the gate before it. Unset where there is none. */
  readonly entrance?: string | undefined;
  /** Who waits in front, the first first. */
  readonly inbound?:
    | readonly { readonly executionId: string; readonly revision?: Revision | undefined }[]
    | undefined;
  readonly conditions?: readonly ConditionView[] | undefined;
  /** How often it was run again in its newest execution. */
  readonly retries?: string | undefined;
}
/** What a stage asks before it is entered, after it has succeeded or failed. `overridable` names what an override would be sent for. */
export interface ConditionView {
  readonly stage: string;
  readonly when: string;
  readonly status: Status;
  readonly rules: readonly {
    readonly name: string;
    readonly status: Status;
    readonly message?: string | undefined;
  }[];
  readonly overridable?: { readonly stage: string; readonly execution: string } | undefined;
}
export interface ExecutionView {
  readonly id: string;
  readonly status: Status;
  readonly where: string;
  readonly revision?: Revision | undefined;
  readonly trigger: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  /** What of its time was work; unset where not all of its actions were read. */
  readonly spent?: Spent | undefined;
  readonly stages: readonly Status[];
  readonly rollback: boolean;
  readonly summary?: string | undefined;
  /** What a person wrote about it. */ readonly note?: string | undefined;
  /** Of a rollback: what it took away. */ readonly undid?: Revision | undefined;
  /** The rollback that took it away from a stage. */ readonly undone?:
    { readonly execution: string; readonly stage: string; readonly at: number } | undefined;
}
/** A commit that must not come back by itself; `closed` while the way that it closed is, `newer` who waits in front of it then. */
export interface QuarantineView extends Quarantine {
  readonly closed: boolean;
  readonly newer?: Revision | undefined;
}
export interface PipelineView {
  readonly name: string;
  readonly type: string;
  readonly version: number;
  readonly updatedAt: number;
  readonly branch: string;
  readonly mode: string;
  readonly status: Status;
  readonly stages: readonly StageView[];
  /** Each running execution with its own stages, in PARALLEL mode. */ readonly parallelExecutions?:
    | readonly { readonly execution: ExecutionView; readonly stages: readonly StageView[] }[]
    | undefined;
  readonly executions: readonly ExecutionView[];
  readonly quarantines: readonly QuarantineView[];
  /** Why reasons and quarantines cannot be shown. */ readonly journalUnread?: string | undefined;
  readonly readAt: number;
  readonly moving: boolean;
}

export interface PhaseView {
  readonly name: string;
  /** CodeBuild's own word for it: INSTALL. */ readonly type: string;
  readonly startedAt?: number | undefined;
  readonly status: Status;
  readonly ms: number | undefined;
  readonly context?: string | undefined;
}
export interface BuildView {
  readonly id: string;
  readonly project: string;
  readonly number: number;
  readonly status: Status;
  readonly phase: string;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  readonly initiator: string;
  readonly revision: string;
  readonly phases: readonly PhaseView[];
  readonly problem?: { readonly phase: string; readonly message: string } | undefined;
  readonly image: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly over: boolean;
  readonly readAt: number;
}
/** A build in a list. */
export interface BuildRow extends BuildView {
  /** Of one that a pipeline started, as far as that pipeline was read. */
  readonly carried?: Carried | undefined;
  /** What began it, in words. */
  readonly trigger: string;
}
export interface LogLine {
  readonly at: number;
  readonly text: string;
  /** In a merged log: who wrote it. */ readonly source?: string | undefined;
}
export interface LogPage {
  readonly lines: readonly LogLine[];
  readonly next: string;
  readonly end: boolean;
  /** Why this is not all of it. */
  readonly note?: string | undefined;
}

export interface LifecycleCell {
  readonly event: string;
  readonly startedAt?: number | undefined;
  readonly status: Status;
  readonly ms: number | undefined;
  readonly message?: string | undefined;
  readonly logTail?: string | undefined;
  /** The Lambda function that the AppSpec names for this event. */
  readonly hook?: string | undefined;
}
/** What CodeDeploy deploys to (API reference, DeploymentTarget). */
export type TargetKind = 'instance' | 'lambda' | 'ecs' | 'cloudformation';
/** One side of a shift of traffic: a task set, a version of a function. */
export interface TrafficShare {
  readonly name: string;
  /** Of the production traffic; unset where AWS does not tell it. */
  readonly percent?: number | undefined;
  /** Of a task set: its tasks. */
  readonly tasks?: { readonly running: number; readonly desired: number } | undefined;
}
export interface TargetView {
  readonly id: string;
  readonly kind: TargetKind;
  readonly status: Status;
  /** Blue or green, of instances; a resource's type, of CloudFormation. */
  readonly label?: string | undefined;
  readonly cells: readonly LifecycleCell[];
  readonly traffic?: readonly TrafficShare[] | undefined;
}
/** Targets by status, those that need somebody first. */
export type TargetCount = readonly (readonly [Status, number])[];
export interface DeploymentView {
  readonly id: string;
  readonly application: string;
  readonly group: string;
  readonly status: Status;
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
  readonly problem?: string | undefined;
  /** CodeDeploy's code of that (ErrorInformation). */
  readonly code?: string | undefined;
  readonly platform?: string | undefined;
  readonly what?: DeployedRevision | undefined;
  /** What the group had before. */
  readonly before?: DeployedRevision | undefined;
  /** CodeDeploy's word for who started it. */
  readonly creator?: string | undefined;
  readonly description?: string | undefined;
  readonly config?: string | undefined;
  /** `IN_PLACE` or `BLUE_GREEN`. */
  readonly style?: string | undefined;
  /** A load balancer stands before its targets. */
  readonly isBalanced?: boolean | undefined;
  /** Of one that replaces a fleet. */
  readonly blueGreen?: BlueGreen | undefined;
  readonly wait?: Wait | undefined;
  readonly rollback: RollbackLinks;
  /** Failed ones first. */
  readonly targets: readonly TargetView[];
  /** Of all targets: also of those that could not be read. */
  readonly count: TargetCount;
  /** Why targets are missing. */
  readonly unread?: string | undefined;
  /** The action of a pipeline that it belongs to, where one is known. */
  readonly origin?: DeploymentOrigin | undefined;
  /** Why that is not known. */
  readonly originUnread?: string | undefined;
  readonly over: boolean;
  readonly readAt: number;
}

export interface DeploymentOrigin {
  readonly pipeline: string;
  readonly stage: string;
  readonly execution?: string | undefined;
}
export interface DeploymentRow {
  readonly id: string;
  readonly application: string;
  readonly group: string;
  readonly status: Status;
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
  readonly problem?: string | undefined;
  /** `Server`, `ECS` or `Lambda`: CodeDeploy's word. */
  readonly platform?: string | undefined;
  readonly count: TargetCount;
  readonly rollback: RollbackLinks;
}
/** A deployment in a list. */
export interface ListedDeployment extends DeploymentRow {
  readonly what?: DeployedRevision | undefined;
  /** Of one that a pipeline made, as far as that pipeline was read. */
  readonly carried?: Carried | undefined;
  /** What began it, in words. */
  readonly trigger: string;
}
