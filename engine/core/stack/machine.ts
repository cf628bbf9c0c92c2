import { TIMEOUT_REASON } from './unverified';

export type ResourceStatus =
  | 'WAITING'
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'
  | 'DELETE_SKIPPED';
export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED';

export interface ResourceState {
  readonly id: string;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly reason?: string | undefined;
  readonly dependsOn: readonly string[];
  /** Kept when the stack is deleted; with `RetainExceptOnCreate` not when its creation is undone. */
  readonly deletionPolicy: string;
  /** Signals of success that are waited for still. */
  readonly signals: number;
  /** Whose signals have counted: each counts once. */
  readonly signalledBy?: readonly string[] | undefined;
  /** A failure signal that came before the call that makes the resource had returned: it counts once there is something to undo. */
  readonly earlyFailure?: string | undefined;
  readonly physicalId?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

export interface StackState {
  readonly status: StackStatus;
  readonly reason?: string | undefined;
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  readonly resources: Readonly<Record<string, ResourceState>>;
}

export type StackEvent =
  /** `refused`: what keeps the stack from being made at all, found before its first resource. */
  | { readonly type: 'begin'; readonly refused?: string | undefined }
  | {
      readonly type: 'created';
      readonly id: string;
      readonly physicalId: string;
      readonly attributes: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'create-failed';
      readonly id: string;
      readonly reason: string;
      readonly physicalId?: string | undefined;
    }
  | {
      readonly type: 'signal';
      readonly id: string;
      /** Whose it is; one that is said twice counts once. */
      readonly by?: string | undefined;
      readonly success: boolean;
      readonly reason: string;
    }
  /** All outputs have a value. */
  | { readonly type: 'outputs-made' }
  | { readonly type: 'outputs-failed'; readonly reason: string }
  /** The stack has not been made in the time that it was given. */
  | { readonly type: 'timeout' }
  | { readonly type: 'delete' }
  | { readonly type: 'deleted'; readonly id: string }
  | { readonly type: 'delete-failed'; readonly id: string; readonly reason: string };

export type StackCommand =
  | { readonly type: 'create'; readonly id: string }
  | { readonly type: 'delete'; readonly id: string }
  | { readonly type: 'await-signal'; readonly id: string }
  /** Every resource is made: the outputs come next, and their event at once. */
  | { readonly type: 'outputs' }
  | {
      readonly type: 'resource-event';
      readonly id: string;
      readonly status: string;
      readonly reason: string | undefined;
    }
  | {
      readonly type: 'stack-event';
      readonly status: StackStatus;
      readonly reason: string | undefined;
    };

export interface StackStep {
  readonly state: StackState;
  readonly commands: readonly StackCommand[];
}

const UNDOING: readonly StackStatus[] = ['ROLLBACK_IN_PROGRESS', 'DELETE_IN_PROGRESS'];

class Machine {
  readonly commands: StackCommand[] = [];
  private resources: Record<string, ResourceState>;
  private status: StackStatus;
  private reason: string | undefined;

  constructor(private readonly before: StackState) {
    this.resources = { ...before.resources };
    this.status = before.status;
    this.reason = before.reason;
  }

  result(): StackStep {
    return {
      state: {
        ...this.before,
        status: this.status,
        reason: this.reason,
        resources: this.resources,
      },
      commands: this.commands,
    };
  }

  get(id: string): ResourceState | undefined {
    return this.resources[id];
  }

  set(id: string, change: Partial<ResourceState>, event = true): void {
    const r = this.resources[id];
    if (!r) return;
    this.resources[id] = { ...r, reason: undefined, ...change };
    if (event && change.status)
      this.commands.push({
        type: 'resource-event',
        id,
        status: change.status,
        reason: change.reason,
      });
  }

  setStack(status: StackStatus, reason?: string): void {
    this.status = status;
    this.reason = reason;
    this.commands.push({ type: 'stack-event', status, reason });
  }

  private all(): ResourceState[] {
    return Object.values(this.resources);
  }

  /** Makes all that can be made now; with everything made the outputs are next. */
  create(): void {
    if (this.status !== 'CREATE_IN_PROGRESS') return;
    for (const r of this.all()) {
      if (
        r.status !== 'WAITING' ||
        !r.dependsOn.every((d) => this.resources[d]?.status === 'CREATE_COMPLETE')
      )
        continue;
      this.set(r.id, { status: 'CREATE_IN_PROGRESS' });
      this.commands.push({ type: 'create', id: r.id });
    }
    if (this.all().every((r) => r.status === 'CREATE_COMPLETE'))
      this.commands.push({ type: 'outputs' });
  }

  /** Gives the stack up, as was asked for; `undo` does the rest. */
  giveUp(why: string): void {
    if (this.status !== 'CREATE_IN_PROGRESS') return;
    const { onFailure } = this.before;
    if (onFailure === 'DO_NOTHING') this.setStack('CREATE_FAILED', why);
    else if (onFailure === 'DELETE')
      this.setStack('DELETE_IN_PROGRESS', `${why} Delete requested by user.`);
    else this.setStack('ROLLBACK_IN_PROGRESS', `${why} Rollback requested by user.`);
    this.cancelWaiting();
    this.undo();
  }

  /** What is made and waits for signals waits no longer. */
  cancelWaiting(): void {
    for (const r of this.all())
      if (r.status === 'CREATE_IN_PROGRESS' && r.signals > 0 && r.physicalId !== undefined)
        this.set(r.id, { status: 'CREATE_FAILED', reason: 'Resource creation cancelled' });
  }

  fail(id: string, reason: string, physicalId: string | undefined): void {
    this.set(id, {
      status: 'CREATE_FAILED',
      reason,
      ...(physicalId === undefined ? {} : { physicalId }),
    });
    this.giveUp(`The following resource(s) failed to create: [${id}].`);
    this.undo();
  }

