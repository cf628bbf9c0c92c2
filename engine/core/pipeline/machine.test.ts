import { describe, expect, it } from 'vitest';
import { Pipeline } from './testing';

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
    expect(p.succeed('e1', 'Ship')).toEqual(
      expect.arrayContaining(['e1 Deploy SUCCEEDED', 'e1 SUCCEEDED']),
    );
    expect(p.state.stageStates.every((s) => s.lockedBy === undefined)).toBe(true);
  });

  it('waits for the other actions of the group before a stage fails, and releases it', () => {
    const p = new Pipeline();
    p.start('e1');
    p.succeed('e1', 'Fetch');
    p.fail('e1', 'A');
    expect(p.status('e1')).toBe('InProgress');
    p.succeed('e1', 'B');
    expect(p.status('e1')).toBe('Failed');
    expect(p.stageState('Build')?.lockedBy).toBeUndefined();
  });

  it('keeps later executions waiting in front of a held stage; the newest supersedes the older', () => {
    const p = new Pipeline();
    for (const id of ['e1', 'e2', 'e3']) {
      p.start(id);
      p.succeed(id, 'Fetch');
    }
    expect(p.stageState('Build')).toMatchObject({ lockedBy: 'e1', waiting: ['e3'] });
    expect([p.status('e1'), p.status('e2'), p.status('e3')]).toEqual([
      'InProgress',
      'Superseded',
      'InProgress',
    ]);
    p.upTo('e1', ['A', 'B']);
    expect(p.succeed('e1', 'C')).toEqual(
      expect.arrayContaining(['e3 Build STARTED', 'e1 Gate STARTED']),
    );
  });

  it('holds its stage while an approval waits', () => {
    const p = new Pipeline();
    p.start('e1');
    p.upTo('e1', ['Fetch', 'A', 'B', 'C']);
    p.start('e2');
    p.upTo('e2', ['Fetch', 'A', 'B', 'C']);
    expect(p.stageState('Gate')).toMatchObject({ lockedBy: 'e1', waiting: ['e2'] });
    p.fail('e1', 'Approve');
    expect(p.stageState('Gate')?.lockedBy).toBe('e2');
  });

  it('stops in front of a closed transition, and enters when it opens', () => {
    const p = new Pipeline();
    p.send({ type: 'transition', stage: 'Build', enabled: false, reason: 'freeze', by: 'me' });
    p.start('e1');
    p.succeed('e1', 'Fetch');
    expect([p.stageState('Build')?.lockedBy, p.stageState('Build')?.waiting]).toEqual([
      undefined,
      ['e1'],
    ]);
    expect(p.send({ type: 'transition', stage: 'Build', enabled: true, by: 'me' })).toEqual(
      expect.arrayContaining(['run e1 A', 'run e1 B']),
    );
  });

  it('stopped with waiting: what runs ends, nothing new starts', () => {
    const p = new Pipeline();
    p.start('e1');
    p.succeed('e1', 'Fetch');
    p.send({ type: 'stop', executionId: 'e1', reason: 'enough', abandon: false });
    expect(p.status('e1')).toBe('Stopping');
    p.succeed('e1', 'A');
    expect(p.succeed('e1', 'B')).toEqual(
      expect.arrayContaining(['e1 Build STOPPED', 'e1 STOPPED']),
    );
  });

  it('stopped with abandoning: at once, its actions Abandoned', () => {
    const p = new Pipeline();
    p.start('e1');
    p.succeed('e1', 'Fetch');
    const late = p.running('e1', 'A');
    p.send({ type: 'stop', executionId: 'e1', reason: '', abandon: true });
    expect(p.status('e1')).toBe('Stopped');
    expect(
      p.state.executions['e1']?.actions.filter((a) => a.stage === 'Build').map((a) => a.status),
    ).toEqual(['Abandoned', 'Abandoned']);
    expect(p.send({ type: 'action-succeeded', executionId: 'e1', actionId: late })).toEqual([]);
  });

  it('retries what failed, keeping what succeeded; with ALL_ACTIONS everything', () => {
    const p = new Pipeline();
    p.start('e1');
    p.succeed('e1', 'Fetch');
    p.fail('e1', 'A');
    p.succeed('e1', 'B');
    expect(
      p
        .send({ type: 'retry', executionId: 'e1', stage: 'Build', mode: 'FAILED_ACTIONS' })
        .filter((c) => c.startsWith('run')),
    ).toEqual(['run e1 A']);
    p.fail('e1', 'A');
    expect(
      p
        .send({ type: 'retry', executionId: 'e1', stage: 'Build', mode: 'ALL_ACTIONS' })
        .filter((c) => c.startsWith('run')),
    ).toEqual(['run e1 A', 'run e1 B']);
    p.upTo('e1', ['A', 'B']);
    expect(p.running('e1', 'C')).not.toBe('');
  });

  it('runs a rollback in its stage alone', () => {
    const p = new Pipeline();
    const rollback = p.execution('r1', { type: 'ROLLBACK', rollbackTarget: 'e1' });
    expect(p.send({ type: 'rollback', execution: rollback, stage: 'Deploy' })).toContain(
      'run r1 Ship',
    );
    expect(p.succeed('r1', 'Ship')).toEqual(
      expect.arrayContaining(['r1 Deploy SUCCEEDED', 'r1 SUCCEEDED']),
    );
  });
});
