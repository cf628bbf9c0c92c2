import type { StageState } from '@aws-sdk/client-codepipeline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineFacts } from '../data/pipeline-facts';
import { allAsked, targetOf, type Asked } from '../data/gates';
import { gateOf } from './approval';

const SEED = Number(process.env['STARBOARD_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
const RUNS = 1000;

interface ActionTruth {
  readonly name: string;
  readonly category: 'Approval' | 'Build' | 'Deploy' | 'Invoke';
  /** Undefined where the declaration does not tell it, which means 1. */
  readonly runOrder: number | undefined;
}
type Status = 'InProgress' | 'Succeeded' | 'Failed' | undefined;

interface Pipeline {
  readonly parallel: boolean;
  readonly stages: readonly (readonly ActionTruth[])[];
  /** By execution, stage and action. In a pipeline that is not PARALLEL each stage holds one execution. */
  readonly statuses: readonly (readonly (readonly Status[])[])[];
  readonly holders: readonly number[];
}

// Few names: the same in several stages, and of executions with the same revisions.
const actions = fc.uniqueArray(
  fc.record<ActionTruth>({
    name: fc.constantFrom('Approve', 'Review', 'Approve-2', 'Deploy', 'a/b'),
    category: fc.constantFrom('Approval', 'Approval', 'Build', 'Deploy', 'Invoke'),
    runOrder: fc.constantFrom(undefined, 1, 2, 3),
  }),
  { selector: (a) => a.name, minLength: 1, maxLength: 5 },
);
const status = fc.constantFrom<Status>(
  'InProgress',
  'InProgress',
  'Succeeded',
  'Failed',
  undefined,
);
const EXECUTIONS = 3;
const pipelines: fc.Arbitrary<Pipeline> = fc
  .array(actions, { minLength: 1, maxLength: 4 })
  .chain((stages) =>
    fc.record<Pipeline>({
      parallel: fc.boolean(),
      stages: fc.constant(stages),
      statuses: fc.array(fc.tuple(...stages.map((s) => fc.tuple(...s.map(() => status)))), {
        minLength: EXECUTIONS,
        maxLength: EXECUTIONS,
      }),
      holders: fc.tuple(...stages.map(() => fc.nat(EXECUTIONS - 1))),
    }),
  );

const stageName = (i: number): string => `Stage ${i}`;
const idOf = (e: number): string => `execution-${e}`;
const tokenOf = (e: number, s: number, a: string): string => `token of ${e} ${s} ${a}`;

function stateOf(p: Pipeline, e: number, s: number): StageState {
  return {
    stageName: stageName(s),
    latestExecution: { pipelineExecutionId: idOf(e), status: 'InProgress' },
    actionStates: (p.stages[s] ?? []).map((a, i) => {
      const word = p.statuses[e]?.[s]?.[i];
      return {
        actionName: a.name,
        latestExecution: word && {
          actionExecutionId: `${idOf(e)} ${s} ${a.name}`,
          status: word,
          lastStatusChange: new Date(1000),
          token:
            a.category === 'Approval' && word === 'InProgress' ? tokenOf(e, s, a.name) : undefined,
        },
      };
    }),
  };
}

function factsOf(p: Pipeline): PipelineFacts {
  const held = p.stages.map((_, s) => stateOf(p, p.holders[s] ?? 0, s));
  return {
    declaration: {
      name: 'p',
      roleArn: '',
      executionMode: p.parallel ? 'PARALLEL' : 'QUEUED',
      stages: p.stages.map((list, s) => ({
        name: stageName(s),
        actions: list.map((a) => ({
          name: a.name,
          runOrder: a.runOrder,
          actionTypeId: { category: a.category, owner: 'AWS', provider: 'Any', version: '1' },
        })),
      })),
    },
    arn: undefined,
    updatedAt: 0,
    stages: held,
    parallelExecutions: new Map(
      p.parallel
        ? p.statuses.map((_, e) => [idOf(e), p.stages.map((_s, s) => stateOf(p, e, s))] as const)
        : [],
    ),
    executions: [],
    older: [],
    actions: [],
    live: new Map(),
    unread: new Map(),
  };
}

/** Every approval action that AWS waits for: execution, stage and action. */
function waitingIn(p: Pipeline): { e: number; s: number; action: string }[] {
  return p.stages.flatMap((list, s) =>
    p.statuses.flatMap((_, e) =>
      p.parallel || p.holders[s] === e
        ? list.flatMap((a, i) =>
            a.category === 'Approval' && p.statuses[e]?.[s]?.[i] === 'InProgress'
              ? [{ e, s, action: a.name }]
              : [],
          )
        : [],
    ),
  );
}

const requestOf = ({ stage, action, execution }: Asked) => ({ stage, action, execution });

/** The pipeline after one approval was answered; nothing else has moved. */
const answered = (p: Pipeline, { e, s, action }: { e: number; s: number; action: string }) => ({
  ...p,
  statuses: p.statuses.map((stages, x) =>
    stages.map((list, y) =>
      list.map((word, i) =>
        x === e && y === s && p.stages[s]?.[i]?.name === action ? ('Succeeded' as const) : word,
      ),
    ),
  ),
});

/** The pipeline after the next execution has come into a stage. */
const moved = (p: Pipeline, s: number): Pipeline => ({
  ...p,
  holders: p.holders.map((h, i) => (i === s ? (h + 1) % EXECUTIONS : h)),
});

describe('the cards of a pipeline with any approvals', () => {
  it(`are the approval actions that wait, one each (seed ${SEED})`, () => {
    console.log(`seed ${SEED} (STARBOARD_FUZZ_SEED)`);
    fc.assert(
      fc.property(pipelines, (p) => {
        const cards = allAsked(factsOf(p)).map((a) => `${a.execution} ${a.stage} ${a.action}`);
        const waiting = waitingIn(p).map((w) => `${idOf(w.e)} ${stageName(w.s)} ${w.action}`);
        expect(cards.sort()).toEqual(waiting.sort());
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('decide their own gate and no other; once it is answered, or another execution waits there, none', () => {
    let decided = 0;
    fc.assert(
      fc.property(pipelines, (p) => {
        const facts = factsOf(p);
        for (const card of allAsked(facts)) {
          const [e, s] = [Number(card.execution.split('-')[1]), Number(card.stage.split(' ')[1])];
          const gate = gateOf(facts, requestOf(card));
          expect(gate).toMatchObject({
            ...requestOf(card),
            token: tokenOf(e, s, card.action),
            target: targetOf(facts, card),
          });
          decided++;
          const after = factsOf(answered(p, { e, s, action: card.action }));
          expect(gateOf(after, requestOf(card))).toBeUndefined();
          if (p.parallel) continue;
          // What waits in its place is named by its own execution: the dialog refuses this card then.
          const later = gateOf(factsOf(moved(p, s)), requestOf(card));
          expect(later?.execution).not.toBe(card.execution);
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(decided).toBeGreaterThan(0);
  });

  it('an address without an action means the only approval of its stage, and none where there are several', () => {
    fc.assert(
      fc.property(pipelines, (p) => {
        const facts = factsOf(p);
        for (const { stage, execution } of allAsked(facts)) {
          const there = allAsked(facts).filter(
            (a) => a.stage === stage && a.execution === execution,
          );
          const gate = gateOf(facts, { stage, execution, action: undefined });
          expect(gate?.action).toBe(there.length === 1 ? there[0]?.action : undefined);
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('say what else of their execution waits', () => {
    fc.assert(
      fc.property(pipelines, (p) => {
        const facts = factsOf(p);
        for (const card of allAsked(facts)) {
          const rest = allAsked(facts)
            .filter((a) => a.execution === card.execution && a !== card)
            .filter((a) => a.stage !== card.stage || a.action !== card.action)
            .map((a) => `${a.stage}/${a.action}`);
          expect(gateOf(facts, requestOf(card))?.rest).toEqual(rest);
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
