import {
  modeOf,
  type ActionDeclaration,
  type ExecutionMode,
  type StageDeclaration,
} from './declaration';
import type {
  ActionRun,
  Execution,
  ExecutionStatus,
  PipelineCommand,
  PipelineState,
  RuleRun,
  StageState,
  StageRun,
  StageStatus,
} from './types';

/** What the machine may ask of the world: both are reads of what is already there. */
export interface MachineContext {
  readonly now: number;
  readonly newId: () => string;
  /** An execution that takes the stage back to `target`; undefined if that is not to be had any more. */
  readonly rollbackTo: (target: string, because: Execution) => Execution | undefined;
}
export interface PipelineStep {
  readonly state: PipelineState;
  readonly commands: readonly PipelineCommand[];
}

const EVENT_STATE: Readonly<Record<string, string>> = {
  InProgress: 'STARTED',
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  Stopping: 'STOPPING',
  Stopped: 'STOPPED',
  Superseded: 'SUPERSEDED',
  Cancelled: 'CANCELED',
  Abandoned: 'ABANDONED',
};

/** A pipeline's state while one event is worked into it: every change goes through here and leaves its command. */
export class PipelineDraft {
  private readonly stageStates: Map<string, StageState>;
  private readonly executions: Map<string, Execution>;
  private version: number;
  readonly commands: PipelineCommand[] = [];

  constructor(
    state: PipelineState,
    readonly ctx: MachineContext,
  ) {
    this.stageStates = new Map(state.stageStates.map((s) => [s.name, s]));
    this.executions = new Map(Object.entries(state.executions));
    this.version = state.version;
  }

  result(): PipelineStep {
    return {
      state: {
        version: this.version,
        stageStates: [...this.stageStates.values()],
        executions: Object.fromEntries(this.executions),
      },
      commands: this.commands,
    };
  }

  currentVersion(): number {
    return this.version;
  }

  /** Undefined for a stage that the pipeline does not have any more. */
  stageState(name: string): StageState | undefined {
    return this.stageStates.get(name);
  }

  allStageStates(): StageState[] {
    return [...this.stageStates.values()];
  }

  setStageState(name: string, change: Partial<StageState>): void {
    const stageState = this.stageStates.get(name);
    if (stageState) this.stageStates.set(name, { ...stageState, ...change });
  }

  replaceStageStates(stageStates: readonly StageState[], version: number): void {
    this.stageStates.clear();
    for (const s of stageStates) this.stageStates.set(s.name, s);
    this.version = version;
  }

  execution(id: string): Execution | undefined {
    return this.executions.get(id);
  }

  mode(id: string): ExecutionMode {
    const e = this.executions.get(id);
    return e ? modeOf(e.declaration) : 'SUPERSEDED';
  }

  declared(id: string, stage: string): StageDeclaration | undefined {
    return this.execution(id)?.declaration.stages.find((s) => s.name === stage);
  }

  stage(id: string, name: string): StageRun | undefined {
    return this.execution(id)?.stages.find((s) => s.name === name);
  }

  update(id: string, change: (e: Execution) => Partial<Execution>): void {
    const e = this.executions.get(id);
    if (e) this.executions.set(id, { ...e, ...change(e), lastUpdate: this.ctx.now });
  }

  add(e: Execution): void {
    this.executions.set(e.id, e);
    this.commands.push({ type: 'pipeline-state', executionId: e.id, state: 'STARTED' });
    if (e.status !== 'InProgress')
      this.commands.push({
        type: 'pipeline-state',
        executionId: e.id,
        state: EVENT_STATE[e.status] ?? e.status,
      });
  }

  setStatus(
    id: string,
    status: ExecutionStatus,
    summary?: string,
    event = EVENT_STATE[status] ?? status,
  ): void {
    this.update(id, () => ({ status, ...(summary === undefined ? {} : { summary }) }));
    this.commands.push({ type: 'pipeline-state', executionId: id, state: event });
  }

  changeStage(id: string, name: string, change: (s: StageRun) => Partial<StageRun>): void {
    this.update(id, (e) => ({
      stages: e.stages.map((s) => (s.name === name ? { ...s, ...change(s) } : s)),
    }));
  }

  setStage(
    id: string,
    name: string,
    status: StageStatus,
    event: string | undefined = EVENT_STATE[status],
  ): void {
    this.changeStage(id, name, () => ({ status }));
    // A skipped stage has no documented event of its own (AWS-SEMANTICS 3.10).
    if (event !== undefined)
      this.commands.push({ type: 'stage-state', executionId: id, stage: name, state: event });
  }

  setAction(id: string, actionId: string, change: Partial<ActionRun>): void {
    this.update(id, (e) => ({
      actions: e.actions.map((a) =>
        a.id === actionId ? { ...a, ...change, lastUpdate: this.ctx.now } : a,
      ),
    }));
    if (change.status)
      this.commands.push({
        type: 'action-state',
        executionId: id,
        actionId,
        state: EVENT_STATE[change.status] ?? change.status,
      });
  }

  setRule(id: string, ruleId: string, change: Partial<RuleRun>): void {
    this.update(id, (e) => ({
      rules: (e.rules ?? []).map((r) =>
        r.id === ruleId ? { ...r, ...change, lastUpdate: this.ctx.now } : r,
      ),
    }));
  }

  /** The newest attempt at each action of a stage, among those made since the stage was entered or retried as a whole. */
  attempts(id: string, stage: string): Map<string, ActionRun> {
    const runs = new Map<string, ActionRun>();
    const e = this.execution(id);
    const from = this.stage(id, stage)?.from ?? 0;
    for (const a of e?.actions.slice(from) ?? []) if (a.stage === stage) runs.set(a.name, a);
    return runs;
  }

  startAction(id: string, stage: string, d: ActionDeclaration): void {
    const actionId = this.ctx.newId();
    const token = d.actionTypeId.category === 'Approval' ? this.ctx.newId() : undefined;
    // In PARALLEL mode the approval's token is its external execution id (AWS-SEMANTICS 3.4 [doc][model]).
    const run: ActionRun = {
      id: actionId,
      stage,
      name: d.name,
      status: 'InProgress',
      startTime: this.ctx.now,
      lastUpdate: this.ctx.now,
      ...(token ? { token, ...(this.mode(id) === 'PARALLEL' ? { externalId: token } : {}) } : {}),
    };
    this.update(id, (e) => ({ actions: [...e.actions, run] }));
    this.setStageState(stage, {
      latest: { ...this.stageState(stage)?.latest, [d.name]: { executionId: id, actionId } },
    });
    this.commands.push(
      { type: 'action-state', executionId: id, actionId, state: 'STARTED' },
      { type: 'run-action', executionId: id, actionId },
    );
  }
}