  /** Takes away, dependents first, once nothing is being made any more. */
  undo(): void {
    if (!UNDOING.includes(this.status) || this.all().some((r) => r.status === 'CREATE_IN_PROGRESS'))
      return;
    const exists = (r: ResourceState): boolean =>
      r.physicalId !== undefined && r.status !== 'DELETE_COMPLETE' && r.status !== 'DELETE_SKIPPED';
    for (const r of this.all()) {
      if (!exists(r)) {
        if (r.status === 'WAITING' || r.status === 'CREATE_FAILED')
          this.set(r.id, { status: 'DELETE_COMPLETE' }, false);
        continue;
      }
      if (r.status === 'DELETE_IN_PROGRESS' || r.status === 'DELETE_FAILED') continue;
      const dependents = this.all().filter((o) => o.dependsOn.includes(r.id) && exists(o));
      if (dependents.length) continue;
      const keep =
        r.deletionPolicy === 'Retain' ||
        (r.deletionPolicy === 'RetainExceptOnCreate' && this.created());
      if (keep) {
        this.set(r.id, { status: 'DELETE_SKIPPED' });
        return this.undo();
      }
      this.set(r.id, { status: 'DELETE_IN_PROGRESS' });
      this.commands.push({ type: 'delete', id: r.id });
    }
    if (this.all().some((r) => r.status === 'DELETE_IN_PROGRESS')) return;
    const failed = this.all()
      .filter((r) => r.status === 'DELETE_FAILED')
      .map((r) => r.id);
    const rollback = this.status === 'ROLLBACK_IN_PROGRESS';
    if (failed.length)
      this.setStack(
        rollback ? 'ROLLBACK_FAILED' : 'DELETE_FAILED',
        `The following resource(s) failed to delete: [${failed.join(', ')}].`,
      );
    else if (this.all().every((r) => !exists(r)))
      this.setStack(rollback ? 'ROLLBACK_COMPLETE' : 'DELETE_COMPLETE');
  }

  /** Whether the stack had once been completed: then its creation is not what is undone. */
  private created(): boolean {
    return this.status === 'DELETE_IN_PROGRESS' && this.reason === undefined;
  }
}

/** All of a stack's decisions. */
export function step(state: StackState, event: StackEvent): StackStep {
  const m = new Machine(state);
  switch (event.type) {
    case 'begin':
      m.setStack('CREATE_IN_PROGRESS', 'User Initiated');
      if (event.refused === undefined) m.create();
      else m.giveUp(event.refused);
      break;
    case 'created': {
      const r = m.get(event.id);
      if (r?.status !== 'CREATE_IN_PROGRESS') break;
      const given = { physicalId: event.physicalId, attributes: event.attributes };
      if (r.earlyFailure !== undefined) {
        m.set(event.id, given, false);
        m.fail(event.id, r.earlyFailure, event.physicalId);
        break;
      }
      if (r.signals > 0 && !UNDOING.includes(state.status)) {
        m.set(event.id, given, false);
        m.commands.push(
          { type: 'await-signal', id: event.id },
          {
            type: 'resource-event',
            id: event.id,
            status: 'CREATE_IN_PROGRESS',
            reason: 'Resource creation Initiated',
          },
        );
      } else m.set(event.id, { ...given, status: 'CREATE_COMPLETE' });
      m.create();
      m.undo();
      break;
    }
    case 'create-failed':
      if (m.get(event.id)?.status === 'CREATE_IN_PROGRESS')
        m.fail(event.id, event.reason, event.physicalId);
      break;
    case 'signal': {
      const r = m.get(event.id);
      if (r?.status !== 'CREATE_IN_PROGRESS' || r.signals === 0) break;
      if (event.by !== undefined && r.signalledBy?.includes(event.by)) break;
      if (!event.success && r.physicalId === undefined)
        m.set(event.id, { earlyFailure: event.reason }, false);
      else if (!event.success) m.fail(event.id, event.reason, r.physicalId);
      else {
        // A signal may come before the call that makes the resource has returned; it counts all the same.
        m.set(
          event.id,
          r.signals > 1 || r.physicalId === undefined
            ? { signals: r.signals - 1, signalledBy: [...(r.signalledBy ?? []), event.by ?? ''] }
            : { signals: 0, status: 'CREATE_COMPLETE' },
          r.signals <= 1,
        );
        m.create();
      }
      break;
    }
    case 'outputs-made':
      m.setStack('CREATE_COMPLETE');
      break;
    case 'outputs-failed':
      m.giveUp(event.reason);
      break;
    case 'timeout':
      m.giveUp(TIMEOUT_REASON);
      break;
    case 'delete':
      if (state.status === 'DELETE_IN_PROGRESS' || state.status === 'DELETE_COMPLETE') break;
      for (const r of Object.values(state.resources))
        if (r.status === 'DELETE_FAILED') m.set(r.id, { status: 'CREATE_COMPLETE' }, false);
      m.setStack(
        'DELETE_IN_PROGRESS',
        state.status === 'CREATE_IN_PROGRESS' ? 'User Initiated' : undefined,
      );
      m.cancelWaiting();
      m.undo();
      break;
    case 'deleted':
      if (m.get(event.id)?.status === 'DELETE_IN_PROGRESS')
        m.set(event.id, { status: 'DELETE_COMPLETE' });
      m.undo();
      break;
    case 'delete-failed':
      if (m.get(event.id)?.status === 'DELETE_IN_PROGRESS')
        m.set(event.id, { status: 'DELETE_FAILED', reason: event.reason });
      m.undo();
      break;
  }
  return m.result();
}
