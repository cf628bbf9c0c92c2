import type { ApplicationAddress, Health } from '@/lib/domain/projects/project';
import { HEALTHY, UNHEALTHY, UNKNOWN, type Status } from '@/lib/domain/status';
import type { LiveRevision } from '@/lib/domain/views';

/** An application's stage, as the pipeline's page has it. */
export interface ReleasedStage {
  readonly name: string;
  readonly live?: LiveRevision | undefined;
  /** Why it cannot be told what is live. */
  readonly unread?: string | undefined;
}

const NO_RELEASE: Status = { key: 'pend', word: 'No release yet' };

/**
 * Whether an application is well. `stages` is undefined until the pipeline has been read: only then can it be said that
 * nothing was released, which is why an application does not answer.
 */
export function applicationStatus(
  stages: readonly ReleasedStage[] | undefined,
  application: ApplicationAddress & { readonly health: Health },
): Status {
  const { health } = application;
  if (health.ok) return HEALTHY;
  const stage = stages?.find((s) => s.name === application.stage);
  if (!stage || (!stage.live && stage.unread !== undefined)) return UNKNOWN;
  if (!stage.live) return NO_RELEASE;
  return health.asking ? UNKNOWN : UNHEALTHY;
}

/** The application to open first: the last one that has a release, or at least answers. */
export const openFirst = <A extends ApplicationAddress & { readonly health: Health }>(
  stages: readonly ReleasedStage[] | undefined,
  applications: readonly A[],
): A | undefined =>
  applications.findLast((a) => a.health.ok || stages?.some((s) => s.name === a.stage && s.live));
