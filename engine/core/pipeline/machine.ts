import { isOver, type ActionDeclaration, type ActionRun, type Execution, type ExecutionStatus, type PipelineCommand, type PipelineEvent, type PipelineState, type Slot, type StageRun, type StageStatus } from './types';

export interface MachineContext { readonly now: number; readonly newId: () => string }
export interface PipelineStep { readonly state: PipelineState; readonly commands: readonly PipelineCommand[] }

const EVENT_STATE: Readonly<Record<string, string>> = { InProgress: 'STARTED', Succeeded: 'SUCCEEDED', Failed: 'FAILED', Stopping: 'STOPPING', Stopped: 'STOPPED', Superseded: 'SUPERSEDED', Cancelled: 'CANCELED', Abandoned: 'ABANDONED' };

/**
 * A SUPERSEDED pipeline (AWS-SEMANTICS 3.4): a stage holds one execution from entry until it completes, fails or
 * stops; whoever comes meanwhile waits in front; a newer waiter supersedes an older one, and only there.
 */
class Machine {
  private readonly slots: Map<string, Slot>;
  private readonly executions: Map<string, Execution>;
  readonly commands: PipelineCommand[] = [];

  constructor(state: PipelineState, private readonly ctx: MachineContext) {
    this.slots = new Map(state.slots.map((s) => [s.name, s]));
    this.executions = new Map(Object.entries(state.executions));
  }

  result(): PipelineStep {
    return { state: { slots: [...this.slots.values()], executions: Object.fromEntries(this.executions) }, commands: this.commands };
  }

  private slot(name: string): Slot {
    return this.slots.get(name) ?? { name, transition: { enabled: true }, latest: {} };
  }

  private setSlot(name: string, change: Partial<Slot>): void {
    this.slots.set(name, { ...this.slot(name), ...change });
  }

  execution(id: string): Execution | undefined {
    return this.executions.get(id);
  }

  private update(id: string, change: (e: Execution) => Partial<Execution>): void {
    const e = this.executions.get(id);
    if (e) this.executions.set(id, { ...e, ...change(e), lastUpdate: this.ctx.now });
  }

  add(e: Execution): void {
    this.executions.set(e.id, e);
    this.commands.push({ type: 'pipeline-state', executionId: e.id, state: 'STARTED' });
  }

  private setStatus(id: string, status: ExecutionStatus, summary?: string): void {
    this.update(id, () => ({ status, ...(summary === undefined ? {} : { summary }) }));
    this.commands.push({ type: 'pipeline-state', executionId: id, state: EVENT_STATE[status] ?? status });
  }

  private setStage(id: string, name: string, status: StageStatus, event = EVENT_STATE[status] ?? status): void {
    this.update(id, (e) => ({ stages: e.stages.map((s) => (s.name === name ? { ...s, status } : s)) }));
    this.commands.push({ type: 'stage-state', executionId: id, stage: name, state: event });
  }

  setAction(id: string, actionId: string, change: Partial<ActionRun>): void {
    this.update(id, (e) => ({ actions: e.actions.map((a) => (a.id === actionId ? { ...a, ...change, lastUpdate: this.ctx.now } : a)) }));
    if (change.status) this.commands.push({ type: 'action-state', executionId: id, actionId, state: EVENT_STATE[change.status] ?? change.status });
  }

  /** Enters a stage, or waits in front of it. */
  enter(id: string, stage: string): void {
    const slot = this.slot(stage);
    if (slot.lockedBy === undefined && slot.transition.enabled) return this.begin(id, stage);
    const older = slot.waiting;
    this.setSlot(stage, { waiting: id });
    if (older !== undefined && older !== id) this.setStatus(older, 'Superseded');
  }

  private begin(id: string, stage: string): void {
    this.setSlot(stage, { lockedBy: id, lastEntered: id, ...(this.slot(stage).waiting === id ? { waiting: undefined } : {}) });
    this.update(id, (e) => {
      const run: StageRun = { name: stage, status: 'InProgress', startTime: this.ctx.now, from: e.actions.length };
      return { stages: [...e.stages.filter((s) => s.name !== stage), run] };
    });
    this.commands.push({ type: 'stage-state', executionId: id, stage, state: 'STARTED' });
    this.nextGroup(id, stage);
  }

  private declared(id: string, stage: string): readonly ActionDeclaration[] {
    return this.execution(id)?.declaration.stages.find((s) => s.name === stage)?.actions ?? [];
  }

  /** The newest attempt at each action of a stage, among those made since the stage was entered or retried. */
  private attempts(id: string, stage: string): Map<string, ActionRun> {
    const runs = new Map<string, ActionRun>();
    const e = this.execution(id);
    const from = e?.stages.find((s) => s.name === stage)?.from ?? 0;
    for (const a of e?.actions.slice(from) ?? []) if (a.stage === stage) runs.set(a.name, a);
    return runs;
  }

  /** Starts the lowest runOrder that has not succeeded; with none left the stage is done. */
  private nextGroup(id: string, stage: string): void {
    const runs = this.attempts(id, stage);
    const open = this.declared(id, stage).filter((d) => runs.get(d.name)?.status !== 'Succeeded');
    if (!open.length) return this.stageSucceeded(id, stage);
    const order = Math.min(...open.map((d) => d.runOrder ?? 1));
    for (const d of open.filter((a) => (a.runOrder ?? 1) === order)) this.startAction(id, stage, d);
  }

