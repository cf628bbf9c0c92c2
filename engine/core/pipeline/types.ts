/** The parts of a pipeline's declaration that the machine looks at; the service keeps the whole. */
export interface ActionDeclaration {
  readonly name: string;
  readonly actionTypeId: { readonly category: string; readonly owner: string; readonly provider: string; readonly version: string };
  readonly runOrder?: number | undefined;
  readonly configuration?: Readonly<Record<string, string>> | undefined;
  readonly inputArtifacts?: readonly { readonly name: string }[] | undefined;
  readonly outputArtifacts?: readonly { readonly name: string }[] | undefined;
  readonly namespace?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly region?: string | undefined;
  readonly timeoutInMinutes?: number | undefined;
}
export interface StageDeclaration { readonly name: string; readonly actions: readonly ActionDeclaration[] }
export interface Declaration {
  readonly name: string;
  readonly roleArn: string;
  readonly stages: readonly StageDeclaration[];
  readonly artifactStore?: { readonly type: string; readonly location: string } | undefined;
  readonly version?: number | undefined;
  readonly pipelineType?: string | undefined;
  readonly executionMode?: string | undefined;
  readonly variables?: readonly { readonly name: string; readonly defaultValue?: string | undefined }[] | undefined;
}

export type ExecutionStatus = 'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Superseded' | 'Failed' | 'Cancelled';
export type StageStatus = 'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Failed' | 'Cancelled';
export type ActionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';

export interface S3Location { readonly bucket: string; readonly key: string }
export interface Artifact { readonly name: string; readonly location: S3Location; readonly revisionId?: string | undefined; readonly summary?: string | undefined; readonly actionName?: string | undefined }

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
  readonly summary?: string | undefined;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  readonly updatedBy?: string | undefined;
  readonly resolved?: Readonly<Record<string, string>> | undefined;
  readonly inputs?: readonly Artifact[] | undefined;
  readonly outputs?: readonly Artifact[] | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** `from` is where its attempts begin in the execution's actions: earlier ones do not count for it. */
export interface StageRun { readonly name: string; readonly status: StageStatus; readonly startTime: number; readonly from: number }

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
  readonly stop?: { readonly reason: string; readonly abandon: boolean } | undefined;
  /** In the order entered; a retried stage keeps its place. */
  readonly stages: readonly StageRun[];
  readonly actions: readonly ActionRun[];
  readonly attempts: number;
  readonly token?: string | undefined;
}

/** A stage as all executions share it. */
export interface Slot {
  readonly name: string;
  readonly lockedBy?: string | undefined;
  /** The one execution that waits in front; a newer one takes its place. */
  readonly waiting?: string | undefined;
  readonly lastEntered?: string | undefined;
  readonly transition: { readonly enabled: boolean; readonly reason?: string | undefined; readonly by?: string | undefined; readonly at?: number | undefined };
  /** The newest attempt at each action. */
  readonly latest: Readonly<Record<string, { readonly executionId: string; readonly actionId: string }>>;
}

export interface PipelineState { readonly slots: readonly Slot[]; readonly executions: Readonly<Record<string, Execution>> }

export type PipelineEvent =
  | { readonly type: 'start'; readonly execution: Execution }
  | { readonly type: 'action-progress'; readonly executionId: string; readonly actionId: string; readonly changes: Partial<ActionRun> }
  | { readonly type: 'action-succeeded'; readonly executionId: string; readonly actionId: string; readonly changes?: Partial<ActionRun> | undefined }
  | { readonly type: 'action-failed'; readonly executionId: string; readonly actionId: string; readonly error: { code: string; message: string }; readonly changes?: Partial<ActionRun> | undefined }
  | { readonly type: 'stop'; readonly executionId: string; readonly reason: string; readonly abandon: boolean }
  | { readonly type: 'retry'; readonly executionId: string; readonly stage: string; readonly mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS' }
  | { readonly type: 'rollback'; readonly execution: Execution; readonly stage: string }
  | { readonly type: 'transition'; readonly stage: string; readonly enabled: boolean; readonly reason?: string | undefined; readonly by: string };

export type PipelineCommand =
  | { readonly type: 'run-action'; readonly executionId: string; readonly actionId: string }
  | { readonly type: 'pipeline-state'; readonly executionId: string; readonly state: string }
  | { readonly type: 'stage-state'; readonly executionId: string; readonly stage: string; readonly state: string }
  | { readonly type: 'action-state'; readonly executionId: string; readonly actionId: string; readonly state: string };

export const isOver = (status: ExecutionStatus): boolean => status !== 'InProgress' && status !== 'Stopping';
