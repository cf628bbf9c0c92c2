import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { step } from './machine';
import { isOver, type Declaration, type Execution, type PipelineEvent, type PipelineState } from './types';

const action = (name: string, category: string, runOrder = 1) => ({ name, runOrder, actionTypeId: { category, owner: 'AWS', provider: 'P', version: '1' } });
const declaration: Declaration = {
  name: 'p', roleArn: 'r',
  stages: [
    { name: 'Source', actions: [action('Fetch', 'Source')] }, { name: 'Build', actions: [action('A', 'Build'), action('B', 'Build'), action('C', 'Build', 2)] },
    { name: 'Gate', actions: [action('Approve', 'Approval')] }, { name: 'Deploy', actions: [action('Ship', 'Deploy')] },
  ],
};

class Pipeline {
  state: PipelineState = { slots: declaration.stages.map((s) => ({ name: s.name, transition: { enabled: true }, latest: {} })), executions: {} };
  private ids = 0;
  private serial = 0;

  send(event: PipelineEvent): string[] {
    const next = step(this.state, event, { now: 1000 + this.ids, newId: () => `a${++this.ids}` });
    this.state = next.state;
    return next.commands.map((c) => c.type === 'run-action' ? `run ${this.nameOf(c.executionId, c.actionId)}` : c.type === 'action-state' ? `action ${c.state}` : c.type === 'stage-state' ? `${c.executionId} ${c.stage} ${c.state}` : `${c.executionId} ${c.state}`);
  }

  private nameOf(executionId: string, id: string): string {
    return `${executionId} ${this.state.executions[executionId]?.actions.find((a) => a.id === id)?.name ?? '?'}`;
  }

  execution(id: string, more: Partial<Execution> = {}): Execution {
    return { id, serial: ++this.serial, pipeline: 'p', version: 1, declaration, status: 'InProgress', startTime: 0, lastUpdate: 0, trigger: { triggerType: 't', triggerDetail: '' }, type: 'STANDARD', variables: {}, overrides: {}, artifacts: {}, stages: [], actions: [], attempts: 1, ...more };
  }

  start(id: string): string[] {
    return this.send({ type: 'start', execution: this.execution(id) });
  }

  running(id: string, name: string): string {
    return this.state.executions[id]?.actions.find((a) => a.name === name && a.status === 'InProgress')?.id ?? '';
  }

  succeed(id: string, name: string): string[] {
    return this.send({ type: 'action-succeeded', executionId: id, actionId: this.running(id, name) });
  }

  fail(id: string, name: string): string[] {
    return this.send({ type: 'action-failed', executionId: id, actionId: this.running(id, name), error: { code: 'JobFailed', message: 'broken' } });
  }

  upTo(id: string, names: readonly string[]): void {
    for (const name of names) this.succeed(id, name);
  }

  status(id: string): string | undefined {
    return this.state.executions[id]?.status;
  }

  slot(name: string) {
    return this.state.slots.find((s) => s.name === name);
  }
}

