import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  previousGood,
  releaseProblem,
  stageProblem,
  type PastRelease,
  type StageFacts,
} from './eligibility';

const stage: StageFacts = {
  isSource: false,
  running: false,
  pipelineType: 'V2',
  mode: 'SUPERSEDED',
  changedAt: 100,
  version: 3,
  liveOrigin: 'e4',
  liveExecution: 'e4',
  broken: false,
};
const release = (n: number, more: Partial<PastRelease> = {}): PastRelease => ({
  executionId: `e${n}`,
  sha: `sha${n}`,
  startedAt: 100 + n,
  artifact: 'there',
  ...more,
});

describe('whether a stage can be rolled back', () => {
  it.each<[string, Partial<StageFacts>, RegExp | undefined]>([
    ['a V2 stage at rest can', {}, undefined],
    ['the source cannot', { isSource: true }, /source stage/],
    ['a V1 pipeline cannot', { pipelineType: 'V1' }, /V2/],
    ['a PARALLEL pipeline cannot', { mode: 'PARALLEL' }, /PARALLEL/],
    ['a running stage cannot yet', { running: true }, /running/],
  ])('%s', (_name, change, expected) => {
    const problem = stageProblem({ ...stage, ...change });
    if (expected) expect(problem).toMatch(expected);
    else expect(problem).toBeUndefined();
  });
});

describe('whether a release can be gone back to', () => {
  it.each<[string, PastRelease, RegExp | undefined]>([
    ['an older good release can', release(3), undefined],
    ['what is live can: it may have to be deployed again', release(4), undefined],
    ['a rollback cannot', release(6, { rollbackOf: 'e2' }), /rollback itself/],
    ['one of an older version cannot', release(1, { startedAt: 99 }), /version 3/],
    ['one whose artifact is gone cannot', release(2, { artifact: 'gone' }), /S3/],
    ['the same commit in another execution can', release(5, { sha: 'sha4' }), undefined],
    [
      'an artifact nobody looked at is not held against it',
      release(3, { artifact: undefined }),
      undefined,
    ],
  ])('%s', (_name, r, expected) => {
    const problem = releaseProblem(r, stage);
    if (expected) expect(problem).toMatch(expected);
    else expect(problem).toBeUndefined();
  });
});

describe('the release that is chosen', () => {
  it('is the newest good one before what is live', () => {
    expect(previousGood([release(5), release(4), release(3), release(2)], stage)).toBe('e3');
  });
  it('passes over what cannot be chosen', () => {
    expect(previousGood([release(4), release(3, { artifact: 'gone' }), release(2)], stage)).toBe(
      'e2',
    );
  });
  it('after a rollback, is the one that was undone when nothing older is there', () => {
    expect(previousGood([release(6, { rollbackOf: 'e4' }), release(5), release(4)], stage)).toBe(
      'e5',
    );
  });
  it('says so of the rollback that made what is live', () => {
    const r = release(6, { rollbackOf: 'e4' });
    expect(releaseProblem(r, { ...stage, liveExecution: 'e6' })).toMatch(/by this rollback/);
  });
  it('is what is live, when the attempt to replace it has failed', () => {
    expect(previousGood([release(4), release(3)], { ...stage, broken: true })).toBe('e4');
  });
  it('is none when there is none', () => {
    expect(previousGood([release(4)], stage)).toBeUndefined();
  });
});

const SEED = Number(process.env['STARBOARD_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

/** A pipeline's past as AWS has it: each execution ran in the version that was the newest when it started. */
interface Past {
  readonly facts: StageFacts;
  readonly releases: readonly (PastRelease & { readonly version: number })[];
}
/** When each version of the pipeline came; the last is the current one. */
const CHANGES = [0, 100, 250] as const;
const versionAt = (at: number): number => CHANGES.filter((c) => c <= at).length;

const pasts: fc.Arbitrary<Past> = fc
  .array(
    fc.record({
      startedAt: fc.constantFrom(10, 99, 100, 249, 250, 251, 400),
      // Few: the same revision again and again, or none at all.
      sha: fc.constantFrom('', 'a', 'b'),
      isRollback: fc.boolean(),
      artifact: fc.constantFrom<PastRelease['artifact']>('there', undefined, 'gone'),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .chain((list) =>
    fc
      .record({
        isSource: fc.boolean(),
        running: fc.boolean(),
        pipelineType: fc.constantFrom('V2', 'V2', 'V1'),
        mode: fc.constantFrom('SUPERSEDED', 'QUEUED', 'PARALLEL'),
        broken: fc.boolean(),
        live: fc.option(fc.nat(list.length - 1), { nil: undefined }),
      })
      .map(({ live, ...facts }): Past => {
        const releases = list.map(({ isRollback, ...r }, i) => ({
          ...r,
          executionId: `e${i}`,
          rollbackOf: isRollback ? `e${(i + 1) % list.length}` : undefined,
          version: versionAt(r.startedAt),
        }));
        const now = live === undefined ? undefined : releases[live];
        return {
          releases,
          facts: {
            ...facts,
            changedAt: CHANGES[2],
            version: CHANGES.length,
            liveExecution: now?.executionId,
            liveOrigin: now?.rollbackOf ?? now?.executionId,
          },
        };
      }),
  );

/** AWS's rules of RollbackStage (CodePipeline user guide, "Configure stage rollback"); the release succeeded in the stage. */
const awsTakesStage = (s: StageFacts): boolean =>
  s.pipelineType === 'V2' && s.mode !== 'PARALLEL' && !s.isSource && !s.running;
const awsTakes = (r: Past['releases'][number], s: StageFacts): boolean =>
  awsTakesStage(s) &&
  r.rollbackOf === undefined &&
  r.version === s.version &&
  r.artifact !== 'gone';

describe('any past of a pipeline', () => {
  it(`a rollback is refused where AWS refuses it, and nowhere else (seed ${SEED})`, () => {
    console.log(`seed ${SEED} (STARBOARD_FUZZ_SEED)`);
    let taken = 0;
    fc.assert(
      fc.property(pasts, ({ facts, releases }) => {
        expect(stageProblem(facts) === undefined).toBe(awsTakesStage(facts));
        for (const r of releases) {
          const offered =
            stageProblem(facts) === undefined && releaseProblem(r, facts) === undefined;
          expect(offered).toBe(awsTakes(r, facts));
          if (offered) taken++;
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
    expect(taken).toBeGreaterThan(0);
  });

  it('what is proposed is what AWS takes; something is, where anything but what is live is left', () => {
    fc.assert(
      fc.property(pasts, ({ facts, releases }) => {
        const able = {
          ...facts,
          isSource: false,
          running: false,
          pipelineType: 'V2',
          mode: 'QUEUED',
        };
        const proposed = previousGood(releases, able);
        const chosen = releases.find((r) => r.executionId === proposed);
        if (proposed !== undefined) expect(chosen && awsTakes(chosen, able)).toBe(true);
        const others = releases.filter(
          (r) =>
            awsTakes(r, able) &&
            r.executionId !== able.liveExecution &&
            r.executionId !== able.liveOrigin,
        );
        if (others.length) expect(proposed).toBeDefined();
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});
