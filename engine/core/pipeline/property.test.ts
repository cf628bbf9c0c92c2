import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condition, declaration, Pipeline } from './testing';
import type { Declaration } from './declaration';
import { isOver } from './types';

const IDS = ['e1', 'e2', 'e3', 'e4', 'e5'];

function declared(
  mode: string,
  entry: string | undefined,
  success: string | undefined,
  failure: object | undefined,
): Declaration {
  return {
    ...declaration,
    executionMode: mode,
    stages: declaration.stages.map((s) =>
      s.name === 'Source'
        ? s
        : {
            ...s,
            ...(entry ? { beforeEntry: { conditions: condition(entry, 'in') } } : {}),
            ...(success ? { onSuccess: { conditions: condition(success, 'out', 'out2') } } : {}),
            ...(failure ? { onFailure: failure } : {}),
          },
    ),
  };
}

const declarations = fc
  .tuple(
    fc.constantFrom('SUPERSEDED', 'QUEUED', 'PARALLEL'),
    fc.constantFrom(undefined, 'FAIL', 'SKIP'),
    fc.constantFrom(undefined, 'FAIL', 'ROLLBACK'),
    fc.constantFrom(
      undefined,
      { result: 'RETRY' },
      { result: 'ROLLBACK' },
      { conditions: condition('ROLLBACK', 'broken') },
    ),
  )
  .map((parts) => declared(...parts));

/** One random thing that can happen to a pipeline, as the service would let it. */
function move(p: Pipeline, kind: number, id: string, pick: number): void {
  const e =
    p.state.executions[id] ??
    Object.values(p.state.executions).filter((x) => x.type === 'ROLLBACK')[pick % 3];
  if (!e) return void p.start(id);
  const actions = e.actions.filter((a) => a.status === 'InProgress');
  const rules = (e.rules ?? []).filter((r) => r.status === 'InProgress');
  const run = actions[pick % Math.max(1, actions.length)];
  const rule = rules[pick % Math.max(1, rules.length)];
  if (kind < 6 && run) p.send({ type: 'action-succeeded', executionId: e.id, actionId: run.id });
  else if (kind < 8 && run)
    p.send({
      type: 'action-failed',
      executionId: e.id,
      actionId: run.id,
      error: { code: 'x', message: 'x' },
    });
  else if (kind < 10 && rule)
    p.send({
      type: 'rule-ended',
      executionId: e.id,
      ruleId: rule.id,
      status: pick % 3 ? 'Succeeded' : 'Failed',
    });
  else if (kind === 10)
    p.send({ type: 'stop', executionId: e.id, reason: '', abandon: pick % 2 === 0 });
  else if (kind === 11)
    p.send({
      type: 'transition',
      stage: pick % 2 ? 'Gate' : 'Deploy',
      enabled: pick % 3 !== 0,
      by: 'x',
    });
  else if (kind === 12)
    p.send({
      type: 'edited',
      stageStates:
        p.state.stageStates.length > 3 && pick % 5 === 0
          ? p.state.stageStates.filter((s) => s.name !== 'Gate')
          : p.state.stageStates,
      version: p.state.version + 1,
    });
  else if (kind === 13 && isOver(e.status) && e.status !== 'Superseded') {
    const stage = e.stages.find(
      (s) =>
        s.status === 'Failed' &&
        p.stageState(s.name)?.lastEntered === e.id &&
        p.stageState(s.name)?.lockedBy === undefined,
    );
    if (!stage || e.declaration.executionMode === 'PARALLEL') return;
    if (stage.conditions?.BEFORE_ENTRY?.status === 'Failed')
      p.send({ type: 'override', executionId: e.id, stage: stage.name, condition: 'BEFORE_ENTRY' });
    else
      p.send({
        type: 'retry',
        executionId: e.id,
        stage: stage.name,
        mode: pick % 2 ? 'ALL_ACTIONS' : 'FAILED_ACTIONS',
      });
  }
}

/** Ends everything that still runs: with nothing in the way every execution comes to its end. */
function drain(p: Pipeline): void {
  for (const s of p.state.stageStates)
    p.send({ type: 'transition', stage: s.name, enabled: true, by: 'x' });
  for (let i = 0; i < 2000; i++) {
    const e = Object.values(p.state.executions).find(
      (x) =>
        x.actions.some((a) => a.status === 'InProgress') ||
        x.rules?.some((r) => r.status === 'InProgress'),
    );
    if (!e) return;
    const run = e.actions.find((a) => a.status === 'InProgress');
    const rule = e.rules?.find((r) => r.status === 'InProgress');
    if (run) p.send({ type: 'action-succeeded', executionId: e.id, actionId: run.id });
    else if (rule)
      p.send({ type: 'rule-ended', executionId: e.id, ruleId: rule.id, status: 'Succeeded' });
  }
  throw new Error('a pipeline that never ends');
}

describe('whatever happens, in every mode', () => {
  it('no stage holds two, nothing waits for ever, what is over stays over until a person resumes it, every action ends', () => {
    fc.assert(
      fc.property(
        declarations,
        fc.array(fc.tuple(fc.nat(13), fc.constantFrom(...IDS), fc.nat(30)), { maxLength: 150 }),
        (d, moves) => {
          const p = new Pipeline(d);
          const over = new Map<string, string>();
          for (const [kind, id, pick] of moves) {
            move(p, kind, id, pick);
            expect(p.broken()).toEqual([]);
            for (const e of Object.values(p.state.executions)) {
              const was = over.get(e.id);
              // Only a retry or an override (13) brings an execution back, and never one that was superseded or cancelled.
              if (was !== undefined && (kind !== 13 || was === 'Superseded' || was === 'Cancelled'))
                expect(e.status).toBe(was);
              if (isOver(e.status)) over.set(e.id, e.status);
              else over.delete(e.id);
            }
          }
          drain(p);
          expect(Object.values(p.state.executions).filter((e) => !isOver(e.status))).toEqual([]);
          expect(
            Object.values(p.state.executions)
              .flatMap((e) => e.actions)
              .filter((a) => a.status === 'InProgress'),
          ).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('the same events at the same times give the same state', () => {
    fc.assert(
      fc.property(
        declarations,
        fc.array(fc.tuple(fc.nat(13), fc.constantFrom(...IDS), fc.nat(30)), { maxLength: 60 }),
        (d, moves) => {
          const [one, two] = [new Pipeline(d), new Pipeline(d)];
          for (const p of [one, two]) for (const [kind, id, pick] of moves) move(p, kind, id, pick);
          expect(two.state).toEqual(one.state);
        },
      ),
      { numRuns: 50 },
    );
  });
});
