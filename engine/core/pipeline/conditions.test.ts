import { describe, expect, it } from 'vitest';
import { condition, Pipeline, withStage } from './testing';

const UP_TO_GATE = ['Fetch', 'A', 'B', 'C'];

describe('an entry condition', () => {
  it('locks the stage first and runs its rules before any action', () => {
    const p = new Pipeline(
      withStage('Gate', { beforeEntry: { conditions: condition('FAIL', 'window', 'branch') } }),
    );
    p.start('e1');
    p.upTo('e1', ['Fetch', 'A', 'B']);
    expect(p.succeed('e1', 'C')).toEqual(
      expect.arrayContaining(['e1 Gate STARTED', 'judge e1 window', 'judge e1 branch']),
    );
    expect([p.stageState('Gate')?.lockedBy, p.running('e1', 'Approve')]).toEqual(['e1', '']);
    p.judge('e1', 'window', 'Succeeded');
    expect(p.judge('e1', 'branch', 'Succeeded')).toContain('run e1 Approve');
  });

  it('FAIL: any failed rule fails the stage; the override lets it go on', () => {
    const p = new Pipeline(
      withStage('Gate', { beforeEntry: { conditions: condition('FAIL', 'window', 'branch') } }),
    );
    p.start('e1');
    p.upTo('e1', UP_TO_GATE);
    p.judge('e1', 'window', 'Failed');
    p.judge('e1', 'branch', 'Succeeded');
    expect([
      p.status('e1'),
      p.stage('e1', 'Gate')?.status,
      p.stage('e1', 'Gate')?.conditions?.BEFORE_ENTRY?.status,
      p.stageState('Gate')?.lockedBy,
    ]).toEqual(['Failed', 'Failed', 'Failed', undefined]);
    expect(
      p.send({ type: 'override', executionId: 'e1', stage: 'Gate', condition: 'BEFORE_ENTRY' }),
    ).toEqual(expect.arrayContaining(['e1 RESUMED', 'run e1 Approve']));
    expect(p.stage('e1', 'Gate')?.conditions?.BEFORE_ENTRY?.status).toBe('Overridden');
  });

  it('without a result is treated as FAIL', () => {
    const p = new Pipeline(
      withStage('Gate', { beforeEntry: { conditions: condition(undefined, 'window') } }),
    );
    p.start('e1');
    p.upTo('e1', UP_TO_GATE);
    p.judge('e1', 'window', 'Failed');
    expect(p.status('e1')).toBe('Failed');
  });

  it('SKIP: the stage is Skipped, none of its actions ran, and the next is entered', () => {
    const p = new Pipeline(
      withStage('Gate', { beforeEntry: { conditions: condition('SKIP', 'branch') } }),
    );
    p.start('e1');
    p.upTo('e1', UP_TO_GATE);
    p.judge('e1', 'branch', 'Failed');
    expect([
      p.stage('e1', 'Gate')?.status,
      p.running('e1', 'Ship') !== '',
      p.stageState('Gate')?.lastGood,
    ]).toEqual(['Skipped', true, undefined]);
    expect(p.state.executions['e1']?.actions.some((a) => a.stage === 'Gate')).toBe(false);
  });

  it('is asked again by a retry of the stage that it has failed', () => {
    const p = new Pipeline(
      withStage('Gate', { beforeEntry: { conditions: condition('FAIL', 'window') } }),
    );
    p.start('e1');
    p.upTo('e1', UP_TO_GATE);
    p.judge('e1', 'window', 'Failed');
    expect(
      p.send({ type: 'retry', executionId: 'e1', stage: 'Gate', mode: 'FAILED_ACTIONS' }),
    ).toContain('judge e1 window');
    expect(p.judge('e1', 'window', 'Succeeded')).toContain('run e1 Approve');
  });

  it('is Abandoned by a stop, and the stage stops', () => {
    const p = new Pipeline(
      withStage('Gate', { beforeEntry: { conditions: condition('FAIL', 'window') } }),
    );
    p.start('e1');
    p.upTo('e1', UP_TO_GATE);
    p.send({ type: 'stop', executionId: 'e1', reason: '', abandon: true });
    expect([
      p.status('e1'),
      p.stage('e1', 'Gate')?.status,
      p.stage('e1', 'Gate')?.conditions?.BEFORE_ENTRY?.status,
      p.stageState('Gate')?.lockedBy,
    ]).toEqual(['Stopped', 'Stopped', 'Abandoned', undefined]);
    expect(p.judge('e1', 'window', 'Succeeded')).toEqual([]);
  });
});

describe('a success condition', () => {
  it('is asked after all actions and before the transition', () => {
    const p = new Pipeline(
      withStage('Build', { onSuccess: { conditions: condition('FAIL', 'coverage') } }),
    );
    p.start('e1');
    p.upTo('e1', ['Fetch', 'A', 'B']);
    expect(p.succeed('e1', 'C')).toEqual(['action SUCCEEDED', 'judge e1 coverage']);
    expect(p.stageState('Build')?.lockedBy).toBe('e1');
    expect(p.judge('e1', 'coverage', 'Succeeded')).toEqual(
      expect.arrayContaining(['e1 Build SUCCEEDED', 'e1 Gate STARTED']),
    );
  });

  it('ROLLBACK: the stage goes back to its newest success at once', () => {
    const p = new Pipeline(
      withStage('Deploy', { onSuccess: { conditions: condition('ROLLBACK', 'health') } }),
    );
    p.start('e1');
    p.upTo('e1', [...UP_TO_GATE, 'Approve', 'Ship']);
    p.judge('e1', 'health', 'Succeeded');
    p.start('e2');
    p.upTo('e2', [...UP_TO_GATE, 'Approve', 'Ship']);
    const said = p.judge('e2', 'health', 'Failed');
    const rollback = Object.values(p.state.executions).find((e) => e.type === 'ROLLBACK');
    expect([p.status('e2'), rollback?.rollbackTarget, p.stageState('Deploy')?.lockedBy]).toEqual([
      'Failed',
      'e1',
      rollback?.id,
    ]);
    expect(said).toContain(`run ${rollback?.id ?? ''} Ship`);
  });
});

