import { shortRevision } from './revision';
import type { LeftBehind, LiveRevision } from './views';

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
  if (live?.left) return leftWords(live.left, live);
  if (live?.partly) return partlyWords(live.partly);
  return live?.disagrees ?? unread;
}

/** Where nothing is live: only a successful read says so. */
export const noneLive = (unread: string | undefined): string =>
  unread === undefined ? 'Nothing yet' : 'Not known';
