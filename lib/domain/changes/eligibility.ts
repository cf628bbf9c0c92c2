/** One execution that once succeeded in the stage, newest first. */
export interface PastRelease {
  readonly executionId: string;
  readonly sha: string;
  readonly startedAt: number;
  readonly rollbackOf?: string | undefined;
  /** Whether its artifacts can still be had; undefined = not looked at. */
  readonly artifact?: 'there' | 'gone' | undefined;
}

export interface StageFacts {
  readonly isSource: boolean;
  readonly running: boolean;
  readonly pipelineType: string;
  readonly mode: string;
  readonly changedAt: number;
  readonly version: number;
  /** The execution whose revision is live now, a rollback resolved to what it brought back. */
  readonly liveOrigin: string | undefined;
  /** The execution that put it there: a rollback's own, where it was rolled back. */
  readonly liveExecution: string | undefined;
  /** What is live is not what runs everywhere: the newest attempt to replace it has failed. */
  readonly broken: boolean;
}

/** Why a stage cannot be rolled back at all; undefined if it can. (CodePipeline user guide, "Configure stage rollback".) */
export function stageProblem(s: StageFacts): string | undefined {
  if (s.isSource) return 'The source stage cannot be rolled back.';
  if (s.pipelineType !== 'V2')
    return 'Only pipelines of type V2 can roll back a stage. Release the older commit again instead.';
  if (s.mode === 'PARALLEL') return 'A pipeline in PARALLEL mode cannot roll back a stage.';
  return s.running ? 'This stage is running. Wait for it to finish, or stop it first.' : undefined;
}

/**
 * Why a past release cannot be gone back to; undefined if it can. AWS: it succeeded in that stage, ran in the current
 * version of the pipeline, is itself no rollback, and its artifacts are still there. That it is live, or has the same
 * commit as what is live, is no reason: after a failed deployment the last good release is what people want back.
 */
export function releaseProblem(r: PastRelease, s: StageFacts): string | undefined {
  if (r.rollbackOf !== undefined)
    return r.executionId === s.liveExecution
      ? 'Live now, by this rollback'
      : 'A rollback itself. Choose the release it went back to';
  if (r.startedAt < s.changedAt)
    return `Ran before the pipeline was changed to version ${s.version}`;
  return r.artifact === 'gone' ? 'Its artifact is no longer in S3' : undefined;
}

/** Whether a release is what is live, by whichever execution it came back. */
export const isLive = (r: PastRelease, s: StageFacts): boolean =>
  r.executionId === s.liveOrigin || r.executionId === s.liveExecution;

/**
 * The release that a rollback goes to unless told otherwise: the newest that can be chosen and is older than what is
 * live; what is live itself where the last attempt to replace it has failed.
 */
export function previousGood(releases: readonly PastRelease[], s: StageFacts): string | undefined {
  const live = releases.findIndex((r) => r.executionId === s.liveOrigin);
  const eligible = (r: PastRelease): boolean => releaseProblem(r, s) === undefined;
  const again = releases[live];
  if (s.broken && again && eligible(again)) return again.executionId;
  return (
    releases.slice(live + 1).find(eligible) ?? releases.find((r) => eligible(r) && !isLive(r, s))
  )?.executionId;
}