describe('a failed stage', () => {
  it('RETRY: exactly one automatic attempt at what failed', () => {
    const p = new Pipeline(
      withStage('Build', {
        onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'FAILED_ACTIONS' } },
      }),
    );
    p.start('e1');
    p.upTo('e1', ['Fetch', 'B']);
    expect(p.fail('e1', 'A')).toEqual(expect.arrayContaining(['e1 Build RESUMED', 'run e1 A']));
    expect(p.stage('e1', 'Build')?.retry).toEqual({
      auto: 1,
      manual: 0,
      latest: 'AutomatedStageRetry',
    });
    p.fail('e1', 'A');
    expect(p.status('e1')).toBe('Failed');
    p.send({ type: 'retry', executionId: 'e1', stage: 'Build', mode: 'ALL_ACTIONS' });
    expect(p.stage('e1', 'Build')?.retry).toEqual({
      auto: 1,
      manual: 1,
      latest: 'ManualStageRetry',
    });
  });

  it('ROLLBACK: goes back, ahead of who waits; without an eligible success it just fails', () => {
    const p = new Pipeline(withStage('Deploy', { onFailure: { result: 'ROLLBACK' } }));
    p.start('e1');
    p.upTo('e1', [...UP_TO_GATE, 'Approve']);
    p.fail('e1', 'Ship');
    expect([p.status('e1'), Object.keys(p.state.executions)]).toEqual(['Failed', ['e1']]);
    p.start('e2');
    p.upTo('e2', [...UP_TO_GATE, 'Approve', 'Ship']);
    p.start('e3');
    p.upTo('e3', [...UP_TO_GATE, 'Approve']);
    p.start('e4');
    p.upTo('e4', [...UP_TO_GATE, 'Approve']);
    expect(p.stageState('Deploy')).toMatchObject({ lockedBy: 'e3', waiting: ['e4'] });
    p.fail('e3', 'Ship');
    const rollback = Object.values(p.state.executions).find((e) => e.type === 'ROLLBACK');
    expect(p.stageState('Deploy')).toMatchObject({ lockedBy: rollback?.id, waiting: ['e4'] });
    p.fail(rollback?.id ?? '', 'Ship');
    expect([p.status(rollback?.id ?? ''), p.stageState('Deploy')?.lockedBy]).toEqual([
      'Failed',
      'e4',
    ]);
  });

  it('does not go back to what ran another version of the pipeline', () => {
    const p = new Pipeline(withStage('Deploy', { onFailure: { result: 'ROLLBACK' } }));
    p.start('e1');
    p.upTo('e1', [...UP_TO_GATE, 'Approve', 'Ship']);
    p.send({ type: 'edited', stageStates: p.state.stageStates, version: 2 });
    p.start('e2');
    p.upTo('e2', [...UP_TO_GATE, 'Approve']);
    p.fail('e2', 'Ship');
    expect(Object.keys(p.state.executions)).toEqual(['e1', 'e2']);
  });

  it('with a condition goes back when its rules succeed, and only then', () => {
    const declared = withStage('Deploy', {
      onFailure: { conditions: condition('ROLLBACK', 'alarm') },
    });
    for (const verdict of ['Succeeded', 'Failed'] as const) {
      const p = new Pipeline(declared);
      p.start('e1');
      p.upTo('e1', [...UP_TO_GATE, 'Approve', 'Ship']);
      p.start('e2');
      p.upTo('e2', [...UP_TO_GATE, 'Approve']);
      expect(p.fail('e2', 'Ship')).toEqual(
        expect.arrayContaining(['e2 Deploy FAILED', 'judge e2 alarm']),
      );
      expect(p.stageState('Deploy')?.lockedBy).toBe('e2');
      p.judge('e2', 'alarm', verdict);
      expect([
        p.status('e2'),
        Object.values(p.state.executions).some((e) => e.type === 'ROLLBACK'),
      ]).toEqual(['Failed', verdict === 'Succeeded']);
    }
  });

  it('can have what failed retried while the rest of its group still runs', () => {
    const p = new Pipeline();
    p.start('e1');
    p.succeed('e1', 'Fetch');
    p.fail('e1', 'A');
    expect(
      p.send({ type: 'retry', executionId: 'e1', stage: 'Build', mode: 'FAILED_ACTIONS' }),
    ).toContain('run e1 A');
    p.upTo('e1', ['A', 'B']);
    expect(p.running('e1', 'C')).not.toBe('');
  });

  it('a rollback meets no condition of its stage', () => {
    const p = new Pipeline(
      withStage('Deploy', { beforeEntry: { conditions: condition('FAIL', 'window') } }),
    );
    expect(
      p.send({
        type: 'rollback',
        execution: p.execution('r1', { type: 'ROLLBACK' }),
        stage: 'Deploy',
      }),
    ).toContain('run r1 Ship');
  });
});