  private startAction(id: string, stage: string, d: ActionDeclaration): void {
    const run: ActionRun = { id: this.ctx.newId(), stage, name: d.name, status: 'InProgress', startTime: this.ctx.now, lastUpdate: this.ctx.now, ...(d.actionTypeId.category === 'Approval' ? { token: this.ctx.newId() } : {}) };
    this.update(id, (e) => ({ actions: [...e.actions, run] }));
    this.setSlot(stage, { latest: { ...this.slot(stage).latest, [d.name]: { executionId: id, actionId: run.id } } });
    this.commands.push({ type: 'action-state', executionId: id, actionId: run.id, state: 'STARTED' }, { type: 'run-action', executionId: id, actionId: run.id });
  }

  private release(stage: string): void {
    const { waiting, transition } = this.slot(stage);
    this.setSlot(stage, { lockedBy: undefined });
    if (waiting !== undefined && transition.enabled) this.begin(waiting, stage);
  }

  private stageSucceeded(id: string, stage: string): void {
    this.setStage(id, stage, 'Succeeded');
    const e = this.execution(id);
    if (!e) return;
    const index = e.declaration.stages.findIndex((s) => s.name === stage);
    const next = e.type === 'ROLLBACK' ? undefined : e.declaration.stages[index + 1];
    if (e.status === 'Stopping') this.setStatus(id, 'Stopped');
    else if (!next) this.setStatus(id, 'Succeeded');
    this.release(stage);
    if (next && e.status === 'InProgress') this.enter(id, next.name);
  }

  /** After an action has ended: more to do in the stage, or the stage's own end. */
  settle(id: string, stage: string): void {
    const e = this.execution(id);
    if (!e || isOver(e.status)) return;
    const runs = [...this.attempts(id, stage).values()];
    if (runs.some((a) => a.status === 'InProgress')) return;
    const failed = runs.find((a) => a.status === 'Failed');
    if (failed) {
      this.setStage(id, stage, 'Failed');
      this.setStatus(id, e.status === 'Stopping' ? 'Stopped' : 'Failed', failed.error?.message);
      this.release(stage);
    } else if (e.status === 'Stopping') {
      const complete = this.declared(id, stage).every((d) => runs.some((a) => a.name === d.name && a.status === 'Succeeded'));
      this.setStage(id, stage, complete ? 'Succeeded' : 'Stopped');
      this.setStatus(id, 'Stopped');
      this.release(stage);
    } else this.nextGroup(id, stage);
  }

  stop(id: string, reason: string, abandon: boolean): void {
    const e = this.execution(id);
    if (!e || isOver(e.status)) return;
    this.update(id, () => ({ stop: { reason, abandon } }));
    if (e.status === 'InProgress') this.setStatus(id, 'Stopping');
    for (const slot of this.slots.values()) {
      if (slot.waiting === id) {
        this.setSlot(slot.name, { waiting: undefined });
        return this.setStatus(id, 'Stopped');
      }
    }
    const stage = e.stages.find((s) => s.status === 'InProgress' || s.status === 'Stopping')?.name;
    if (stage === undefined) return this.setStatus(id, 'Stopped');
    if (abandon) {
      for (const a of this.attempts(id, stage).values()) if (a.status === 'InProgress') this.setAction(id, a.id, { status: 'Abandoned' });
      this.setStage(id, stage, 'Stopped');
      this.setStatus(id, 'Stopped');
      this.release(stage);
    } else this.setStage(id, stage, 'Stopping');
  }

  retry(id: string, stage: string, mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS'): void {
    this.update(id, (e) => ({ status: 'InProgress', summary: undefined, stop: undefined, attempts: e.attempts + 1 }));
    this.commands.push({ type: 'pipeline-state', executionId: id, state: 'RESUMED' });
    this.setSlot(stage, { lockedBy: id, lastEntered: id });
    this.setStage(id, stage, 'InProgress', 'RESUMED');
    if (mode === 'ALL_ACTIONS') this.update(id, (e) => ({ stages: e.stages.map((s) => (s.name === stage ? { ...s, from: e.actions.length } : s)) }));
    this.nextGroup(id, stage);
  }

  transition(event: Extract<PipelineEvent, { type: 'transition' }>): void {
    this.setSlot(event.stage, { transition: { enabled: event.enabled, reason: event.enabled ? undefined : event.reason, by: event.by, at: this.ctx.now } });
    const slot = this.slot(event.stage);
    if (event.enabled && slot.waiting !== undefined && slot.lockedBy === undefined) this.begin(slot.waiting, event.stage);
  }
}

/** All of a pipeline's decisions. An event about something that is over changes nothing. */
export function step(state: PipelineState, event: PipelineEvent, ctx: MachineContext): PipelineStep {
  const m = new Machine(state, ctx);
  switch (event.type) {
    case 'start': {
      m.add(event.execution);
      const first = event.execution.declaration.stages[0];
      if (first) m.enter(event.execution.id, first.name);
      break;
    }
    case 'rollback':
      m.add(event.execution);
      m.enter(event.execution.id, event.stage);
      break;
    case 'action-progress':
    case 'action-succeeded':
    case 'action-failed': {
      const action = m.execution(event.executionId)?.actions.find((a) => a.id === event.actionId);
      if (action?.status !== 'InProgress') break;
      const outcome: Partial<ActionRun> = event.type === 'action-progress' ? {} : event.type === 'action-succeeded' ? { status: 'Succeeded' } : { status: 'Failed', error: event.error };
      m.setAction(event.executionId, event.actionId, { ...event.changes, ...outcome });
      if (event.type !== 'action-progress') m.settle(event.executionId, action.stage);
      break;
    }
    case 'stop':
      m.stop(event.executionId, event.reason, event.abandon);
      break;
    case 'retry':
      m.retry(event.executionId, event.stage, event.mode);
      break;
    case 'transition':
      m.transition(event);
      break;
  }
  return m.result();
}
