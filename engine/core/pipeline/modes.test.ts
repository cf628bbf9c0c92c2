import { describe, expect, it } from 'vitest';
import { declaration, Pipeline } from './testing';

const queued = () => new Pipeline({ ...declaration, executionMode: 'QUEUED' });
const parallel = () => new Pipeline({ ...declaration, executionMode: 'PARALLEL' });

describe('a QUEUED pipeline', () => {
  it('never overtakes: waiters enter in the order they came', () => {
    const p = queued();
    for (const id of ['e1', 'e2', 'e3']) {
      p.start(id);
      p.succeed(id, 'Fetch');
    }
    expect(p.stageState('Build')).toMatchObject({ lockedBy: 'e1', waiting: ['e2', 'e3'] });
    p.upTo('e1', ['A', 'B', 'C']);
    expect(p.stageState('Build')).toMatchObject({ lockedBy: 'e2', waiting: ['e3'] });
    expect([p.status('e1'), p.status('e2'), p.status('e3')]).toEqual([
      'InProgress',
      'InProgress',
      'InProgress',
    ]);
  });

  it('can have a queue in front of several stages', () => {
    const p = queued();
    for (const id of ['e1', 'e2']) {
      p.start(id);
      p.upTo(id, ['Fetch', 'A', 'B', 'C']);
    }
    p.start('e3');
    p.succeed('e3', 'Fetch');
    p.start('e4');
    p.succeed('e4', 'Fetch');
    expect([p.stageState('Gate')?.waiting, p.stageState('Build')?.waiting]).toEqual([
      ['e2'],
      ['e4'],
    ]);
  });

  it('keeps the order behind a closed transition, and lets in one at a time when it opens', () => {
    const p = queued();
    p.send({ type: 'transition', stage: 'Build', enabled: false, reason: 'freeze', by: 'me' });
    for (const id of ['e1', 'e2', 'e3']) {
      p.start(id);
      p.succeed(id, 'Fetch');
    }
    expect(p.stageState('Build')?.waiting).toEqual(['e1', 'e2', 'e3']);
    p.send({ type: 'transition', stage: 'Build', enabled: true, by: 'me' });
    expect(p.stageState('Build')).toMatchObject({ lockedBy: 'e1', waiting: ['e2', 'e3'] });
  });

  it('lets the next in when one fails or is stopped', () => {
    const p = queued();
    for (const id of ['e1', 'e2', 'e3']) {
      p.start(id);
      p.succeed(id, 'Fetch');
    }
    p.send({ type: 'stop', executionId: 'e2', reason: '', abandon: false });
    expect(p.status('e2')).toBe('Stopped');
    p.fail('e1', 'A');
    p.succeed('e1', 'B');
    expect([p.status('e1'), p.stageState('Build')?.lockedBy]).toEqual(['Failed', 'e3']);
  });
});

describe('a PARALLEL pipeline', () => {
  it('lets every execution through on its own: no lock, no waiting', () => {
    const p = parallel();
    for (const id of ['e1', 'e2', 'e3']) {
      p.start(id);
      p.upTo(id, ['Fetch', 'A', 'B', 'C']);
    }
    expect(p.state.stageStates.every((s) => s.lockedBy === undefined && !s.waiting.length)).toBe(
      true,
    );
    p.upTo('e3', ['Approve', 'Ship']);
    expect([p.status('e1'), p.status('e2'), p.status('e3')]).toEqual([
      'InProgress',
      'InProgress',
      'Succeeded',
    ]);
  });

  it('makes the token of an approval its external execution id', () => {
    const p = parallel();
    p.start('e1');
    p.upTo('e1', ['Fetch', 'A', 'B', 'C']);
    const approval = p.state.executions['e1']?.actions.find((a) => a.name === 'Approve');
    expect(approval?.token).toMatch(/./);
    expect(approval?.externalId).toBe(approval?.token);
  });
});

describe('an edited pipeline', () => {
  it('cancels who waits in front of a stage that is gone, and who comes to it later', () => {
    const p = new Pipeline();
    p.start('e1');
    p.upTo('e1', ['Fetch', 'A', 'B', 'C']);
    p.start('e2');
    p.upTo('e2', ['Fetch', 'A', 'B', 'C']);
    p.start('e3');
    p.succeed('e3', 'Fetch');
    const stageStates = p.state.stageStates.filter((s) => s.name !== 'Gate');
    expect(p.send({ type: 'edited', stageStates, version: 2 })).toEqual(['e2 CANCELED']);
    p.upTo('e3', ['A', 'B', 'C']);
    expect([p.status('e2'), p.status('e3')]).toEqual(['Cancelled', 'Cancelled']);
  });

  it('lets a running stage end by the structure it began with', () => {
    const p = new Pipeline();
    p.start('e1');
    p.upTo('e1', ['Fetch', 'A', 'B']);
    p.send({ type: 'edited', stageStates: p.state.stageStates, version: 2 });
    expect(p.running('e1', 'C')).not.toBe('');
    p.upTo('e1', ['C', 'Approve', 'Ship']);
    expect(p.status('e1')).toBe('Succeeded');
  });

  it('keeps executions of the former mode in it', () => {
    const p = parallel();
    p.start('e1');
    p.send({ type: 'edited', stageStates: p.state.stageStates, version: 2 });
    const e2 = p.execution('e2', { declaration: { ...declaration, executionMode: 'QUEUED' } });
    p.send({ type: 'start', execution: e2 });
    p.upTo('e1', ['Fetch']);
    p.upTo('e2', ['Fetch']);
    expect([p.stageState('Build')?.lockedBy, p.running('e1', 'A') !== '']).toEqual(['e2', true]);
  });
});

it('an execution over the limit fails at once and holds nothing', () => {
  const p = queued();
  expect(p.send({ type: 'start', execution: p.execution('e1', { status: 'Failed' }) })).toEqual([
    'e1 STARTED',
    'e1 FAILED',
  ]);
  expect(p.broken()).toEqual([]);
});
