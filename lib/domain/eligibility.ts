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
  readonly liveSha: string | undefined;
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
 * version of the pipeline, is itself no rollback, and its artifacts are still there.
 */
export function releaseProblem(r: PastRelease, s: StageFacts): string | undefined {
  if (r.rollbackOf !== undefined)
    return r.rollbackOf === s.liveOrigin
      ? 'Live now, by this rollback'
      : 'A rollback itself. Choose the release it went back to';
  if (r.executionId === s.liveOrigin) return 'Live now';
  if (r.startedAt < s.changedAt)
    return `Ran before the pipeline was changed to version ${s.version}`;
  if (r.artifact === 'gone') return 'Its artifact is no longer in S3';
  return r.sha === s.liveSha ? 'Same commit as the live one' : undefined;
}

/** The release that a rollback goes to unless told otherwise: the newest that can be chosen and is older than what is live. */
export function previousGood(releases: readonly PastRelease[], s: StageFacts): string | undefined {
  const live = releases.findIndex((r) => r.executionId === s.liveOrigin);
  const eligible = (r: PastRelease): boolean => releaseProblem(r, s) === undefined;
  return (releases.slice(live + 1).find(eligible) ?? releases.find(eligible))?.executionId;
}
