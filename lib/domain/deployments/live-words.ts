import { shortRevision, type Revision } from '@/lib/domain/commits/revision';
import type { BoardCell, LeftBehind, LiveRevision } from '@/lib/domain/views';

/** What is said to be in a stage: a source has its newest revision, a build the last that passed; only a deployment is live. */
export const HELD_WORDS: Readonly<Record<BoardCell['kind'], string>> = {
  source: 'Newest',
  build: 'Last good',
  deploy: 'Live',
};

/** How it is known what is live: `deployed by CloudFormation, action Deploy`. */
export const deployedBy = ({ provider, action }: NonNullable<LiveRevision['by']>): string =>
  `deployed by ${provider}, action ${action}`;

/** What a failed deployment has left on targets: they run neither what is live nor, perhaps, anything whole. */
export function leftWords(left: LeftBehind, live: LiveRevision): string {
  const what = left.revision ? shortRevision(left.revision) : `The revision of ${left.deployment}`;
  return `${what} left on ${left.targets} of ${left.of} targets by a failed deployment; last good ${shortRevision(live)}`;
}

/** Regions or services of one stage that run different revisions. */
const partlyWords = ({ revision, by, notBy }: NonNullable<LiveRevision['partly']>): string =>
  `${revision ? shortRevision(revision) : 'A newer revision'} was deployed by ${by.join(', ')} and not by ${notBy.join(', ')}`;

/** What is to be known before "live" is believed: files left behind, a pipeline that tells otherwise, a part not read. */
export function doubtOf(
  live: LiveRevision | undefined,
  unread: string | undefined,
): string | undefined {
  const doubts = [
    live?.partly && partlyWords(live.partly),
    live?.left && leftWords(live.left, live),
    live?.disagrees,
    unread,
  ].filter((d) => d !== undefined);
  return doubts.length ? doubts.join('; ') : undefined;
}

/** How far a revision that has failed has come all the same: `on 1 of 2 targets`. */
export function cameTo(live: LiveRevision | undefined, sha: string): string | undefined {
  const is = (r: Revision | undefined): boolean => r !== undefined && r.sha === sha;
  if (live?.partly && is(live.partly.revision)) return `deployed by ${live.partly.by.join(', ')}`;
  if (live?.left && is(live.left.revision))
    return `left on ${live.left.targets} of ${live.left.of} targets`;
  return undefined;
}

/** Where nothing is live: only a successful read says so. */
export const noneLive = (unread: string | undefined): string =>
  unread === undefined ? 'Nothing yet' : 'Not known';
