import type { Revision } from '@/lib/domain/views';

/** As much of a declaration as an edit is judged by. */
export interface Shape {
  readonly pipelineType?: string | undefined;
  readonly executionMode?: string | undefined;
  readonly stages: readonly {
    readonly name: string;
    readonly actions: readonly { readonly name: string }[];
  }[];
}
/** An execution under way: the stages it has yet to enter, and the one that it waits in front of. */
export interface Flying {
  readonly execution: string;
  readonly revision?: Revision | undefined;
  readonly ahead: readonly string[];
  readonly waitsFor?: string | undefined;
}
export interface Cancelled {
  readonly execution: string;
  readonly revision?: Revision | undefined;
  readonly why: string;
}

export interface Blast {
  /** Executions that end because of the edit. */
  readonly cancelled: readonly Cancelled[];
  /** Executions that go on as they began. */
  readonly untouched: number;
  /** Releases that can be rolled back to now, and not afterwards. */
  readonly targetsLost: number;
  readonly notes: readonly string[];
}

const names = (list: readonly { readonly name: string }[]): string[] => list.map((x) => x.name);
const isV2 = (s: Shape): boolean => s.pipelineType === 'V2';

/** V2 is billed by the minutes that actions run, V1 by the pipeline and month; V2 cannot become V1 again (CodePipeline user guide, "Pipeline types"). */
export const V2_BRINGS =
  'Type V2 adds stage rollback, variables, releases of a chosen commit, filtered triggers, conditions, and the QUEUED and PARALLEL modes.';
export const V2_COSTS =
  'AWS bills V2 per minute of action run time (approvals are free) instead of per pipeline and month. You cannot go back to V1.';

/**
 * What saving an edit does, before it is saved. Executions under way keep the structure and mode they began with; one that
 * comes to a stage that is gone, or waits in front of it, is cancelled; every edit is a new version, and a rollback's
 * target must have run in the newest (CodePipeline user guide, "Edit a pipeline" and "Configure stage rollback").
 */
export function blastOf(
  before: Shape,
  after: Shape,
  flying: readonly Flying[],
  rollbackTargets: number,
): Blast {
  const there = new Set(names(after.stages));
  const gone = names(before.stages).filter((s) => !there.has(s));
  const cancelled = flying.flatMap((f): Cancelled[] => {
    if (f.waitsFor !== undefined && gone.includes(f.waitsFor))
      return [
        {
          execution: f.execution,
          revision: f.revision,
          why: `immediately: it is waiting for ${f.waitsFor}, which is removed`,
        },
      ];
    const next = f.ahead.find((s) => gone.includes(s));
    return next === undefined
      ? []
      : [
          {
            execution: f.execution,
            revision: f.revision,
            why: `when it reaches ${next}, which is removed`,
          },
        ];
  });
  const [from, to] = [before.executionMode ?? 'SUPERSEDED', after.executionMode ?? 'SUPERSEDED'];
  const order =
    names(before.stages)
      .filter((s) => there.has(s))
      .join('\n') !==
    names(after.stages)
      .filter((s) => names(before.stages).includes(s))
      .join('\n');
  return {
    cancelled,
    untouched: flying.length - cancelled.length,
    targetsLost: rollbackTargets,
    notes: [
      ...(gone.length
        ? [
            `${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} removed from the pipeline. What is deployed there stays.`,
          ]
        : []),
      ...(order ? ['The stage order changes for the next execution.'] : []),
      ...(from !== to
        ? [
            `New executions run in ${to} mode; running ones keep ${from}.`,
            ...(to === 'PARALLEL'
              ? ['In PARALLEL mode a stage cannot be rolled back and has no transition to close.']
              : []),
          ]
        : []),
      ...(!isV2(before) && isV2(after) ? [V2_BRINGS, V2_COSTS] : []),
    ],
  };
}
