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

/** What is to be known before "live" is believed: files left behind, a pipeline that tells otherwise, a part not read. */
export const doubtOf = (
  live: LiveRevision | undefined,
  unread: string | undefined,
): string | undefined => (live?.left && leftWords(live.left, live)) ?? live?.disagrees ?? unread;
