import type { BatchSpec, BatchTask } from './buildspec/types';
import type { PhaseStatus } from './phases';

export const BATCH_PHASES = [
  'SUBMITTED',
  'DOWNLOAD_BATCHSPEC',
  'IN_PROGRESS',
  'COMBINE_ARTIFACTS',
  'SUCCEEDED',
  'FAILED',
  'STOPPED',
] as const;
export type BatchPhase = (typeof BATCH_PHASES)[number];

/** One build of a batch: which attempt runs, and how it stands. `SKIPPED`: what it depends on has failed. */
export interface Group {
  readonly identifier: string;
  readonly dependsOn: readonly string[];
  readonly ignoreFailure: boolean;
  readonly build?: string | undefined;
  readonly prior: readonly string[];
  readonly status: PhaseStatus | 'WAITING' | 'SKIPPED';
}

export const groupsOf = (spec: BatchSpec): Group[] =>
  spec.tasks.map((t) => ({
    identifier: t.identifier,
    dependsOn: t.dependsOn,
    ignoreFailure: t.ignoreFailure,
    prior: [],
    status: 'WAITING',
  }));

/** The plain variables that one build of a batch has beside those of its project. */
export const taskVariables = (spec: BatchSpec, task: BatchTask): Record<string, string> => ({
  ...task.env.variables,
  ...(spec.kind === 'fanout' ? { CODEBUILD_BATCH_FANOUT_COUNT: String(spec.tasks.length) } : {}),
});

const isBad = (g: Group): boolean =>
  g.status !== 'SUCCEEDED' &&
  g.status !== 'WAITING' &&
  g.status !== 'IN_PROGRESS' &&
  !g.ignoreFailure;
const isDone = (g: Group): boolean => g.status !== 'WAITING' && g.status !== 'IN_PROGRESS';

export interface BatchStep {
  readonly groups: readonly Group[];
  /** To be started now. */ readonly start: readonly string[];
  /** Builds to be stopped. */ readonly stop: readonly string[];
  /** How it has ended. */ readonly ended?: 'SUCCEEDED' | 'FAILED' | undefined;
}

/**
 * What follows in a batch: a build starts once those it depends on are good (or their failure is ignored); what depends on a
 * failed one never starts; with fast-fail the first failure that counts stops the rest (AWS-SEMANTICS 1.9).
 */
export function advance(groups: readonly Group[], fastFail: boolean): BatchStep {
  let all = [...groups];
  const broken = all.some(isBad);
  const find = (id: string): Group | undefined => all.find((g) => g.identifier === id);
  for (let changed = true; changed;) {
    changed = false;
    all = all.map((g) => {
      if (g.status !== 'WAITING') return g;
      const skipped =
        (fastFail && broken) ||
        g.dependsOn.some((d) => {
          const on = find(d);
          return on !== undefined && (isBad(on) || on.status === 'SKIPPED');
        });
      if (skipped) changed = true;
      return skipped ? { ...g, status: 'SKIPPED' } : g;
    });
  }
  const start = all
    .filter(
      (g) =>
        g.status === 'WAITING' &&
        g.dependsOn.every((d) => {
          const on = find(d);
          return on !== undefined && isDone(on);
        }),
    )
    .map((g) => g.identifier);
  const stop =
    fastFail && broken
      ? all.filter((g) => g.status === 'IN_PROGRESS').flatMap((g) => g.build ?? [])
      : [];
  const over = all.every(isDone);
  return {
    groups: all,
    start,
    stop,
    ended: over
      ? all.some((g) => isBad(g) || (g.status === 'SKIPPED' && !g.ignoreFailure))
        ? 'FAILED'
        : 'SUCCEEDED'
      : undefined,
  };
}
