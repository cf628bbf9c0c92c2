import type { Status } from '@/lib/domain/status';
import type { Revision } from '@/lib/domain/views';

/** One run of a stage by one execution: from its first action to its last. Times in ms since the epoch. */
export interface StageRun {
  readonly stage: string;
  readonly execution: string;
  readonly revision?: Revision | undefined;
  readonly from: number;
  readonly to?: number | undefined;
  readonly status: Status;
  readonly good: boolean;
  /** A person was asked in it. */ readonly asked: boolean;
}

export interface PastStage {
  readonly name: string;
  readonly kind: 'source' | 'build' | 'deploy';
  readonly live?: (Revision & { readonly at: number; readonly execution: string }) | undefined;
  readonly running: readonly {
    readonly execution: string;
    readonly revision?: Revision | undefined;
    readonly since: number;
    readonly asked: boolean;
  }[];
}
export interface Past {
  readonly pipeline: string;
  readonly at: number;
  readonly stages: readonly PastStage[];
  /** The oldest moment that history tells of, and moments at which something changed, newest first. */ readonly from: number;
  readonly moments: readonly number[];
  readonly readAt: number;
}

/**
 * What a stage held at a moment: the newest run that had ended well by then, and the runs that were under way. Drawn from
 * what happened, not from what is there now (spinnaker#5254).
 */
export function stageAt(
  runs: readonly StageRun[],
  at: number,
): { readonly live: StageRun | undefined; readonly running: readonly StageRun[] } {
  let live: StageRun | undefined;
  const running: StageRun[] = [];
  for (const r of runs) {
    if (r.to !== undefined && r.to <= at) {
      if (r.good && (live?.to === undefined || r.to > live.to)) live = r;
    } else if (r.from <= at) running.push(r);
  }
  return { live, running: running.sort((a, b) => a.from - b.from) };
}
