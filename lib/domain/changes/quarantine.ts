/** What the journal keeps of a commit that must not come back by itself. Times in ms since the epoch. */
export interface QuarantineEntry {
  readonly type: 'quarantine' | 'lift';
  readonly sha?: string | undefined;
  readonly stage?: string | undefined;
  readonly reason: string;
  readonly by: string;
  readonly executionId: string;
  readonly at: number;
}
export interface Quarantine {
  readonly sha: string;
  readonly stage: string;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
  /** The rollback that it came with. */ readonly executionId: string;
}

/** Commits in quarantine now, newest first: the last word about each commit and stage holds. */
export function quarantines(
  entries: readonly (Omit<QuarantineEntry, 'type'> & { readonly type: string })[],
): Quarantine[] {
  const found = new Map<string, Quarantine>();
  for (const e of [...entries].sort((a, b) => a.at - b.at)) {
    if (e.sha === undefined || e.stage === undefined) continue;
    const key = `${e.sha} ${e.stage}`;
    if (e.type === 'quarantine')
      found.set(key, {
        sha: e.sha,
        stage: e.stage,
        reason: e.reason,
        by: e.by,
        at: e.at,
        executionId: e.executionId,
      });
    if (e.type === 'lift') found.delete(key);
  }
  return [...found.values()].sort((a, b) => b.at - a.at);
}

const PREFIX = 'Quarantine of ';

/** CodePipeline's reason for the closed transition: 300 of some characters (DisableStageTransition, API reference). */
export const closingReason = (sha: string, reason: string): string =>
  `${PREFIX}${sha.slice(0, 7)}. ${reason}`
    .replace(/[^a-zA-Z0-9!@ ().*?-]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);

/** Whether a closed transition is this quarantine's. */
export const closedBy = (q: Pick<Quarantine, 'sha'>, reason: string | undefined): boolean =>
  (reason ?? '').startsWith(`${PREFIX}${q.sha.slice(0, 7)}`);
