import type { ConditionType, Declaration } from './declaration';

export type ExecutionStatus =
  'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Superseded' | 'Failed' | 'Cancelled';
export type StageStatus =
  'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Failed' | 'Cancelled' | 'Skipped';
export type ConditionStatus =
  'InProgress' | 'Succeeded' | 'Failed' | 'Errored' | 'Cancelled' | 'Abandoned' | 'Overridden';
export type RuleStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';
export type ActionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';

export interface S3Location {
  readonly bucket: string;
  readonly key: string;
}
export interface Artifact {
  readonly name: string;
  readonly location: S3Location;
  readonly revisionId?: string | undefined;
  readonly summary?: string | undefined;
  readonly actionName?: string | undefined;
}

/** One attempt at an action. */
export interface ActionRun {
  readonly id: string;
  readonly stage: string;
  readonly name: string;
  readonly status: ActionStatus;
  readonly startTime: number;
  readonly lastUpdate: number;
  readonly token?: string | undefined;
  readonly externalId?: string | undefined;
  readonly externalUrl?: string | undefined;
  readonly logStreamArn?: string | undefined;
  readonly percent?: number | undefined;
  readonly summary?: string | undefined;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  readonly updatedBy?: string | undefined;
  readonly resolved?: Readonly<Record<string, string>> | undefined;
  readonly inputs?: readonly Artifact[] | undefined;
  readonly outputs?: readonly Artifact[] | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** One evaluation of a rule. */
export interface RuleRun {
  readonly id: string;
  readonly stage: string;
  readonly condition: ConditionType;
  readonly name: string;
  readonly status: RuleStatus;
  readonly startTime: number;
  readonly lastUpdate: number;
  readonly externalId?: string | undefined;
  readonly summary?: string | undefined;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  readonly resolved?: Readonly<Record<string, string>> | undefined;
}

/** The newest evaluation of a stage's condition; `rules` are ids of rule runs. */
export interface ConditionRun {
  readonly status: ConditionStatus;
  readonly summary?: string | undefined;
  readonly lastUpdate: number;
  readonly rules: readonly string[];
}

export interface StageRetry {
  readonly auto: number;
  readonly manual: number;
  readonly latest: 'AutomatedStageRetry' | 'ManualStageRetry';
}

/** `from` is where its attempts begin in the execution's actions: earlier ones do not count for it. */
export interface StageRun {
  readonly name: string;
  readonly status: StageStatus;
  readonly startTime: number;
  readonly from: number;
  readonly conditions?: Partial<Readonly<Record<ConditionType, ConditionRun>>> | undefined;
  readonly retry?: StageRetry | undefined;
}

export interface Execution {
  readonly id: string;
  /** Order of starting within the pipeline. */
  readonly serial: number;
  readonly pipeline: string;
  readonly version: number;
  /** The declaration with which it was started: an edit does not change what runs. */
  readonly declaration: Declaration;
  readonly status: ExecutionStatus;
  readonly summary?: string | undefined;
  readonly startTime: number;
  readonly lastUpdate: number;
  readonly trigger: { readonly triggerType: string; readonly triggerDetail: string };
  readonly type: 'STANDARD' | 'ROLLBACK';
  readonly rollbackTarget?: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
  readonly artifacts: Readonly<Record<string, Artifact>>;
  /** A rollback's: the output variables of the execution it goes back to, by namespace. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly stop?: { readonly reason: string; readonly abandon: boolean } | undefined;
  /** In the order entered; a retried stage keeps its place. */
  readonly stages: readonly StageRun[];
  readonly actions: readonly ActionRun[];
  readonly rules?: readonly RuleRun[] | undefined;
  readonly attempts: number;
  readonly token?: string | undefined;
}

/** A stage as all executions share it. */
export interface StageState {
  readonly name: string;
  readonly lockedBy?: string | undefined;
  /** Executions in front of the stage in the order they came; in SUPERSEDED mode at most one. */
  readonly waiting: readonly string[];
  readonly lastEntered?: string | undefined;
  /** The newest success that a rollback can go back to, and the version it ran. */
  readonly lastGood?: { readonly executionId: string; readonly version: number } | undefined;
  readonly transition: {
    readonly enabled: boolean;
    readonly reason?: string | undefined;
    readonly by?: string | undefined;
    readonly at?: number | undefined;
  };
  /** The newest attempt at each action. */
  readonly latest: Readonly<
    Record<string, { readonly executionId: string; readonly actionId: string }>
  >;
}

/** `version` is that of the pipeline as it is declared now. */
export interface PipelineState {
  readonly version: number;
  readonly stageStates: readonly StageState[];
  readonly executions: Readonly<Record<string, Execution>>;
}

export type PipelineEvent =
  | { readonly type: 'start'; readonly execution: Execution }
  | {
      readonly type: 'action-progress';
      readonly executionId: string;
      readonly actionId: string;
      readonly changes: Partial<ActionRun>;
    }
  | {
      readonly type: 'action-succeeded';
      readonly executionId: string;
      readonly actionId: string;
      readonly changes?: Partial<ActionRun> | undefined;
    }
  | {
      readonly type: 'action-failed';
      readonly executionId: string;
      readonly actionId: string;
      readonly error: { code: string; message: string };
      readonly changes?: Partial<ActionRun> | undefined;
    }
  | {
      readonly type: 'stop';
      readonly executionId: string;
      readonly reason: string;
      readonly abandon: boolean;
    }
  | {
      readonly type: 'retry';
      readonly executionId: string;
      readonly stage: string;
      readonly mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS';
    }
  | { readonly type: 'rollback'; readonly execution: Execution; readonly stage: string }
  | {
      readonly type: 'rule-progress';
      readonly executionId: string;
      readonly ruleId: string;
      readonly changes: Partial<RuleRun>;
    }
  | {
      readonly type: 'rule-ended';
      readonly executionId: string;
      readonly ruleId: string;
      readonly status: 'Succeeded' | 'Failed';
      readonly changes?: Partial<RuleRun> | undefined;
    }
  | {
      readonly type: 'override';
      readonly executionId: string;
      readonly stage: string;
      readonly condition: 'BEFORE_ENTRY' | 'ON_SUCCESS';
    }
  /** The declaration was replaced: stages that are gone let go of who waits in front of them. */
  | {
      readonly type: 'edited';
      readonly stageStates: readonly StageState[];
      readonly version: number;
    }
  | {
      readonly type: 'transition';
      readonly stage: string;
      readonly enabled: boolean;
      readonly reason?: string | undefined;
      readonly by: string;
    };

export type PipelineCommand =
  | { readonly type: 'run-action'; readonly executionId: string; readonly actionId: string }
  | { readonly type: 'run-rule'; readonly executionId: string; readonly ruleId: string }
  /** What an abandoned action waited for need not be waited for any more. */
  | { readonly type: 'abandoned'; readonly executionId: string; readonly actionId: string }
  | { readonly type: 'pipeline-state'; readonly executionId: string; readonly state: string }
  | {
      readonly type: 'stage-state';
      readonly executionId: string;
      readonly stage: string;
      readonly state: string;
    }
  | {
      readonly type: 'action-state';
      readonly executionId: string;
      readonly actionId: string;
      readonly state: string;
    };

export const isOver = (status: ExecutionStatus): boolean =>
  status !== 'InProgress' && status !== 'Stopping';