describe('a SUPERSEDED pipeline', () => {
  it('runs actions of one runOrder together and the next when all have succeeded', () => {
    const p = new Pipeline();
    expect(p.start('e1')).toContain('run e1 Fetch');
    expect(p.succeed('e1', 'Fetch')).toEqual(expect.arrayContaining(['run e1 A', 'run e1 B']));
    expect(p.succeed('e1', 'A').some((c) => c.startsWith('run'))).toBe(false);
    expect(p.succeed('e1', 'B')).toContain('run e1 C');
  });

  it('goes through all stages to Succeeded', () => {
    const p = new Pipeline();
    p.start('e1');
    p.upTo('e1', ['Fetch', 'A', 'B', 'C', 'Approve']);
    expect(p.succeed('e1', 'Ship')).toEqual(expect.arrayContaining(['e1 Deploy SUCCEEDED', 'e1 SUCCEEDED']));
    expect(p.state.slots.every((s) => s.lockedBy === undefined)).toBe(true);
  });

  it('waits for the other actions of the group before a stage fails, and releases it', () => {
    const p = new Pipeline();
    p.start('e1');
    p.succeed('e1', 'Fetch');
    p.fail('e1', 'A');
    expect(p.status('e1')).toBe('InProgress');
    p.succeed('e1', 'B');
    expect(p.status('e1')).toBe('Failed');
    expect(p.slot('Build')?.lockedBy).toBeUndefined();
  });

  it('keeps later executions waiting in front of a held stage; the newest supersedes the older', () => {
    const p = new Pipeline();
    for (const id of ['e1', 'e2', 'e3']) {
      p.start(id);
      p.succeed(id, 'Fetch');
    }
    expect(p.slot('Build')).toMatchObject({ lockedBy: 'e1', waiting: 'e3' });
    expect([p.status('e1'), p.status('e2'), p.status('e3')]).toEqual(['InProgress', 'Superseded', 'InProgress']);
    p.upTo('e1', ['A', 'B']);
    expect(p.succeed('e1', 'C')).toEqual(expect.arrayContaining(['e3 Build STARTED', 'e1 Gate STARTED']));
  });

  it('holds its stage while an approval waits', () => {
    const p = new Pipeline();
    p.start('e1');
    p.upTo('e1', ['Fetch', 'A', 'B', 'C']);
    p.start('e2');
    p.upTo('e2', ['Fetch', 'A', 'B', 'C']);
    expect(p.slot('Gate')).toMatchObject({ lockedBy: 'e1', waiting: 'e2' });
    p.fail('e1', 'Approve');
    expect(p.slot('Gate')?.lockedBy).toBe('e2');
  });

  it('stops in front of a closed transition, and enters when it opens', () => {
    const p = new Pipeline();
    p.send({ type: 'transition', stage: 'Build', enabled: false, reason: 'freeze', by: 'me' });
    p.start('e1');
    p.succeed('e1', 'Fetch');
    expect([p.slot('Build')?.lockedBy, p.slot('Build')?.waiting]).toEqual([undefined, 'e1']);
    expect(p.send({ type: 'transition', stage: 'Build', enabled: true, by: 'me' })).toEqual(expect.arrayContaining(['run e1 A', 'run e1 B']));
  });

  it('stopped with waiting: what runs ends, nothing new starts', () => {
    const p = new Pipeline();
    p.start('e1');
    p.succeed('e1', 'Fetch');
    p.send({ type: 'stop', executionId: 'e1', reason: 'enough', abandon: false });
    expect(p.status('e1')).toBe('Stopping');
    p.succeed('e1', 'A');
    expect(p.succeed('e1', 'B')).toEqual(expect.arrayContaining(['e1 Build STOPPED', 'e1 STOPPED']));
  });

  it('stopped with abandoning: at once, its actions Abandoned', () => {
    const p = new Pipeline();
    p.start('e1');
    p.succeed('e1', 'Fetch');
    const late = p.running('e1', 'A');
    p.send({ type: 'stop', executionId: 'e1', reason: '', abandon: true });
    expect(p.status('e1')).toBe('Stopped');
    expect(p.state.executions['e1']?.actions.filter((a) => a.stage === 'Build').map((a) => a.status)).toEqual(['Abandoned', 'Abandoned']);
    expect(p.send({ type: 'action-succeeded', executionId: 'e1', actionId: late })).toEqual([]);
  });

  it('retries what failed, keeping what succeeded; with ALL_ACTIONS everything', () => {
    const p = new Pipeline();
    p.start('e1');
    p.succeed('e1', 'Fetch');
    p.fail('e1', 'A');
    p.succeed('e1', 'B');
    expect(p.send({ type: 'retry', executionId: 'e1', stage: 'Build', mode: 'FAILED_ACTIONS' }).filter((c) => c.startsWith('run'))).toEqual(['run e1 A']);
    p.fail('e1', 'A');
    expect(p.send({ type: 'retry', executionId: 'e1', stage: 'Build', mode: 'ALL_ACTIONS' }).filter((c) => c.startsWith('run'))).toEqual(['run e1 A', 'run e1 B']);
    p.upTo('e1', ['A', 'B']);
    expect(p.running('e1', 'C')).not.toBe('');
  });

  it('runs a rollback in its stage alone', () => {
    const p = new Pipeline();
    const rollback = p.execution('r1', { type: 'ROLLBACK', rollbackTarget: 'e1' });
    expect(p.send({ type: 'rollback', execution: rollback, stage: 'Deploy' })).toContain('run r1 Ship');
    expect(p.succeed('r1', 'Ship')).toEqual(expect.arrayContaining(['r1 Deploy SUCCEEDED', 'r1 SUCCEEDED']));
  });

  it('whatever happens: nothing leaves a terminal state, no stage holds two, nothing waits before a free open stage', () => {
    const ids = ['e1', 'e2', 'e3', 'e4'];
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(9), fc.constantFrom(...ids)), { maxLength: 120 }), (moves) => {
      const p = new Pipeline();
      const over = new Map<string, string>();
      for (const [move, id] of moves) {
        const e = p.state.executions[id];
        const open = e?.actions.filter((a) => a.status === 'InProgress') ?? [];
        const run = open[move % Math.max(1, open.length)];
        if (!e) p.start(id);
        else if (move < 5 && run) p.send({ type: 'action-succeeded', executionId: id, actionId: run.id });
        else if (move === 5 && run) p.send({ type: 'action-failed', executionId: id, actionId: run.id, error: { code: 'x', message: 'x' } });
        else if (move === 6) p.send({ type: 'stop', executionId: id, reason: '', abandon: true });
        else if (move === 7) p.send({ type: 'stop', executionId: id, reason: '', abandon: false });
        else if (move > 7) p.send({ type: 'transition', stage: 'Gate', enabled: move === 8, by: 'x' });
        for (const x of Object.values(p.state.executions)) {
          const was = over.get(x.id);
          if (was !== undefined) expect(x.status).toBe(was);
          if (isOver(x.status)) over.set(x.id, x.status);
        }
        for (const s of p.state.slots) {
          if (s.waiting !== undefined) expect(s.lockedBy !== undefined || !s.transition.enabled).toBe(true);
          if (s.lockedBy !== undefined) expect(isOver(p.state.executions[s.lockedBy]?.status ?? 'Failed')).toBe(false);
        }
        for (const x of Object.values(p.state.executions)) {
          const held = p.state.slots.filter((s) => s.lockedBy === x.id || s.waiting === x.id);
          expect(held.length).toBe(isOver(x.status) ? 0 : 1);
        }
      }
    }), { numRuns: 300 });
  });
});
